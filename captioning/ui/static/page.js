// What the page's parts share: the light or dark look and the language, both of the visitor's system
// until they are chosen by hand, and the texts that scripts show.
window.facet = {};

facet.dark = (dark) => {
  document.body.classList.toggle("dark", dark);
  document.querySelector(".look")?.setAttribute("aria-pressed", String(dark));
};

facet.header = (element, trigger) => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("facet-look");
  } catch { /* storage may be forbidden: then the system's look holds */ }
  facet.dark(chosen ? chosen === "dark" : document.body.classList.contains("dark"));
  facet.spoken();
  if (facet.kept()) facet.openKept();
  element.addEventListener("click", (event) => {
    if (!event.target.closest(".look")) return;
    const dark = !document.body.classList.contains("dark");
    facet.dark(dark);
    try {
      localStorage.setItem("facet-look", dark ? "dark" : "light");
    } catch { /* as above */ }
  });
  element.addEventListener("change", (event) => {
    if (!event.target.matches(".language")) return;
    facet.remember(event.target.value);
    trigger("select", { language: event.target.value });
  });
};

// A cookie, so that the server knows before it sends the page; in a frame of another site it is
// kept for that site alone.
facet.remember = (code) => {
  const framed = location.protocol === "https:" ? "SameSite=None; Secure; Partitioned" : "SameSite=Lax";
  document.cookie = `facet-language=${code}; Max-Age=31536000; ${framed}`;
};

// Called when the masthead has come in a language: Gradio's own texts follow.
facet.spoken = () => {
  const { language } = document.querySelector(".masthead").dataset;
  document.documentElement.lang = language;
  facet.dark(document.body.classList.contains("dark"));
  facet.gradioSpeaks(language);
};

// Gradio goes by the browser's language, and has no Italian of its own, so it is told.
facet.gradioSpeaks = async (code) => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const core = loaded.find((name) => /\/assets\/core-[\w-]+\.js$/.test(name));
  if (core) (await import(core)).changeLocale?.(code);
};

// A text of the section "browser" of ui/texts: facet.text(key, values).
facet.text = (key, values = {}) => {
  const { language, texts } = document.querySelector(".masthead").dataset;
  let entry = JSON.parse(texts)[key];
  if (typeof entry === "object") {
    entry = entry[values.n] ?? entry[new Intl.PluralRules(language).select(values.n)] ?? entry.other;
  }
  const shown = (value) => typeof value === "number" ? value.toLocaleString(language) : value;
  return entry.replace(/{(\w+)}/g, (_, name) => shown(values[name]));
};
