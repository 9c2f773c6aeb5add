"""Photos keep their colours, whatever profile or numbers say how their pixels are meant."""

import io
import struct

import numpy as np
import pytest
from pictures import encoded, flat
from PIL import Image, ImageCms
from profiles import (
    ADOBE_RGB,
    DISPLAY_P3,
    SRGB,
    cmyk_profile,
    grey_profile,
    in_profile,
    png_with,
    rgb_profile,
)

from captioning.vision import colour_table
from captioning.vision.colour import srgb_profile
from captioning.vision.photos import load_photo

GOLD, ROSE, RUBY = (212, 175, 55), (183, 110, 121), (155, 17, 30)


def seen(data: bytes) -> tuple[int, ...]:
    return load_photo(data).getpixel((8, 8))


def far(a, b) -> int:
    return int(np.abs(np.subtract(a, b)).max())


@pytest.mark.parametrize("colorants", [DISPLAY_P3, ADOBE_RGB], ids=["P3", "Adobe RGB"])
@pytest.mark.parametrize("colour", [GOLD, ROSE, RUBY])
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "AVIF", "HEIF"])
def test_embedded_profiles_are_honoured(colorants, colour, kind):
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100} if kind != "PNG" else {}
    icc = rgb_profile(colorants)
    data = in_profile(flat(colour), icc, kind, **options)
    stored = Image.open(io.BytesIO(data)).convert("RGB").getpixel((8, 8))
    assert far(stored, colour) >= 6  # the pixels themselves are others
    assert far(seen(data), colour) <= 3


def test_a_jpeg_in_display_p3():
    data = in_profile(flat(GOLD), rgb_profile(), "JPEG", quality=95, subsampling=0)
    assert far(seen(data), GOLD) <= 3


def test_srgb_pixels_are_untouched():
    plain = flat((201, 33, 77))
    assert seen(encoded(plain, icc_profile=srgb_profile())) == (201, 33, 77)
    assert seen(encoded(plain)) == (201, 33, 77)


def test_a_grey_profile():
    grey = Image.new("L", (32, 32), 128)
    linear = seen(encoded(grey, icc_profile=grey_profile(1.0)))
    assert far(linear, (188, 188, 188)) <= 1  # 0.502 of the light is 188 in sRGB
    assert seen(encoded(grey)) == (128, 128, 128)


def test_a_grey_picture_with_an_rgb_profile_is_converted_as_browsers_do():
    data = encoded(Image.new("L", (32, 32), 100), icc_profile=rgb_profile(DISPLAY_P3, 1.0))
    assert far(seen(data), (168, 168, 168)) <= 2


def test_cmyk_goes_through_its_profile():
    full = Image.new("CMYK", (32, 32), (255, 255, 255, 255))
    pale = seen(encoded(full, "JPEG", quality=100, icc_profile=cmyk_profile()))
    assert min(pale) > 90 and max(pale) - min(pale) <= 4
    assert max(seen(encoded(full, "JPEG", quality=100))) <= 4


@pytest.mark.parametrize(
    "icc",
    [b"junk", b"\0" * 500, rgb_profile()[:300], cmyk_profile(), grey_profile(1.0)],
    ids=["text", "zeros", "cut", "CMYK", "grey"],
)
def test_a_broken_profile_or_one_of_another_kind_is_ignored(icc):
    assert seen(encoded(flat(GOLD), icc_profile=icc)) == GOLD


def with_numbers(kind: str, primaries: int, transfer: int, colour) -> bytes:
    """An AVIF whose colour box states other numbers, or a PNG with a cICP chunk."""
    if kind == "PNG":
        return png_with(flat(colour), (b"cICP", bytes([primaries, transfer, 0, 1])))
    data = encoded(flat(colour), kind, quality=100)
    place = data.index(b"colrnclx") + 8
    return data[:place] + struct.pack(">HH", primaries, transfer) + data[place + 4 :]


@pytest.mark.parametrize("kind", ["PNG", "AVIF", "HEIF"])
def test_display_p3_by_numbers(kind):
    in_p3 = (206, 176, 78)  # gold's pixels in Display P3
    assert far(seen(with_numbers(kind, 12, 13, in_p3)), GOLD) <= 4
    assert far(seen(with_numbers(kind, 1, 13, in_p3)), in_p3) <= 2
    assert far(seen(with_numbers(kind, 2, 2, in_p3)), in_p3) <= 2


@pytest.mark.parametrize("kind", ["PNG", "AVIF", "HEIF"])
@pytest.mark.parametrize(("transfer", "white"), [(16, 148), (18, 191)], ids=["PQ", "HLG"])
def test_hdr_is_tone_mapped(kind, transfer, white):
    """HDR white (203 cd/m2) becomes light grey, so that highlights have room above it."""
    bright = seen(with_numbers(kind, 9, transfer, (white,) * 3))
    assert 182 <= min(bright) <= max(bright) <= 193
    dark = seen(with_numbers(kind, 9, transfer, (10, 10, 10)))
    assert max(dark) <= 6
    highlight = seen(with_numbers(kind, 9, transfer, (192 if transfer == 16 else 255,) * 3))
    assert min(highlight) >= 248


@pytest.mark.parametrize(
    ("transfer", "pixels", "shown"),
    [
        (16, (60, 60, 60), (26, 26, 26)),
        (16, (120, 120, 120), (114, 114, 114)),
        (16, (168, 168, 168), (226, 226, 226)),
        (16, (120, 90, 60), (137, 50, 12)),
        (18, (120, 120, 120), (92, 92, 92)),
        (18, (216, 216, 216), (220, 220, 220)),
        (18, (206, 176, 78), (233, 150, 32)),
        (1, (120, 90, 60), (130, 76, 42)),
    ],
)
def test_hdr_and_video_look_as_in_chromium(transfer, pixels, shown):
    """Pixels that Chromium 156 drew for the same PNG in BT.2020 on an ordinary screen."""
    assert far(seen(with_numbers("PNG", 9, transfer, pixels)), shown) <= 4


def test_a_png_says_its_gamma_and_primaries():
    linear = png_with(flat((55, 55, 55)), (b"gAMA", struct.pack(">I", 100_000)))
    assert far(seen(linear), (128, 128, 128)) <= 2
    usual = png_with(flat(GOLD), (b"gAMA", struct.pack(">I", 45_455)))
    assert seen(usual) == GOLD
    corners = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    p3 = png_with(
        flat((206, 176, 78)),
        (b"gAMA", struct.pack(">I", 45_455)),
        (b"cHRM", struct.pack(">8I", *corners)),
    )
    assert far(seen(p3), GOLD) <= 4


def test_numbers_of_a_png_come_before_its_profile_and_a_profile_before_its_gamma():
    icc = rgb_profile(DISPLAY_P3)
    file = in_profile(flat(GOLD), icc)
    pixels = Image.open(io.BytesIO(file)).getpixel((8, 8))
    stream = io.BytesIO()
    flat(pixels).save(stream, "PNG", icc_profile=icc)
    plain = stream.getvalue()
    gamma = png_with(flat((0, 0, 0)), (b"gAMA", struct.pack(">I", 100_000)))[33:49]
    numbers = png_with(flat((0, 0, 0)), (b"cICP", bytes([1, 13, 0, 1])))[33:49]
    assert far(seen(plain[:33] + gamma + plain[33:]), GOLD) <= 3
    assert seen(plain[:33] + numbers + plain[33:]) == pixels


def test_a_wide_photo_is_as_large_as_another_and_a_steep_one_is_scaled_before_conversion():
    wide = in_profile(flat(GOLD, (3000, 2000)), rgb_profile(DISPLAY_P3))
    assert load_photo(wide).size == (1500, 1000)
    assert load_photo(wide, longest=None).size == (3000, 2000)
    assert far(load_photo(wide).getpixel((9, 9)), GOLD) <= 3
    steep = in_profile(flat(GOLD, (3000, 2000)), rgb_profile(DISPLAY_P3, 1.0))
    assert load_photo(steep).size == (1280, 853)


@pytest.mark.parametrize(
    ("colorants", "gamma"), [(DISPLAY_P3, None), (ADOBE_RGB, 2.19921875)], ids=["P3", "Adobe RGB"]
)
def test_the_table_of_a_profile_is_close_to_little_cms(colorants, gamma):
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(rgb_profile(colorants, gamma))), SRGB, "RGB", "RGB", 1
    )
    table = colour_table.differences(transform)
    assert table is not None
    rng = np.random.default_rng(2)
    colours = rng.normal(128, 60, (12, 9, 1)) + rng.normal(0, 25, (12, 9, 3))
    blurred = Image.fromarray(colours.clip(0, 255).astype(np.uint8))
    photo = blurred.resize((270, 361), Image.Resampling.BICUBIC)
    seen = np.asarray(colour_table.convert(photo, table), np.int16)
    exact = np.asarray(ImageCms.applyTransform(photo, transform), np.int16)
    error = np.abs(seen - exact)
    assert error.mean() < 0.5
    assert (error <= 2).mean() > 0.98
    assert error.max() < 32  # no channel wraps around


@pytest.mark.parametrize(
    ("kind", "size", "scaled"),
    [
        ("JPEG", (4032, 3024), (2016, 1512)),
        ("JPEG", (6000, 4000), (1500, 1000)),  # by a power of two, while it is decoded
        ("WEBP", (6000, 4000), (2000, 1334)),
        ("JPEG", (2561, 52), (1281, 26)),
        ("PNG", (2560, 1440), (2560, 1440)),
    ],
)
def test_a_large_photo_is_scaled_and_all_its_pixels_can_be_had(kind, size, scaled):
    left, right = flat(ROSE, size), flat(GOLD, (size[0] // 2, size[1]))
    left.paste(right, (size[0] - right.width, 0))
    data = encoded(left, kind, quality=95)
    photo = load_photo(data)
    assert photo.size == scaled
    assert load_photo(data, longest=None).size == size
    assert far(photo.getpixel((scaled[0] // 4, scaled[1] // 2)), ROSE) <= 3
    assert far(photo.getpixel((scaled[0] * 3 // 4, scaled[1] // 2)), GOLD) <= 3
