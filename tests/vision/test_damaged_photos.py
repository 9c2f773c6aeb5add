"""Photos cut at their end and texts of a megabyte are read as browsers do, or end in a sentence."""

import io
import struct
import zlib

import numpy as np
import pytest
from pictures import encoded, flat, refusal
from PIL import Image
from profiles import png_with

from captioning.vision.photos import load_photo


def drawn(size: tuple[int, int] = (600, 450)) -> Image.Image:
    """Smooth colours with grain, so that every part of a file costs bytes."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[: size[1], : size[0]]
    wave = np.stack([np.sin(x / 40), np.cos(y / 30), np.sin((x + y) / 50)], -1) * 60 + 128
    return Image.fromarray((wave + rng.normal(0, 12, wave.shape)).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_a_jpeg_without_its_last_bytes_is_read(options):
    whole = encoded(drawn(), "JPEG", quality=85, **options)
    for lost in (1, 2, 3, 11, len(whole) // 100):
        photo = load_photo(whole[:-lost])
        assert photo.size == (600, 450)
        upper = np.s_[:400]
        difference = np.asarray(photo, int)[upper] - np.asarray(load_photo(whole), int)[upper]
        assert np.abs(difference).mean() < 2


@pytest.mark.parametrize("share", [0.9, 0.7, 0.5, 0.1])
def test_a_jpeg_that_lost_more_is_refused(share):
    whole = encoded(drawn(), "JPEG", quality=85)
    assert "damaged or incomplete" in refusal(whole[: int(share * len(whole))])


def test_a_progressive_jpeg_without_its_finer_scans_is_refused():
    whole = encoded(drawn(), "JPEG", quality=85, progressive=True)
    assert "damaged or incomplete" in refusal(whole[: len(whole) // 3])


def test_a_grey_photo_is_not_taken_for_a_damaged_one():
    data = encoded(flat((128, 128, 128), (64, 64)), "JPEG")
    assert load_photo(data).getpixel((5, 5)) == (128, 128, 128)


@pytest.mark.parametrize(
    "chunk",
    [
        (b"zTXt", b"history\0\0" + zlib.compress(b"step\n" * 400_000)),
        (b"iTXt", b"XML\0\1\0\0\0" + zlib.compress(b"<x/>" * 400_000)),
        (b"tEXt", b"note\0" + b"n" * 1_500_000),
        (b"iCCP", b"press\0\0" + zlib.compress(bytes(1_200_000))),
    ],
    ids=["zTXt", "iTXt", "tEXt", "iCCP"],
)
def test_a_png_with_a_text_or_profile_of_over_a_megabyte_is_read(chunk):
    assert load_photo(png_with(flat((9, 90, 200)), chunk)).getpixel((3, 3)) == (9, 90, 200)


def test_a_png_keeps_the_turn_that_a_short_text_or_exif_tells():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(flat((1, 2, 3), (30, 20)), exif=exif)
    long_text = (b"zTXt", b"history\0\0" + zlib.compress(b"step\n" * 400_000))
    body = png_with(flat((0, 0, 0)), long_text)
    chunk = body[33 : 33 + 12 + len(long_text[1])]
    assert load_photo(data[:33] + chunk + data[33:]).size == (20, 30)


@pytest.mark.parametrize("size", [(1, 2000), (2000, 1), (6, 400), (4000, 60)])
def test_a_strip_ends_in_a_sentence(size):
    assert f"too slim ({size[0]} x {size[1]})" in refusal(encoded(flat((200, 0, 0), size)))


def raw_file(preview: Image.Image) -> bytes:
    """A TIFF like a camera's raw file: a preview first, and a directory of its own for the rest."""
    pixels = preview.tobytes()
    entries = [
        (254, 4, 1), (256, 4, preview.width), (257, 4, preview.height), (259, 3, 1), (262, 3, 2),
        (273, 4, 300), (277, 3, 3), (278, 4, preview.height), (279, 4, len(pixels)), (330, 4, 8),
    ]  # fmt: skip
    directory = struct.pack("<H", len(entries) + 1)
    bits = struct.pack("<HHII", 258, 3, 3, 280)
    packed = [struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries]
    directory += b"".join([*packed[:3], bits, *packed[3:]]) + bytes(4)
    head = (b"II*\0" + struct.pack("<I", 8) + directory).ljust(280, b"\0")
    return (head + struct.pack("<3H", 8, 8, 8)).ljust(300, b"\0") + pixels


def test_a_raw_file_with_only_a_small_preview_says_so():
    assert "only a small preview (160 x 120)" in refusal(raw_file(flat((10, 20, 30), (160, 120))))
    assert load_photo(raw_file(flat((10, 20, 30), (1200, 900)))).size == (1200, 900)


def test_jpeg_xl_is_named():
    assert "JPEG XL photo, which is not supported" in refusal(b"\xff\x0a" + bytes(40))


def test_a_photo_cut_in_a_stream_and_on_disk_is_the_same(tmp_path):
    data = encoded(drawn(), "JPEG", quality=85)[:-40]
    (tmp_path / "ring.jpg").write_bytes(data)
    sources = (data, io.BytesIO(data), tmp_path / "ring.jpg")
    first, *others = (load_photo(source).tobytes() for source in sources)
    assert others == [first, first]
