"""Whether two photos are one picture saved twice: the correlation of their thumbnails."""

from pathlib import Path

import numpy as np
from PIL import Image

from captioning.vision.photos import UnreadablePhoto, load_photo

SIDE = 32


def thumbnail(photo: Image.Image) -> Image.Image:
    """The few pixels of a photo that `thumbprint` looks at; their thumbprint is the photo's."""
    return photo.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)


def thumbprint(photo: Image.Image) -> np.ndarray:
    """A photo in a few numbers that survive resizing and recompression.

    Args:
        photo: Any photo.

    Returns:
        (3072,) float32, the thumbnail's values about their mean, of length one.
    """
    values = np.asarray(thumbnail(photo), dtype=np.float32).ravel()
    values -= values.mean()
    return values / max(float(np.linalg.norm(values)), 1e-6)


def file_thumbprint(path: Path) -> np.ndarray | None:
    """The thumbprint of a photo on disk, or None where it cannot be read."""
    try:
        return thumbprint(load_photo(path))
    except (UnreadablePhoto, OSError):
        return None


def same_picture(first: np.ndarray | None, second: np.ndarray | None, least: float) -> bool:
    """Whether two thumbprints are those of one picture; unreadable photos are like no other.

    Args:
        first: (3072,) or None.
        second: The same, of the other photo.
        least: Correlation from which they are one picture.
    """
    if first is None or second is None:
        return False
    return float(first @ second) >= least
