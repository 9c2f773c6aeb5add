"""What the encoder sees: the near part of a photo, scaled once, on a square."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from captioning.vision.framing import Framing
from captioning.vision.view import EncoderConfig, View


def busy(width: int, height: int) -> Image.Image:
    """A photo without plain ground."""
    noise = np.random.default_rng(width).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def on_plain_ground(width: int, height: int) -> Image.Image:
    photo = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(photo).ellipse((60, 60, 140, 120), outline="goldenrod", width=9)
    return photo


@pytest.mark.parametrize("side", [299, 64])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize(
    "photo", [busy(1001, 700), busy(300, 200), busy(90, 120), on_plain_ground(800, 600)]
)
def test_the_square_holds_the_near_part_scaled_once(photo, side, interpolation):
    view = View(EncoderConfig(size=side, interpolation=interpolation, framing=Framing()))
    near = view.near(photo)
    scale = side / max(near.size)
    width, height = (round(length * scale) for length in near.size)
    method = Image.Resampling[interpolation.upper()]
    expected = Image.new("RGB", (side, side), "white")
    scaled = near.resize((width, height), method, reducing_gap=2.0)
    expected.paste(scaled, ((side - width) // 2, (side - height) // 2))
    assert np.array_equal(np.asarray(view.square(photo)), np.asarray(expected))
