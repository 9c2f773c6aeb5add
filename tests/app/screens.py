"""Screenshots of the page's states at three widths, light and dark, into `.cache/screens`.

Not a test: `python tests/app/screens.py` serves the shipped models and looks at them; give names of
states, widths or looks to see only those ("described 390 dark"). `--long` shows the whole page.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}

from browsing import describe, heading, hits, loaded, query
from conftest import ARGUMENTS, BROWSER
from PIL import Image
from playwright.sync_api import sync_playwright

from captioning.shipped import shipped
from captioning.ui.page import Page

FOLDER = Path(".cache/screens")
WIDTHS = {"1400": 900, "1024": 768, "390": 844}
LOOKS = ("light", "dark")
EXAMPLES = shipped("assets/examples/images")


def empty(page) -> None:
    """Nothing was chosen yet."""


def described(page) -> None:
    describe(page, EXAMPLES / "sapphire-ring.webp")


def lit(page) -> None:
    described(page)
    page.locator(".card .word").nth(3).click()


def disputed(page) -> None:
    describe(page, EXAMPLES / "cocktail-ring.webp")


def opened(page) -> None:
    described(page)
    for button in page.locator(".card [data-more]").all():
        button.click()


def framed(page) -> None:
    described(page)
    page.get_by_role("button", name="Choose the piece").click()


def other(page) -> None:
    file = FOLDER / "blank.png"
    Image.new("RGB", (400, 300), "white").save(file)
    describe(page, file)


def refused(page) -> None:
    file = FOLDER / "notes.txt"
    file.write_text("a ring")
    page.get_by_label("Photo file").set_input_files(str(file))
    page.get_by_role("alert").filter(has_text="not a photo").wait_for()


def searched(page) -> None:
    query(page).fill("silver ring or pendant with a pearl, not gold")
    heading(page, "for “silver ring").wait_for()


def nothing(page) -> None:
    query(page).fill("umbrella")
    heading(page, "No close match").wait_for()


def more(page) -> None:
    page.get_by_role("button", name="All filters").click()
    page.get_by_role("button", name="More", exact=True).click()


def piece(page) -> None:
    searched(page)
    hits(page).first.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="More like this").wait_for()


def catalogue(page) -> None:
    page.get_by_role("tab", name="My catalogue").click()


def desk(page) -> None:
    catalogue(page)
    files = [str(file) for file in sorted(EXAMPLES.glob("*.webp"))[:3]]
    page.get_by_label("Catalogue files").set_input_files(files)
    page.get_by_text("3 photos are described.").wait_for()


def models(page) -> None:
    page.get_by_role("tab", name="The models").click()
    heading(page, "What they are bad at").wait_for()


def german(page) -> None:
    page.get_by_label("Language").select_option("de")
    page.get_by_role("tab", name="Beschreiben").wait_for()
    page.locator(".chosen-file").set_input_files(str(EXAMPLES / "sapphire-ring.webp"))
    page.locator(".stage .view").wait_for()


STATES: dict[str, Callable[..., None]] = {
    state.__name__: state
    for state in (
        empty, described, lit, disputed, opened, framed, other, refused, searched, nothing, more,
        piece, catalogue, desk, models, german,
    )
}  # fmt: skip


@contextmanager
def shipped_page() -> Iterator[str]:
    """Serves the shipped models; gives the address."""
    page = Page.open(shipped("."))
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, mcp_server=False)
    yield url
    page.blocks.close(verbose=False)


def opened_page(browser, url: str, width: str, look: str):
    """The page in a fresh window of a width."""
    context = browser.new_context(
        viewport={"width": int(width), "height": WIDTHS[width]},
        color_scheme=look,
        has_touch=width == "390",
        reduced_motion="reduce",
        locale="en-US",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    page.get_by_role("group", name="Filters").wait_for()
    loaded(page)
    return page


def settled(page) -> None:
    """Waits until an answer and the pictures of its pieces are there."""
    page.wait_for_function("!document.documentElement.dataset.facet")
    page.wait_for_timeout(600)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME")
    parser.add_argument("--long", action="store_true", help="the whole page, not the first screen")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [
        [one for one in all_ if one in options.only] or all_
        for all_ in (list(STATES), list(WIDTHS), list(LOOKS))
    ]
    with shipped_page() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(BROWSER), args=ARGUMENTS)
        for name, width, look in product(*wanted):
            page = opened_page(browser, url, width, look)
            STATES[name](page)
            settled(page)
            page.screenshot(path=FOLDER / f"{name}-{width}-{look}.png", full_page=options.long)
            page.context.close()
            print(name, width, look, flush=True)


if __name__ == "__main__":
    main()
