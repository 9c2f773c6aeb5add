"""Colour profiles that the tests make, and pictures whose colours are given by numbers."""

import io
import struct
import zlib

from PIL import Image, ImageCms

DISPLAY_P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
SRGB = ImageCms.createProfile("sRGB")


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _profile(
    kind: bytes, space: bytes, connection: bytes, tags: list[tuple[bytes, bytes]]
) -> bytes:
    start = 128 + 4 + 12 * len(tags)
    table, body = b"", b""
    for name, data in tags:
        data += b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    white = b"".join(map(_fixed, (0.9642, 1, 0.8249)))
    size = struct.pack(">I", start + len(body))
    head = size + b"\0" * 4 + struct.pack(">I", 0x02400000) + kind + space + connection
    head = (head + bytes(12) + b"acsp" + bytes(28) + white).ljust(128, b"\0")
    return head + struct.pack(">I", len(tags)) + table + body


def _curve(gamma: float | None) -> bytes:
    """A power, or sRGB's curve, which Display P3 has too."""
    if gamma is None:
        numbers = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
        return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + b"".join(map(_fixed, numbers))
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def rgb_profile(colorants=DISPLAY_P3, gamma: float | None = None) -> bytes:
    """A matrix profile with these colorants, adapted to D50."""
    points = [b"XYZ \0\0\0\0" + b"".join(map(_fixed, colour)) for colour in colorants]
    tags = list(zip((b"rXYZ", b"gXYZ", b"bXYZ"), points, strict=True))
    tags += [(name, _curve(gamma)) for name in (b"rTRC", b"gTRC", b"bTRC")]
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def grey_profile(gamma: float) -> bytes:
    """A profile of grey with this exponent."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", [(b"kTRC", _curve(gamma))])


def cmyk_profile() -> bytes:
    """A press on which all inks are pale: full ink takes lightness from 100 to 60 and no hue."""
    ramp = bytes(range(256))
    grid = b"".join(
        bytes([255 - 25 * sum(inks), 128, 128])
        for inks in [(c, m, y, k) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    )
    matrix = b"".join(map(_fixed, (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + grid + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", [(b"A2B0", table), (b"A2B1", table)])


def in_profile(photo: Image.Image, icc: bytes, kind: str = "PNG", **options) -> bytes:
    """A file that shows the photo's colours in another RGB space and says so."""
    target = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    pixels = ImageCms.profileToProfile(photo, SRGB, target, renderingIntent=1, outputMode="RGB")
    stream = io.BytesIO()
    pixels.save(stream, kind, icc_profile=icc, **options)
    return stream.getvalue()


def png_with(photo: Image.Image, *extra: tuple[bytes, bytes]) -> bytes:
    """A PNG with further chunks before its pixels."""
    stream = io.BytesIO()
    photo.save(stream, "PNG")
    plain = stream.getvalue()
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in extra
    )
    return plain[:33] + chunks + plain[33:]
