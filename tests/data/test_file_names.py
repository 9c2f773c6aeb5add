"""Names spelled differently find their file, and any name can be shown and written."""

import json
import os
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioning.data.file_names import FolderFiles, shown
from captioning.data.metadata import read_metadata
from captioning.gallery.gallery import Gallery
from captioning.gallery.metadata import described_names, read_pieces

FILES = ["a.jpg", "Sub/Ring 1.JPG", "Sub/ring 2.jpg", "both.jpg", "Both.jpg", "100%.jpg"]
ACCENTED = "Bijoux dété/bague émeraude.jpg"
decomposed = unicodedata.normalize("NFD", ACCENTED)


@pytest.fixture
def folder(tmp_path):
    for name in (*FILES, decomposed):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        *((name, name) for name in FILES),
        ("./a.jpg", "a.jpg"),
        ("A.JPG", "a.jpg"),
        ("sub\\RING 1.jpg", "Sub/Ring 1.JPG"),
        (".\\Sub\\ring 2.jpg", "Sub/ring 2.jpg"),
        (ACCENTED, decomposed),
        (ACCENTED.upper(), decomposed),
        ("BOTH.jpg", None),  # either could be meant
        ("100%25.jpg", None),
        ("Sub", None),
        ("Sub/../a.jpg", None),
        ("..\\a.jpg", None),
        ("/a.jpg", None),
        ("", None),
        ("absent/a.jpg", None),
    ],
)
def test_a_name_finds_its_file(folder, name, found):
    assert FolderFiles(folder).find(name) == found


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_a_name_that_is_no_text_is_shown_escaped_and_found(tmp_path):
    names = [b"caf\xe9.jpg", b"caf%E8.jpg", b"ring\n\x1b[31m.jpg"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    files = FolderFiles(tmp_path)
    texts = ["caf%E9.jpg", "caf%E8.jpg", "ring%0A%1B[31m.jpg"]
    assert [shown(os.fsdecode(name)) for name in names] == texts
    assert [files.find(text) for text in texts] == [os.fsdecode(name) for name in names]


@given(st.text(st.characters(codec=None)))  # lone surrogates too
def test_what_is_shown_can_be_written_and_is_one_line(name):
    text = shown(name)
    assert text.encode().decode() == text and shown(text) == text
    assert len(text.splitlines()) <= 1


def line(name: str, **more: object) -> str:
    return json.dumps({"file_name": name, "captions": ["a gold ring"], **more})


def test_a_gallery_finds_photos_that_its_file_spells_differently(folder):
    spelled = ["./a.jpg", "sub\\ring 1.JPG", ACCENTED]
    (folder / "metadata.jsonl").write_text("\n".join(map(line, spelled)))
    ids = ["a.jpg", "Sub/Ring 1.JPG", decomposed]
    assert [piece.id for piece in Gallery.open(folder).pieces] == ids
    assert all(piece.image.is_file() for piece in read_pieces(folder))
    assert described_names(folder) == set(ids)


def test_two_spellings_of_one_photo_are_one_piece(folder):
    (folder / "metadata.jsonl").write_text(f"{line('a.jpg')}\n{line('./a.jpg', type='watch')}")
    (piece,) = read_pieces(folder)
    assert piece.type == "watch"


def test_a_gallery_with_a_table_in_place_of_lines(folder):
    (folder / "metadata.csv").write_text(
        '\ufefffile_name;text;stones\r\na.jpg;"a gold ring; old";Ruby, pearl\r\n'
        "both.jpg;a silver watch;\r\n\r\n",
        "utf-8",
    )
    ring, watch = Gallery.open(folder).pieces
    assert (ring.captions, ring.stones) == (("a gold ring; old",), ("ruby", "pearl"))
    assert (watch.captions, watch.metal, watch.stones) == (("a silver watch",), "silver", ())
    assert described_names(folder) == {"a.jpg", "both.jpg"}


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"file_name,text\na.jpg,a ring,old\n", {2: "has 3 cells under 2 columns"}),
        (b"file_name,text\n,a ring\nb.jpg,b\n", {2: "has no file_name"}),
        (b"file_name,text\ncaf\xe9.jpg,a ring\n", {1: "is not UTF-8 text"}),
        (b"", {}),
    ],
)
def test_faults_of_a_table(tmp_path, content, faults):
    (tmp_path / "metadata.csv").write_bytes(content)
    lines = read_metadata(tmp_path / "metadata.csv")
    assert {one.number: one.faults[0] for one in lines if one.faults} == faults
