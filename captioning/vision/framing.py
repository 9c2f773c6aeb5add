"""Framing: cropping a photo to its piece, so that the encoder's few pixels are spent on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from PIL import Image

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a photo, as shares of its width and height."""


def rim(pixels: np.ndarray) -> np.ndarray:
    """The pixels along the border of a picture: (H, W, 3) -> (2 * (H + W), 3)."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _overlap(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two boxes overlap, one not lying wholly within the other."""
    shared = (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip
    return shared[0] < shared[2] and shared[1] < shared[3] and shared not in (one, other)


@dataclass(frozen=True)
class Framing:
    """How tightly photos are cropped, and what counts as plain ground; data of a checkpoint.

    Attributes:
        margin: ground left on each side of a piece, as a share of its longer side.
        side: longer side in pixels of the copy in which the piece is searched; more than the
            encoder's input would not help.
        plain: levels of 255 by which plain ground may vary, from shadows and compression.
        mostly: share of a photo's rim that must be plain; a chain or a cord may cross it.
        stands_out: levels of 255 from the ground at which a pixel belongs to the piece.
        closest: largest magnification; beyond it there is only blur.
        apart: gap between two pieces, as a share of a photo's longer side.
        smallest: longer side of a piece among several, as a share of the photo's.
        most: pieces that one photo is taken to show; more are beads or crumbs.
    """

    margin: float = 0.1
    side: int = 299
    plain: int = 14
    mostly: float = 0.92
    stands_out: int = 28
    closest: float = 4.0
    apart: float = 0.02
    smallest: float = 0.08
    most: int = 9

    def small(self, photo: Image.Image) -> Image.Image:
        """The copy of a photo in which the piece is searched."""
        scale = min(1.0, self.side / max(photo.size))
        width, height = (max(1, round(side * scale)) for side in photo.size)
        return photo.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)

    def close_up(self, photo: Image.Image, small: Image.Image | None = None) -> Image.Image:
        """A photo without most of the plain ground around its piece.

        Shops and phones leave a piece small on white paper or dark cloth, where a ring and a
        bangle, or studs and a string of beads, look alike. A photo whose rim is not plain, such
        as a street or a hand, is returned as it is, and so is one with nothing on its ground.

        Args:
            photo: RGB, any size.
            small: What `small` made of it, if that is there already.

        Returns:
            RGB, the photo itself or the part of it that holds everything on the ground.
        """
        found = self._standing_out(small or self.small(photo))
        if found is None:
            return photo
        piece = np.argwhere(found)[:, ::-1]  # (n, 2)
        if not len(piece):
            return photo
        first, last = piece.min(0), piece.max(0) + 1  # x and y
        extent = (last - first).max()
        spare = max(self.margin * extent, (max(found.shape) / self.closest - extent) / 2)
        ratio = np.divide(photo.size, found.shape[::-1])
        corner = np.maximum(0, np.floor((first - spare) * ratio)).astype(int)
        end = np.minimum(photo.size, np.ceil((last + spare) * ratio)).astype(int)
        return photo.crop((*corner.tolist(), *end.tolist()))

    def pieces(self, photo: Image.Image) -> list[Box]:
        """Several things that lie apart on plain ground, each with its margin.

        Args:
            photo: RGB, any size.

        Returns:
            Their boxes from left to right; none where the ground is not plain, where there is
            only one thing, where two overlap, which makes them parts of one, or where there are
            more than `most`.
        """
        found = self._standing_out(self.small(photo))
        if found is None:
            return []
        from scipy.ndimage import binary_dilation, find_objects, label

        longer = max(found.shape)
        reach = max(1, round(self.apart * longer / 2))
        boxes: list[Box] = []
        things: list[tuple[int, ...]] = []
        for rows, columns in find_objects(label(binary_dilation(found, iterations=reach))[0]):
            extent = max(rows.stop - rows.start, columns.stop - columns.start) - 2 * reach
            if extent < self.smallest * longer:
                continue
            things.append((columns.start, rows.start, columns.stop, rows.stop))
            spare = round(self.margin * extent) - reach
            height, width = found.shape
            boxes.append((
                max(0, columns.start - spare) / width, max(0, rows.start - spare) / height,
                min(width, columns.stop + spare) / width, min(height, rows.stop + spare) / height,
            ))  # fmt: skip
        apart = not any(_overlap(one, other) for one, other in combinations(things, 2))
        return sorted(boxes) if apart and 1 < len(boxes) <= self.most else []

    def is_empty(self, photo: Image.Image) -> bool:
        """Whether a photo is plain ground and nothing else.

        Args:
            photo: RGB, any size.
        """
        glance = np.asarray(photo.resize((16, 16), Image.Resampling.NEAREST), dtype=np.int16)
        if np.ptp(glance, axis=(0, 1)).max() > 2 * self.stands_out:
            return False  # nearly every photo, at no cost
        found = self._standing_out(self.small(photo))
        return found is not None and not found.any()

    def _standing_out(self, small: Image.Image) -> np.ndarray | None:
        """Where a small copy of a photo differs from its plain ground: (h, w) bool, or None."""
        pixels = np.asarray(small, dtype=np.int16)  # (h, w, 3)
        border = rim(pixels)
        ground = np.median(border, axis=0)
        if (np.abs(border - ground).max(1) <= self.plain).mean() < self.mostly:
            return None
        red, green, blue = np.abs(pixels - ground).transpose(2, 0, 1)  # `max(2)` is slower
        farthest = np.maximum(np.maximum(red, green), blue)  # (h, w)
        return np.asarray(farthest > self.stands_out)
