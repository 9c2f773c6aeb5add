"""Flowers: cupped petals in layers around a heart."""

from __future__ import annotations

import numpy as np

from assets.studio.charms import motifs
from assets.studio.geometry.mesh import Mesh
from assets.studio.geometry.outlines import dome
from assets.studio.geometry.sweeps import sphere
from assets.studio.pieces.piece import Charm, Part, Stone, moved
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held
from assets.studio.words.lexicon import number

Rng = np.random.Generator


def flower(spec: Spec, size: float, rng: Rng) -> Charm:
    """Makes petals around a stone, a pearl or a ball, in one or two layers.

    Args:
        spec: Metal and stones; stones are used if there are any.
        size: Height in mm.
        rng: Draws the proportions.

    Returns:
        The charm, lying with its back at z = 0.
    """
    count, layers = int(rng.integers(5, 9)), int(rng.choice([1, 1, 2]))
    ratio, pointed = rng.uniform(0.36, 0.52), rng.random() < 0.3
    parts = []
    for layer in range(layers):
        length = size * (0.5 - 0.16 * layer)
        for k in range(count):
            petal = _petal(length, length * ratio * (7 / count) ** 0.5, pointed, rng)
            turn = 2 * np.pi * (k + 0.5 * layer) / count
            tilt = petal.turned("x", 0.28 + 0.3 * layer).moved(0, 0, layer * size * 0.05)
            low = 0.02 * size * (k % 2)
            parts.append(Part(tilt.turned("z", turn).moved(z=low), "metal"))
    low = min(p.mesh.bounds()[0][2] for p in parts)
    parts = moved(parts, z=-low)
    stones: tuple[Stone, ...] = ()
    heart = size * rng.uniform(0.2, 0.3)
    high = size * (0.1 + 0.05 * layers)
    if spec.stones:
        seat = held(spec, 0, heart, rng, "bezel" if rng.random() < 0.6 else "prong", "round")
        parts += seat.placed([0, 0, high + 0.5 * heart])
        stones = (gemstone(spec, 0, heart, "round"),)
    else:
        parts.append(
            Part(sphere(heart * 0.55, 28, 18).moved(z=high), "metal2" if spec.metal2 else "metal")
        )
    top = np.array([0, size * 0.46, size * 0.1])
    details = {"petals": count, "features": (f"{number(count)} petals",)}
    return Charm(parts, top, stones, details)


def _petal(length: float, width: float, pointed: bool, rng: Rng) -> Mesh:
    """A cupped petal rooted at the origin and pointing to +y."""
    s = np.linspace(0, 1, 40)
    half = width * np.sin(np.pi * s ** (0.9 if pointed else 1.35)) ** (1.1 if pointed else 0.62)
    y = length * (0.06 + 0.94 * s)
    rim = np.concatenate([np.stack([half, y], 1)[1:-1], np.stack([-half, y], 1)[::-1][1:-1]])
    rim = motifs.even(np.concatenate([[[0, y[0]]], rim[:38], [[0, y[-1]]], rim[38:]]), 64)
    return dome(rim, width * rng.uniform(0.28, 0.4), 0.5, 10, 2.0, (0.0, float(length * 0.6)))
