"""Colours of photos in sRGB, as a browser shows them: profiles and colour numbers are honoured.

Phones write Display P3 and cameras Adobe RGB. Read as sRGB, their gold turns pale and ruby dull,
which changes captions and dulls what shops get back.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

from captioning.vision import boxes, colour_numbers, colour_table, png

CLOSE = 2  # levels of 255 within which a profile counts as sRGB
CONVERTED = 1280
"""Longest side in pixels of a photo whose colours are converted one by one: that costs more than
decoding it, for each pixel, and the closest framing looks at no more than 1196 of them."""


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An sRGB profile for files that are written, the same at every run."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + bytes(12) + profile[36:]  # lcms stamps the time of making


def to_srgb(
    photo: Image.Image, source: Image.Image, data: bytes = b"", longest: int | None = None
) -> Image.Image:
    """A photo's pixels in sRGB.

    A broken profile, or one of another kind of colour than the pixels, is ignored. CICP numbers
    of a PNG come before its profile, as the PNG specification says; elsewhere the profile is first.

    Args:
        photo: RGB, CMYK, LAB or L, upright and of the size wanted.
        source: The opened file that it came from, for its `info`.
        data: The file's bytes, if known.
        longest: Longer side in pixels to which a photo is scaled down if its colours must be
            converted one by one; None for all pixels.

    Returns:
        RGB; the photo itself where nothing changes.
    """
    numbers = png.colour_numbers(data)
    if numbers is None:
        icc = source.info.get("icc_profile")
        converted = _by_profile(photo, icc, longest) if isinstance(icc, bytes) and icc else None
        if converted is not None:
            return converted
        numbers = _numbers(source, data)
    photo = _rgb(photo)
    if numbers is not None:
        conversion = colour_numbers.by_numbers(*numbers, video=source.format == "PNG")
    elif source.format == "PNG" and "srgb" not in source.info:
        gamma, corners = source.info.get("gamma", 0.0), source.info.get("chromaticity")
        conversion = colour_numbers.by_gamma(gamma, corners) if gamma or corners else None
    else:
        conversion = None
    return photo if conversion is None else conversion(_scaled(photo, longest))


def _rgb(photo: Image.Image) -> Image.Image:
    return photo if photo.mode == "RGB" else photo.convert("RGB")  # converting would copy it


def _scaled(photo: Image.Image, longest: int | None) -> Image.Image:
    if not longest or max(photo.size) <= longest:
        return photo
    scale = longest / max(photo.size)
    size = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    return photo.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _numbers(source: Image.Image, data: bytes) -> tuple[int, int] | None:
    nclx = source.info.get("nclx_profile")  # pillow-heif reads it for HEIC
    if isinstance(nclx, dict):
        return nclx.get("color_primaries", 2), nclx.get("transfer_characteristics", 2)
    return boxes.colour_numbers(data) if source.format == "AVIF" else None


def _by_profile(photo: Image.Image, icc: bytes, longest: int | None) -> Image.Image | None:
    """The photo in sRGB, or None where the profile is of no use."""
    space = icc[16:20].strip()
    if space == b"RGB" and photo.mode in ("L", "RGB"):
        photo = _rgb(photo)
    elif (space, photo.mode) == (b"GRAY", "RGB"):  # e.g. grey with transparency, laid on white
        return None if not _is_grey(photo) else _by_profile(photo.convert("L"), icc, longest)
    elif (space, photo.mode) not in {(b"CMYK", "CMYK"), (b"GRAY", "L"), (b"Lab", "LAB")}:
        return None
    try:
        transform = _transform(icc, photo.mode)
        if transform is None:
            return _rgb(photo)
        table = _table(icc) if photo.mode == "RGB" else None
        if table is not None:
            return colour_table.convert(photo, table)
        return ImageCms.applyTransform(_scaled(photo, longest), transform)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _is_grey(photo: Image.Image) -> bool:
    red, green, blue = photo.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


@lru_cache(maxsize=16)
def _transform(icc: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB, relative colorimetric; None for sRGB itself.

    Raises:
        ImageCms.PyCMSError: The profile is broken.
    """
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(BytesIO(icc)),
        ImageCms.ImageCmsProfile(BytesIO(srgb_profile())),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if mode == "RGB":
        probe = Image.merge("RGB", [_ramp(step) for step in (1, 3, 7)])
        seen = ImageCms.applyTransform(probe, transform)
        if np.abs(np.asarray(probe, np.int16) - np.asarray(seen, np.int16)).max() <= CLOSE:
            return None
    return transform


@lru_cache(maxsize=4)
def _table(icc: bytes) -> np.ndarray | None:
    transform = _transform(icc, "RGB")
    return None if transform is None else colour_table.differences(transform)


def _ramp(step: int) -> Image.Image:
    """256 levels in an order that differs with each odd step, so that colours mix."""
    return Image.frombytes("L", (16, 16), bytes(level * step % 256 for level in range(256)))
