"""Shanks: the hoops of rings, with a cross-section that may change on the way round.

The finger's axis is y; angle 0 is the top of the ring (+z) and grows towards +x.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.mesh import TAU, Array, Mesh
from assets.studio.geometry.sweeps import loft, sphere, sweep, tube

PROFILES = ("D", "flat", "knife", "court")


@dataclass(frozen=True)
class Shank:
    """Measures of a hoop, each one number or one for each step of the way round.

    Attributes:
        inner: Inner radius in mm.
        width: Along the finger, mm.
        thick: Radially, mm.
        profile: One of `PROFILES`.
        aside: Shift along the finger, mm.
        bulge: Added to the radius, mm.
    """

    inner: float
    width: ArrayLike
    thick: ArrayLike
    profile: str = "D"
    aside: ArrayLike = 0.0
    bulge: ArrayLike = 0.0

    def outer(self) -> float:
        """Returns the outer radius at the top."""
        return float(self.inner + np.atleast_1d(self.thick)[0] + np.atleast_1d(self.bulge)[0])


def section(profile: str) -> Array:
    """Returns a unit cross-section (K, 2): across -1 to 1, out 0 to 1, counter-clockwise."""
    t = np.linspace(0, np.pi, 17)
    power = {"D": 2.3, "court": 2.6, "flat": 7.0, "knife": 1.25}[profile]
    c, s = np.cos(t), np.sin(t)
    across, out = np.sign(c) * np.abs(c) ** (2 / power), np.abs(s) ** (2 / power)
    low = 0.30 if profile != "flat" else 0.18
    top = np.stack([across, low + (1 - low) * out], axis=1)
    # a gently rounded inside is comfortable, and catches the light as a line
    u = np.linspace(-0.96, 0.96, 7)
    inside = np.stack([u, 0.10 * np.abs(u) ** 3], axis=1)
    return np.concatenate([top, inside])


def around(steps: int) -> Array:
    """Returns (steps,) angles from the top, -pi to pi, without the last."""
    return TAU * np.arange(steps) / steps - np.pi


def hoop(shank: Shank, steps: int = 200) -> Mesh:
    """Makes a closed shank; its measures are arrays over `around(steps)` or numbers."""
    return loft(_rings(shank, around(steps)), wrap=True)


def arc(shank: Shank, start: float, end: float, steps: int = 120) -> Mesh:
    """Makes an open shank between two angles, with rounded ends."""
    a = np.linspace(start, end, steps)
    rings = _rings(shank, a)
    middle = rings.mean(axis=1, keepdims=True)
    ease = np.ones(steps)
    n = 7
    ease[:n] = np.sqrt(1 - np.linspace(0.985, 0, n) ** 2)
    ease[-n:] = ease[:n][::-1]
    return loft(middle + (rings - middle) * ease[:, None, None])


def _rings(shank: Shank, a: Array) -> Array:
    """Cross-sections (R, K, 3) at angles (R,)."""
    unit = section(shank.profile)
    width, thick, aside, bulge = (
        np.broadcast_to(np.asarray(m, dtype=float), a.shape)[:, None]
        for m in (shank.width, shank.thick, shank.aside, shank.bulge)
    )
    y = aside + unit[None, :, 0] * width / 2
    r = shank.inner + bulge + unit[None, :, 1] * thick
    return np.stack([r * np.sin(a)[:, None], y, r * np.cos(a)[:, None]], axis=2)


def tapered(steps: int, top: float, bottom: float, sharp: float = 1.0) -> Array:
    """Returns (steps,) values that go smoothly from `top` at angle 0 to `bottom` at pi."""
    share = ((1 + np.cos(around(steps))) / 2) ** sharp
    return bottom + (top - bottom) * share


def at(radius: ArrayLike, angle: ArrayLike, y: ArrayLike = 0.0) -> Array:
    """Returns points (..., 3) at a radius and an angle from the top."""
    r, a, y = np.broadcast_arrays(radius, angle, y)
    return np.stack([r * np.sin(a), y, r * np.cos(a)], axis=-1).astype(float)


def twisted(inner: float, wire: float, strands: int, turns: int) -> list[Mesh]:
    """Makes a ring of wires twisted together like a rope."""
    a = around(360)
    lay = wire * (1.05 if strands == 2 else 1.2)
    meshes = []
    for k in range(strands):
        phase = turns * a + TAU * k / strands
        path = at(inner + wire + lay + lay * np.cos(phase), a, lay * np.sin(phase))
        meshes.append(tube(path, wire, 12, closed=True))
    return meshes


def braided(inner: float, wire: float, turns: int) -> list[Mesh]:
    """Makes a ring of three wires in a plait."""
    a = around(420)
    meshes = []
    for k in range(3):
        phase = turns * a + TAU * k / 3
        lift = 0.95 * wire * np.sin(2 * phase)
        path = at(inner + 2 * wire + lift, a, 2.3 * wire * np.sin(phase))
        meshes.append(tube(path, wire, 12, closed=True))
    return meshes


def beaded(radius: float, bead: float, y: float = 0.0) -> list[Mesh]:
    """Makes a closed row of grains."""
    count = int(TAU * radius / (1.9 * bead))
    ball = sphere(bead, 14, 10)
    return [ball.moved(*p) for p in at(radius, TAU * np.arange(count) / count, y)]


def line(radius: float, y: float, wire: float) -> Mesh:
    """Makes a thin wire round the ring."""
    return tube(at(radius, around(160), y), wire, 8, closed=True)


def bridge(start: Array, end: Array, lift: float, wide: float, thick: float) -> Mesh:
    """Makes a cathedral shoulder: a bow of metal from the shank up to the head."""
    t = np.linspace(0, 1, 24)[:, None]
    bow = start + (end - start) * t + np.array([0, 0, lift]) * np.sin(np.pi * t) * (1 - t)
    c = np.linspace(0, TAU, 14, endpoint=False)
    oval = np.stack([np.cos(c) * wide / 2, np.sin(c) * thick / 2], axis=1)
    return sweep(bow, oval, up=(0, 0, 1))
