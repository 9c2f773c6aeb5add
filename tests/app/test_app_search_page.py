"""Searching on the page as a person does it: what was understood, filters, steps back."""

import re

import drawn
import pytest
from browsing import describe, heading, hits, query
from PIL import Image


def chips(page):
    return page.get_by_role("list", name="Understood").get_by_role("listitem")


def test_chips_say_what_was_understood_and_change_it(page):
    query(page).fill("silver braclet or ring with a ruby, not gold, zzxxy")
    page.get_by_text("Showing results for bracelet, not braclet.").wait_for()
    page.get_by_text("“zzxxy”; it is set aside").wait_for()
    assert chips(page).filter(has_text="not").count() == 1
    page.get_by_role("button", name="Remove bracelet or ring").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('#query textarea').value === 'silver with a ruby, not gold, zzxxy'"
    )
    heading(page, "for “silver with a ruby, not gold, zzxxy”").wait_for()
    assert page.evaluate("document.activeElement.className") == "chip-remove"
    page.get_by_role("button", name=re.compile("ruby ?, wanted")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("ruby ?, excluded")).wait_for()
    assert query(page).input_value() == "silver, not gold, zzxxy, not ruby"
    assert all("ruby" not in text for text in hits(page).all_inner_texts())
    page.keyboard.press("Delete")
    page.get_by_role("button", name=re.compile("ruby ?, excluded")).wait_for(state="detached")
    assert "ruby" not in query(page).input_value()


@pytest.mark.parametrize("words", ["umbrella", "💍", "0000"])
def test_why_nothing_was_found_is_seen(page, words):
    understood = page.locator("#understood")
    display = "one => getComputedStyle(one).display"
    assert understood.evaluate(display) == "none"  # an empty one takes no room
    query(page).fill(words)
    remark = understood.locator(".remark").first
    remark.wait_for(state="attached")
    assert understood.evaluate(display) != "none"
    assert remark.is_visible()


def test_filters_take_several_values_and_are_reset(shop, page):
    sessions = len(shop.page.sessions)
    filters = page.get_by_role("group", name="Filters")
    page.get_by_role("button", name="ring 12").click()
    heading(page, "of 12 pieces").wait_for()
    page.get_by_role("button", name="All filters").click()
    filters.get_by_role("button", name="ruby 3").click()
    heading(page, "3 of 3 pieces").wait_for()
    filters.get_by_role("button", name="pearl 3").click()
    heading(page, "6 of 6 pieces").wait_for()
    assert page.evaluate("document.activeElement.dataset.value") == "pearl"
    assert "type=ring" in page.url and "stone=ruby&stone=pearl" in page.url
    page.reload()
    heading(page, "6 of 6 pieces").wait_for()
    assert filters.get_by_role("button", name="pearl 3").get_attribute("aria-pressed") == "true"
    filters.get_by_role("button", name="Reset").click()
    heading(page, "of 24 pieces").wait_for()
    assert "stone" not in page.url
    minimum = page.get_by_role("slider", name="Minimum score")
    assert not minimum.is_visible()
    filters.get_by_role("button", name="More", expanded=False).click()
    minimum.wait_for()
    filters.get_by_role("button", name="More", expanded=True).wait_for()
    assert len(shop.page.sessions) <= sessions  # a search begins no catalogue


def scores(page) -> list[float]:
    found = [one.inner_text() for one in hits(page).locator(".score").all()]
    return [float(re.search(r"[\d.]+$", one)[0]) for one in found]


def test_the_minimum_score_that_is_shown_is_the_one_that_is_applied(page, photos):
    page.get_by_role("button", name="More", exact=True).click()
    box = page.get_by_role("spinbutton", name="Minimum score")
    assert box.input_value() == "0.25"
    words = "twisted silver ring"
    query(page).fill(words)
    heading(page, f"pieces for “{words}”").wait_for()
    shown = scores(page)
    assert min(shown) < 0.25
    assert box.input_value() == "0.05"
    query(page).fill("ring with a ruby and a pearl")  # none has all: those with most are listed
    heading(page, "pieces for “ring with a ruby and a pearl”").wait_for()
    assert min(scores(page)) == 0 and box.input_value() == "0"
    query(page).fill(words)
    heading(page, f"pieces for “{words}”").wait_for()
    box.fill("0.25")  # what it says for photos, now set by a person
    page.wait_for_url("**least=0.25*")
    assert scores(page) == [one for one in shown if one >= 0.25]
    describe(page, photos["silver pearl"])
    page.wait_for_function("!document.documentElement.dataset.facet")
    assert box.input_value() == "0.25"
    page.go_back()
    heading(page, f"for “{words}”").wait_for()
    page.go_back()
    page.wait_for_url(lambda address: "least" not in address)
    heading(page, f"{len(shown)} pieces for “{words}”").wait_for()
    assert scores(page) == shown
    assert box.input_value() == "0.05"


def test_back_undoes_each_search_and_an_address_can_be_shared(page, shop, photos):
    describe(page, photos["silver pearl"])
    caption = query(page).input_value()
    query(page).fill("silver pendant with an emerald")
    heading(page, "for “silver pendant with an emerald”").wait_for()
    hits(page).first.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="More like this").click()
    heading(page, "pieces like “").wait_for()
    page.get_by_role("button", name="yellow gold 8").click()
    page.wait_for_url("**metal=yellow*")
    page.go_back()
    page.wait_for_url("**like=**")
    page.get_by_role("button", name="yellow gold 8", pressed=False).wait_for()
    page.go_back()
    heading(page, "for “silver pendant with an emerald”").wait_for()
    assert query(page).input_value() == "silver pendant with an emerald"
    shared = page.url
    page.go_back()
    heading(page, f"for “{caption}”").wait_for()
    assert query(page).input_value() == caption
    page.go_forward()
    heading(page, "for “silver pendant with an emerald”").wait_for()
    page.goto(shared)
    heading(page, "for “silver pendant with an emerald”").wait_for()
    assert query(page).input_value() == "silver pendant with an emerald"


def test_a_piece_says_what_it_lacks_and_less_of_a_reason_is_asked(page):
    query(page).fill("silver ring with a ruby in a halo")
    heading(page, "for “silver ring with a ruby in a halo”").wait_for()
    first = hits(page).first
    assert "lacks halo" in first.inner_text().replace("\n", " ")
    first.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Did not match: halo").wait_for()
    kinds = dialog.locator("tbody th").all_inner_texts()
    assert set(kinds) == {"type", "metal", "stones"} and len(kinds) == 3
    caption = dialog.get_by_role("heading", level=2).inner_text()
    page.keyboard.press("ArrowRight")
    dialog.get_by_text("2 of ").wait_for()
    assert dialog.get_by_role("heading", level=2).inner_text() != caption
    dialog.get_by_role("button", name="Previous").click()
    zoom = dialog.get_by_role("button", name="Zoom the photo")
    zoom.click()
    assert zoom.get_attribute("aria-pressed") == "true"
    assert zoom.bounding_box()["width"] > 2 * zoom.locator("..").bounding_box()["width"]
    dialog.get_by_role("button", name="Less of silver").click()
    heading(page, "for “ring with a ruby in a halo, perhaps silver”").wait_for()
    hits(page).first.get_by_role("button").click()
    dialog.get_by_role("button", name="Without ring").click()
    heading(page, "not ring”").wait_for()
    assert all(" ring" not in text for text in hits(page).all_inner_texts())


def test_a_part_of_a_photo_is_described_by_frame_and_the_whole_again(shop, page, tmp_path):
    photo = Image.new("RGB", (700, 400), "#f7f4ef")
    photo.paste(drawn.ring("silver", "ruby"), (0, 40))
    photo.paste(drawn.pendant("rose gold", "pearl").crop((100, 150, 220, 300)), (500, 120))
    photo.save(tmp_path / "two.png")
    seen, real = [], shop.captioner.describe_batch

    def noted(photos, **options):
        seen.extend(photos)
        return real(photos, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.captioner, "describe_batch", noted)
        describe(page, tmp_path / "two.png")
        page.get_by_role("button", name="Describe piece 2 of 2 alone").click()
        page.get_by_role("button", name="Whole photo").click()
        page.get_by_role("button", name="Describe piece 1 of 2 alone").wait_for()
        page.get_by_role("button", name="Choose the piece").click()
        for key in (*["Shift+ArrowLeft"] * 10, *["ArrowLeft"] * 5, "Enter"):
            page.keyboard.press(key)
        page.get_by_role("button", name="Whole photo").wait_for()
    whole, pendant, again, framed = (photo.size for photo in seen)
    assert again == whole == (700, 400)
    assert pendant[0] < 200 and pendant[1] < 250
    assert framed[0] < 0.5 * framed[1] + 120
    assert len(hits(page).all()) > 0
