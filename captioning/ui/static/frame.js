// Choosing the piece: a frame on the photo, by mouse, touch or keyboard; what is inside is described.
facet.frame = (element, send) => {
  const find = (selector) => element.querySelector(selector);
  let box = null; // left, top, right, bottom as shares of the photo's square
  let held = null;

  const show = () => {
    const cutter = find(".cutter");
    cutter.hidden = !box;
    find(".stage").toggleAttribute("data-cutting", Boolean(box));
    if (!box) return;
    const [left, top, right, bottom] = box.map((edge) => 100 * edge);
    Object.assign(cutter.style, {
      left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%`,
    });
  };
  const stop = () => { box = null; held = null; show(); };
  const done = () => {
    if (!box) return;
    const frame = box;
    stop();
    send(frame);
  };
  const within = (number) => Math.max(0, Math.min(1, number));
  const place = (event) => {
    const { left, top, width, height } = find(".frame").getBoundingClientRect();
    return [within((event.clientX - left) / width), within((event.clientY - top) / height)];
  };
  const move = (across, down) => {
    const x = Math.max(-box[0], Math.min(1 - box[2], across));
    const y = Math.max(-box[1], Math.min(1 - box[3], down));
    box = [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
  };
  const between = ([ax, ay], [bx, by]) =>
    [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];

  element.addEventListener("pointerdown", (event) => {
    const frame = event.target.closest(".frame");
    if (!frame || event.button || !find(".view") || event.target.closest("button")) return;
    if (!box && event.pointerType !== "mouse") return; // a finger scrolls until a frame is asked for
    const at = place(event);
    const corner = event.target.dataset.corner;
    if (corner) {
      const far = [corner.includes("w") ? box[2] : box[0], corner.includes("n") ? box[3] : box[1]];
      held = { from: far, drawn: true };
    } else if (event.target.closest(".cutter")) {
      held = { last: at };
    } else {
      held = { from: at, drawn: false };
    }
    frame.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!held) return;
    const at = place(event);
    if (held.last) {
      move(at[0] - held.last[0], at[1] - held.last[1]);
      held.last = at;
    } else {
      const drawn = between(held.from, at);
      held.drawn ||= Math.max(drawn[2] - drawn[0], drawn[3] - drawn[1]) > 0.03;
      if (held.drawn) box = drawn;
    }
    show();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    element.addEventListener(name, () => { held = null; });
  }
  element.addEventListener("keydown", (event) => {
    if (!box || !event.target.closest(".cutter")) return;
    if (event.key === "Enter") done();
    if (event.key === "Escape") { stop(); find(".cut-start").focus(); }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!step[event.key]) return;
    event.preventDefault();
    const [x, y] = step[event.key].map((one) => one * 0.02);
    if (event.shiftKey) {
      box[2] = Math.max(box[0] + 0.05, within(box[2] + x));
      box[3] = Math.max(box[1] + 0.05, within(box[3] + y));
    } else {
      move(x, y);
    }
    show();
  });
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".cut-start")) {
      box = [0.2, 0.2, 0.8, 0.8];
      show();
      find(".cutter").focus();
    }
    if (button?.matches(".cut-done")) done();
    if (button?.matches(".cut-stop")) stop();
    if (button?.matches(".cut-whole")) send(null);
    if (button?.matches(".offer")) send(button.dataset.frame.split(",").map(Number));
  });
  return stop;
};
