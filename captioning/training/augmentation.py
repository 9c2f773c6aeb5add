"""Other views of a training photo: other framing, light and ground, with metals kept true."""

from __future__ import annotations

import io
import random

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from captioning.vision.framing import rim

# Strangers' photos have grounds the shops' do not: cloth, wood, stone, dark velvet.
GROUNDS = (
    (246, 242, 236), (225, 228, 232), (200, 204, 210), (235, 215, 215), (214, 226, 236),
    (222, 232, 218), (242, 230, 205), (190, 170, 145), (150, 120, 95), (120, 125, 130),
    (175, 195, 190), (205, 185, 205),
)  # fmt: skip


def augment(photo: Image.Image, rng: random.Random) -> Image.Image:
    """A random view of a photo.

    Args:
        photo: RGB.
        rng: the source of chance; the same state gives the same view.

    Returns:
        RGB. Hue moves by so little that gold stays gold: metal and stones are labels.
    """
    view = photo
    if rng.random() < 0.4:
        view = change_ground(view, rng)
    if rng.random() < 0.5:
        view = view.rotate(
            rng.uniform(-25, 25), Image.Resampling.BICUBIC, fillcolor=_border_colour(view)
        )
    view = _reframe(view, rng)
    if rng.random() < 0.5:
        view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    view = _relight(view, rng)
    return _degrade(view, rng)


def change_ground(photo: Image.Image, rng: random.Random) -> Image.Image:
    """Puts a piece photographed on white on a tinted, uneven ground; shadows stay.

    Multiplying is what a coloured paper would do to the light; the piece itself is masked out so
    that its metal keeps its colour. A photo that is not on white is returned as it is.
    """
    border = np.asarray(_border_colour(photo), dtype=np.float32)
    if border.min() < 225:
        return photo
    pixels = np.asarray(photo, dtype=np.float32)  # (H, W, 3)
    distance = np.abs(pixels - border).max(axis=2)
    mask = Image.fromarray(np.uint8(np.clip((distance - 12) * 12, 0, 255)))
    mask = mask.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    ground = _uneven_ground(photo.size, rng)
    tinted = ImageChops.multiply(photo, ground)
    return Image.composite(photo, tinted, mask)


def _uneven_ground(size: tuple[int, int], rng: random.Random) -> Image.Image:
    base = np.asarray(rng.choice(GROUNDS), dtype=np.float32)
    noise = np.random.default_rng(rng.getrandbits(32))
    cells = rng.choice((2, 3, 6, 40))
    strength = rng.choice((4, 10, 22))
    field = base + noise.normal(0, strength, (cells, cells, 1)).astype(np.float32)
    small = Image.fromarray(np.uint8(np.clip(field, 0, 255)))
    return small.resize(size, Image.Resampling.BICUBIC)


def _border_colour(photo: Image.Image) -> tuple[int, int, int]:
    return tuple(int(value) for value in np.median(rim(np.asarray(photo)), axis=0))


def _reframe(photo: Image.Image, rng: random.Random) -> Image.Image:
    """Zooms in or out; never so far in that the piece leaves the frame."""
    width, height = photo.size
    if rng.random() < 0.35:  # out: the piece smaller in the frame
        margin = rng.uniform(0.05, 0.35)
        canvas = Image.new(
            "RGB", (int(width * (1 + margin)), int(height * (1 + margin))), _border_colour(photo)
        )
        spare = (canvas.width - width, canvas.height - height)
        canvas.paste(photo, (rng.randint(0, spare[0]), rng.randint(0, spare[1])))
        return canvas
    share = rng.uniform(0.72, 1.0)
    crop = (int(width * share), int(height * share * rng.uniform(0.9, 1.0)))
    left, top = rng.randint(0, width - crop[0]), rng.randint(0, height - crop[1])
    return photo.crop((left, top, left + crop[0], top + crop[1]))


def _relight(photo: Image.Image, rng: random.Random) -> Image.Image:
    view = ImageEnhance.Brightness(photo).enhance(rng.uniform(0.72, 1.22))
    view = ImageEnhance.Contrast(view).enhance(rng.uniform(0.8, 1.25))
    view = ImageEnhance.Color(view).enhance(rng.uniform(0.85, 1.15))
    gains = [rng.uniform(0.96, 1.04) for _ in range(3)]  # a camera's white balance
    return Image.merge(
        "RGB",
        [
            band.point(lambda v, g=g: min(255, v * g))
            for band, g in zip(view.split(), gains, strict=True)
        ],
    )


def _degrade(photo: Image.Image, rng: random.Random) -> Image.Image:
    """What phones and shop software do to a picture: blur, noise, compression."""
    chance = rng.random()
    if chance < 0.2:
        photo = photo.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.6)))
    elif chance < 0.35:
        noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 6, (*photo.size[::-1], 1))
        photo = Image.fromarray(np.uint8(np.clip(np.asarray(photo) + noise, 0, 255)))
    if rng.random() < 0.4:
        buffer = io.BytesIO()
        photo.save(buffer, "JPEG", quality=rng.randint(30, 80))
        photo = Image.open(buffer).convert("RGB")
    return photo
