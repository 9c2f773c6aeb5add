"""What a browser fetches to show the page: bytes as sent and requests, ours and Gradio's.

Run it by hand: `python -m tests.benchmarks.first_load`. Chromium opens the app twice, first with an
empty cache; what it loads in the seconds after the page is there counts too.
"""

from collections import defaultdict
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.app.conftest import ARGUMENTS, BROWSER
from tests.benchmarks.load import HOME, running

SETTLED = 4_000  # milliseconds after the first button
KINDS = {"/pictures/": "ours: pictures", "/gradio_api/": "Gradio: other"}


def kind(path: str) -> str:
    """Whose a request is, by its path."""
    if path == "/":
        return "the page: our parts, scripts and styles in it"
    if path.startswith(tuple(KINDS)):
        return next(name for start, name in KINDS.items() if path.startswith(start))
    ending = path.rpartition(".")[2]
    return {"js": "Gradio: scripts", "css": "Gradio: styles"}.get(ending, "Gradio: other")


def fetched(page: Page, url: str) -> dict[str, list[int]]:
    """Bytes of each request over the network, by kind."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    watch = page.context.new_cdp_session(page)
    watch.send("Network.enable")
    watch.on(
        "Network.responseReceived",
        lambda event: found[event["requestId"]].update(event["response"]),
    )
    watch.on(
        "Network.loadingFinished",
        lambda event: found[event["requestId"]].update(sent=event["encodedDataLength"]),
    )
    page.goto(url)
    page.get_by_role("button", name="Choose a photo").wait_for()
    page.wait_for_timeout(SETTLED)
    kinds: dict[str, list[int]] = defaultdict(list)
    for one in found.values():
        if one.get("url", "").startswith(url) and one.get("sent"):
            path = "/" + one["url"].removeprefix(url).partition("?")[0]
            kinds[kind(path)].append(one["sent"])
    return kinds


def main() -> None:
    """Prints both visits."""
    with running(HOME) as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(BROWSER), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        for visit in ("first visit", "next visit"):
            print(f"\n| {visit} | requests | kB |\n|---|---:|---:|")
            kinds = fetched(context.new_page(), f"{app.url}/")
            for name, sizes in sorted(kinds.items()):
                print(f"| {name} | {len(sizes)} | {sum(sizes) / 1000:.0f} |")
            every = [size for sizes in kinds.values() for size in sizes]
            print(f"| together | {len(every)} | {sum(every) / 1000:.0f} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
