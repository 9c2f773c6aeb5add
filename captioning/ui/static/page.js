// What the page's parts share: the light or dark look, chosen by the visitor's system or by hand.
window.facet = {};

facet.dark = (dark) => {
  document.body.classList.toggle("dark", dark);
  const button = document.querySelector(".look");
  button?.setAttribute("aria-pressed", String(dark));
};

facet.header = (element) => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("facet-look");
  } catch { /* storage may be forbidden: then the system's look holds */ }
  facet.dark(chosen ? chosen === "dark" : document.body.classList.contains("dark"));
  element.querySelector(".look").addEventListener("click", () => {
    const dark = !document.body.classList.contains("dark");
    facet.dark(dark);
    try {
      localStorage.setItem("facet-look", dark ? "dark" : "light");
    } catch { /* as above */ }
  });
};
