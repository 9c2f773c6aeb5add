// The review desk: rows come from the server one by one, so that the one under somebody's hands stays.
facet.desk = (root, mine) => {
  const find = (selector) => root.querySelector(selector);
  const rows = () => [...root.querySelectorAll(".pieces tbody tr")];
  const rowOf = (place) => find(`.pieces tbody tr[data-place="${place}"]`);
  const wanted = { order: "doubt", state: "", type: "", metal: "", stone: "", words: "", page: 0 };
  let known = 0; // rows that were asked for, wherever they are shown
  let searching;
  let last = Promise.resolve(); // requests are answered in the order in which they are made

  const ask = async (name, options, query = {}) => {
    const { language } = document.querySelector(".masthead").dataset;
    const values = new URLSearchParams({ ...query, language });
    try {
      const answer = await fetch(`catalogue/${mine.token}/${name}?${values}`, options);
      const news = await answer.json();
      if (answer.ok) return news;
      tell(news.said);
    } catch {
      tell(facet.text("no_answer"));
    }
    return null;
  };
  const inTurn = (task) => {
    last = last.then(task, task);
    return last;
  };
  const get = (name, query) => ask(name, {}, query);
  const post = (name, body) => ask(name, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const tell = (text) => { find(".desk-said").textContent = text ?? ""; };

  const made = (html) => {
    const body = document.createElement("tbody");
    body.innerHTML = html;
    return body.firstElementChild;
  };
  // Replaces the parts that changed, but for the one that has the focus.
  const patch = (old, next) => {
    for (const part of next.querySelectorAll("[data-part]")) {
      const here = old.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!here || here.innerHTML === part.innerHTML) continue;
      const active = here.contains(document.activeElement) ? document.activeElement : null;
      here.innerHTML = part.innerHTML;
      const again = active?.className && here.querySelector(`.${active.className.split(" ").join(".")}`);
      again?.focus({ preventScroll: true });
    }
  };
  const showRow = ([place, html]) => {
    const old = rowOf(place);
    if (!old) return;
    const next = made(html);
    old.style.setProperty("--least", `${old.offsetHeight}px`); // nothing below moves up
    patch(old, next);
    old.className = next.className;
    const [box, other] = [old, next].map((row) => row.querySelector("textarea"));
    if (box !== document.activeElement && !box.dataset.typed) box.value = other.value;
  };
  const showControls = ({ controls, pages }) => {
    const place = find(".desk-controls");
    const next = document.createElement("div");
    next.innerHTML = controls;
    if (place.firstElementChild) patch(place, next);
    else place.innerHTML = controls;
    for (const choice of place.querySelectorAll("select")) choice.value = wanted[choice.name];
    find(".desk-pages").innerHTML = pages;
  };
  const load = () => inTurn(async () => {
    const news = await get("desk", wanted);
    if (!news) return;
    find(".pieces tbody").innerHTML = news.rows.map(([, html]) => html).join("");
    known = news.total;
    showControls(news);
    const first = rows()[0];
    if (first) first.tabIndex = 0;
  });
  const append = () => inTurn(async () => {
    const news = known < mine.count ? await get("rows", { ...wanted, from: known }) : null;
    if (!news) return;
    const plain = !wanted.page && !["state", "type", "metal", "stone", "words"].some((key) => wanted[key]);
    for (const row of news.rows) {
      if (rowOf(row[0])) showRow(row);
      else if (plain && rows().length < 200) find(".pieces tbody").append(made(row[1]));
    }
    known += news.rows.length;
    showControls(news);
  });
  const step = (body) => inTurn(async () => {
    mine.safe = false;
    const news = await post("step", { ...body, wanted });
    if (!news) return;
    news.rows.forEach(showRow);
    showControls(news);
    tell(news.said);
  });

  const commit = (box) => {
    if (!box?.dataset.typed) return;
    delete box.dataset.typed;
    step({ do: "edit", place: Number(box.dataset.entry), text: box.value });
  };
  const use = (row, caption) => {
    const box = row.querySelector("textarea");
    box.value = caption;
    box.dataset.typed = "yes";
    commit(box);
  };
  const approve = (row, approved = true) => {
    commit(row.querySelector("textarea"));
    row.classList.toggle("approved", approved);
    step({ do: "approve", place: Number(row.dataset.place), approved });
  };
  const go = (row, type = false) => {
    if (!row) return;
    for (const other of root.querySelectorAll(".pieces tr[tabindex='0']")) other.tabIndex = -1;
    row.tabIndex = 0;
    (type ? row.querySelector("textarea") : row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const onward = (row, by, type = false) => {
    const all = rows();
    const next = all[all.indexOf(row) + by];
    if (next) go(next, type);
    else turn(wanted.page + by);
  };
  const turn = async (page) => {
    const button = find(`.desk-pages [data-page="${page}"]:not(:disabled)`);
    if (!button) return;
    wanted.page = page;
    await load();
    go(rows()[0]);
  };

  // Letters are commands only while a row, and no text, has the focus.
  const keys = {
    n: (row) => onward(row, 1), ArrowDown: (row) => onward(row, 1),
    p: (row) => onward(row, -1), ArrowUp: (row) => onward(row, -1),
    a: (row) => { approve(row); onward(row, 1); },
    e: (row) => go(row, true), Enter: (row) => go(row, true),
    u: () => step({ do: "undo" }),
  };
  root.addEventListener("keydown", (event) => {
    const row = event.target.closest(".pieces tbody tr");
    if (!row || event.altKey) return;
    if (event.target.matches("textarea")) {
      if (event.key === "Escape") go(row);
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        approve(row);
        onward(row, 1, true);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || (event.key === "Enter" && event.target !== row)) return;
    const model = row.querySelector(`[data-model="${event.key}"]`);
    const command = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!model && !command) return;
    event.preventDefault();
    if (model) use(row, model.dataset.use);
    else command(row);
  });
  root.addEventListener("input", (event) => {
    if (event.target.matches(".pieces textarea")) event.target.dataset.typed = "yes";
    if (event.target.matches("[name=words]")) {
      clearTimeout(searching);
      searching = setTimeout(() => {
        Object.assign(wanted, { words: event.target.value, page: 0 });
        load();
      }, 250);
    }
  });
  root.addEventListener("change", (event) => {
    if (event.target.matches(".pieces textarea")) commit(event.target);
    if (event.target.matches(".desk-controls select")) {
      Object.assign(wanted, { [event.target.name]: event.target.value, page: 0 });
      load();
    }
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = event.target.closest(".pieces tbody tr");
    if (!button && row && !event.target.matches("textarea")) go(row);
    if (!button) return;
    if (button.matches(".approve")) approve(row, button.getAttribute("aria-pressed") !== "true");
    if (button.dataset.use && row) use(row, button.dataset.use);
    if (button.matches(".undo")) step({ do: "undo" });
    if (button.dataset.page) turn(Number(button.dataset.page));
    if (button.matches(".replace")) {
      const [text, put] = ["find", "put"].map((name) => find(`[name=${name}]`).value);
      if (text) step({ do: "replace", find: text, put });
    }
  });

  return {
    post,
    settled: () => last,
    show: () => load(),
    // While photos are described rows only come at the end; nothing moves under somebody's hands.
    grow: (anew) => {
      const busy = find(".pieces").contains(document.activeElement) || find("[data-typed]");
      return !known || (anew && !busy) ? load() : append();
    },
    empty: async () => {
      known = 0;
      Object.assign(wanted, { state: "", type: "", metal: "", stone: "", words: "", page: 0 });
      find(".pieces tbody").replaceChildren();
      find(".desk-controls").replaceChildren();
    },
  };
};
