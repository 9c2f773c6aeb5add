// A product file filled from the catalogue, and its house style tried on three photos.
facet.shop = (element, watch) => {
  const find = (selector) => element.querySelector(selector);
  // The address of the catalogue's own downloads has its secret name.
  const token = () => {
    const link = document.querySelector('#catalogue a[href*="captions.csv"]');
    return /catalogue\/([\w-]+)\/captions\.csv/.exec(link?.getAttribute("href") ?? "")?.[1];
  };
  const tell = (said) => { find(".shop-said").textContent = said ?? ""; };
  const node = (name, said) => {
    const made = document.createElement(name);
    made.textContent = said ?? "";
    return made;
  };
  const short = (photo) => photo.split(/[?#]/)[0].split("/").pop() || photo;
  const words = (value) => value.split(",").map((word) => word.trim()).filter(Boolean);
  let photos = 0; // in the catalogue
  let kept = null; // the style, once a person has changed it
  let further = {}; // rules of a file that the form does not show

  const style = () => {
    const form = find(".shop-style").elements;
    const also = [...find(".shop-style").querySelectorAll('[name="also"]:checked')];
    return {
      ...further,
      longest: Number(form.longest.value),
      level: form.level.value,
      languages: [form.first.value, ...also.map((box) => box.value)],
      template: form.template.value,
      brand: form.brand.value,
      must_have: further.must_have ?? words(form.must_have.value),
      never: words(form.never.value),
    };
  };
  const show = (rules) => {
    const form = find(".shop-style").elements;
    const byLanguage = !Array.isArray(rules.must_have);
    further = { capital: rules.capital, ...(byLanguage ? { must_have: rules.must_have } : {}) };
    for (const name of ["longest", "level", "template", "brand"]) form[name].value = rules[name];
    form.first.value = rules.languages[0];
    for (const box of find(".shop-style").querySelectorAll('[name="also"]')) {
      box.checked = rules.languages.slice(1).includes(box.value);
    }
    form.must_have.value = byLanguage ? Object.values(rules.must_have).flat().join(", ") : rules.must_have.join(", ");
    form.never.value = rules.never.join(", ");
    fit();
  };
  // A text's own language is no further one, and a file needs photos.
  const fit = () => {
    const { first } = find(".shop-style").elements;
    for (const box of find(".shop-style").querySelectorAll('[name="also"]')) {
      const own = box.value === first.value;
      box.closest("label").hidden = own;
      if (own) box.checked = false;
    }
    for (const button of element.querySelectorAll(".choose-products, .check-products")) {
      button.disabled = !photos;
    }
  };

  const post = async (path, body, query = {}) => {
    const mine = token();
    if (!mine) {
      tell(find(".shop").dataset.none);
      return null;
    }
    const { language } = document.querySelector(".masthead").dataset;
    const values = new URLSearchParams({ ...query, ...(language ? { language } : {}) });
    try {
      const answer = await fetch(`catalogue/${mine}/${path}?${values}`, { method: "POST", body });
      const news = await answer.json();
      tell(answer.ok ? "" : news.said);
      return answer.ok ? news : null;
    } catch {
      tell(facet.text("no_answer"));
      return null;
    }
  };

  let asked = 0;
  const tryOut = async (body = JSON.stringify(style()), query = {}) => {
    const mine = (asked += 1);
    const news = await post("style", body, query);
    if (!news || mine !== asked) return;
    if (query.name) {
      show(news.style);
      kept = style();
    }
    find(".shop-tried").replaceChildren(...news.shown.map((one) => {
      const item = document.createElement("li");
      const picture = Object.assign(new Image(96, 96), { src: one.picture, alt: "", loading: "lazy" });
      const texts = document.createElement("div");
      texts.append(node("p", one.text));
      for (const [code, said] of Object.entries(one.languages)) {
        const line = node("p", said);
        line.lang = code;
        texts.append(line);
      }
      item.append(picture, texts);
      return item;
    }));
    if (!news.shown.length) tell(find(".shop").dataset.none);
  };
  let soon;
  const trySoon = () => {
    clearTimeout(soon);
    soon = setTimeout(tryOut, 250);
  };

  let checking = false;
  const use = async (file) => {
    find(".shop-result").replaceChildren();
    find(".shop-open").hidden = true;
    const news = await post(`product-file${checking ? "/check" : ""}`, file, {
      name: file.name, style: JSON.stringify(style()), replace: find(".shop-replace").checked ? 1 : 0,
      conflicts: find(".shop-conflicts").value,
    });
    if (!news) return;
    const links = node("p");
    links.className = "catalogue-tools";
    for (const [place, name] of news.files.entries()) {
      const link = Object.assign(node("a", name), { className: "quiet", download: name });
      if (!place) link.classList.add("first");
      link.href = `catalogue/${token()}/product-file/${encodeURIComponent(name)}`;
      links.append(link);
    }
    find(".shop-result").append(node("p", news.said.join(" · ")), links);
    find(".shop-open ul").replaceChildren(...news.open.map((one) => {
      const item = document.createElement("li");
      item.append(node("b", `${one.line}: ${short(one.photo)}`), ` ${one.remarks.join(" · ")} `);
      if (one.text) item.append(node("i", one.text));
      return item;
    }));
    find(".shop-open").hidden = !news.open.length;
  };
  const chosen = (input, take) => {
    const [file] = input.files;
    if (file) take(file);
    input.value = ""; // so that the same file can be chosen again
  };

  element.addEventListener("click", (event) => {
    const choose = event.target.closest(".choose-products, .check-products");
    if (choose) {
      checking = choose.matches(".check-products");
      find(".product-file").click();
    }
    if (event.target.closest(".open-style")) find(".style-file").click();
    else if (event.target.closest(".save-style")) {
      const saved = new Blob([JSON.stringify(style(), null, 2)], { type: "application/json" });
      const link = Object.assign(node("a"), { href: URL.createObjectURL(saved), download: "facet-style.json" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  });
  element.addEventListener("submit", (event) => event.preventDefault());
  element.addEventListener("input", (event) => {
    if (event.target.name === "must_have") delete further.must_have;
    if (!event.target.closest(".shop-style") || event.target.type === "file") return;
    fit();
    kept = style();
    trySoon();
  });
  element.addEventListener("change", (event) => {
    if (event.target.matches(".product-file")) chosen(event.target, use);
    if (event.target.matches(".style-file")) {
      chosen(event.target, async (file) => tryOut(await file.text(), { name: file.name }));
    }
  });
  let opened = false;
  element.addEventListener("toggle", (event) => {
    if (!event.target.matches(".shop")) return;
    opened = event.target.open;
    if (opened) tryOut();
  }, true);
  document.addEventListener("facet-photos", ({ detail }) => {
    const first = !photos && detail;
    photos = detail;
    fit();
    if (first && opened) tryOut();
  });
  watch("value", () => { // in another language: what a person has filled in stays
    if (kept) show(kept);
    else fit();
    find(".shop").open = opened;
  });
  fit();
};
