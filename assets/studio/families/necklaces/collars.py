"""Collars: stiff open rings for the neck."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.mesh import TAU, merge
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import sphere, sweep, tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def collar(rng: Rng, spec: Spec) -> Built:
    """Makes a stiff open ring of round, flat or twisted metal, sometimes with a stone at the front.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    radius, opening = rng.uniform(56, 62), rng.uniform(0.35, 0.6)
    a = np.linspace(np.pi / 2 + opening, 2.5 * np.pi - opening, 240)
    profile = str(rng.choice(["round", "flat", "twisted"]))
    thick = rng.uniform(1.5, 3.2)
    path = radius * np.column_stack([np.cos(a), 0.94 * np.sin(a), 0 * a])
    swell = 1 + rng.uniform(0, 1.2) * np.exp(-(((a - 1.5 * np.pi) / 0.7) ** 2))
    if profile == "flat":
        section = smoothed([[-0.9, -2.2], [0.9, -2.2], [0.9, 2.2], [-0.9, 2.2]], 0.7, 5)
        body = sweep(
            path,
            section * [1, 1],
            np.column_stack([np.full(240, 1.0), thick * 0.55 * swell]),
            up=(1, 0, 0),
        )
    elif profile == "twisted":
        t = TAU * np.arange(24) / 24
        lobes = (1 + 0.28 * np.cos(3 * t)) * thick * 0.62
        body = sweep(
            path, np.column_stack([lobes * np.cos(t), lobes * np.sin(t)]), np.ones(240), twist=60.0
        )
    else:
        body = tube(path, thick * 0.6 * swell, 18)
    parts = [Part(body, "metal")]
    tips = [sphere(thick * 0.95, 22, 14).moved(*path[i]) for i in (0, -1)]
    parts.append(Part(merge(tips), "metal2" if spec.metal2 else "metal"))
    adjectives = {"flat": ("flat",), "twisted": ("twisted",), "round": ("rigid",)}[profile]
    if not spec.stones:
        return parts, (), {"adjectives": adjectives}
    size = rng.uniform(7, 12)
    seat = held(spec, 0, size, rng, "bezel")
    low = path[np.argmin(path[:, 1])]
    top = float(body.bounds()[1][2])
    parts += seat.placed([0, low[1], top + 0.55 * seat.depth])
    return (
        parts,
        (gemstone(spec, 0, size),),
        {"adjectives": adjectives, "setting": "" if spec.stones[0] == "pearl" else "bezel"},
    )
