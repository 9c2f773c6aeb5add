"""Stones of any cut and size: faceted, or smooth as cabochons, beads and pearls are.

A stone lies like a cut (see `cuts.py`): girdle at z = 0, table towards +z, width along x, length
along y.
"""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.curves import circle
from assets.studio.geometry.mesh import Mesh
from assets.studio.geometry.sweeps import lathe, sphere
from assets.studio.stones.cuts import brilliant, princess, step_cut
from assets.studio.stones.girdles import ASPECT, unit_outline
from assets.studio.stones.hearts import heart


def cabochon(cut: str, aspect: float, height: float = 0.62) -> Mesh:
    """Makes a polished dome over a flat back, half width 1, on any outline without a cleft."""
    a = np.linspace(0, np.pi / 2, 12)
    profile = [(0.0, -0.22), (0.9, -0.22), (0.98, -0.16)]
    profile += [(max(np.cos(t), 0.0) if t < 1.57 else 0.0, height * np.sin(t)) for t in a]
    mesh = lathe(profile, 64)
    unit = unit_outline(cut, 64, aspect) * [1.0, aspect]
    angle = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0])
    round_to = np.arctan2(circle(1, 64, np.pi / 2)[:, 1], circle(1, 64, np.pi / 2)[:, 0])
    index = np.abs(np.angle(np.exp(1j * (angle[:, None] - round_to[None])))).argmin(axis=1)
    radius = np.linalg.norm(mesh.vertices[:, :2], axis=1, keepdims=True)
    return Mesh(np.column_stack([unit[index] * radius, mesh.vertices[:, 2]]), mesh.faces)


def baroque(rng: np.random.Generator) -> Mesh:
    """Makes a lumpy freshwater pearl of about half width 1."""
    ball = sphere(1.0, 40, 24)
    v = ball.vertices
    swell = np.ones(len(v))
    for _ in range(5):
        axis = rng.normal(size=3)
        axis /= np.linalg.norm(axis)
        swell += rng.uniform(0.03, 0.1) * np.sin(
            rng.uniform(1.5, 3.5) * (v @ axis) + rng.uniform(0, 6)
        )
    v = v * swell[:, None] * [1, rng.uniform(1.05, 1.35), 1]
    v -= (v.min(axis=0) + v.max(axis=0)) / 2
    return Mesh(v / v[:, 0].max(), ball.faces)


def gem(
    cut: str,
    width: float,
    aspect: float | None = None,
    rng: np.random.Generator | None = None,
    shape: str = "round",
) -> Mesh:
    """Makes a stone of any cut.

    Args:
        cut: One of `piece.CUTS`.
        width: Extent along x in mm.
        aspect: Length along y over width; the usual one if omitted.
        rng: Shapes a baroque pearl; otherwise unused.
        shape: Outline of a cabochon: "round", "oval", "pear", "marquise", "cushion".

    Returns:
        The stone, girdle (or middle of a bead) at z = 0.

    Raises:
        ValueError: If there is no such cut.
    """
    aspect = ASPECT.get(shape if cut == "cabochon" else cut, 1.0) if aspect is None else aspect
    if cut in ("round", "oval", "pear", "marquise", "cushion"):
        unit = brilliant(cut, aspect, 64 if width > 2.2 else 24)
    elif cut == "emerald":
        unit = step_cut(aspect)
    elif cut == "princess":
        unit = princess()
    elif cut == "heart":
        unit = heart(aspect, 64 if width > 2.2 else 32)
    elif cut == "cabochon":
        unit = cabochon(shape, aspect)
    elif cut == "bead":
        unit = sphere(1.0, 32, 20).scaled(1.0, aspect, 1.0)
    elif cut == "baroque":
        unit = baroque(rng or np.random.default_rng(0))
    else:
        raise ValueError(f"There is no cut {cut!r}.")
    return unit.scaled(width / 2)
