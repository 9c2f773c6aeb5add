"""A shop's own photos in a real browser: brought, corrected, taken home, searched and deleted."""

import zipfile
from threading import Event

import pytest
from browsing import heading, loaded, query

from captioning.ui.storage import process_storage


def test_a_catalogue_with_a_bad_file_is_described_corrected_taken_home_and_searched(
    page, photos, tmp_path
):
    file = tmp_path / "shop.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("silver ruby", "yellow gold pearl"):
            archive.write(photos[name], f"{name}.png")
        archive.writestr("broken.jpg", b"\xff\xd8\xff broken")
        archive.writestr("Thumbs.db", b"x")
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files(str(file))
    page.get_by_text("2 photos are described. 1 hidden or system file was left out.").wait_for()
    assert page.get_by_text("broken.jpg").is_visible()
    caption = page.get_by_label("Caption of silver ruby.png")
    column = page.get_by_role("columnheader", name="Type")
    before = column.bounding_box()["x"], column.bounding_box()["width"]
    caption.fill("a platinum brooch " + "with opals " * 20)
    caption.blur()
    page.get_by_role("cell", name="opal", exact=True).wait_for()
    after = column.bounding_box()
    assert (after["x"], after["width"]) == before  # nothing moves sideways
    caption.fill("a platinum brooch")
    row = page.get_by_role("row").filter(has=caption)
    height = row.bounding_box()["height"]
    caption.blur()
    page.get_by_role("cell", name="opal", exact=True).wait_for(state="detached")
    assert row.bounding_box()["height"] == height  # nor up or down
    with page.expect_download() as download:
        page.get_by_role("link", name="Captions as CSV").click()
    assert "a platinum brooch" in download.value.path().read_text("utf-8-sig")
    page.get_by_role("button", name="Search in this").click()
    page.get_by_text("Searching your catalogue (2)").wait_for()
    assert page.locator("#hits .hits-heading").bounding_box()["y"] < 600  # scrolled to
    query(page).fill("platinum brooch")
    heading(page, "1 piece for “platinum brooch”").wait_for()
    page.get_by_role("button", name="back to the gallery").click()
    page.get_by_role("button", name="Search your catalogue (2)").wait_for()
    page.go_back()
    page.get_by_text("Searching your catalogue (2)").wait_for()
    heading(page, "1 piece for “platinum brooch”").wait_for()


def test_the_catalogue_is_deleted_when_its_page_is_closed(
    shop, page, photos, tmp_path, monkeypatch
):
    page.get_by_role("tab", name="My catalogue").click()
    brought = tmp_path / "brought-once.png"
    brought.write_bytes(photos["silver ruby"].read_bytes())
    page.get_by_label("Catalogue files").set_input_files(str(brought))
    page.get_by_text("1 photo is described.").wait_for()
    sessions, ended = shop.page.sessions, Event()
    folders = {folder for folder in sessions.root.iterdir() if list(folder.rglob("*.jpg"))}
    assert folders
    assert not list(process_storage().root.rglob(brought.name))

    def delete(session, real=sessions._delete):
        real(session)
        if not any(folder.exists() for folder in folders):
            ended.set()

    monkeypatch.setattr(sessions, "_delete", delete)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Choose a photo").wait_for()
    assert ended.wait(timeout=30)


def test_a_person_types_while_others_are_described_and_more_are_brought(
    shop, page, photos, monkeypatch, tmp_path
):
    """The next batch waits until the person has typed; a second upload and a wrong file follow."""
    typed, real, calls = Event(), shop.captioner.describe_batch, []

    def slow(batch, **options):
        calls.append(len(batch))
        assert sum(calls) <= 4 or typed.wait(timeout=60)
        return real(batch, **options)

    monkeypatch.setattr(shop.captioner, "describe_batch", slow)
    page.get_by_role("tab", name="My catalogue").click()
    files = page.get_by_label("Catalogue files")
    names = list(photos)
    files.set_input_files([str(photos[name]) for name in names[:6]])
    box = page.locator('textarea[data-entry="0"]')
    box.fill("a hand made heirloom")
    box.press("End")
    files.set_input_files([str(photos[name]) for name in (names[0], names[7])])
    box.evaluate(
        "box => box.dispatchEvent(new Event('change', {bubbles: true}))"
    )  # a step meanwhile
    page.get_by_text("4 of 4 photos.").wait_for()
    typed.set()
    page.get_by_text("Your catalogue has 7 photos.").wait_for()  # whichever run ends last
    page.keyboard.type(" brooch")
    assert box.input_value() == "a hand made heirloom brooch"
    box.blur()
    wrong = tmp_path / "price list.pdf"
    wrong.write_bytes(b"%PDF-1.7")
    files.set_input_files(str(wrong))
    page.get_by_text("There was no photo to describe. Your catalogue has 7 photos.").wait_for()
    assert page.locator("table.pieces tbody tr").count() == 7
    assert box.input_value() == "a hand made heirloom brooch"
    entries = next(s for s in shop.page.sessions.all() if len(s.entries) == 7).entries
    assert entries[0].caption == "a hand made heirloom brooch"
    assert len({entry.name for entry in entries}) == 7


def test_two_people_at_once_have_a_catalogue_each(shop, page, chromium, photos):
    context = chromium.new_context()
    other = context.new_page()
    other.set_default_timeout(60_000)
    other.goto(shop.url, wait_until="domcontentloaded")
    other.get_by_role("button", name="Choose a photo").wait_for()
    loaded(other)
    names, both = list(photos), "silver pearl"
    mine = dict.fromkeys([*names[:4], both])
    theirs = dict.fromkeys([both, *names[-2:]])
    bring(page, *(photos[name] for name in mine))
    bring(other, *(photos[name] for name in theirs))
    page.get_by_text(f"{len(mine)} photos are described.").wait_for()
    other.get_by_text(f"{len(theirs)} photos are described.").wait_for()
    shown = {one.inner_text() for one in other.locator(".file-name").all()}
    assert shown == {photos[name].name for name in theirs}
    captions = [one.get_by_label(f"Caption of {photos[both].name}") for one in (page, other)]
    before = captions[1].input_value()
    captions[0].fill("mine alone")
    captions[0].blur()
    page.get_by_role("cell", name="not named").first.wait_for()
    other.get_by_label("State").select_option("open")
    other.get_by_text(f"{len(theirs)} of {len(theirs)} photos.").wait_for()
    assert captions[1].input_value() == before != "mine alone"
    other.get_by_role("button", name="Delete all").click()
    other.get_by_role("dialog").get_by_role("button", name="Delete all").click()
    captions[1].wait_for(state="detached")
    context.close()
    picture = page.locator("table.pieces img").first.get_attribute("src")
    assert page.request.get(f"{shop.url}{picture}").ok
    assert captions[0].input_value() == "mine alone"


def bring(page, *files) -> None:
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files([str(file) for file in files])


def test_captions_are_reviewed_by_keyboard_and_come_back_from_the_zip(
    shop, page, photos, tmp_path, chromium
):
    shop_zip = tmp_path / "shop.zip"
    with zipfile.ZipFile(shop_zip, "w") as archive:
        archive.write(photos["silver ruby"], "SKU-100/front.png")
        archive.write(photos["silver pearl"], "SKU-100/back.png")
        archive.write(photos["rose gold pearl"], "SKU-101/front.png")
    bring(page, shop_zip)
    page.get_by_text("3 photos are described.").wait_for()
    row = page.locator("table.pieces tbody tr").first
    first = row.locator(".file-name").inner_text()
    box = page.get_by_label(f"Caption of {first}")
    lstm = row.locator("[data-model='2']").get_attribute("data-use")
    row.click(position={"x": 5, "y": 5})
    page.keyboard.press("2")
    assert box.input_value() == lstm
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("a pendant of my grandmother")
    page.keyboard.press("Escape")
    page.keyboard.press("a")  # approves and goes on to the next
    page.get_by_text("3 of 3 photos. 1 approved.").wait_for()
    assert page.evaluate("document.activeElement.querySelector('.file-name').textContent") != first
    page.get_by_label("State").select_option("approved")
    page.get_by_text("1 of 3 photos.").wait_for()
    page.get_by_text("Find and replace in these").click()
    page.get_by_label("Find", exact=True).fill("grandmother")
    page.get_by_label("Replace with").fill("aunt")
    page.get_by_role("button", name="Replace all").click()
    page.get_by_text("1 caption changed.").wait_for()
    assert box.input_value() == "a pendant of my aunt"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("1 photo is as before.").wait_for()
    assert box.input_value() == "a pendant of my grandmother"
    with page.expect_download() as download:
        page.get_by_role("link", name="Image folder (zip)").click()
    download.value.save_as(tmp_path / "catalogue.zip")
    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert box.is_visible()
    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete all").click()
    box.wait_for(state="detached")
    bring(page, tmp_path / "catalogue.zip")
    page.get_by_text("3 photos came with their captions.").wait_for()
    assert box.input_value() == "a pendant of my grandmother"
    page.get_by_text("1 approved.").wait_for()
    assert page.get_by_text("of 2 of one piece").count() == 2


def test_a_folder_is_dropped_and_the_catalogue_is_kept_by_a_link(shop, page, photos, tmp_path):
    folder = tmp_path / "my rings"
    (folder / "old").mkdir(parents=True)
    (folder / "a.png").write_bytes(photos["silver ruby"].read_bytes())
    (folder / "old" / "a.png").write_bytes(photos["silver pearl"].read_bytes())
    page.get_by_role("tab", name="My catalogue").click()
    area = page.get_by_text("Drop photos, a folder or a zip here").bounding_box()
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"x": area["x"] + 5, "y": area["y"] + 5}
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": data, **where})
    page.get_by_text("2 photos are described.").wait_for()
    assert {one.inner_text() for one in page.locator(".file-name").all()} == {
        "my rings/a.png", "my rings/old/a.png"
    }  # fmt: skip
    page.get_by_role("button", name="Keep with a link").click()
    page.get_by_text("unless the app restarts").wait_for()
    link = page.get_by_role("link", name="#catalogue=").get_attribute("href")
    other = page.context.browser.new_page()
    other.goto(link)
    other.get_by_label("Caption of my rings/a.png").wait_for()
    other.close()
    assert any(one.link and one.link in link for one in shop.page.sessions.all())


def test_another_language_leaves_the_work_in_sight_with_its_links(page, photos, tmp_path):
    wrong = tmp_path / "price list.pdf"
    wrong.write_bytes(b"%PDF-1.7")
    bring(page, photos["silver ruby"], photos["silver pearl"], wrong)
    page.get_by_text("2 photos are described.").wait_for()
    caption = page.get_by_label(f"Caption of {photos['silver ruby'].name}")
    caption.fill("an heirloom")
    caption.blur()
    page.get_by_role("button", name="Keep with a link").click()
    link = page.get_by_role("link", name="#catalogue=")
    link.wait_for()
    links = [page.get_by_role("link", name=name) for name in ("Captions as CSV", "Image folder")]
    addresses = [one.get_attribute("href") for one in [*links, link]]
    page.get_by_label("Language", exact=True).select_option("de")
    caption = page.get_by_label(f"Beschreibung von {photos['silver ruby'].name}")
    caption.wait_for()
    assert caption.input_value() == "an heirloom"  # a person's words stay
    page.get_by_text("Ihr Katalog hat 2 Fotos.").wait_for()
    assert page.get_by_text("price list.pdf").is_visible()
    links = [page.locator("#catalogue").get_by_role("link").nth(place) for place in range(3)]
    assert [one.get_attribute("href") for one in links] == addresses
    assert all(one.is_visible() for one in links)
    assert page.get_by_role("link", name="CSV").inner_text() != "Captions as CSV"
    with page.expect_download() as download:
        links[0].click()
    assert "an heirloom" in download.value.path().read_text("utf-8-sig")


def test_another_language_while_photos_are_described_keeps_progress_and_rows(
    shop, page, photos, monkeypatch
):
    chosen, real, calls = Event(), shop.captioner.describe_batch, []

    def slow(batch, **options):
        calls.append(len(batch))
        assert sum(calls) <= 4 or chosen.wait(timeout=60)
        return real(batch, **options)

    monkeypatch.setattr(shop.captioner, "describe_batch", slow)
    bring(page, *[photos[name] for name in list(photos)[:6]])
    page.locator("textarea[data-entry='0']").wait_for()
    page.get_by_label("Language", exact=True).select_option("de")
    page.locator("#catalogue").get_by_label("Beschreibung von").first.wait_for()
    assert page.get_by_role("progressbar").is_visible()
    chosen.set()
    page.get_by_text("6 Fotos sind beschrieben.").wait_for()
    assert page.locator("table.pieces tbody tr").count() == 6


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_how_sure_a_model_is_stays_on_one_line_of_a_phone(page, photos):
    bring(page, photos["silver ruby"], photos["rose gold pearl"])
    page.get_by_text("2 photos are described.").wait_for()
    sure = page.locator(".models-said .sure")
    assert sure.count() == 4
    for width in range(340, 400, 6):
        page.set_viewport_size({"width": width, "height": 844})
        assert sure.evaluate_all("all => all.map((one) => one.getClientRects().length)") == [1] * 4
        assert page.evaluate("document.documentElement.scrollWidth") <= width
