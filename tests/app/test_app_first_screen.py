"""The answer in the first screen, on a desk and on a phone; an example before there is one."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from browsing import caption, describe, heading, hits

from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.worked_example import WorkedExample

INSIDE = """one => {
  const { top, bottom, left, right } = one.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && bottom > top;
}"""


@pytest.mark.parametrize(("page", "first"), [("desk", 4), ("phone", 2)], indirect=["page"])
def test_captions_and_the_first_pieces_are_seen_without_scrolling(page, photos, first):
    describe(page, photos["yellow gold ruby"])
    heading(page, " for “").wait_for()
    page.wait_for_function("!document.documentElement.dataset.facet")
    page.wait_for_function("document.querySelector('.facet-says').textContent.includes(' for “')")
    assert page.locator(".facet-says").inner_text().startswith("Transformer")
    captions = page.locator(".card .caption:visible")
    shown = [*captions.all(), *hits(page).locator("img:visible").all()[:first]]
    assert captions.count() >= 1 and len(shown) == captions.count() + first
    assert [one.evaluate(INSIDE) for one in shown] == [True] * len(shown)
    strip = page.get_by_role("button", name="Example:").first.locator("xpath=ancestor::ul")
    assert strip.bounding_box()["height"] < 80


def test_an_example_is_shown_until_a_photo_is_chosen(page):
    example = page.get_by_role("region", name="What you get: an example")
    lit = example.locator(".word[aria-pressed=true]")
    canvas = example.locator("canvas")
    assert canvas.get_attribute("data-word") == lit.get_attribute("data-word")
    other = example.get_by_role("toolbar").get_by_role("button", pressed=False).last
    other.hover()
    assert canvas.get_attribute("data-word") == other.get_attribute("data-word")
    pieces = example.get_by_role("listitem")
    assert pieces.count() == 2 and all(one.locator("dt").count() for one in pieces.all())
    example.get_by_role("button", name="Try this photo").click()
    page.get_by_role("img", name="Your photo, upright on white").wait_for()
    page.get_by_role("article", name="Transformer").wait_for()
    assert example.count() == 0


@pytest.mark.parametrize("page", ["desk", "phone"], indirect=True)
def test_a_bad_file_hides_neither_the_buttons_nor_what_the_example_shows(page, tmp_path):
    (tmp_path / "notes.txt").write_text("a ring")
    page.get_by_label("Photo file").set_input_files(str(tmp_path / "notes.txt"))
    alert = page.get_by_role("alert").filter(has_text="not a photo")
    alert.wait_for()
    page.wait_for_function("!document.documentElement.dataset.facet")
    for name in ("Choose a photo", "Camera"):
        button = page.get_by_role("button", name=name).first.bounding_box()
        assert button["y"] + button["height"] <= alert.bounding_box()["y"]
    example = page.get_by_role("region", name="What you get: an example")
    lit = example.locator(".word[aria-pressed=true]").get_attribute("data-word")
    assert example.locator("canvas").get_attribute("data-word") == lit
    assert example.get_by_text(f"“{lit}”").is_visible()


def test_the_example_shows_a_word_that_a_model_is_sure_of(shop, photos):
    files, view = list(photos.values())[:3], GalleryView(shop.gallery, Pictures(), "worked")
    guess, said = caption("a ruby ring", 0.28), caption("a silver ring")
    unclear = replace(said, unclear=("metal",))
    doubtful = replace(said.words[1], probability=0.28, attention=9 * said.words[1].attention)
    sure = replace(said, words=(said.words[0], doubtful, said.words[2]))

    def worked(*answers):
        captions = ({"transformer": one, "lstm": guess} for one in answers)
        models = SimpleNamespace(describe=lambda photo: next(captions), near=lambda photo: photo)
        return WorkedExample.of(files[: len(answers)], models, view)

    example = worked(guess, unclear, sure)
    assert (example.place, example.words[example.lit].text) == (2, "ring")
    assert worked(guess, unclear).place == 0


@pytest.mark.parametrize("page", ["desk", "phone"], indirect=True)
def test_the_photo_stays_in_view_while_words_are_picked(page, photos):
    describe(page, photos["yellow gold ruby"])
    heading(page, " for “").wait_for()
    page.wait_for_function("!document.documentElement.dataset.facet")
    page.evaluate("scrollTo({ top: 500, behavior: 'instant' })")
    page.wait_for_function("scrollY > 200")
    assert page.get_by_role("img", name="Your photo, upright on white").evaluate(INSIDE)


@pytest.mark.parametrize("page", ["desk", "phone"], indirect=True)
def test_why_a_file_is_refused_can_be_read_whole_next_to_the_earlier_answer(page, photos, tmp_path):
    describe(page, photos["yellow gold ruby"])
    heading(page, " for “").wait_for()
    page.wait_for_function("!document.documentElement.dataset.facet")
    notes = tmp_path / "notes.txt"
    notes.write_text("no photo")
    page.get_by_label("Photo file").set_input_files(notes)
    sentence = page.get_by_role("alert").get_by_text("notes.txt is not a photo")
    sentence.wait_for()
    in_front = """one => [[3, 3], [3, -3]].every(([x, y]) => {
      const { top, bottom, left } = one.getBoundingClientRect();
      return document.elementFromPoint(left + x, y > 0 ? top + y : bottom + y) === one;
    })"""
    assert sentence.evaluate(INSIDE) and sentence.evaluate(in_front)
    assert page.locator(".card .caption:visible").first.is_visible()
