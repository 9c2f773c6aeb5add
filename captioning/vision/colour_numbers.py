"""Colours given by numbers (ITU-T H.273) or by chromaticities, turned into sRGB.

HEIC, AVIF and PNG say by two numbers which primaries and which transfer function their pixels
have. HDR is tone-mapped to the range of an ordinary screen as browsers do.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

Chromaticities = tuple[float, ...]
"""x and y of white, red, green and blue, eight in all."""

Conversion = Callable[[Image.Image], Image.Image]
"""From an RGB picture to one in sRGB."""

D65 = (0.3127, 0.3290)
SRGB: Chromaticities = (*D65, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
PRIMARIES: dict[int, Chromaticities] = {
    1: SRGB,
    4: (0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),  # BT.470 M
    5: (*D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),  # BT.601, 625 lines
    6: (*D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),  # BT.601, 525 lines
    9: (*D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),  # BT.2020
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),  # DCI-P3
    12: (*D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),  # Display P3
}
GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
VIDEO = frozenset({1, 6, 14, 15})
"""BT.709 and its kin. In PNG browsers read them as a screen shows video, with a gamma of 2.4
(BT.1886); in HEIC and AVIF, whose writers often mean sRGB by them, as sRGB."""
PQ, HLG = 16, 18

WHITE = 203.0  # cd/m2 of white in HDR pictures (ITU-R BT.2408)
PEAK = 1000.0  # cd/m2 of the brightest light with detail, where a file names none
SOFTNESS = 0.65  # of the shoulder above white, in [0, 1]
SIDE = 33  # samples a side of the table of colours


def by_numbers(primaries: int, transfer: int, *, video: bool = False) -> Conversion | None:
    """A conversion from pixels with these numbers to sRGB; None where nothing changes.

    Unknown and unspecified numbers count as sRGB's.

    Args:
        primaries: As in ITU-T H.273.
        transfer: As in ITU-T H.273.
        video: Whether BT.709's transfer function is meant as video's.
    """
    here = PRIMARIES.get(primaries, SRGB)
    if video and transfer in VIDEO:
        return _conversion(here, 13, 2.4)
    known = transfer in (*GAMMAS, PQ, HLG)
    if here == SRGB and not known:
        return None
    return _conversion(here, transfer if known else 13)


def by_gamma(gamma: float, chromaticities: Chromaticities | None) -> Conversion | None:
    """A conversion from a PNG's gAMA and cHRM to sRGB; None where they are sRGB's own.

    Args:
        gamma: The file's exponent, such as 0.45455; 0 for none.
        chromaticities: As cHRM has them, or None.
    """
    here = chromaticities if chromaticities and len(chromaticities) == 8 else SRGB
    if max(abs(a - b) for a, b in zip(here, SRGB, strict=True)) < 0.002:
        here = SRGB
    ordinary = not gamma or abs(gamma - 1 / 2.2) < 0.01
    if here == SRGB and ordinary:
        return None
    return _conversion(here, 13, 0.0 if ordinary else 1 / gamma)


def _conversion(chromaticities: Chromaticities, transfer: int, gamma: float = 0.0) -> Conversion:
    if transfer in (PQ, HLG):  # too steep for a table

        def convert(photo: Image.Image) -> Image.Image:
            pixels = np.asarray(photo.convert("RGB"), dtype=np.float32) / 255
            shown = _shown(pixels.reshape(-1, 3), chromaticities, transfer, gamma)
            return Image.fromarray((shown.reshape(pixels.shape) * 255 + 0.5).astype(np.uint8))

        return convert
    table = _table(chromaticities, transfer, gamma)
    return lambda photo: photo.convert("RGB").filter(table)


@lru_cache(maxsize=8)
def _table(chromaticities: Chromaticities, transfer: int, gamma: float) -> ImageFilter.Color3DLUT:
    levels = np.linspace(0, 1, SIDE)
    blue, green, red = np.meshgrid(levels, levels, levels, indexing="ij")
    pixels = np.stack([red, green, blue], -1).reshape(-1, 3)
    shown = _shown(pixels, chromaticities, transfer, gamma)
    return ImageFilter.Color3DLUT(SIDE, shown.ravel().tolist())


def _shown(
    pixels: np.ndarray, chromaticities: Chromaticities, transfer: int, gamma: float
) -> np.ndarray:
    """Pixels (n, 3) in [0, 1] to sRGB in [0, 1]; a gamma counts before a transfer function."""
    light = pixels**gamma if gamma else _to_light(pixels, transfer)
    if transfer in (PQ, HLG):
        light = _tone_mapped(_moved(light, chromaticities, PRIMARIES[9]).clip(min=0))
        chromaticities = PRIMARIES[9]
    return _from_light(_moved(light, chromaticities, SRGB).clip(0, 1))


def _moved(light: np.ndarray, source: Chromaticities, target: Chromaticities) -> np.ndarray:
    """Linear light (n, 3) from one set of primaries to another."""
    return light @ (np.linalg.inv(_to_xyz(target)) @ _to_xyz(source)).T


def _to_light(pixels: np.ndarray, transfer: int) -> np.ndarray:
    """Encoded values in [0, 1] to linear light, 1 for white; HDR goes beyond."""
    if transfer in GAMMAS:
        return pixels ** GAMMAS[transfer]
    if transfer == PQ:  # SMPTE ST 2084
        power = pixels ** (1 / 78.84375)
        light = np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
        return light ** (1 / 0.1593017578125) * 10_000 / WHITE
    if transfer == HLG:  # ARIB STD-B67, with BT.2100's rendering for a screen of `PEAK`
        scene = np.where(
            pixels <= 0.5,
            pixels**2 / 3,
            (np.exp((pixels - 0.55991073) / 0.17883277) + 0.28466892) / 12,
        )
        luminance = scene @ np.array([0.2627, 0.6780, 0.0593])
        return scene * luminance[:, None] ** 0.2 * PEAK / WHITE
    return np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)


def _tone_mapped(light: np.ndarray) -> np.ndarray:
    """HDR light brought into [0, 1], hues kept, by the brightest channel.

    The reference curve of SMPTE ST 2094-50 for a screen without headroom, with which Chromium shows
    HDR pictures: white at a half, straight below it, and above it a parabola up to `PEAK`.

    Args:
        light: (n, 3) with the primaries of BT.2020, 1 for white.
    """
    peak = PEAK / WHITE
    brightest = light.max(-1, keepdims=True)
    knee = 1 + SOFTNESS  # where the parabola's tangents meet
    # t in [0, 1] along the parabola through (1, 1/2) and (peak, 1): a t^2 + 2 b t = x - 1
    a, b, x = 1 - 2 * knee + peak, knee - 1, brightest.clip(1, peak)
    t = (np.sqrt(b * b + a * (x - 1)) - b) / a
    curve = (1 - t) ** 2 / 2 + t * (1 - t) * knee + t**2
    return light * np.where(brightest <= 1, 0.5, curve / np.maximum(brightest, 1))


def _from_light(light: np.ndarray) -> np.ndarray:
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def _to_xyz(chromaticities: Chromaticities) -> np.ndarray:
    """(3, 3) from linear RGB to XYZ, adapted to D65 (Bradford)."""
    corners = np.array(chromaticities).reshape(4, 2)
    xyz = np.stack([corners[:, 0], corners[:, 1], 1 - corners.sum(1)]) / corners[:, 1]  # (3, 4)
    matrix = xyz[:, 1:] * np.linalg.solve(xyz[:, 1:], xyz[:, 0])
    x, y = D65
    cone = np.array(
        [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    )
    gains = (cone @ np.array([x / y, 1, (1 - x - y) / y])) / (cone @ xyz[:, 0])
    return np.linalg.inv(cone) @ np.diag(gains) @ cone @ matrix
