"""Takes the README's pictures of the page: `assets/app.jpg`, and `assets/app.webp`, which moves.

Not a test: `python tests/app/readme_pictures.py` serves the shipped models, describes an example
photo and takes the pictures.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from browsing import describe, hits
from conftest import ARGUMENTS, BROWSER
from PIL import Image
from playwright.sync_api import sync_playwright
from screens import EXAMPLES, opened_page, settled, shipped_page

STILL, MOVING = Path("assets/app.jpg"), Path("assets/app.webp")
PHOTO = EXAMPLES / "cocktail-ring.webp"
WIDE = 960  # pixels of the animation
QUALITY = 72


def scenes(page) -> Iterator[tuple[Image.Image, int]]:
    """Pictures with the milliseconds that each is shown."""
    yield shot(page), 1400
    describe(page, PHOTO)
    settled(page)
    yield shot(page), 2600
    for word in ("cocktail", "topaz", "gold"):
        page.locator(f'.card .word[data-word="{word}"]').first.click()
        page.wait_for_timeout(300)
        yield shot(page), 1300
    page.locator("#search").evaluate("one => scrollBy(0, one.getBoundingClientRect().top - 24)")
    yield shot(page), 2000
    page.locator(".chip-turn", has_text="yellow gold").click()
    page.locator(".chip.excluded").wait_for()
    settled(page)
    yield shot(page), 3000
    hits(page).first.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="More like this").wait_for()
    settled(page)
    yield shot(page), 2600


def shot(page) -> Image.Image:
    """The page as it is seen now."""
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def save(pictures: list[tuple[Image.Image, int]]) -> None:
    """Writes the animation."""
    frames, times = zip(*pictures, strict=True)
    small = [one.resize((WIDE, WIDE * one.height // one.width), Image.LANCZOS) for one in frames]
    small[0].save(
        MOVING, save_all=True, append_images=small[1:], duration=times, loop=0,
        quality=QUALITY, method=6,
    )  # fmt: skip


def main() -> None:
    with shipped_page() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(BROWSER), args=ARGUMENTS)
        page = opened_page(browser, url, "1400", "light")
        save(list(scenes(page)))
        page = opened_page(browser, url, "1400", "light")
        describe(page, PHOTO)
        page.locator('.card .word[data-word="cocktail"]').first.click()
        settled(page)
        shot(page).save(STILL, quality=88, optimize=True, progressive=True)
    for file in (STILL, MOVING):
        print(file, file.stat().st_size)


if __name__ == "__main__":
    main()
