"""Files that are not photos, or are too large, are refused in one sentence before decoding."""

import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import encoded, flat, picture, refusal
from PIL import Image

from captioning.vision.photos import UnreadablePhoto, load_photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF"])
def test_truncated_at_any_length_is_a_photo_or_a_sentence(kind):
    data = encoded(picture("RGB", (40, 30)), kind)
    lengths = sorted({*range(0, 40), *np.linspace(40, len(data) - 1, 60).astype(int).tolist()})
    refused = 0
    for length in lengths:
        try:
            assert load_photo(data[:length]).mode == "RGB"
        except UnreadablePhoto as error:
            assert str(error).endswith(".")
            refused += 1
    assert refused > len(lengths) // 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_half_a_photo_is_called_incomplete(kind):
    data = encoded(picture("RGB", (200, 150)), kind)
    assert "damaged or incomplete" in refusal(data[: len(data) // 2])


@given(data=st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_a_photo_or_a_sentence(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns about odd headers; only the result matters
        try:
            assert load_photo(data).mode == "RGB"
        except UnreadablePhoto as error:
            assert str(error).endswith(".")


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF", "ICO", "TGA",
                        "PCX", "SGI", "QOI", "DDS", "PPM", "JPEG2000", "BLP"]),
       st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1,
                max_size=12))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_flipped_bytes_are_a_photo_or_a_sentence(kind, flips):
    data = bytearray(encoded(picture("P" if kind == "BLP" else "RGB"), kind))
    for place, value in flips:
        data[int(place * min(len(data), 200))] = value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert load_photo(bytes(data), max_pixels=1_000_000).mode == "RGB"
        except UnreadablePhoto as error:
            assert str(error).endswith(".")


def png_that_claims(width: int, height: int) -> bytes:
    """A tiny PNG whose header promises a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))
        for tag, body in chunks
    )


@pytest.mark.parametrize("size", [(8000, 5001), (20_000, 20_000), (60_000, 60_000)])
def test_pixels_are_counted_before_decoding(size, monkeypatch):
    def decode(*_):
        raise AssertionError("decoded before the size was checked")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    assert "at most 40 megapixels" in refusal(png_that_claims(*size))


def test_an_icon_cannot_hide_a_huge_picture():
    inner = png_that_claims(9000, 9000)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inner), 22)
    assert "40 megapixels" in refusal(struct.pack("<HHH", 0, 1, 1) + entry + inner)


def test_limits_are_inclusive():
    data = encoded(flat((1, 2, 3), (10, 10)))
    assert load_photo(data, max_pixels=100, max_bytes=len(data)).size == (10, 10)
    assert "at most 99 pixels" in refusal(data, max_pixels=99)
    assert "at most 20 bytes" in refusal(data, max_bytes=20)
    assert "at most 99 pixels" in refusal(flat((1, 2, 3), (10, 10)), max_pixels=99)


def test_a_large_file_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "big.jpg"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    monkeypatch.setattr("pathlib.Path.open", None)
    assert refusal(path) == (
        "big.jpg is too large: the file may have at most 20 MB; save it smaller."
    )


def test_a_stream_is_read_no_further_than_the_limit():
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size=-1):
            assert size >= 0
            self.taken += size
            return b"x" * size

    stream = Endless()
    assert "at most 20 MB" in refusal(stream)
    assert stream.taken == 20 * 1024 * 1024 + 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "is empty"),
        (None, "No photo was given"),
        (b"hello", "is not a photo"),
        (b"%PDF-1.7\n", "PDF document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "SVG drawing"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "video"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "damaged or incomplete"),
        (b"\xff\xd8\xff\xe0", "damaged or incomplete"),
        ("missing.jpg", "There is no photo missing.jpg"),
        ("a\0b.jpg", "."),
        (io.StringIO("text"), "binary"),
        (Image.new("RGB", (0, 5)), "no pixels"),
    ],
)
def test_each_kind_of_bad_input_has_its_sentence(source, said):
    assert said in refusal(source)


def test_sentences_name_the_file_and_never_its_folder(tmp_path):
    (tmp_path / "ring.jpg").write_bytes(b"no photo")
    for source in (tmp_path / "ring.jpg", tmp_path / "absent.jpg", tmp_path):
        sentence = refusal(source)
        assert str(tmp_path.parent) not in sentence
        assert sentence.startswith(f"{source.name} ") or f"no photo {source.name}" in sentence


def test_a_picture_whose_file_was_cut_is_refused(tmp_path):
    path = tmp_path / "cut.jpg"
    data = encoded(picture("RGB", (200, 150)), "JPEG")
    path.write_bytes(data[: len(data) // 2])
    assert "damaged or incomplete" in refusal(Image.open(path))
