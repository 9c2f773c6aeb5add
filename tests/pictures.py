"""Random pictures of every mode and format, and how `load_photo` refuses some of them."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from captioning.vision.photos import UnreadablePhoto, load_photo


def picture(mode: str, size: tuple[int, int] = (24, 16), seed: int = 0) -> Image.Image:
    rng = np.random.default_rng(seed)
    if mode.startswith("I;16"):
        grey = Image.fromarray(rng.integers(0, 65536, size[::-1], dtype=np.uint16))
        return grey if mode == "I;16" else grey.convert("I").convert(mode)
    if mode in ("I", "F"):
        return Image.fromarray(rng.integers(0, 255, size[::-1]).astype(np.float32)).convert(mode)
    rgba = Image.fromarray(rng.integers(0, 256, (*size[::-1], 4), dtype=np.uint8))
    steps = {"La": ("LA",), "RGBa": ("RGBA",), "PA": ("P",), "LAB": ("RGB",)}
    for step in (*steps.get(mode, ()), mode):
        if step == "LAB":
            from PIL import ImageCms

            spaces = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
            return ImageCms.profileToProfile(rgba, *spaces, outputMode="LAB")
        try:
            rgba = rgba.convert(step)
        except ValueError:
            rgba = rgba.convert("RGB").convert(step)
    return rgba


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format=kind, **options)
    return stream.getvalue()


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (32, 32)) -> Image.Image:
    return Image.new("RGB", size, colour)


def refusal(source, **limits) -> str:
    with pytest.raises(UnreadablePhoto) as caught:
        load_photo(source, **limits)
    sentence = str(caught.value)
    assert re.fullmatch(r"[A-Z\w].+\.", sentence), sentence
    assert "\n" not in sentence and "Error" not in sentence and "Errno" not in sentence
    return sentence
