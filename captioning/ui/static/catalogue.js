// My catalogue: sending many files and folders, stopping, deleting, keeping. desk.js has the rows.
facet.kept = () => /^#catalogue=([\w-]+)$/.exec(location.hash)?.[1];

// The tab is only made once it is opened, so that a link to a catalogue has to open it.
facet.openKept = (left = 200) => {
  const tab = document.querySelector('#tabs [role="tab"][data-tab-id="catalogue"]');
  if (tab) tab.click();
  else if (left) setTimeout(() => facet.openKept(left - 1), 50);
};

facet.catalogue = (element, props, trigger, upload, watch) => {
  const root = element.querySelector(".catalogue-panel");
  const find = (selector) => root.querySelector(selector);
  const say = (text) => { find(".sending").textContent = text; };
  const mine = { token: "", count: 0, running: false, safe: true };
  const desk = facet.desk(root, mine);

  const receive = () => {
    let news = {};
    try {
      news = JSON.parse(props.value || "{}");
    } catch { /* what Gradio shows before the first value */ }
    if (news.panel) {
      const progress = mine.running ? find(".catalogue-state").innerHTML : "";
      root.innerHTML = news.panel; // the first time, or in another language
      wireDrop();
      if (mine.token) showAgain(progress || news.state || "");
    }
    if ("token" in news) become(news);
  };
  // What a person has brought so far, in a panel that has just come in another language.
  const showAgain = (state) => {
    arrange();
    showState(state);
    showKept();
    desk.show();
  };
  const arrange = () => {
    find(".desk").hidden = !mine.count;
    find(".catalogue-tools").hidden = mine.running;
    for (const [link, file] of [["csv", "captions.csv"], ["zip", "catalogue.zip"]]) {
      find(`.to-${link}`).href = `catalogue/${mine.token}/${file}`;
    }
    document.dispatchEvent(new CustomEvent("facet-photos", { detail: mine.count })); // for shop.js
  };
  const become = (news) => {
    const { token, count = 0, running = false, state = "" } = news;
    const ended = mine.running && !running;
    if (count > mine.count) mine.safe = false;
    const other = token !== mine.token;
    Object.assign(mine, { token, count, running });
    if (running) showState(state);
    arrange();
    if (ended && find(".leave-line").hidden) say(""); // the sentence goes with its button
    if (other) {
      mine.link = null;
      find(".kept").hidden = true;
    }
    const drawn = count ? desk.grow(other || ended) : desk.empty();
    if (!running) drawn.then(() => { if (!mine.running) showState(state); }); // after its rows
  };
  const showState = (html) => {
    const place = find(".catalogue-state");
    const next = document.createElement("div");
    next.innerHTML = html;
    const [here, there] = [place, next].map((node) => node.querySelector(".progress"));
    if (here && there) { // the button that stops keeps its focus
      here.querySelector("label").textContent = there.querySelector("label").textContent;
      here.querySelector("progress").value = there.querySelector("progress").value;
      here.querySelector("progress").max = there.querySelector("progress").max;
    } else {
      place.innerHTML = html;
    }
  };

  const isPhoto = (name) => !/\.(zip|jsonl|csv)$/i.test(name);
  const send = async (files) => {
    if (!files.length) return;
    // Photos that come with their captions are not described, so there may be more of them.
    const known = files.some(({ name }) => /(^|\/)metadata\.(jsonl|csv)$/.test(name));
    const most = Number(find(".catalogue").dataset[known ? "all" : "most"]);
    const limit = Number(find(".catalogue").dataset.limit);
    const photos = files.filter(({ name }) => isPhoto(name)).length;
    if (photos > most) {
      say(facet.text("too_many", { n: photos, most }));
      return;
    }
    const sent = [];
    const failed = [];
    for (const [place, { file, name }] of files.entries()) {
      say(facet.text("sending", { place: place + 1, n: files.length }));
      try {
        if (file.size > limit) throw new Error("too large");
        sent.push({ path: (await upload(file)).path, name });
      } catch {
        failed.push(name);
      }
    }
    say(mine.running ? facet.text("waiting") : "");
    mine.ticket = facet.newTicket();
    trigger("upload", { files: sent, failed, ticket: mine.ticket });
    setTimeout(() => followLine(mine.ticket), 500);
  };
  // Says how many catalogues are before the last one sent, until it has its turn.
  const followLine = async (ticket, tries = 3) => {
    if (ticket !== mine.ticket) return;
    let before = null;
    try {
      ({ before } = await (await fetch(`waiting/${ticket}`)).json());
    } catch { /* the connection may come back */ }
    if (ticket !== mine.ticket) return;
    const waits = before !== null;
    if (waits) say(facet.text("catalogues_before", { n: before }));
    else if (!find(".leave-line").hidden) say("");
    find(".leave-line").hidden = !waits;
    if (waits || tries > 1) setTimeout(() => followLine(ticket, waits ? 1 : tries - 1), 1000);
  };
  const named = (files) => [...files].map((file) => (
    { file, name: file.webkitRelativePath || file.name }));

  // A folder is handed over as an entry that has to be walked; as a file it cannot be read.
  const walked = async (entry, path = "") => {
    const name = path + entry.name;
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
      return [{ file, name }];
    }
    const reader = entry.createReader();
    const inside = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
      if (!some.length) break;
      inside.push(...some);
    }
    inside.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    const found = await Promise.all(inside.map((one) => walked(one, `${name}/`)));
    return found.flat();
  };
  const dropped = async (transfer) => {
    const items = [...transfer.items].filter(({ kind }) => kind === "file");
    const entries = items.map((item) => item.webkitGetAsEntry?.());
    const plain = named(transfer.files);
    if (!entries.length || entries.includes(null) || entries.includes(undefined)) return plain;
    try {
      return (await Promise.all(entries.map((entry) => walked(entry)))).flat();
    } catch {
      return plain; // the server says of each that it did not arrive
    }
  };
  const wireDrop = () => {
    const drop = find(".catalogue-drop");
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      drop.addEventListener(name, () => drop.classList.remove("over"));
    }
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      dropped(event.dataTransfer).then(send);
    });
  };

  const keep = async () => {
    const kept = await desk.post("keep", {});
    if (kept?.said) find(".desk-said").textContent = kept.said;
    if (!kept?.link) return;
    mine.link = kept;
    showKept();
    history.replaceState(null, "", `#catalogue=${kept.link}`); // a reload finds it again
    mine.safe = true;
    mine.kept = true;
  };
  const showKept = () => {
    const kept = mine.link;
    if (!kept) return;
    const { language } = document.querySelector(".masthead").dataset;
    const until = new Date(kept.until).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    const address = `${location.origin}${location.pathname}${location.search}#catalogue=${kept.link}`;
    const link = Object.assign(document.createElement("a"), { href: address, textContent: address });
    const place = find(".kept");
    place.replaceChildren(facet.text("kept", { until }), document.createElement("br"), link);
    place.hidden = false;
  };

  root.addEventListener("change", (event) => {
    const { target } = event;
    if (target.type === "file") {
      send(named(target.files)).then(() => { target.value = ""; });
    }
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    if (button.matches(".choose")) find(".chosen-files").click();
    if (button.matches(".choose-folder")) find(".chosen-folder").click();
    if (button.matches(".stop")) trigger("stop", {});
    if (button.matches(".leave-line")) {
      trigger("stop", { waiting: true });
      mine.ticket = "";
      say("");
      button.hidden = true;
      find(".choose").focus();
    }
    if (button.matches(".forget")) find(".ask").showModal();
    if (button.matches(".ask button")) find(".ask").close();
    if (button.matches(".really")) {
      if (mine.kept) history.replaceState(null, "", location.pathname + location.search);
      Object.assign(mine, { safe: true, kept: false });
      trigger("clear", {});
    }
    if (button.matches(".search-mine")) desk.settled().then(() => trigger("select", {}));
    if (button.matches(".keep")) keep();
    if (button.matches(".to-zip")) mine.safe = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (mine.count && !mine.safe && !mine.kept) event.preventDefault();
  });
  watch("value", receive);
  receive();
  const kept = facet.kept();
  if (kept) {
    mine.kept = true;
    trigger("submit", { link: kept });
  }
};
