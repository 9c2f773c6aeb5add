"""A part of a described photo: kept small, cut to a frame, or whole again."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from captioning.ui.pictures import shrunk
from captioning.vision.colour import srgb_profile
from captioning.vision.framing import Box

KEPT = 1600  # longest side in pixels of a photo that is kept for later frames
SMALLEST = 0.04  # side of a frame, as a share of the square that it is drawn on


def kept(photo: Image.Image) -> bytes:
    """A photo small enough to be kept as long as its page is open."""
    stream = BytesIO()
    small = shrunk(photo, KEPT)
    small.save(stream, "JPEG", quality=92, subsampling=0, icc_profile=srgb_profile())
    return stream.getvalue()


def opened(photo: bytes) -> Image.Image:
    """A photo that was kept."""
    return Image.open(BytesIO(photo)).convert("RGB")


def cut(photo: Image.Image, frame: object) -> Image.Image | None:
    """The part of a photo inside a frame.

    Args:
        photo: As it is shown, in the middle of a square.
        frame: Left, top, right and bottom as shares of the square, as a browser says them.

    Returns:
        The part; None if the frame is none, or hardly touches the photo.
    """
    if not isinstance(frame, Sequence) or len(frame) != 4:
        return None
    try:
        left, top, right, bottom = (min(1.0, max(0.0, float(edge))) for edge in frame)
    except (TypeError, ValueError):
        return None
    side, (wide, high) = max(photo.size), photo.size
    across, down = (side - wide) / 2, (side - high) / 2
    box = (
        max(0, round(left * side - across)), max(0, round(top * side - down)),
        min(wide, round(right * side - across)), min(high, round(bottom * side - down)),
    )  # fmt: skip
    if min(box[2] - box[0], box[3] - box[1]) < SMALLEST * side:
        return None
    return photo.crop(box)


def on_square(box: Box, size: tuple[int, int]) -> Box:
    """A box of a photo as shares of the square in whose middle it is shown.

    Args:
        box: As shares of the photo.
        size: Width and height of the photo.
    """
    side, (wide, high) = max(size), size
    across, down = (side - wide) / 2, (side - high) / 2
    left, top, right, bottom = box
    return (
        (left * wide + across) / side, (top * high + down) / side,
        (right * wide + across) / side, (bottom * high + down) / side,
    )  # fmt: skip
