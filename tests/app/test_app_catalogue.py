"""My catalogue: what is let in, what goes out, and that it ends with the session."""

import csv
import json
import struct
import zipfile
from io import BytesIO, StringIO
from types import SimpleNamespace

import drawn
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from captioning.gallery.gallery import Gallery
from captioning.ui import catalogue_files
from captioning.ui.catalogue_files import open_files
from captioning.ui.desk import Desk
from captioning.ui.desk_html import rows_json, state_json
from captioning.ui.downloads import Downloads, captions_csv, write_metadata
from captioning.ui.galleries import OWN, Galleries
from captioning.ui.pictures import Pictures
from captioning.ui.session import IDLE_SECONDS, Entry, Sessions
from captioning.vision.photos import UnreadablePhoto


def png() -> bytes:
    stream = BytesIO()
    drawn.ring("silver", "ruby", (64, 64)).save(stream, "PNG")
    return stream.getvalue()


def zipped(folder, entries: dict[str, bytes], **options):
    file = folder / "catalogue.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file


def reasons(refused) -> dict[str, str]:
    return dict(refused)


def test_photos_of_a_zip_are_taken_and_the_rest_is_named(tmp_path):
    entries = {"shop/ring.png": png(), "notes.txt": b"no photo", "__MACOSX/._ring.png": b"x"}
    found = open_files([("my.zip", zipped(tmp_path, entries))])
    assert [photo.name for photo in found.photos] == ["shop/ring.png"]
    assert found.photos[0].load().size == (64, 64)
    assert (found.left_out, found.system) == ((("notes.txt", "It is not a photo."),), 1)


def test_photos_are_taken_whatever_they_are_called_and_other_archives_are_named(tmp_path):
    files = {"download": png(), "ring.txt": png(), "notes.txt": b"notes", "Thumbs.db": b"x",
             "a.rar": b"Rar!\x1a\x07\x00", "b.zip": b"PK\x03\x04 cut off", "c.zip": b"x",
             "d.zip": b"PK\x05\x06" + bytes(18)}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    found = open_files([(f"C:\\photos\\{name}", tmp_path / name) for name in files])
    assert [photo.name for photo in found.photos] == ["download", "ring.txt", "notes.txt"]
    assert [photo.load().size for photo in found.photos[:2]] == [(64, 64)] * 2
    with pytest.raises(UnreadablePhoto, match=r"^It is not a photo, or of an unsupported kind"):
        found.photos[2].load()
    assert reasons(found.left_out) == {
        "a.rar": "It is a RAR archive, which is not opened: send the photos as a zip.",
        "b.zip": "This zip is damaged or incomplete: zip the photos again.",
        "c.zip": "This zip is damaged or incomplete: zip the photos again.",
        "d.zip": "It has no photo in it.",
    }
    assert found.system == 1


@pytest.mark.parametrize("name", ["../../escape.png", "/etc/escape.png", "C:/escape.png",
                                  "..\\escape.png", "a/../../.escape.png"])  # fmt: skip
def test_paths_that_lead_out_of_the_zip_are_refused(tmp_path, name):
    entries = {name: png(), "ring.png": png()}
    found = open_files([("my.zip", zipped(tmp_path, entries))])
    assert [photo.name for photo in found.photos] == ["ring.png"]
    ((path, reason),) = found.left_out
    assert path.endswith("escape.png") and reason == "Its path leads out of the zip."


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue_files, "MOST_UNPACKED_BYTES", 2**20)
    file = zipped(tmp_path, {f"{n}.bmp": bytes(2**19) for n in range(3)})
    assert file.stat().st_size < 2**14
    found = open_files([("bomb.zip", file)])
    assert found.photos == () and "unpack to more" in reasons(found.left_out)["bomb.zip"]


def test_what_is_no_photo_does_not_count_towards_the_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue_files, "MOST_UNPACKED_BYTES", 2**20)
    monkeypatch.setattr(catalogue_files, "MOST_ZIP_ENTRIES", 2)
    thumbnails = {f"@eaDir/{n}.jpg": png() for n in range(3)}
    found = open_files([("my.zip", zipped(tmp_path, {"a.png": png(), "film.mp4": bytes(2**21),
                                                     **thumbnails}))])  # fmt: skip
    assert len(found.photos) == 1 and found.others == ("film.mp4",) and found.system == 3


def test_an_entry_that_lies_about_its_size_is_not_unpacked_further(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue_files, "MAX_BYTES", 1000)
    file = zipped(tmp_path, {"liar.png": bytes(5000)})
    content = file.read_bytes()
    file.write_bytes(content.replace(struct.pack("<I", 5000), struct.pack("<I", 500)))
    found = open_files([("my.zip", file)])
    assert found.left_out == ()
    with pytest.raises(UnreadablePhoto, match="damaged"):
        found.photos[0].load()


def test_locked_links_too_many_and_damaged_are_refused(tmp_path, monkeypatch):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "links.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "link" in reasons(open_files([("l.zip", tmp_path / "links.zip")]).left_out)["link.png"]
    many = zipped(tmp_path, {f"{n}.png": png() for n in range(3)})
    damaged = bytearray(many.read_bytes())
    damaged[40:80] = bytes(40)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(damaged)
    first, *others = open_files([("my.zip", broken)]).photos
    with pytest.raises(UnreadablePhoto, match="This part of the zip is damaged"):
        first.load()
    assert [photo.load().size for photo in others] == [(64, 64)] * 2
    monkeypatch.setattr(catalogue_files, "MOST_PHOTOS", 2)
    found = open_files([("my.zip", many)])
    assert len(found.photos) == 2 and "first 2" in reasons(found.left_out)["2.png"]


@pytest.fixture
def sessions():
    return Sessions(Pictures())


def fill(session, count: int = 2) -> None:
    (session.folder / "images").mkdir()
    for number, metal in enumerate(list(drawn.METALS)[:count]):
        file = session.folder / "images" / f"{number:04d}.jpg"
        drawn.ring(metal, "ruby").save(file)
        caption = f"a {metal} ring with a ruby"
        entry = Entry(
            f"photo {number}.jpg", file, {"transformer": caption, "lstm": "a ring"}, caption, {}
        )
        session.entries.append(entry)


def test_the_csv_is_for_alt_texts_and_safe_in_a_spreadsheet(sessions):
    session = sessions.get("page")
    fill(session)
    session.entries[1].caption = "=HYPERLINK(evil)"
    session.entries[1].name = "-photo.jpg"
    client = TestClient(Starlette(routes=[Downloads(sessions).route()]))
    content = client.get(f"/catalogue/{session.token}/captions.csv").content
    assert content == captions_csv(session.entries).encode()
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["alt_text"] == "a yellow gold ring with a ruby"
    assert [rows[0][key] for key in ("type", "metal", "stones")] == ["ring", "yellow gold", "ruby"]
    assert rows[1]["alt_text"] == "'=HYPERLINK(evil)"
    assert (rows[1]["file"], rows[1]["lstm"]) == ("./-photo.jpg", "a ring")


def test_a_catalogue_becomes_a_gallery_with_its_corrections(sessions):
    session = sessions.get("page")
    fill(session)
    session.entries[1].caption = "a titanium bangle"
    write_metadata(session.folder, session.entries)
    hits = Gallery.open(session.folder).search("titanium bangle")
    assert hits[0].piece.captions[0] == "a titanium bangle"


def test_downloads_are_served_to_the_secret_name_only(sessions):
    session = sessions.get("page")
    fill(session)
    client = TestClient(Starlette(routes=[Downloads(sessions).route()]))
    answer = client.get(f"/catalogue/{session.token}/catalogue.zip")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        lines = archive.read("metadata.jsonl").decode().splitlines()
        assert all(json.loads(line)["file_name"] in archive.namelist() for line in lines)
        assert len(lines) == 2 and "metadata.jsonl" in archive.read("README.md").decode()
    assert client.get("/catalogue/page/captions.csv").status_code == 404
    assert client.get(f"/catalogue/{session.token}/metadata.jsonl").status_code == 404
    sessions.end("page")
    assert client.get(f"/catalogue/{session.token}/captions.csv").status_code == 404


def test_one_person_never_searches_anothers_catalogue(sessions, tmp_path):
    pictures = Pictures()
    shown = Gallery.open(drawn.save_gallery(tmp_path / "gallery"))
    galleries = Galleries(shown, pictures, sessions)
    sessions.get("anna").view = "anna's"
    anna, bert = (SimpleNamespace(session_hash=name) for name in ("anna", "bert"))
    assert galleries.find(OWN, anna) == "anna's"
    assert galleries.find(OWN, bert) is galleries.public


def test_a_session_ends_with_the_page_or_after_a_long_idle_time(sessions):
    session, idle = sessions.get("page"), sessions.get("idle")
    fill(session)
    sessions.end("page")
    assert not session.folder.exists() and sessions.find(session.token) is None
    idle.used -= IDLE_SECONDS + 1
    sessions.get("other")
    assert not idle.folder.exists() and len(sessions) == 1


def test_pictures_of_a_dropped_album_are_gone(tmp_path, photos):
    pictures = Pictures()
    pictures.put("album", [photos["silver ruby"]])
    client = TestClient(Starlette(routes=[pictures.route()]))
    assert client.get(f"/{pictures.address('album', 0)}").headers["content-type"] == "image/webp"
    assert client.get("/pictures/album/1/small.webp").status_code == 404
    assert client.get("/pictures/album/0/huge.webp").status_code == 404
    pictures.drop("album")
    assert client.get(f"/{pictures.address('album', 0)}").status_code == 404


def test_names_and_captions_are_escaped_in_the_table(sessions):
    session = sessions.get("page")
    fill(session, 1)
    session.entries[0].name = session.entries[0].caption = "<script>alert(1)</script>"
    session.refused.append(("<b>x</b>.png", "It is <i>bad</i>."))
    rows = Desk(session, 0.965).rows()
    html = state_json(session) + "".join(html for _, html in rows_json(session, rows))
    assert "<script" not in html and "<b>x" not in html and "<i>bad" not in html
