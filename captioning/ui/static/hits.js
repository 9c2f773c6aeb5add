// The pieces found: a click opens a piece; "more like this" asks the server.
facet.hits = (element, trigger) => {
  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-save]")) facet.saveHits(element);
    const button = event.target.closest(".hit-open");
    if (!button) return;
    const details = button.parentElement.querySelector(".details");
    const name = details.querySelector(".details-caption").textContent;
    const dialog = facet.dialog(`<div class="details">${details.innerHTML}</div>`, name);
    const picture = dialog.querySelector("img");
    picture.src = picture.dataset.src;
    dialog.querySelector("[data-similar]").addEventListener("click", (more) => {
      trigger("select", { similar: more.target.dataset.similar });
      dialog.close();
      element.scrollIntoView({ block: "start" });
      element.querySelector(".hits-heading")?.focus();
    });
  });
};

// The list as a spreadsheet: piece, score, caption and the words that matched.
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
