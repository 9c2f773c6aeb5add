"""Photos are known by the suffixes that `load_photo` reads, and by their first bytes."""

from io import BytesIO

import pytest
from PIL import Image

from captioning.vision.photo_kinds import START, SUFFIXES, has_photo_suffix, is_photo
from captioning.vision.photos import FORMATS, load_photo

MARKED = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP", "JPEG2000", "ICNS", "PPM",
          "QOI", "DDS"]  # fmt: skip


def test_suffixes_are_those_of_the_formats_that_are_read():
    Image.init()
    readable = {*FORMATS, "MPO"}
    theirs = {suffix for suffix, kind in Image.registered_extensions().items() if kind in readable}
    assert theirs | {".jif"} == SUFFIXES


@pytest.mark.parametrize("kind", MARKED)
def test_a_photo_is_known_by_its_first_bytes(kind):
    stream = BytesIO()
    Image.new("RGB", (128, 128), "gold").save(stream, kind)
    content = stream.getvalue()
    assert is_photo(content[:START]) and load_photo(content).mode == "RGB"


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"BM is how this text begins, and it is a letter",
        b"P6 is a road, not a pixmap",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"file_name,text\n",
    ],
)
def test_other_files_are_not(start):
    assert not is_photo(start)


@pytest.mark.parametrize("name", ["a.jfif", "a.JPE", "a.b.jif", ".jpg", "a.jxl", "a.NEF"])
def test_names_of_photos(name):
    assert has_photo_suffix(name)


@pytest.mark.parametrize("name", ["jpg", "a", "a.jpg_large", "a.jpg.txt", ""])
def test_other_names(name):
    assert not has_photo_suffix(name)
