// Words of captions: each shows where the model looked, by mouse, touch or keyboard. Returns what
// holds the word that an example begins with.
facet.words = (element) => {
  let held = null;

  const release = () => {
    held?.setAttribute("aria-pressed", "false");
    held = null;
    facet.hideMap();
  };
  const example = () => {
    held = element.querySelector(".word[data-lit]");
    held?.setAttribute("aria-pressed", "true");
    if (held) facet.showMap(held);
  };
  const hold = (word) => {
    const again = word === held;
    release();
    if (again) return;
    held = word;
    word.setAttribute("aria-pressed", "true");
    facet.showMap(word);
  };
  element.addEventListener("pointerover", (event) => {
    const word = event.target.closest(".word");
    if (word && event.pointerType === "mouse") facet.showMap(word);
  });
  element.addEventListener("pointerout", (event) => {
    if (!event.target.closest(".word") || event.pointerType !== "mouse") return;
    if (held?.isConnected) facet.showMap(held);
    else facet.hideMap();
  });
  element.addEventListener("focusin", (event) => {
    const word = event.target.closest(".word");
    if (word?.matches(":focus-visible")) facet.showMap(word);
  });
  element.addEventListener("focusout", (event) => {
    if (event.target.closest(".word") && !held) facet.hideMap();
  });
  element.addEventListener("keydown", (event) => {
    const word = event.target.closest(".word");
    if (!word) return;
    if (event.key === "Escape") release();
    const words = [...word.parentElement.querySelectorAll(".word")];
    const places = { ArrowRight: 1, ArrowLeft: -1, Home: -words.length, End: words.length };
    if (!(event.key in places)) return;
    event.preventDefault();
    const place = words.indexOf(word) + places[event.key];
    const next = words[Math.max(0, Math.min(words.length - 1, place))];
    word.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    facet.showMap(next);
  });
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".word")) hold(button);
    if (button?.matches("[data-try]")) facet.tryExample(button.dataset.try);
  });
  example();
  return example;
};

// The cards: the level, a copy, a search with a caption.
facet.cards = (element, trigger, watch) => {
  facet.words(element);
  watch("value", () => {
    if (facet.pending && element.querySelector("[data-answer]")) facet.answered(element);
  });
  element.addEventListener("change", (event) => {
    const card = event.target.closest(".card");
    for (const level of card.querySelectorAll(".level")) {
      level.hidden = level.dataset.level !== event.target.value;
    }
  });
  element.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.query) trigger("select", { text: button.dataset.query });
    if (button.matches("[data-search]")) trigger("select", { text: facet.shownCaption(button) });
    if (button.dataset.vote) facet.vote(button.closest(".vote"), button.dataset.vote);
    if (button.matches("[data-more]")) {
      const open = button.closest(".card").classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    }
    if (button.matches("[data-copy]")) {
      const copied = await facet.copy(facet.shownCaption(button), facet.shownLevel(button));
      const before = button.dataset.before ??= button.textContent;
      button.textContent = copied ? facet.text("copied") : facet.text("not_copied");
      setTimeout(() => { button.textContent = before; }, copied ? 1500 : 6000);
    }
  });
};

// Copies a text. Browsers have a clipboard only for https and this computer; elsewhere an older way
// is tried, and where that is refused too, the text is selected for the person to copy.
facet.copy = async (text, shown) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* as above */ }
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "unseen";
  const focused = document.activeElement;
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  focused?.focus();
  if (!copied) getSelection().selectAllChildren(shown);
  return copied;
};

// Votes are counted here and nowhere else; the same button takes a vote back.
facet.vote = (group, choice) => {
  let votes = {};
  try { votes = JSON.parse(localStorage.getItem("facet-votes")) ?? {}; } catch { /* none kept */ }
  const before = group.dataset.vote ?? "";
  const now = before === choice ? "" : choice;
  if (before) votes[before] -= 1;
  if (now) votes[now] = (votes[now] ?? 0) + 1;
  group.dataset.vote = now;
  try { localStorage.setItem("facet-votes", JSON.stringify(votes)); } catch { /* private window */ }
  const buttons = [...group.querySelectorAll("button")];
  for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.vote === now);
  const counts = buttons.map(({ dataset }) => `${dataset.vote} ${votes[dataset.vote] ?? 0}`);
  group.querySelector(".tally").textContent = facet.text("votes", { counts: counts.join(", ") });
};

facet.shownLevel = (button) => button.closest(".card").querySelector(".level:not([hidden])");

facet.shownCaption = (button) => {
  const level = facet.shownLevel(button);
  const words = [...level.querySelectorAll(".word")].map((word) => word.dataset.word);
  return words.length ? words.join(" ") : level.textContent;
};

// Lays a word's attention map over the photo: bright where the model looked, veiled elsewhere.
// The map is drawn with its edge places doubled, so that smoothing does not fade at the border.
facet.showMap = (word) => {
  const place = word.closest(".worked") ?? document.querySelector(".stage");
  const view = place.querySelector(".view, .view-worked");
  if (!view) return;
  const rows = Number(word.dataset.rows);
  const columns = Number(word.dataset.columns);
  const looked = Uint8Array.from(atob(word.dataset.attention), (c) => c.charCodeAt(0));
  const least = Math.min(...looked);
  const inside = (place, count) => Math.max(0, Math.min(count - 1, place - 1));
  const veil = new ImageData(columns + 2, rows + 2);
  for (let y = 0; y < rows + 2; y += 1) {
    for (let x = 0; x < columns + 2; x += 1) {
      const seen = looked[inside(y, rows) * columns + inside(x, columns)];
      const strength = (seen - least) / Math.max(1, 255 - least);
      veil.data.set([20, 15, 8, 205 * (1 - strength) ** 1.4], 4 * (y * (columns + 2) + x));
    }
  }
  const small = new OffscreenCanvas(columns + 2, rows + 2);
  small.getContext("2d").putImageData(veil, 0, 0);
  const canvas = view.querySelector("canvas");
  canvas.width = 448; // also clears it
  const [wide, tall] = [canvas.width / columns, canvas.height / rows];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(small, -wide, -tall, wide * (columns + 2), tall * (rows + 2));
  canvas.dataset.word = word.dataset.word;
  view.classList.add("mapped");
  place.querySelector(".readout").textContent = `“${word.dataset.word}” · ${word.dataset.sure}`;
};

facet.hideMap = (place = document) => {
  for (const view of place.querySelectorAll(".view, .view-worked")) {
    view.classList.remove("mapped");
    view.querySelector("canvas").removeAttribute("data-word");
  }
  for (const readout of place.querySelectorAll(".readout")) {
    readout.textContent = readout.dataset.hint;
  }
};

// Says an answer to screen readers once the pieces have come too, and moves the page to it.
facet.answered = (element) => setTimeout(() => {
  const said = [...element.querySelectorAll(".card")].map((card) => {
    const name = card.querySelector("h2").textContent;
    return `${name}: ${facet.shownCaption(card)}`;
  });
  const not = element.querySelector(".not-jewelry")?.textContent;
  const found = document.querySelector(".hits-heading")?.textContent;
  facet.say([not, ...said, found].filter(Boolean).join(". "));
  const { top } = element.getBoundingClientRect();
  if (top > 0 && top < innerHeight / 4) return;
  document.querySelector("#describe").scrollIntoView({ block: "start" });
}, 0);
