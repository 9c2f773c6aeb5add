"""JPEG files that lost their last bytes, as interrupted downloads do and browsers show."""

import numpy as np
from PIL import Image

END = b"\xff\xd9"
TOLERATED = 0.02  # of the picture that may be missing
_GREY = 128  # libjpeg paints blocks that it has no data for in this grey
_BLOCK = 8


def with_end(data: bytes) -> bytes:
    """A JPEG file with the end marker that it lost; a marker cut in half is completed."""
    return data.removesuffix(b"\xff") + END


def missing(photo: Image.Image) -> float:
    """The share of a picture that has no data, if its file was completed by `with_end`.

    Args:
        photo: Decoded, any mode; blocks are counted from the last one backwards.

    Returns:
        In [0, 1].
    """
    grey = np.asarray(photo.convert("L"))
    height, width = (side // _BLOCK * _BLOCK for side in grey.shape)
    if not height or not width:
        return 0.0
    blocks = grey[:height, :width].reshape(height // _BLOCK, _BLOCK, -1, _BLOCK)
    painted = (blocks == _GREY).all((1, 3)).ravel()[::-1]
    run = len(painted) if painted.all() else int(painted.argmin())
    return run / len(painted)


def only_detail_is_missing(data: bytes) -> bool:
    """Whether a progressive file has all its scans begun, so that a cut took fine detail alone.

    The last scans of a progressive file refine what is there already by the lowest bit; the
    header of the last one says so.
    """
    start = data.rfind(b"\xff\xda")  # entropy-coded data holds no such pair
    if start < 0 or start + 5 > len(data):
        return False
    components = data[start + 4]
    spectral = data[start + 5 + 2 * components : start + 8 + 2 * components]
    return len(spectral) == 3 and spectral[1] == 63 and spectral[2] & 15 == 0
