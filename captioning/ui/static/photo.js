// The photo's stage: choosing, dropping, pasting or taking a photo, and an example.
// The photo shows at once from the browser's own copy; the server's answer takes its place.
// Answers can come while newer ones are waited for, so those that are still to come are counted. The
// photo that is waited for has a ticket, under which the server says how many are before it.
facet.pending = 0;
facet.ticket = "";
facet.newTicket = () => (
  [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join(""));
facet.photo = (element, trigger, upload) => {
  const find = (selector) => element.querySelector(selector);
  const working = (source) => {
    facet.pending += 1;
    stopFrame();
    facet.hideMap(element); // the example keeps its own
    facet.describedView = find(".view") || facet.describedView;
    const preview = find(".preview");
    preview.onerror = () => preview.removeAttribute("src"); // such as HEIC: only the server can
    preview.src = source || "";
    document.documentElement.dataset.facet = "working";
    facet.sayWaiting(facet.text("describing"));
    const ticket = facet.newTicket();
    facet.ticket = ticket;
    setTimeout(() => facet.followLine(ticket), 500); // most answers are there before
    return ticket;
  };
  const refuse = (sentence) => {
    const refused = find(".refused");
    refused.textContent = sentence;
    refused.hidden = false;
    find(".refused-photo")?.remove();
  };
  const take = async (file) => {
    if (!file) return;
    find(".refused").hidden = true;
    const limit = Number(find(".stage").dataset.limit);
    if (file.size > limit) {
      const [size, most] = [Math.ceil(file.size / 2 ** 20), Math.round(limit / 2 ** 20)];
      refuse(facet.text("too_large", { size, limit: most }));
      return;
    }
    const ticket = working(URL.createObjectURL(file));
    try {
      const { path } = await upload(file);
      if (ticket === facet.ticket) trigger("upload", { path, ticket });
      else facet.done(); // given up, or another photo was chosen meanwhile
    } catch {
      facet.done();
      refuse(facet.text("not_arrived"));
    }
  };

  const stopFrame = facet.frame(element, (frame) => {
    trigger("edit", { frame, ticket: working(find(".view img").src) });
  });
  element.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    take(event.target.files[0]);
    event.target.value = "";
  });
  element.addEventListener("click", (event) => {
    const example = event.target.closest("[data-example]");
    if (example) {
      find(".refused").hidden = true;
      const ticket = working(example.dataset.picture);
      trigger("select", { example: Number(example.dataset.example), ticket });
    }
    if (event.target.closest(".give-up")) {
      trigger("stop", {});
      facet.idle();
      [...element.querySelectorAll(".choose")].find((one) => one.checkVisibility({ visibilityProperty: true }))?.focus();
    }
    if (event.target.closest(".choose")) find(".chosen-file").click();
    if (event.target.closest(".camera")) facet.camera(find(".camera-file"), take);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    element.addEventListener(name, (event) => {
      const frame = event.target.closest(".frame");
      if (!frame) return;
      event.preventDefault();
      frame.classList.toggle("over", name.startsWith("drag") && name !== "dragleave");
      if (name === "drop") take(event.dataTransfer.files[0]);
    });
  }
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files || [])].find((f) => f.type.startsWith("image/"));
    if (file && element.offsetParent) take(file);
  });
};

facet.tryExample = (place) => document.querySelector(`[data-example="${place}"]`).click();

// Called when an answer, or a refusal, has come.
facet.done = () => {
  facet.pending = Math.max(0, facet.pending - 1);
  if (!facet.pending) facet.idle();
};

// Nothing is waited for any more.
facet.idle = () => {
  facet.ticket = "";
  delete document.documentElement.dataset.facet;
  const stage = document.querySelector(".stage");
  stage?.querySelector(".preview").removeAttribute("src");
  if (stage) stage.querySelector(".waiting").hidden = true;
  facet.sayWaiting("");
  // After a file that is no photo, the earlier photo is shown again with its answer.
  const refused = stage?.querySelector(".refused-photo");
  if (refused && facet.describedView && !stage.querySelector(".view")) {
    refused.before(facet.describedView);
  }
};

// What is said while a photo is waited for; only what differs is said again.
facet.sayWaiting = (sentence) => {
  for (const place of document.querySelectorAll(".stage-status, .waiting span")) {
    if (place.textContent !== sentence) place.textContent = sentence;
  }
};

// Asks how many photos are before the one with this ticket, as long as it is waited for.
facet.followLine = async (ticket) => {
  if (ticket !== facet.ticket) return;
  let before = null;
  try {
    ({ before } = await (await fetch(`waiting/${ticket}`)).json());
  } catch { /* the connection may come back */ }
  if (ticket !== facet.ticket) return;
  facet.sayWaiting(before === null ? facet.text("describing") : facet.text("before", { n: before }));
  document.querySelector(".waiting").hidden = false;
  setTimeout(() => facet.followLine(ticket), 1000);
};

// A phone has its own camera behind a file input; elsewhere the browser's camera is used.
facet.camera = async (input, take) => {
  if (matchMedia("(pointer: coarse)").matches || !navigator.mediaDevices?.getUserMedia) {
    input.click();
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    input.click();
    return;
  }
  const dialog = facet.dialog('<video autoplay playsinline muted></video>' +
    '<p><button type="button" class="primary"></button></p>', facet.text("camera"));
  dialog.querySelector("video").setAttribute("aria-label", facet.text("camera"));
  dialog.querySelector(".primary").textContent = facet.text("take_photo");
  const video = dialog.querySelector("video");
  video.srcObject = stream;
  dialog.addEventListener("close", () => stream.getTracks().forEach((track) => track.stop()));
  dialog.querySelector(".primary").addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    dialog.close();
    canvas.toBlob((blob) => take(new File([blob], "camera.jpg")), "image/jpeg", 0.92);
  });
};
