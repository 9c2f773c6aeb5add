"""Whatever is thrown at `load_photo`, out comes an RGB photo or one sentence."""

import io
import re
import struct
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from captioning.photos import FORMATS, UnreadablePhoto, load_photo

MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB",
         "HSV", "I", "I;16", "I;16B", "I;16L", "F")  # fmt: skip
Image.init()
WRITTEN = sorted(Image.SAVE)


def picture(mode: str, size: tuple[int, int] = (24, 16), seed: int = 0) -> Image.Image:
    rng = np.random.default_rng(seed)
    if mode.startswith("I;16"):
        grey = Image.fromarray(rng.integers(0, 65536, size[::-1], dtype=np.uint16))
        return grey if mode == "I;16" else grey.convert("I").convert(mode)
    if mode in ("I", "F"):
        return Image.fromarray(rng.integers(0, 255, size[::-1]).astype(np.float32)).convert(mode)
    rgba = Image.fromarray(rng.integers(0, 256, (*size[::-1], 4), dtype=np.uint8))
    steps = {"La": ("LA",), "RGBa": ("RGBA",), "PA": ("P",), "LAB": ("RGB",)}
    for step in (*steps.get(mode, ()), mode):
        if step == "LAB":
            from PIL import ImageCms

            spaces = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
            return ImageCms.profileToProfile(rgba, *spaces, outputMode="LAB")
        try:
            rgba = rgba.convert(step)
        except ValueError:
            rgba = rgba.convert("RGB").convert(step)
    return rgba


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format=kind, **options)
    return stream.getvalue()


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (32, 32)) -> Image.Image:
    return Image.new("RGB", size, colour)


def refusal(source, **limits) -> str:
    with pytest.raises(UnreadablePhoto) as caught:
        load_photo(source, **limits)
    sentence = str(caught.value)
    assert re.fullmatch(r"[A-Z\w].+\.", sentence), sentence
    assert "\n" not in sentence and "Error" not in sentence and "Errno" not in sentence
    return sentence


def readable_by_pillow(data: bytes) -> bool:
    try:
        Image.open(io.BytesIO(data)).load()
    except OSError:  # it writes raw YCbCr TIFF that it cannot read
        return False
    return True


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_mode_in_every_format_pillow_writes(kind):
    modes = ("RGBA",) if kind == "ICNS" else MODES  # Pillow draws ICNS at ten sizes, slowly
    written = 0
    for mode in modes:
        image = picture(mode)
        try:
            data = encoded(image, kind)
        except Exception:  # most formats refuse most modes, each in its own way
            continue
        written += 1
        if (kind in FORMATS or kind == "MPO") and readable_by_pillow(data):
            photo = load_photo(data)
            assert photo.mode == "RGB", mode
            assert photo.size == image.size or kind in ("ICO", "ICNS"), mode
        else:
            refusal(data)
    assert written or kind in ("BUFR", "GRIB", "HDF5", "WMF")  # these need other programs


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_an_open_picture(mode):
    image = picture(mode)
    photo = load_photo(image)
    assert (photo.mode, photo.size) == ("RGB", image.size)
    assert photo is not image


@pytest.mark.parametrize("kind", ["HEIF", "AVIF", "WEBP", "JPEG", "JPEG2000", "MPO"])
def test_colours_survive_each_camera_format(kind):
    photo = load_photo(encoded(flat((200, 120, 40)), kind))
    assert np.abs(np.asarray(photo, int) - (200, 120, 40)).max() <= 6


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientations_are_undone(kind, orientation):
    upright = flat((0, 0, 0), (48, 32))
    upright.paste((255, 0, 0), (0, 0, 24, 16))
    upright.paste((0, 255, 0), (24, 0, 48, 16))
    upright.paste((0, 0, 255), (0, 16, 24, 32))
    turn = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = upright
    for step in turn.get(orientation, []):
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = load_photo(encoded(stored, kind, exif=exif.tobytes()))
    assert photo.size == upright.size
    for x, y in [(12, 8), (36, 8), (12, 24), (36, 24)]:
        seen, meant = np.array(photo.getpixel((x, y))), np.array(upright.getpixel((x, y)))
        assert np.abs(seen - meant).max() < 40, (orientation, kind, (x, y))


@given(junk=st.binary(min_size=0, max_size=60))
@settings(max_examples=40, deadline=None)
def test_broken_exif_is_ignored(junk):
    photo = load_photo(encoded(flat((10, 20, 30)), "JPEG", exif=b"Exif\0\0" + junk))
    assert photo.mode == "RGB" and set(photo.size) == {32}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparent_pixels_are_white(mode):
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0)).convert(mode)
    assert load_photo(image).getcolors() == [(64, (255, 255, 255))]


def test_half_transparent_pixels_are_mixed_with_white():
    photo = load_photo(encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 128))))
    assert photo.getpixel((0, 0)) == (127, 127, 127)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_a_transparent_colour_is_laid_on_white(kind):
    image = Image.new("P", (8, 8), 1)
    image.putpalette([255, 0, 0, 0, 0, 255] + [0] * 762)
    image.paste(0, (0, 0, 4, 8))
    photo = load_photo(encoded(image, kind, transparency=0))
    assert photo.getpixel((1, 1)) == (255, 255, 255)
    assert photo.getpixel((6, 6)) == (0, 0, 255)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_grey_is_scaled_and_not_clipped(kind):
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    photo = np.asarray(load_photo(encoded(Image.fromarray(ramp), kind)))[..., 0].ravel()
    assert np.abs(photo.astype(int) - np.arange(256)).max() <= 1


def test_cmyk_becomes_its_colour():
    photo = load_photo(encoded(flat((180, 90, 30)).convert("CMYK"), "JPEG", quality=95))
    assert np.abs(np.array(photo.getpixel((5, 5))) - (180, 90, 30)).max() < 8


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_an_animation_gives_its_first_frame(kind):
    frames = [flat((250, 0, 0)), flat((0, 250, 0)), flat((0, 0, 250))]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    red, green, blue = load_photo(data).getpixel((8, 8))
    assert red > 220 and green < 40 and blue < 40


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
        warnings.simplefilter("ignore")  # Pillow warns of odd headers; what matters is the end
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


def test_bytes_path_text_stream_and_picture_give_the_same(tmp_path):
    data = encoded(picture("RGB", seed=3))
    path = tmp_path / "ring.png"
    path.write_bytes(data)
    photos = [load_photo(s) for s in (data, path, str(path), io.BytesIO(data), Image.open(path))]
    assert all(photo.tobytes() == photos[0].tobytes() for photo in photos)


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
