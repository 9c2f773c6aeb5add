"""Framing: going near enough to a piece that the encoder's few pixels are spent on it."""

from __future__ import annotations

import numpy as np
from PIL import Image

SIDE = 299  # pixels of the copy in which the piece is looked for; the encoder sees no finer
PLAIN = 14  # levels of 255 between which the ground of a photo varies: shadows, compression
MOSTLY = 0.92  # share of the rim that is plain if the ground is; a chain or a cord may cross it
STANDS_OUT = 28  # levels from the ground at which a pixel belongs to the piece
CLOSEST = 4  # times nearer at the most: beyond it there is only blur to see


def close_up(photo: Image.Image, margin: float) -> Image.Image:
    """A photo without most of the plain ground around its piece.

    Shops and phones leave a piece small on white paper or dark cloth, where a ring and a bangle, or
    studs and a string of beads, look alike. A photo of which the rim is no plain ground, such as a
    street or a hand, is left as it is, and so is one with nothing on the ground.

    Args:
        photo: RGB, any size.
        margin: ground that is left on each side, as a share of the piece's longer side; 0 leaves
            every photo whole.

    Returns:
        RGB, the photo itself or a part of it that holds all that stands out from the ground.
    """
    if margin <= 0:
        return photo
    scale = min(1.0, SIDE / max(photo.size))
    small = photo.resize(
        tuple(max(1, round(side * scale)) for side in photo.size),
        Image.Resampling.BICUBIC,
        reducing_gap=2.0,
    )
    pixels = np.asarray(small, dtype=np.int16)  # (h, w, 3)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = np.median(rim, axis=0)
    if (np.abs(rim - ground).max(1) <= PLAIN).mean() < MOSTLY:
        return photo
    piece = np.argwhere(np.abs(pixels - ground).max(2) > STANDS_OUT)[:, ::-1]  # (n, 2): x, y
    if not len(piece):
        return photo
    first, last = piece.min(0), piece.max(0) + 1
    extent = (last - first).max()
    spare = max(margin * extent, (max(small.size) / CLOSEST - extent) / 2)
    ratio = np.divide(photo.size, small.size)
    corner = np.maximum(0, np.floor((first - spare) * ratio)).astype(int)
    end = np.minimum(photo.size, np.ceil((last + spare) * ratio)).astype(int)
    return photo.crop((*corner.tolist(), *end.tolist()))
