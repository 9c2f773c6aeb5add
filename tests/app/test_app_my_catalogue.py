"""A shop's own photos in a real browser: brought, corrected, taken home, searched and deleted."""

import zipfile
from threading import Event

from browsing import heading, query

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
    page.reload()
    page.get_by_role("button", name="Choose a photo").wait_for()
    assert ended.wait(timeout=30)


def test_files_brought_during_a_run_take_the_place_of_those_before(shop, page, photos, monkeypatch):
    described, carry_on = Event(), Event()
    real = shop.captioner.describe_batch

    def slow(batch, **options):
        described.set()
        assert carry_on.wait(timeout=60)
        return real(batch, **options)

    monkeypatch.setattr(shop.captioner, "describe_batch", slow)
    page.get_by_role("tab", name="My catalogue").click()
    files = page.get_by_label("Catalogue files")
    first = [str(photos[name]) for name in ("silver ruby", "silver pearl", "silver emerald")]
    files.set_input_files(first)
    page.get_by_role("progressbar").wait_for()
    assert described.wait(timeout=60)
    files.set_input_files(str(photos["rose gold pearl"]))
    carry_on.set()
    page.get_by_text("1 photo is described.").wait_for()
    assert page.get_by_label("Caption of rose-gold-pearl.png").is_visible()
    assert page.get_by_label("Caption of silver-ruby.png").count() == 0
