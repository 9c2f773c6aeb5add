"""A photo described and pieces searched as a person does it, in a real browser."""

import csv
from base64 import b64decode
from io import BytesIO, StringIO
from threading import Event

import pytest
from browsing import describe, heading, hits, query
from PIL import Image

from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.describe.photo_query import photo_query
from captioning.vision.photos import load_photo


def test_a_photo_is_described_and_its_words_show_where_the_model_looked(page, photos):
    describe(page, photos["yellow gold ruby"])
    for model in ("Transformer", "LSTM"):
        assert (
            page.get_by_role("article", name=model)
            .get_by_text("sure", exact=False)
            .first.is_visible()
        )
    toolbar = page.get_by_role("toolbar", name="Words of the Transformer caption")
    word = toolbar.get_by_role("button").first
    canvas = page.locator(".view canvas")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    word.hover()
    assert canvas.get_attribute("data-word") == word.get_attribute("data-word")
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    assert "sure" in page.locator(".readout").inner_text()
    word.click()
    assert word.get_attribute("aria-pressed") == "true"
    page.mouse.move(0, 0)
    assert canvas.get_attribute("data-word") == word.get_attribute("data-word"), (
        "a clicked word is held"
    )
    word.click()
    page.mouse.move(0, 0)
    assert canvas.get_attribute("data-word") is None


def test_a_photo_is_shown_as_near_as_the_models_see_it(page, tmp_path):
    photo = Image.new("RGB", (400, 400), "white")
    photo.paste("navy", (120, 120, 280, 280))
    photo.save(tmp_path / "small.png")
    describe(page, tmp_path / "small.png")
    source = page.get_by_role("img", name="Your photo, upright on white").get_attribute("src")
    shown = Image.open(BytesIO(b64decode(source.partition(",")[2]))).convert("L")
    tenth = shown.width // 10
    assert shown.getpixel((tenth, tenth)) < 60
    assert shown.getpixel((2, 2)) > 240


def test_the_level_of_detail_and_a_search_with_it(page, photos):
    describe(page, photos["silver pearl"])
    card = page.get_by_role("article", name="Transformer")
    card.get_by_role("button", name="More").click()
    card.get_by_role("radio", name="Basic").check()
    shown = card.locator(".level:visible").inner_text()
    card.get_by_role("button", name="Search with the Transformer").click()
    page.locator('#hits [data-kind="caption"]').wait_for()
    assert query(page).input_value() == shown


def test_a_vote_is_counted_in_the_browser_and_can_be_taken_back(page, photos):
    describe(page, photos["silver pearl"])
    vote = page.get_by_role("group", name="Which caption is better?")
    vote.get_by_role("button", name="LSTM").click()
    vote.get_by_text("Transformer 0, LSTM 1").wait_for()
    assert vote.get_by_role("button", name="LSTM").get_attribute("aria-pressed") == "true"
    vote.get_by_role("button", name="Transformer").click()
    vote.get_by_text("Transformer 1, LSTM 0").wait_for()
    describe(page, photos["silver sapphire"])
    vote.get_by_text("Your answers stay in this browser").wait_for()
    vote.get_by_role("button", name="Transformer").click()
    vote.get_by_text("Transformer 2, LSTM 0").wait_for()
    vote.get_by_role("button", name="Transformer").click()
    vote.get_by_text("Transformer 1, LSTM 0").wait_for()


def test_the_pieces_found_are_saved_as_csv(page):
    query(page).fill("silver ring with a ruby")
    heading(page, "for “silver ring with a ruby”").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.reader(StringIO(download.value.path().read_text("utf-8-sig"))))
    assert rows[0] == ["piece", "score", "caption", "matched"]
    assert len(rows) - 1 == hits(page).count()
    assert rows[1][2] == "a silver ring with a ruby"
    assert 0 < float(rows[1][1]) <= 1
    assert {"silver", "ring", "ruby"} <= set(rows[1][3].split())


def test_the_browser_writes_csv_in_the_same_form_as_the_downloads(page):
    cells = ["", "a, b", 'a "pavé" ring', "a\r\nb", "=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"]
    table = [["caption", "file"], *([cell, file_cell(cell)] for cell in cells)]
    written = page.evaluate("rows => facet.csv(rows)", table)
    assert written == csv_text(table[0], table[1:])
    names = page.evaluate("names => names.map(facet.fileCell)", cells)
    assert names == [file_cell(cell) for cell in cells]


def test_words_without_a_photo_are_edited_filtered_and_ranked(page):
    query(page).fill("yellow gold ring with a ruby")
    heading(page, "for “yellow gold ring with a ruby”").wait_for()
    first = hits(page).first
    assert "a yellow gold ring with a ruby" in first.inner_text()
    assert set(first.locator("mark").all_inner_texts()) == {"yellow gold", "ring", "ruby"}
    query(page).fill("silver ring with a ruby")
    heading(page, "for “silver ring with a ruby”").wait_for()
    assert "a silver ring with a ruby" in hits(page).first.inner_text()
    page.get_by_role("button", name="rose gold 8").click()
    page.wait_for_url("**metal=rose+gold*")
    assert all("rose gold" in text for text in hits(page).all_inner_texts())
    query(page).fill("umbrella")
    heading(page, "No close match").wait_for()
    assert hits(page).count() == 0


def test_a_piece_opens_with_reasons_and_leads_to_more_like_it(page):
    query(page).fill("silver pendant with an emerald")
    heading(page, "for “silver pendant with an emerald”").wait_for()
    hits(page).first.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("table").wait_for()
    shares = [float(text) for text in dialog.locator("tbody .share").all_inner_texts()]
    total = float(dialog.locator("tfoot .share").inner_text())
    assert sum(shares) == pytest.approx(total, abs=0.005 * (len(shares) + 1))
    caption = dialog.get_by_role("heading", level=2).inner_text()
    dialog.get_by_role("button", name="More like this").click()
    heading(page, f"like “{caption}”").wait_for()
    assert query(page).input_value() == caption
    assert caption not in [text.split("\n")[0] for text in hits(page).all_inner_texts()]


def test_a_bad_file_says_so_and_the_app_goes_on(page, photos, tmp_path):
    (tmp_path / "notes.txt").write_text("a ring")
    page.get_by_label("Photo file").set_input_files(str(tmp_path / "notes.txt"))
    alert = page.get_by_role("alert").filter(has_text="not a photo")
    alert.wait_for()
    assert "/tmp" not in page.content().replace(str(tmp_path), "")
    describe(page, photos["rose gold emerald"])
    assert (
        page.get_by_role("article", name="LSTM").get_by_text("sure", exact=False).first.is_visible()
    )


def test_a_bad_file_takes_no_answer_away(page, photos, tmp_path):
    describe(page, photos["rose gold emerald"])
    card = page.get_by_role("article", name="LSTM")
    text, words = card.inner_text(), query(page).input_value()
    (tmp_path / "notes.txt").write_text("a ring")
    page.get_by_label("Photo file").set_input_files(str(tmp_path / "notes.txt"))
    page.get_by_role("alert").filter(has_text="not a photo").wait_for()
    page.get_by_role("img", name="Your photo, upright on white").wait_for()
    assert (card.inner_text(), query(page).input_value()) == (text, words)


def test_of_photos_chosen_one_after_another_the_last_one_wins(shop, page, photos, monkeypatch):
    first, second = (load_photo(photos[name]) for name in ("silver ruby", "rose gold pearl"))
    began, carry_on, finish = Event(), Event(), Event()
    real, seen = shop.captioner.describe_batch, []

    def slow(batch, **options):
        seen.extend(photo.tobytes() for photo in batch)
        gate = finish if began.is_set() else carry_on
        began.set()
        assert gate.wait(timeout=60)
        return real(batch, **options)

    wanted = str(photo_query(real([second])[0]))
    monkeypatch.setattr(shop.captioner, "describe_batch", slow)
    chooser = page.get_by_label("Photo file")
    chooser.set_input_files(str(photos["silver ruby"]))
    assert began.wait(timeout=60)
    with page.expect_request("**/queue/join*"):
        chooser.set_input_files(str(photos["rose gold pearl"]))
    page.wait_for_function("facet.pending === 2")
    carry_on.set()
    page.wait_for_function("facet.pending === 1")  # the first one has been answered
    assert page.evaluate("document.documentElement.dataset.facet") == "working"
    finish.set()
    box = query(page).element_handle()
    page.wait_for_function("([box, words]) => box.value === words", arg=[box, wanted])
    page.wait_for_function("!document.documentElement.dataset.facet")
    assert seen == [first.tobytes(), second.tobytes()]
    assert query(page).input_value() == wanted, "an older answer came later"
