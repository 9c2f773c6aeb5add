"""Everyday photographs as grounds: cropped, blurred, with the light and shadow of the studio.

The floor of such a scene is matte and has the mean colour of the photograph, so that metal mirrors
it and the exposure suits it; the picture of the floor then only gives the shadows.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from assets.studio.geometry.mesh import Array
from assets.studio.scenes.scene import Floor, Scene

Rng = np.random.Generator
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
DARKEST, BRIGHTEST = 0.02, 0.8  # linear; what a matte floor can be


def choose_photo(folder: Path, rng: Rng) -> Path:
    """Draws one of the photographs of a folder.

    Raises:
        ValueError: If there is none.
    """
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES)
    if not found:
        raise ValueError(f"{folder} has no photos ({', '.join(SUFFIXES)}).")
    return found[int(rng.integers(len(found)))]


def backdrop(path: Path, size: int, rng: Rng) -> Array:
    """A square part of a photograph, out of focus.

    Args:
        path: The photograph.
        size: Side of the picture in pixels.
        rng: Draws the part, its turn and the blur.

    Returns:
        (size, size, 3) of 0 to 255.
    """
    with Image.open(path) as opened:
        photo = opened.convert("RGB")
    side = int(min(photo.size) * rng.uniform(0.45, 1.0))
    left, top = (int(rng.uniform(0, extent - side + 1)) for extent in photo.size)
    part = photo.crop((left, top, left + side, top + side)).resize((size, size))
    if rng.random() < 0.5:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    blur = size * rng.uniform(0.004, 0.03)
    return np.asarray(part.filter(ImageFilter.GaussianBlur(blur)), dtype=float)


def before(scene: Scene, ground: Array) -> Scene:
    """The scene with a matte floor of a photograph's mean colour, exposed as its light asks."""
    shade = ((ground / 255) ** 2.2).mean(axis=(0, 1)).clip(DARKEST, BRIGHTEST)
    dark = 1 - float(shade.mean()) ** 0.45
    floor = Floor("photo", "blurred", (float(shade[0]), float(shade[1]), float(shade[2])))
    lifted = scene.exposure - scene.floor.exposure + 0.2 + 0.35 * dark
    return replace(scene, floor=floor, exposure=lifted)


def shaded(ground: Array, floor: Array) -> Array:
    """Lays the shadows of a plain floor on a photograph.

    Args:
        ground: (H, W, 3) the photograph.
        floor: (H, W, 3) the picture of the plain floor, with shadows.

    Returns:
        (H, W, 3) of 0 to 255.
    """
    light = floor.mean(axis=2)
    lit = max(float(np.percentile(light, 80)), 1.0)
    return ground * (light / lit).clip(0, 1.15)[..., None]
