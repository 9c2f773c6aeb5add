"""What is taken from a shop's folder, what is left out, and that nothing stops the rest."""

import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image
from test_folder import Namer

from captioning.catalogue.contents import is_system, system_sentence
from captioning.catalogue.folder import describe_folder, photo_names
from captioning.catalogue.folder_contents import folder_contents
from captioning.gallery.gallery import Gallery, GalleryError


def put(path: Path, kind: str = "JPEG") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        Image.new("RGB", (32, 32), (212, 175, 55)).save(file, kind)


SYSTEM = [
    "rings/@eaDir/ring 0.JPG/SYNOPHOTO_THUMB_M.jpg", "#recycle/sold.jpg", ".DS_Store",
    "$RECYCLE.BIN/S-1-5/$R1.jpg", "__MACOSX/rings/._ring 0.JPG", "__macosx/ring.jpg", "Thumbs.db",
    "rings/.thumbnails/ring.jpg", "System Volume Information/a.jpg", "rings/DESKTOP.INI",
    "@Recycle/a.jpg", ".Trashes/501/a.jpg", ".@__thumb/a.jpg", "lost+found/a.jpg", "~$prices.xlsx",
    "._ring.jpg", "#snapshot/a.jpg", "Icon\r",
]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses some of the names")
def test_files_of_the_system_are_left_out_and_counted(tmp_path):
    for name in SYSTEM:
        put(tmp_path / name)
    for name in ("rings/ring 0.JPG", "rings/macosx/ring.jpg", "recycle bin/ring.jpg", "#1.jpg"):
        put(tmp_path / name)
    contents = folder_contents(tmp_path)
    names = ["#1.jpg", "recycle bin/ring.jpg", "rings/macosx/ring.jpg", "rings/ring 0.JPG"]
    assert [photo.name for photo in contents.photos] == names
    assert (contents.system, contents.left_out) == (len(SYSTEM), ())
    assert system_sentence(1) == "1 hidden or system file was left out."
    assert system_sentence(1234).startswith("1,234 hidden")


def test_a_step_up_is_no_hidden_file():
    assert not is_system(("..", "a.jpg")) and is_system((".a.jpg",))


def test_photos_are_taken_by_suffix_or_content(tmp_path):
    names = ["ring.JPG", "bangle.jfif", "studs.jpe", "chain.Jpeg", "pin.jif", "download",
             "ring.txt", "a.jpg_large", "b.tmp"]  # fmt: skip
    for name in names:
        put(tmp_path / name)
    put(tmp_path / "jpeg.png")
    (tmp_path / "prices.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "broken.jpg").write_bytes(b"text")
    (tmp_path / "old.jxl").write_bytes(b"\xff\x0a")
    (tmp_path / "metadata.jsonl").write_text("")
    contents = folder_contents(tmp_path)
    found = [photo.name for photo in contents.photos]
    assert found == sorted([*names, "jpeg.png", "broken.jpg", "old.jxl"]) == photo_names(tmp_path)
    assert contents.left_out == (("prices.pdf", "It is not a photo."),)
    outcome = describe_folder(tmp_path, Namer())
    assert outcome.described == len(names) + 1
    reasons = dict(outcome.unreadable)
    assert reasons.keys() == {"broken.jpg", "old.jxl"}
    assert reasons["old.jxl"].startswith("It is a JPEG XL photo, which is not supported")
    assert reasons["broken.jpg"].startswith("It is not a photo")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links(tmp_path):
    put(tmp_path / "shop" / "rings" / "a.jpg")
    put(tmp_path / "elsewhere" / "b.jpg")
    shop = tmp_path / "shop"
    (shop / "rings" / "up").symlink_to(shop, target_is_directory=True)
    (shop / "self").symlink_to(shop / "self")
    (shop / "other").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (shop / "linked.jpg").symlink_to(tmp_path / "elsewhere" / "b.jpg")
    (shop / "gone.jpg").symlink_to(tmp_path / "gone.jpg")
    os.mkfifo(shop / "pipe.jpg")
    contents = folder_contents(shop)
    assert [photo.name for photo in contents.photos] == ["linked.jpg", "rings/a.jpg"]
    reasons = dict(contents.refused)
    assert reasons.keys() == {"rings/up", "self", "other", "gone.jpg", "pipe.jpg"}
    assert "not followed" in reasons["rings/up"] and "leads nowhere" in reasons["gone.jpg"]


def test_a_folder_that_cannot_be_read_does_not_stop_the_rest(tmp_path, monkeypatch):
    put(tmp_path / "a.jpg")
    put(tmp_path / "locked" / "b.jpg")
    put(tmp_path / "System Volume Information" / "c.jpg")
    scan = os.scandir

    def guarded(path):
        if Path(path).name in ("locked", "System Volume Information"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", guarded)
    contents = folder_contents(tmp_path)
    assert [photo.name for photo in contents.photos] == ["a.jpg"]
    reason = "The folder cannot be read (Permission denied): check its rights."
    assert contents.left_out == (("locked", reason),)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_a_name_that_is_no_text_is_shown_escaped_and_its_photo_described(tmp_path):
    for name in (b"b\xe9ijoux/caf\xe9.jpg", b"caf%E8.jpg", b"caf\xe8.jpg", b"a\n\x1b.jpg"):
        put(tmp_path / os.fsdecode(name))
    outcome = describe_folder(tmp_path, Namer())
    names = ["a%0A%1B.jpg", "b%E9ijoux/caf%E9.jpg", "caf%E8.jpg"]
    assert outcome.described == 3 and outcome.contents.escaped == (names[0], names[1])
    assert outcome.contents.refused[0][0] == "caf%E8.jpg"  # two photos would have this name
    written = (tmp_path / "metadata.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["file_name"] for line in written] == names
    assert [piece.id for piece in Gallery.open(tmp_path).pieces] == names
    again = describe_folder(tmp_path, Namer(patience=0))
    assert (again.described, again.kept) == (0, 3)


def test_a_table_is_copied_and_its_photos_are_kept(tmp_path):
    put(tmp_path / "a.jpg")
    put(tmp_path / "b.jpg")
    (tmp_path / "metadata.csv").write_text("file_name,text,price\na.jpg,my own words,12\n")
    outcome = describe_folder(tmp_path, Namer())
    assert (outcome.described, outcome.kept) == (1, 1)
    first, second = (tmp_path / "metadata.jsonl").read_text().splitlines()
    assert json.loads(first)["captions"] == ["my own words"] and '"price": "12"' in first
    assert json.loads(second)["file_name"] == "b.jpg"
    assert json.loads(first).keys() - json.loads(second).keys() == {"price"}


def test_a_broken_table_stops_before_the_work(tmp_path):
    put(tmp_path / "a.jpg")
    (tmp_path / "metadata.csv").write_text("file_name,text\na.jpg,ring,old\n")
    with pytest.raises(GalleryError, match=r"metadata.csv, line 2 has 3 cells under 2 columns: me"):
        describe_folder(tmp_path, Namer(patience=0))
    assert not (tmp_path / "metadata.jsonl").exists()


def test_a_zip_in_place_of_a_folder_and_a_folder_without_photos(tmp_path):
    (tmp_path / "shop.zip").write_bytes(b"PK\x05\x06")
    with pytest.raises(GalleryError, match=r"shop.zip is a file: name a folder of photos, and unp"):
        photo_names(tmp_path / "shop.zip")
    with pytest.raises(GalleryError, match=r"No photo is in .*heic. shop.zip: It is not a photo."):
        photo_names(tmp_path)


def test_a_card_of_somebody_else_stays(tmp_path):
    put(tmp_path / "a.jpg")
    (tmp_path / "README.md").write_text("# My shop\n")
    assert not describe_folder(tmp_path, Namer()).card
    assert (tmp_path / "README.md").read_text() == "# My shop\n"
    (tmp_path / "README.md").unlink()
    assert describe_folder(tmp_path, Namer()).card
    card = (tmp_path / "README.md").read_text()
    (tmp_path / "README.md").write_text(card + "My own words.\n")
    put(tmp_path / "b.jpeg")
    assert describe_folder(tmp_path, Namer()).card
    assert (tmp_path / "README.md").read_text() == card + "My own words.\n"
