// The browser's history: each search is a step that Back undoes, and its address can be shared.
facet.steps = (element, trigger, watch) => {
  const shownNow = () => {
    const { step, kind } = element.querySelector(".results").dataset;
    return { step: JSON.parse(step), kind };
  };
  const first = shownNow().step;
  const single = ["q", "like", "k", "least"];
  const several = ["type", "metal", "stone"];
  let shown = JSON.stringify(first);
  let typed = 0;

  const address = (step) => {
    const url = new URL(location.href);
    for (const key of [...single, ...several]) url.searchParams.delete(key);
    for (const key of single) {
      if (step[key] !== first[key] && step[key] !== "") url.searchParams.set(key, step[key]);
    }
    for (const key of several) {
      for (const value of step[key]) url.searchParams.append(key, value);
    }
    return url;
  };
  const asAddressed = () => {
    const asked = new URL(location.href).searchParams;
    const step = { ...first };
    for (const key of single) if (asked.has(key)) step[key] = asked.get(key);
    for (const key of several) step[key] = asked.getAll(key);
    return step;
  };
  const keep = (step, kind) => {
    const now = Date.now();
    const same = kind === "back" || (kind === "typed" && now - typed < 4000);
    typed = kind === "typed" ? now : 0;
    const state = { ...history.state, facet: step };
    history[same ? "replaceState" : "pushState"](state, "", address(step));
  };
  watch("value", () => {
    const { step, kind } = shownNow();
    const text = JSON.stringify(step);
    if (text !== shown) keep(step, kind);
    shown = text;
    if (kind !== "photo") facet.say(element.querySelector(".hits-heading")?.textContent ?? "");
    facet.reveal(element, kind);
  });
  addEventListener("popstate", (event) => {
    const step = event.state?.facet ?? asAddressed();
    typed = 0;
    if (JSON.stringify(step) !== shown) trigger("submit", step);
  });
  const asked = new URL(location.href).searchParams;
  if ([...single, ...several].some((key) => asked.has(key))) trigger("submit", asAddressed());
};

// Scrolls to results that changed out of sight; those of another part of the page come to the top.
facet.reveal = (element, kind) => {
  const heading = element.querySelector(".hits-heading");
  if (!heading || !["caption", "similar", "gallery", "chip", "ranker"].includes(kind)) return;
  if (document.activeElement === document.body) heading.focus({ preventScroll: true });
  const { top } = heading.getBoundingClientRect();
  const near = kind === "chip" || kind === "ranker";
  if (top > 0 && top < innerHeight * (near ? 0.8 : 0.3)) return;
  heading.scrollIntoView({ block: near && top > 0 ? "center" : "start" });
};

// Says a sentence to screen readers.
facet.say = (sentence) => {
  let status = document.querySelector(".facet-says");
  if (!status) {
    status = document.createElement("p");
    status.className = "facet-says unseen";
    status.setAttribute("role", "status");
    document.querySelector(".gradio-container").append(status);
  }
  status.textContent = sentence;
};
