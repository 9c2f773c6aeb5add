// The pieces found: a click opens a piece; "more like this" asks the server.
facet.hits = (element, trigger) => {
  element.addEventListener("click", (event) => {
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

// A dialog that takes the focus, closes with Escape or a click beside it, and gives focus back.
facet.dialog = (html, label) => {
  const dialog = document.createElement("dialog");
  dialog.className = "facet-dialog";
  dialog.setAttribute("aria-label", label);
  dialog.innerHTML = `<button type="button" class="close" aria-label="Close">×</button>${html}`;
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".close")) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector(".gradio-container .contain").append(dialog);
  dialog.showModal();
  return dialog;
};
