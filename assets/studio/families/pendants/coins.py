"""Coins: discs with a rim and a motif in relief."""

from __future__ import annotations

import numpy as np

from assets.studio.charms import motifs
from assets.studio.geometry.mesh import TAU, Mesh, merge
from assets.studio.geometry.outlines import dome, inset, plate
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.pieces.piece import Charm, Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def coin(spec: Spec, rng: Rng) -> Charm:
    """Makes a medal: a disc with a raised or beaded rim and a motif in relief.

    Args:
        spec: Metal and stones; a stone is used if there is one.
        rng: Draws the shape.

    Returns:
        The charm, lying with its back at z = 0.
    """
    r = rng.uniform(7, 11)
    wide = rng.choice([1.0, 1.0, 0.8])
    rim = (
        np.stack([wide * np.cos(TAU * np.arange(96) / 96), np.sin(TAU * np.arange(96) / 96)], 1) * r
    )
    parts = [Part(plate(rim, 1.2, 0.3), "metal")]
    edge = np.column_stack([inset(rim, 0.5), np.full(96, 1.15)])
    features = []
    if rng.random() < 0.45:
        places = motifs.even(edge[:, :2], int(TAU * r / 1.25))
        parts.append(Part(merge([_grain().moved(*p, 1.15) for p in places]), "metal"))
        features.append("a beaded edge")
    else:
        parts.append(Part(tube(edge, rng.uniform(0.4, 0.7), 10, closed=True), "metal"))
        features.append("a raised rim")
    relief = str(rng.choice(["star", "heart", "flower", "moon", "cross", "leaf", "sun", ""]))
    second = "metal2" if spec.metal2 else "metal"
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        seat = held(spec, 0, r * rng.uniform(0.3, 0.5), rng, "bezel", "round")
        parts += seat.placed([0, 0, 1.2 + 0.4 * seat.depth])
        stones = (gemstone(spec, 0, seat.outline[:, 0].max() * 1.8, "round"),)
        relief = "sun" if rng.random() < 0.6 else ""
    if relief == "sun":
        parts.append(Part(_rays(r, bool(stones), rng), second))
        features.insert(0, "engraved rays")
    elif relief == "moon":
        parts.append(Part(plate(motifs.crescent(rng) * r * 0.5, 0.8, 0.3).moved(z=1.1), second))
        features.insert(0, "a raised moon")
    elif relief:
        outline = motifs.OUTLINES[relief](rng) * r * rng.uniform(0.45, 0.6)
        mesh = dome(outline, 0.8, 0.3, 10, 1.0 if relief in ("star", "leaf") else 2.0)
        parts.append(Part(mesh.moved(z=1.1), second))
        features.insert(0, f"a raised {relief}")
    return Charm(parts, np.array([0, r - 0.3, 0.6]), stones, {"features": tuple(features)})


def _grain() -> Mesh:

    return sphere(0.55, 10, 7)


def _rays(r: float, stone: bool, rng: Rng) -> Mesh:
    """Raised rays from the middle of a disc."""
    count = int(rng.integers(12, 25))
    rays = []
    for k in range(count):
        a = TAU * k / count
        d = np.array([np.cos(a), np.sin(a)])
        near, far = r * (0.45 if stone else 0.12), r * (0.8 if k % 2 else 0.66)
        rays.append(tube([[*(d * near), 1.2], [*(d * far), 1.2]], [0.38, 0.16], 8))
    return merge(rays)
