// What was understood, as chips: a click turns a wish into its opposite, the cross or Delete
// removes it; the text of the search box follows.
facet.chips = (element, trigger, watch) => {
  let focus = null;
  const words = (chip) => chip?.querySelector(".chip-text").textContent;
  const use = (button, action) => {
    const chip = button.closest(".chip");
    const chips = [...element.querySelectorAll(".chip")];
    focus = { place: chips.indexOf(chip), text: words(chip), kind: button.className };
    const { text } = element.querySelector(".reading").dataset;
    trigger("edit", { text, action, place: Number(button.dataset.place ?? -1) });
  };
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button) use(button, button.dataset.action);
  });
  element.addEventListener("keydown", (event) => {
    const button = event.target.closest(".chip button");
    if (!button || !["Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    use(button, "remove");
  });
  watch("value", () => {
    if (!focus) return;
    const chips = [...element.querySelectorAll(".chip")];
    const chip = chips.find((one) => words(one) === focus.text) // it may have moved
      ?? chips[Math.max(0, Math.min(focus.place, chips.length - 1))];
    const kind = focus.kind.includes("remove") ? ".chip-remove" : ".chip-turn";
    (chip?.querySelector(kind) ?? document.querySelector("#query textarea, #query input"))?.focus();
    focus = null;
  });
};

// The filters: chips with counts, several at once; "More" shows the search's other options.
facet.filters = (element, trigger, watch) => {
  let focus = null;
  let open = false;
  let more = false;
  const show = () => {
    const search = element.closest("#search");
    search.classList.toggle("more-open", more);
    element.querySelector("[data-more]").setAttribute("aria-expanded", String(more));
    element.querySelector(".filters").classList.toggle("open", open);
    element.querySelector("[data-all]").setAttribute("aria-expanded", String(open));
  };
  const send = () => {
    const chosen = { type: [], metal: [], stone: [] };
    for (const { dataset } of element.querySelectorAll('.filter[aria-pressed="true"]')) {
      chosen[dataset.kind].push(dataset.value);
    }
    trigger("input", chosen);
  };
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-all], [data-more]")) {
      if (button.matches("[data-all]")) open = !open;
      else more = !more;
      show();
      return;
    }
    focus = { ...button.dataset };
    if (button.matches("[data-reset]")) {
      for (const one of element.querySelectorAll(".filter")) one.ariaPressed = "false";
    } else {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    }
    send();
  });
  watch("value", () => {
    show();
    if (!focus) return;
    const same = [...element.querySelectorAll(".filter")].find(
      ({ dataset }) => dataset.kind === focus.kind && dataset.value === focus.value);
    (same ?? element.querySelector("[data-all]")).focus();
    focus = null;
  });
};
