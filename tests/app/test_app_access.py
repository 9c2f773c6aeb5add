"""The page for everyone: by keyboard, on a phone, with a screen reader, on a dark screen."""

from collections.abc import Iterator

import pytest
from browsing import describe, heading, hits, loaded, query


def test_everything_can_be_done_by_keyboard(page):
    page.get_by_role("button", name="Example:").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("img", name="Your photo, upright on white").wait_for()
    toolbar = page.get_by_role("toolbar", name="Words of the Transformer caption")
    words = toolbar.get_by_role("button")
    words.first.focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.word")
    assert focused == words.nth(1).get_attribute("data-word")
    assert page.locator(".view canvas").get_attribute("data-word") == focused
    page.keyboard.press("Enter")
    assert words.nth(1).get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.locator(".view canvas").get_attribute("data-word") is None
    query(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("silver ring")
    heading(page, "for “silver ring”").wait_for()
    opener = hits(page).first.get_by_role("button")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").get_by_role("button", name="Close").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert opener.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_on_a_phone_nothing_runs_over_the_side_and_a_tap_shows_the_map(page, photos):
    describe(page, photos["silver sapphire"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    toolbar = page.get_by_role("toolbar", name="Words of the LSTM caption")
    word = toolbar.get_by_role("button").first
    word.tap()
    assert page.locator(".view canvas").get_attribute("data-word") == word.get_attribute(
        "data-word"
    )
    first, second = (
        page.get_by_role("article", name=name).bounding_box() for name in ("Transformer", "LSTM")
    )
    assert second["y"] > first["y"] + first["height"] - 1
    for tab in ("My catalogue", "The models"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def seen(page, photos) -> Iterator[str]:
    """Leads the page through its states and names each."""
    yield "empty"
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="All filters").click()
    yield "all options"
    page.get_by_role("button", name="Fewer filters").click()
    page.get_by_label("Photo file").set_input_files(__file__)
    page.get_by_role("alert").filter(has_text="not a photo").wait_for()
    yield "no photo"
    query(page).fill("silver ring or pendant, perhaps a ruby, not gold")
    heading(page, "for “silver ring or").wait_for()
    yield "searched"
    query(page).fill("umbrella")
    heading(page, "No close match").wait_for()
    yield "nothing found"
    describe(page, photos["yellow gold emerald"])
    heading(page, "No close match").wait_for(state="detached")
    page.locator(".card .word:visible").first.click()
    yield "described"
    for button in page.locator(".card [data-more]").all():
        button.click()
    yield "all of the cards"
    page.get_by_role("button", name="Choose the piece").click()
    yield "a frame"
    page.get_by_role("button", name="Cancel", exact=True).click()
    hits(page).first.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="More like this").wait_for()
    yield "a piece"
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files([str(photos["silver ruby"]), __file__])
    page.get_by_text("1 photo is described.").wait_for()
    page.get_by_text("Find and replace in these").click()
    page.get_by_text("Fill a product file").click()
    page.get_by_role("heading", name="How it reads on your photos").wait_for()
    yield "my catalogue"
    page.get_by_role("button", name="Delete all").click()
    yield "a question"
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("tab", name="The models").click()
    heading(page, "What they are bad at").wait_for()
    page.locator("details.figures summary").click()
    yield "the models"


@pytest.mark.parametrize(
    ("page", "look"), [("desk", "dark"), ("phone", "light")], indirect=["page"]
)
def test_axe_finds_nothing_and_nothing_runs_over_the_side(page, photos, look):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=look, reduced_motion="reduce")
    page.evaluate(f"facet.dark({str(look == 'dark').lower()})")
    for state in seen(page, photos):
        loaded(page)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        lines = [f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]
        assert not lines, f"{state}: {lines}"
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, state


def test_there_is_one_h1_and_every_heading_follows(page):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1 and levels[0] == 1
