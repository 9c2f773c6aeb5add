"""The review desk with 2,000 rows: how long the server and a browser take for each step.

    python tests/benchmarks/desk.py [rows]

Prints a table. The server's times are those of the routes, without the network; the browser's are
from a key or a choice to the next frame that shows its effect, in headless Chromium.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "app")]

METALS = ("silver", "yellow gold", "rose gold")
TYPES = ("ring", "pendant", "bangle", "brooch")
STONES = ("a ruby", "sapphires", "an emerald and diamonds", "pearls")


def fill(session, rows: int) -> None:
    """Fills a session with photos of products with up to three views each."""
    import drawn
    import numpy as np

    from captioning.ui.session import Entry

    chance = random.Random(5)
    numbers = np.random.default_rng(5)
    file = session.folder / "photo.jpg"
    drawn.ring("silver", "ruby", (640, 640)).save(file, "JPEG")
    for place in range(rows):
        said = {
            model: f"a {chance.choice(METALS)} {chance.choice(TYPES)} with {chance.choice(STONES)}"
            for model in ("transformer", "lstm")
        }
        name = f"shop/SKU-{place // 3}/{('front', 'back', 'side')[place % 3]}.jpg"
        entry = Entry(name, file, said, said["transformer"], {})
        entry.confidence = {model: chance.random() for model in said}
        print_ = numbers.normal(size=3072)
        entry.thumbprint = (print_ / np.linalg.norm(print_)).astype(np.float16)
        entry.pixels = str(place)
        session.entries.append(entry)


def timed(task: Callable[[], object], times: int = 9) -> str:
    """Median and worst of some runs in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        task()
        found.append(1000 * (time.perf_counter() - start))
    return f"{median(found):7.0f} ms, worst {max(found):6.0f} ms"


def server(rows: int) -> None:
    """Times of the routes."""
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from captioning.ui.desk_routes import DeskRoutes
    from captioning.ui.pictures import Pictures
    from captioning.ui.session import Sessions

    sessions = Sessions(Pictures())
    session = sessions.get("page")
    fill(session, rows)
    client = TestClient(Starlette(routes=DeskRoutes(sessions, 0.965).routes()))
    home = f"/catalogue/{session.token}"
    start = time.perf_counter()
    size = len(client.get(f"{home}/desk").content)
    print(f"first page, all photos compared {1000 * (time.perf_counter() - start):7.0f} ms")
    print(f"size of a page of rows          {size / 1024:7.0f} kB")
    steps = {
        "a page, doubtful first": lambda: client.get(f"{home}/desk"),
        "a page of one metal": lambda: client.get(f"{home}/desk?metal=silver&order=name"),
        "an edit": lambda: post({"do": "edit", "place": 7, "text": str(time.time())}),
        "an approval": lambda: post({"do": "approve", "place": random.randrange(rows)}),
        "replace in all rows": lambda: post({"do": "replace", "find": "a ", "put": "a  "}),
        "undo": lambda: post({"do": "undo"}),
    }

    def post(body: dict) -> None:
        answer = client.post(f"{home}/step", json=body)
        assert answer.status_code == 200, answer.text

    for name, step in steps.items():
        print(f"{name:30}  {timed(step)}")


MEASURE = """async (act) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const [kind, value, wait] = act;
  const seen = () => wait.startsWith("row:")
    ? document.activeElement.closest("tr")?.dataset.place !== wait.slice(4)
    : document.querySelector(".desk-count")?.textContent !== wait;
  const start = performance.now();
  if (kind === "key") document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: value, bubbles: true, cancelable: true }));
  else {
    const choice = document.querySelector(`.desk-controls select[name=${kind}]`);
    choice.value = value;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
  while (!seen() && performance.now() - start < 20000) await frame();
  await frame();
  return performance.now() - start;
}"""


def browser(rows: int, width: int) -> None:
    """Times in a browser."""
    from playwright.sync_api import sync_playwright

    page, url = served()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        tab = chromium.new_page(viewport={"width": width, "height": 844})
        tab.set_default_timeout(60_000)
        tab.goto(url)
        tab.get_by_role("tab", name="My catalogue").click()
        tab.locator(".catalogue-drop").wait_for()
        session = page.sessions.get(tab.evaluate("window.__facet_session ?? ''") or "benchmark")
        fill(session, rows)
        page.pictures.put(session.token, [entry.file for entry in session.entries])
        link = page.sessions.keep(session)
        tab.goto(f"{url}#catalogue={link}")
        start = time.perf_counter()
        tab.reload()
        tab.locator("table.pieces tbody tr").first.wait_for()
        print(f"the page with its first rows    {1000 * (time.perf_counter() - start):7.0f} ms")
        tab.locator("table.pieces tbody tr").first.evaluate("row => row.focus()")
        for name, key in (("next row", "n"), ("approve and next", "a")):
            times = []
            for _ in range(15):
                at = tab.evaluate("document.activeElement.closest('tr').dataset.place")
                times.append(tab.evaluate(MEASURE, ["key", key, f"row:{at}"]))
            print(f"{name:30}  {median(times):7.0f} ms, worst {max(times):6.0f} ms")
        times = []
        for value in ("silver", "rose gold", "", "yellow gold", ""):
            shown = tab.locator(".desk-count").text_content()
            times.append(tab.evaluate(MEASURE, ["metal", value, shown]))
        print(f"{'choose a metal':30}  {median(times):7.0f} ms, worst {max(times):6.0f} ms")
        chromium.close()


_SERVED: list = []


def served():
    """The app with models of random weights, started once."""
    if not _SERVED:
        import drawn

        from captioning.describe.captioner import Captioner
        from captioning.gallery.gallery import Gallery
        from captioning.ui.page import Page

        folder = Path(tempfile.mkdtemp())
        captioner = Captioner.load(drawn.save_models(folder / "checkpoints"))
        page = Page(captioner, Gallery.open(drawn.save_gallery(folder / "gallery")))
        _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, mcp_server=False)
        _SERVED.extend((page, url))
    return _SERVED


def main() -> None:
    """Measures the server, then a wide and a narrow window."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    os.environ.setdefault("GRADIO_TEMP_DIR", tempfile.mkdtemp())
    print(f"{rows} rows. The server:")
    server(rows)
    for width in (1400, 390):
        print(f"A browser {width} pixels wide:")
        browser(rows, width)
    print(json.dumps({"rows": rows}))
    os._exit(0)


if __name__ == "__main__":
    main()
