"""Grounds painted in numpy: colour and height of marble, slate, wood, leather, linen and velvet.

A texture is a square tile without seams. Shaders look pictures up far faster than they compute
noise, and grain can be drawn as it grows: rings, fibres and pores of wood, threads of linen.
"""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import Array
from assets.studio.materials.optics import Colour

SIZE = 768  # pixels a side; a tile is three pictures wide


def noise(rng: np.random.Generator, x: float, y: float, rough: float = 2.2) -> Array:
    """Returns (SIZE, SIZE) periodic noise with mean 0 and deviation 1.

    Args:
        rng: Draws it.
        x: Waves per tile across; smaller numbers stretch it that way.
        y: Waves per tile up.
        rough: Fall-off of the fine detail: 1.5 is grainy, 3 is smooth.
    """
    f = np.fft.fftfreq(SIZE, 1 / SIZE)
    reach = np.hypot(f[None, :] / x, f[:, None] / y)
    power = 1 / (1 + reach ** (2 * rough)) ** 0.5
    power[0, 0] = 0
    waves = np.fft.fft2(rng.normal(size=(SIZE, SIZE))) * power
    field = np.fft.ifft2(waves).real
    return field / field.std()


def _blend(share: Array, low: Colour, high: Colour) -> Array:
    """Colours (SIZE, SIZE, 3) between two, by a share of 0 to 1."""
    share = share.clip(0, 1)[..., None]
    return np.array(low) * (1 - share) + np.array(high) * share


def _step(value: Array, low: float, high: float) -> Array:
    t = ((value - low) / (high - low)).clip(0, 1)
    return t * t * (3 - 2 * t)


def marble(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """Soft grey clouds, and a few veins that fade in and out along a slant."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE * 2 * np.pi
    bend = 1.5 * noise(rng, 2, 2, 2.0) + 0.25 * noise(rng, 9, 9, 1.8)
    sheet = np.zeros((SIZE, SIZE))
    for across, up, width, strength in ((1, 2, 0.05, 0.7), (2, 1, 0.025, 0.5), (3, 5, 0.03, 0.35)):
        bend = np.roll(bend, int(rng.integers(SIZE)), axis=1)
        line = np.abs(np.sin(across * x + up * y + bend))
        present = _step(np.roll(bend, int(rng.integers(SIZE)), axis=0), -0.6, 1.6)
        sheet = np.maximum(sheet, np.exp(-((line / width) ** 1.2)) * present * strength)
    shade = _blend(0.28 * _step(bend, -0.4, 2.4), colour, (0.52, 0.54, 0.56))
    shade = shade * (1 - sheet[..., None]) + sheet[..., None] * np.array([0.36, 0.36, 0.37])
    return shade, np.zeros((SIZE, SIZE))


def slate(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """Split stone: broad uneven layers with fine grit."""
    layers = noise(rng, 5, 9, 1.35) + 0.6 * np.abs(noise(rng, 3, 6, 1.8))
    grit = noise(rng, 90, 90, 1.5)
    shade = _blend(0.5 + 0.22 * layers + 0.07 * grit, colour, tuple(2.1 * c for c in colour))
    return shade, layers + 0.12 * grit


def wood(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """A plank cut lengthwise: year rings, fibres and pores."""
    y = np.mgrid[0:SIZE, 0:SIZE][0] / SIZE
    bend = noise(rng, 0.8, 2.2, 3.0) * 0.055 + noise(rng, 2, 14, 2.5) * 0.006
    year = np.modf((y + bend) * 22)[0] % 1.0
    late = _step(year, 0.25, 0.93) * (1 - _step(year, 0.93, 1.0))
    fibre = noise(rng, 6, 320, 1.7)
    pore = _step(noise(rng, 16, 300, 1.9), 1.7, 2.4)
    dark, light = tuple(0.36 * c for c in colour), tuple(1.25 * c for c in colour)
    shade = _blend(0.62 - 0.45 * late + 0.10 * fibre + 0.07 * noise(rng, 2, 3), dark, light)
    shade = shade * (1 - 0.55 * pore[..., None])
    return shade, -1.2 * pore + 0.12 * fibre - 0.2 * late


def leather(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """Pebbled skin: round grains between creases."""
    grain = noise(rng, 75, 75, 4.0)
    crease = _step(-np.abs(grain) + 0.35 * np.abs(noise(rng, 60, 60, 4.0)), -0.25, 0.1)
    tone = 0.55 + 0.14 * noise(rng, 4, 4) - 0.35 * crease
    return _blend(tone, tuple(0.3 * c for c in colour), tuple(1.35 * c for c in colour)), -crease


def linen(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """A plain weave: threads of uneven thickness that pass over and under one another."""
    count = 96
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE * count
    x = x + 0.10 * noise(rng, 30, 6)
    y = y + 0.10 * noise(rng, 6, 30)
    over = (np.floor(x) + np.floor(y)) % 2
    warp = np.sin(np.pi * (x % 1)) ** 0.7
    weft = np.sin(np.pi * (y % 1)) ** 0.7
    slub_x, slub_y = 1 + 0.14 * noise(rng, 80, 5), 1 + 0.14 * noise(rng, 5, 80)
    height = np.where(over > 0, 1.0 * warp + 0.25 * weft, 1.0 * weft + 0.25 * warp)
    thread = np.where(over > 0, slub_x, slub_y)
    tone = 0.2 + 0.62 * height * thread + 0.05 * noise(rng, 200, 200, 1.5)
    return _blend(tone, tuple(0.42 * c for c in colour), tuple(1.08 * c for c in colour)), height


def velvet(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """Pile brushed this way and that."""
    brushed = noise(rng, 7, 9, 1.9)
    pile = noise(rng, 260, 260, 1.6)
    tone = 0.42 + 0.16 * brushed + 0.12 * pile
    return _blend(tone, tuple(0.45 * c for c in colour), tuple(1.9 * c for c in colour)), pile


def cloth(rng: np.random.Generator, colour: Colour) -> tuple[Array, Array]:
    """Plain cloth thrown down: soft folds in one or two directions, over a fine weave."""
    slant = rng.uniform(0.5, 2.0)
    folds = noise(rng, 5.0 * slant, 8.0 / slant, 2.6) + 0.5 * np.abs(noise(rng, 12, 8, 2.4))
    crease = np.exp(-((noise(rng, 7, 9, 2.6) / 0.12) ** 2)) * _step(noise(rng, 5, 5), -0.2, 1.0)
    height = folds * rng.choice([0.03, 0.1, 0.2, 0.3]) + 0.16 * rng.uniform(0, 1) * crease
    weave = noise(rng, 240, 240, 1.7)
    tone = 0.62 + 0.12 * folds * rng.uniform(0.2, 1.0) - 0.10 * crease + 0.05 * weave
    shade = _blend(tone, tuple(0.4 * c for c in colour), tuple(1.3 * c for c in colour))
    return shade, height + 0.006 * weave


PAINTERS = {
    "marble": marble,
    "slate": slate,
    "wood": wood,
    "leather": leather,
    "linen": linen,
    "velvet": velvet,
    "cloth": cloth,
}
