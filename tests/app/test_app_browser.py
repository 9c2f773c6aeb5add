"""The app as a person uses it, in a real browser: by mouse, by touch and by keyboard."""

import csv
import zipfile
from base64 import b64decode
from io import BytesIO, StringIO

import pytest
from PIL import Image

VIEWS = {"desk": (1400, 900), "phone": (390, 844)}


@pytest.fixture
def page(shop, chromium, request):
    """The app in a fresh window; fails on any error that the page meets."""
    phone = "phone" in request.keywords or getattr(request, "param", "") == "phone"
    width, height = VIEWS["phone" if phone else "desk"]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(shop.url, wait_until="domcontentloaded")
    page.get_by_role("button", name="Choose a photo").wait_for()
    yield page
    context.close()
    assert faults == []


def describe(page, photo) -> None:
    page.get_by_label("Photo file").set_input_files(str(photo))
    page.get_by_role("img", name="Your photo, upright on white").wait_for()


def query(page):
    return page.get_by_label("Search words")


def hits(page):
    return page.locator("#hits").get_by_role("listitem")


def heading(page, text: str):
    return page.get_by_role("heading", name=text)


def test_a_photo_is_described_and_its_words_show_where_the_model_looked(page, photos):
    describe(page, photos["yellow gold ruby"])
    for model in ("Transformer", "LSTM"):
        assert page.get_by_role("article", name=model).get_by_text("confident").is_visible()
    toolbar = page.get_by_role("toolbar", name="Words of the Transformer caption")
    word = toolbar.get_by_role("button").first
    canvas = page.locator(".view canvas")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    word.hover()
    assert canvas.get_attribute("data-word") == word.inner_text()
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    assert "sure" in page.locator(".readout").inner_text()
    word.click()
    assert word.get_attribute("aria-pressed") == "true"
    page.mouse.move(0, 0)
    assert canvas.get_attribute("data-word") == word.inner_text(), "a clicked word is held"
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
    card.get_by_role("radio", name="Basic").check()
    shown = card.locator(".level:visible").inner_text()
    card.get_by_role("button", name="Search with the Transformer caption").click()
    heading(page, f"for “{shown}”").wait_for()
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


def test_words_without_a_photo_are_edited_filtered_and_ranked(page):
    query(page).fill("yellow gold ring with a ruby")
    heading(page, "for “yellow gold ring with a ruby”").wait_for()
    first = hits(page).first
    assert "a yellow gold ring with a ruby" in first.inner_text()
    assert set(first.locator("mark").all_inner_texts()) == {"yellow", "gold", "ring", "ruby"}
    query(page).fill("silver ring with a ruby")
    heading(page, "for “silver ring with a ruby”").wait_for()
    assert "a silver ring with a ruby" in hits(page).first.inner_text()
    page.get_by_label("Metal").click()
    page.get_by_role("option", name="rose gold").click()
    hits(page).filter(has_text="silver").first.wait_for(state="detached")
    assert all("rose gold" in text for text in hits(page).all_inner_texts())
    query(page).fill("a wooden chair")
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
    assert page.get_by_role("article", name="LSTM").get_by_text("confident").is_visible()


def test_a_bad_file_takes_no_answer_away(page, photos, tmp_path):
    describe(page, photos["rose gold emerald"])
    card = page.get_by_role("article", name="LSTM")
    said, asked = card.inner_text(), query(page).input_value()
    (tmp_path / "notes.txt").write_text("a ring")
    page.get_by_label("Photo file").set_input_files(str(tmp_path / "notes.txt"))
    page.get_by_role("alert").filter(has_text="not a photo").wait_for()
    page.get_by_role("img", name="Your photo, upright on white").wait_for()
    assert (card.inner_text(), query(page).input_value()) == (said, asked)


def test_everything_can_be_done_by_keyboard(page):
    page.get_by_role("button", name="Example:").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("img", name="Your photo, upright on white").wait_for()
    toolbar = page.get_by_role("toolbar", name="Words of the Transformer caption")
    words = toolbar.get_by_role("button")
    words.first.focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.word")
    assert focused == words.nth(1).inner_text()
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
    assert page.locator(".view canvas").get_attribute("data-word") == word.inner_text()
    first, second = (
        page.get_by_role("article", name=name).bounding_box() for name in ("Transformer", "LSTM")
    )
    assert second["y"] > first["y"] + first["height"] - 1
    for tab in ("My catalogue", "The models"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_catalogue_with_a_bad_file_is_described_corrected_taken_home_and_searched(
    page, photos, tmp_path
):
    file = tmp_path / "shop.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("silver ruby", "yellow gold pearl"):
            archive.write(photos[name], f"{name}.png")
        archive.writestr("broken.jpg", b"\xff\xd8\xff broken")
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files(str(file))
    page.get_by_text("2 photos are described.").wait_for()
    assert page.get_by_text("broken.jpg").is_visible()
    caption = page.get_by_label("Caption of silver ruby.png")
    caption.fill("a platinum brooch")
    caption.blur()
    page.get_by_role("cell", name="brooch", exact=True).wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Captions as CSV").click()
    assert "a platinum brooch" in download.value.path().read_text("utf-8-sig")
    page.get_by_role("button", name="Search in this").click()
    page.get_by_role("radio", name="My catalogue").wait_for()
    query(page).fill("platinum brooch")
    heading(page, "1 piece for “platinum brooch”").wait_for()


def test_the_catalogue_is_deleted_when_its_page_is_closed(shop, page, photos, tmp_path):
    page.get_by_role("tab", name="My catalogue").click()
    brought = tmp_path / "brought-once.png"
    brought.write_bytes(photos["silver ruby"].read_bytes())
    page.get_by_label("Catalogue files").set_input_files(str(brought))
    page.get_by_text("1 photo is described.").wait_for()
    assert not list((shop.folder / "uploads").rglob(brought.name))
    folders = {
        folder for folder in shop.page.sessions.root.iterdir() if list(folder.rglob("*.jpg"))
    }
    page.reload()
    page.get_by_role("button", name="Choose a photo").wait_for()
    page.wait_for_timeout(200)
    for _ in range(100):
        if not any(folder.exists() for folder in folders):
            break
        page.wait_for_timeout(100)
    assert folders and not any(folder.exists() for folder in folders)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("page", ["desk", "phone"], indirect=True)
def test_axe_finds_nothing(page, photos, look):
    from axe_playwright_python.sync_playwright import Axe

    def check(where: str) -> None:
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        told = [f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]
        assert not told, f"{where}: {told}"

    page.emulate_media(color_scheme=look, reduced_motion="reduce")
    page.evaluate(f"facet.dark({str(look == 'dark').lower()})")
    check("empty")
    describe(page, photos["yellow gold emerald"])
    check("described")
    hits(page).first.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="More like this").wait_for()
    check("a piece")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files(str(photos["silver ruby"]))
    page.get_by_text("1 photo is described.").wait_for()
    check("my catalogue")
    page.get_by_role("tab", name="The models").click()
    heading(page, "What they are bad at").wait_for()
    check("the models")


def test_there_is_one_h1_and_every_heading_follows(page):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1 and levels[0] == 1


def test_a_full_queue_is_said_politely(shop, page, photos):
    queue = shop.page.blocks._queue
    queue.max_size, usual = 0, queue.max_size
    try:
        page.get_by_label("Photo file").set_input_files(str(photos["silver ruby"]))
        page.get_by_text("busy").first.wait_for()
    finally:
        queue.max_size = usual
    describe(page, photos["silver ruby"])
