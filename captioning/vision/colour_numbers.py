"""Colours given by numbers (ITU-T H.273) or by chromaticities, turned into sRGB.

HEIC, AVIF and PNG say by two numbers which primaries and which transfer function their pixels
have. HDR is tone-mapped to the range of an ordinary screen as browsers do.
"""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

Chromaticities = tuple[float, ...]
"""x and y of white, red, green and blue, eight in all."""

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
ORDINARY = frozenset({1, 2, 6, 13, 14, 15})
"""Transfer functions that browsers read as sRGB's: BT.709 and its kin differ only on paper."""
PQ, HLG = 16, 18

WHITE = 203.0  # cd/m2 of white in HDR pictures (ITU-R BT.2408)
PEAK = 1000.0  # cd/m2 of the brightest light that is told apart, where a file names none
SIDE = 33  # samples a side of the table of colours


def table(primaries: int, transfer: int) -> ImageFilter.Color3DLUT | None:
    """A filter from pixels with these numbers to sRGB; None where nothing changes.

    Unknown and unspecified numbers count as sRGB's.
    """
    here = PRIMARIES.get(primaries, SRGB)
    known = transfer in (*GAMMAS, PQ, HLG)
    if here == SRGB and not known:
        return None
    return _table(here, transfer if known else 13, 0.0)


def gamma_table(
    gamma: float, chromaticities: Chromaticities | None
) -> ImageFilter.Color3DLUT | None:
    """A filter from a PNG's gAMA and cHRM to sRGB; None where they are sRGB's own.

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
    return _table(here, 13, 0.0 if ordinary else 1 / gamma)


def apply(photo: Image.Image, colours: ImageFilter.Color3DLUT) -> Image.Image:
    """A photo, RGB, with its colours looked up in a table."""
    return photo.filter(colours)


@lru_cache(maxsize=8)
def _table(chromaticities: Chromaticities, transfer: int, gamma: float) -> ImageFilter.Color3DLUT:
    levels = np.linspace(0, 1, SIDE)
    blue, green, red = np.meshgrid(levels, levels, levels, indexing="ij")
    pixels = np.stack([red, green, blue], -1).reshape(-1, 3)
    hdr = transfer in (PQ, HLG)
    light = pixels**gamma if gamma else _to_light(pixels, transfer)
    if hdr:
        light = _tone_mapped(light)
    to_srgb = np.linalg.inv(_to_xyz(SRGB)) @ _to_xyz(chromaticities)
    shown = _from_light((light @ to_srgb.T).clip(0, 1))
    return ImageFilter.Color3DLUT(SIDE, shown.ravel().tolist())


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
    """HDR light brought into [0, 1], hues kept: extended Reinhard on the brightest channel.

    The curve with which Chromium shows HDR pictures on ordinary screens.
    """
    peak = PEAK / WHITE
    brightest = light.max(-1, keepdims=True)
    return light * (1 + brightest / peak**2) / (1 + brightest)


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
