"""The conversion of a profile as a table: a quarter of what Little CMS takes for a pixel.

A wide profile such as a phone's moves colours by a few levels, and by nearly as much as their
neighbours. So a colour's difference is looked up by the upper bits of its channels and added.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageCms

BITS = 7  # of each channel that choose a difference
STEP = 256 >> BITS  # levels that share one
ROWS = 32  # converted at a time, so that they stay in the processor's cache
FAR = 0.3  # mean levels of 255 from the exact conversion, beyond which a table is not used


def differences(transform: ImageCms.ImageCmsTransform) -> np.ndarray | None:
    """What is added to a colour, for all upper bits of blue, green and red.

    Args:
        transform: From RGB to RGB.

    Returns:
        (2 ** (3 * BITS),) uint32, each three bytes to add modulo 256 to red, green and blue; None
        where the conversion is too steep for a table.
    """
    levels = np.arange(0, 256, STEP, dtype=np.int16)
    blue, green, red = np.meshgrid(levels, levels, levels, indexing="ij")
    lowest = np.stack([red, green, blue], -1).reshape(-1, 3)
    middle = lowest + STEP // 2
    # No colour of those that share a difference may leave the range by it.
    by = np.clip(_exact(middle, transform) - middle, -lowest, 256 - STEP - lowest)
    table = np.zeros((len(by), 4), np.uint8)
    table[:, :3] = by % 256
    packed = table.view(np.dtype("<u4")).ravel()
    probe = np.random.default_rng(0).integers(0, 256, (4096, 3), dtype=np.int16)
    seen = np.asarray(convert(_row(probe), packed), np.int16)[0]
    return packed if np.abs(seen - _exact(probe, transform)).mean() <= FAR else None


def convert(photo: Image.Image, table: np.ndarray) -> Image.Image:
    """An RGB photo by a table of `differences`, as RGB."""
    packed = np.frombuffer(photo.tobytes("raw", "RGBX"), np.dtype("<u4"))  # 0xXXBBGGRR
    pixels = packed.reshape(photo.height, photo.width)
    out = np.empty((*pixels.shape, 4), np.uint8)
    each = (1 << BITS) - 1
    for top in range(0, len(pixels), ROWS):
        strip = pixels[top : top + ROWS]
        place = (strip >> (8 - BITS)) & each
        place |= (strip >> (16 - 2 * BITS)) & (each << BITS)
        place |= (strip >> (24 - 3 * BITS)) & (each << 2 * BITS)
        added = table.take(place, mode="wrap").view(np.uint8).reshape(*strip.shape, 4)
        np.add(strip.view(np.uint8).reshape(added.shape), added, out=out[top : top + ROWS])
    return Image.frombytes("RGB", photo.size, out.data, "raw", "RGBX")


def _exact(colours: np.ndarray, transform: ImageCms.ImageCmsTransform) -> np.ndarray:
    """Colours (n, 3) of int16 as Little CMS converts them."""
    return np.asarray(ImageCms.applyTransform(_row(colours), transform), np.int16)[0]


def _row(colours: np.ndarray) -> Image.Image:
    return Image.fromarray(colours.astype(np.uint8)[None])
