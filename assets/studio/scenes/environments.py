"""The light: a sky map of soft boxes, dark cards and sparkle, painted in numpy.

Metal is what it reflects, so every environment has bright boxes and black cards. Small bright
lights give a stone its fire. The map is normalised so that a white floor renders white under
every lighting at the same exposure.
"""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import Array

WIDTH, HEIGHT = 512, 256
STYLES = ("softbox", "tent", "strips", "window", "lamp")

# (azimuth, elevation, width, height, strength); degrees; azimuth 0 is at the camera, 180 behind
# the piece. Strength 0 or less is a black card.
Box = tuple[float, float, float, float, float]
BOXES: dict[str, tuple[float, tuple[Box, ...]]] = {
    "softbox": (
        0.16,
        (
            (62, 48, 62, 46, 9.0),
            (-78, 30, 22, 70, 5.0),
            (180, 42, 90, 20, 7.0),
            (10, 86, 46, 46, 4.0),
            (30, 12, 26, 70, 0.0),
            (-30, 12, 26, 70, 0.0),
            (112, 20, 22, 64, 0.0),
            (-112, 20, 22, 64, 0.0),
        ),
    ),
    "tent": (
        0.75,
        (
            (70, 40, 80, 60, 3.0),
            (-70, 40, 80, 60, 2.4),
            (180, 50, 70, 30, 3.0),
            (0, 88, 50, 50, 3.0),
            (0, 15, 18, 80, 0.0),
            (36, 5, 12, 60, 0.0),
            (-40, 5, 12, 60, 0.0),
            (130, 15, 26, 60, 0.0),
            (-130, 15, 26, 60, 0.0),
        ),
    ),
    "strips": (
        0.05,
        (
            (75, 35, 18, 80, 12.0),
            (-70, 35, 18, 80, 10.0),
            (150, 30, 14, 60, 9.0),
            (-150, 30, 14, 60, 9.0),
            (180, 60, 60, 16, 8.0),
            (0, 80, 30, 60, 5.0),
        ),
    ),
    "window": (
        0.22,
        (
            (66, 52, 26, 24, 16.0),
            (96, 52, 26, 24, 16.0),
            (66, 25, 26, 24, 13.0),
            (96, 25, 26, 24, 13.0),
            (-90, 40, 70, 50, 1.8),
            (180, 45, 60, 18, 2.5),
            (0, 20, 40, 60, 0.0),
            (-140, 15, 30, 60, 0.0),
        ),
    ),
    "lamp": (  # a room, and one small lamp that throws shadows
        0.5,
        (
            (50, 62, 9, 9, 150.0),
            (-120, 30, 60, 50, 1.4),
            (170, 20, 80, 40, 0.8),
            (0, 15, 50, 70, 0.06),
            (100, 10, 40, 60, 0.1),
        ),
    ),
}


def directions() -> Array:
    """Returns (H, W, 3) the direction of each pixel, rows from the bottom of the sky to its top."""
    u = (np.arange(WIDTH) + 0.5) / WIDTH
    v = (np.arange(HEIGHT) + 0.5) / HEIGHT
    azimuth, elevation = np.meshgrid((0.5 - u) * 2 * np.pi, (v - 0.5) * np.pi)
    flat = np.cos(elevation)
    return np.stack([np.cos(azimuth) * flat, np.sin(azimuth) * flat, np.sin(elevation)], axis=2)


def towards(azimuth: float, elevation: float) -> Array:
    """Returns the (3,) direction of an azimuth from the camera and an elevation, in degrees."""
    a, e = np.radians(azimuth - 90), np.radians(elevation)
    return np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])


def paint(style: str, rng: np.random.Generator, facing: str = "up", sparkle: bool = True) -> Array:
    """Paints an environment with everything moved and tinted a little.

    Args:
        style: One of `STYLES`.
        rng: Draws the jitter and the sparkle.
        sparkle: Add the small lights; off over a mirror-like floor, which would show them.
        facing: "up" for a floor, "front" for a wall: the surface whose brightness is normalised.

    Returns:
        (H, W, 3) linear radiance, so that irradiance / pi on the floor or wall is 1.
    """
    sky = directions()
    base, boxes = BOXES[style]
    mirror = 1 if rng.random() < 0.5 else -1
    light = np.full((HEIGHT, WIDTH, 3), base) * _tint(rng, 0.04)
    light *= 0.75 + 0.5 * (sky[..., 2:] * 0.5 + 0.5)
    for azimuth, elevation, width, height, strength in boxes:
        aim = towards(mirror * azimuth + rng.normal(0, 7), min(90, elevation + rng.normal(0, 4)))
        size = np.array([width, height]) * rng.uniform(0.85, 1.15, 2)
        mask, falloff = _panel(sky, aim, size)
        glow = strength * rng.uniform(0.8, 1.2) * falloff * _tint(rng, 0.05)
        light = light * (1 - mask) + mask * np.maximum(glow, 0.012)
    fire = _sparkle(sky, rng)
    light = light + fire if sparkle else light
    normal = np.array([0.0, 0.0, 1.0]) if facing == "up" else np.array([0.0, -1.0, 0.0])
    return light / _irradiance(light, sky, normal)


def _tint(rng: np.random.Generator, amount: float) -> Array:
    """A white balance slightly off: warmer or cooler."""
    warmth = rng.normal(0, amount)
    return np.array([1 + warmth, 1.0, 1 - warmth])


def _panel(sky: Array, aim: Array, degrees: Array) -> tuple[Array, Array]:
    """A soft-edged rectangle around a direction: its mask and its fall-off to the edges."""
    side = np.cross([0, 0, 1.0], aim) if abs(aim[2]) < 0.98 else np.array([1.0, 0, 0])
    side /= np.linalg.norm(side)
    up = np.cross(aim, side)
    ahead = np.maximum(sky @ aim, 1e-3)
    half = np.tan(np.radians(np.minimum(degrees, 150) / 2))
    x, y = sky @ side / ahead / half[0], sky @ up / ahead / half[1]
    edge = np.clip((1.0 - np.maximum(np.abs(x), np.abs(y))) / 0.12, 0, 1)
    mask = edge * edge * (3 - 2 * edge) * (sky @ aim > 0.02)
    falloff = 1.1 - 0.35 * np.minimum(x * x + y * y, 2) / 2
    return mask[..., None], falloff[..., None]


def _sparkle(sky: Array, rng: np.random.Generator) -> Array:
    """Six to eleven tiny lights, most of them coloured: fire without dispersion."""
    light = np.zeros((HEIGHT, WIDTH, 3))
    for _ in range(int(rng.integers(6, 12))):
        aim = towards(rng.uniform(-180, 180), rng.uniform(15, 80))
        spot = np.clip((sky @ aim - np.cos(np.radians(1.7))) / 2e-4, 0, 1)
        colour = np.ones(3)
        if rng.random() < 0.6:
            colour = np.array(
                [(1, 0.45, 0.2), (0.3, 0.55, 1), (0.3, 1, 0.6), (1, 0.4, 0.8)][rng.integers(4)]
            )
        light += spot[..., None] * colour * rng.uniform(40, 110)
    return light


def _irradiance(light: Array, sky: Array, normal: Array) -> float:
    """Mean irradiance / pi on a surface with this normal."""
    area = 2 * np.pi / WIDTH * np.pi / HEIGHT * np.sqrt(1 - sky[..., 2] ** 2)
    above = (sky @ normal).clip(0) * area * (sky[..., 2] > 0)
    return float((light.mean(axis=2) * above).sum() / np.pi)
