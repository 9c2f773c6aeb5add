// The pieces found: a click opens a piece; "more like this" and "less of it" ask the server.
facet.hits = (element, trigger, watch) => {
  facet.steps(element, trigger, watch);
  watch("value", facet.words(element));
  // Enter has nothing left to search, but on a phone the pieces may be out of sight.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || !event.target.closest("#query")) return;
    event.target.blur();
    facet.reveal(element, "caption");
  });
  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-save]")) facet.saveHits(element);
    const other = event.target.closest("[data-gallery]");
    if (other) trigger("clear", { gallery: other.dataset.gallery });
    const button = event.target.closest(".hit-open");
    if (button) facet.openPiece(element, button.closest(".hit"), trigger);
  });
};

// A piece's details in a dialog that leads to the pieces before and after it.
facet.openPiece = (element, first, trigger) => {
  const dialog = facet.dialog('<div class="details"></div>', "");
  const shown = dialog.querySelector(".details");
  let hit = null;

  const show = (next, focused) => {
    if (!next) return;
    hit = next;
    const details = hit.querySelector(".details");
    shown.innerHTML = details.innerHTML;
    dialog.setAttribute("aria-label", details.querySelector(".details-caption").textContent);
    const picture = shown.querySelector("img");
    picture.src = picture.dataset.src;
    dialog.scrollTop = 0;
    if (!focused) return;
    const button = shown.querySelector(`[data-turn="${focused}"]:not(:disabled)`);
    (button ?? shown.querySelector("[data-similar]")).focus();
    facet.say(dialog.getAttribute("aria-label"));
  };
  const turn = (by) => {
    const hits = [...element.querySelectorAll(".hit")];
    show(hits[hits.indexOf(hit) + by], by);
  };
  const ask = (name, data) => {
    trigger(name, data);
    dialog.close();
    element.querySelector(".hits-heading")?.focus();
  };
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { turn: by, similar, row } = button.dataset;
    if (by) turn(Number(by));
    if (similar) ask("select", { similar });
    if (row) ask("edit", { piece: hit.dataset.piece, row, without: "without" in button.dataset });
    if (button.matches(".zoom")) facet.zoom(button, event);
  });
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || dialog.querySelector('.zoom[aria-pressed="true"]')) return;
    event.preventDefault();
    turn(by);
  });
  dialog.addEventListener("close", () => hit?.querySelector(".hit-open")?.focus());
  show(first, 0);
};

// Shows the photo larger around the place that was clicked, or whole again.
facet.zoom = (button, event) => {
  const near = button.getAttribute("aria-pressed") !== "true";
  const frame = button.parentElement;
  const box = button.getBoundingClientRect();
  const clicked = event.clientX || event.clientY;
  const [x, y] = clicked
    ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
    : [0.5, 0.5];
  button.setAttribute("aria-pressed", String(near));
  frame.scrollLeft = x * frame.scrollWidth - frame.clientWidth / 2;
  frame.scrollTop = y * frame.scrollHeight - frame.clientHeight / 2;
};

// The list as a spreadsheet: piece, score, caption and the words that matched. Its columns are called
// the same in every language, as those of the captions are, so that lists can be put together.
facet.saveHits = (element) => {
  const rows = [["piece", "score", "caption", "matched"]];
  for (const hit of element.querySelectorAll(".hit")) {
    const marks = [...hit.querySelectorAll(".hit-text mark")].map((mark) => mark.textContent);
    const score = hit.querySelector(".score")?.lastChild.textContent ?? "";
    rows.push([facet.fileCell(hit.dataset.piece), score, hit.querySelector(".hit-text").textContent, marks.join(" ")]);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([facet.csv(rows)], { type: "text/csv" }));
  link.download = "similar-pieces.csv";
  link.click();
  URL.revokeObjectURL(link.href);
};

// The same form of CSV as catalogue/csv_file.py writes, which says why.
facet.csv = (rows) => {
  const cell = (text) => `"${text.replace(/^[=+\-@\t\r\n]/, "'$&").replaceAll('"', '""')}"`;
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
};

// A file name as a cell that is no formula and still names the file.
facet.fileCell = (name) => name.replace(/^[=+\-@\t\r\n]/, "./$&");

// A dialog that takes the focus, closes with Escape or a click outside, and gives the focus back.
facet.dialog = (html, label) => {
  const dialog = document.createElement("dialog");
  dialog.className = "facet-dialog";
  dialog.setAttribute("aria-label", label);
  dialog.innerHTML = `<button type="button" class="close">×</button>${html}`;
  dialog.querySelector(".close").setAttribute("aria-label", facet.text("close"));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".close")) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector(".gradio-container .contain").append(dialog);
  dialog.showModal();
  return dialog;
};
