"""`load_photo` returns photos of every kind in RGB, upright and with their colours."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import encoded, flat, picture, refusal
from PIL import Image

from captioning.vision.photos import FORMATS, load_photo

MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB",
         "HSV", "I", "I;16", "I;16B", "I;16L", "F")  # fmt: skip
Image.init()
WRITTEN = sorted(Image.SAVE)


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


def test_bytes_path_text_stream_and_picture_give_the_same(tmp_path):
    data = encoded(picture("RGB", seed=3))
    path = tmp_path / "ring.png"
    path.write_bytes(data)
    photos = [load_photo(s) for s in (data, path, str(path), io.BytesIO(data), Image.open(path))]
    assert all(photo.tobytes() == photos[0].tobytes() for photo in photos)
