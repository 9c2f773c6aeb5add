// My catalogue: sending many files, stopping, correcting captions, searching in it.
facet.catalogue = (element, trigger, upload) => {
  const find = (selector) => element.querySelector(selector);
  const say = (text) => { find(".sending").textContent = text; };
  const limit = Number(find(".catalogue").dataset.limit);
  const most = Number(find(".catalogue").dataset.most);

  const send = async (files) => {
    if (!files.length) return;
    if (files.length > most) {
      say(`These are ${files.length} files. Please choose ${most} at most.`);
      return;
    }
    const sent = [];
    const failed = [];
    for (const [place, file] of [...files].entries()) {
      say(`Sending ${place + 1} of ${files.length}`);
      try {
        if (file.size > limit) throw new Error("too large");
        sent.push({ path: (await upload(file)).path, name: file.name });
      } catch {
        failed.push(file.name);
      }
    }
    say("");
    if (find(".progress")) trigger("stop", {}); // new files take the place of those before
    trigger("upload", { files: sent, failed });
  };
  element.addEventListener("change", (event) => {
    if (event.target.type === "file") {
      send(event.target.files).then(() => { event.target.value = ""; });
    }
    if (event.target.matches("textarea")) {
      trigger("input", { entry: Number(event.target.dataset.entry), text: event.target.value });
    }
  });
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".choose")) find(".chosen-files").click();
    if (button.matches(".stop")) trigger("stop", {});
    if (button.matches(".forget")) trigger("clear", {});
    if (button.matches(".search-mine")) trigger("select", {});
    if (button.dataset.use) {
      const { entry, use } = button.dataset;
      const box = element.querySelector(`textarea[data-entry="${entry}"]`);
      box.value = use;
      trigger("input", { entry: Number(entry), text: use });
    }
  });
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
    send(event.dataTransfer.files);
  });
};
