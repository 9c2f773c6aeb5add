"""How the page looks where it once looked wrong: rings, tracks, bars, long words, buttons."""

import re
from io import BytesIO

import pytest
from browsing import describe, query
from PIL import Image

from captioning.ui.theme import STYLES

RING = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const ring = style.boxShadow.match(/rgb.* 0px 0px 0px [1-9]/);
  const border = one.matches("textarea") && style.outlineOffset !== "-1px";
  return [one.outerHTML.slice(0, 80), style.outlineWidth, Boolean(ring) || border];
}"""


ELSEWHERE = {"tokens.css"}


def test_type_colour_and_motion_are_set_once():
    for file in STYLES:
        if file.name in ELSEWHERE:
            continue
        written = file.read_text("utf-8")
        assert not re.findall(r"(?<!%)#[0-9a-fA-F]{3,8}\b", written), file.name
        sizes = re.findall(r"font(?:-size)?:[^;}]*?([\d.]+(?:px|rem))", written)
        assert not sizes, (file.name, sizes)
        moves = re.findall(r"transition: [^;}]*", written)
        assert all("var(--quick)" in move or "none" in move for move in moves), file.name


def test_no_has_holds_a_list():
    """Gradio's prefix after a comma inside `:has()` makes another selector of it."""
    for file in STYLES:
        assert not re.findall(r":has\([^()]*,", file.read_text("utf-8")), file.name


def brightest(shot: bytes) -> int:
    return max(high for _, high in Image.open(BytesIO(shot)).convert("RGB").getextrema())


def test_what_has_the_focus_has_one_ring(page):
    page.evaluate("document.activeElement.blur()")
    for _ in range(24):
        page.keyboard.press("Tab")
        name, outline, second = page.evaluate(RING)
        assert (outline, second) == ("2px", False), name


def test_bars_and_tracks_are_dark_in_the_dark_and_empty_at_nothing(page):
    page.get_by_role("button", name="Dark look").click()
    page.evaluate(
        """document.querySelector(".masthead").insertAdjacentHTML("beforeend",
        '<progress id="none" max="9" value="0"></progress><progress id="all" max="9" value="9">')"""
    )
    assert brightest(page.locator("#none").screenshot()) < 90
    assert brightest(page.locator("#all").screenshot()) > 180
    page.get_by_role("button", name="More", exact=True).click()
    track = page.get_by_role("slider", name="Minimum score").first
    assert track.evaluate("one => getComputedStyle(one).getPropertyValue('--neutral-200')") == (
        page.evaluate("getComputedStyle(document.body).getPropertyValue('--line')")
    )


def test_a_minimum_that_cannot_be_is_replaced_and_that_is_said(page):
    page.get_by_role("button", name="More", exact=True).click()
    query(page).fill("silver ring")
    box = page.get_by_role("spinbutton", name="Minimum score")
    box.fill("7")
    page.get_by_text("The minimum score goes from 0 to 1: 1 is used.").wait_for()
    box.fill("")
    page.get_by_role("heading", name="for “silver ring”").wait_for()


TWO_LINES = """box => {
  const [line, size, top, bottom] = ["lineHeight", "fontSize", "paddingTop", "paddingBottom"].map(
    (name) => parseFloat(getComputedStyle(box)[name]));
  return [(box.clientHeight - top - bottom) / line, bottom - (line - size) / 2];
}"""
"""Lines that fit into the search box, and how far into a further one its padding reaches."""


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_two_whole_lines_of_the_search_words_are_seen_and_nothing_of_a_third(page, photos):
    describe(page, photos["silver ruby"])
    page.wait_for_function("!document.documentElement.dataset.facet")
    query(page).fill("a yellow gold beaded necklace with a small peridot " * 4)
    page.evaluate("document.activeElement.blur()")
    lines, further = query(page).evaluate(TWO_LINES)
    assert abs(lines - 2) < 0.1 and further < 1


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_a_long_word_and_an_open_piece_fit_a_phone(page):
    page.locator(".hit-open").first.click()
    close = page.get_by_role("dialog").get_by_role("button", name="Close")
    ground = close.evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == "rgb(255, 255, 255)"  # it may lie on the photo
    photo = page.get_by_role("dialog").get_by_role("img").bounding_box()
    assert photo["height"] <= photo["width"]  # nothing but the photo is seen: its ground is white
    close.click()
    query(page).fill("ring" + "x" * 250)
    page.get_by_text("x" * 250).first.wait_for(state="attached")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
