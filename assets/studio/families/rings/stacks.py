"""Stacking rings: two to five slim rings that are worn together."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.rings import shanks
from assets.studio.families.rings.shanks import Shank, around, at, beaded, hoop, line
from assets.studio.geometry.mesh import merge
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
STEPS = 240


def stack(rng: Rng, spec: Spec) -> Built:
    """Two to five slim rings, lying in a tower or standing side by side."""
    count, inner = int(rng.integers(2, 6)), rng.uniform(8.3, 9.0)
    tower = rng.random() < 0.5
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    y, set_with = (
        0.0,
        set(rng.choice(count, 1 + count // 3, replace=False)) if spec.stones else set(),
    )
    for k in range(count):
        metal = "metal2" if spec.metal2 and k % 2 else "metal"
        if k in set_with:
            ring, stone = _set_ring(rng, spec, inner)
            stones = stones or (stone,)
        else:
            ring = _slim_ring(rng, inner)
        low = min(p.mesh.bounds()[0][1] for p in ring)
        high = max(p.mesh.bounds()[1][1] for p in ring)
        turn = rng.uniform(-0.5, 0.5) if tower else 0.0
        nudge = rng.normal(0, 0.25, 2) if tower else np.zeros(2)
        for p in ring:
            mesh = p.mesh.turned("y", turn).moved(nudge[0], y - low, nudge[1])
            parts.append(Part(mesh, metal if p.material == "metal" else p.material))
        y += high - low + (0.03 if tower else rng.uniform(0.15, 0.6))
    if tower:
        parts = [Part(p.mesh.turned("x", np.pi / 2), p.material) for p in parts]
    return (
        parts,
        stones,
        {
            "count": count,
            "adjectives": ("slim",),
            "tower": tower,
            "setting": "bezel" if stones else "",
        },
    )


def _slim_ring(rng: Rng, inner: float) -> list[Part]:
    kind = rng.choice(["plain", "twisted", "beaded", "flat", "wave"])
    w = rng.uniform(1.1, 1.9)
    if kind == "twisted":
        wires = shanks.twisted(inner, w * 0.27, 2, int(rng.integers(16, 26)))
        return [Part(merge(wires), "metal")]
    if kind == "beaded":
        beads = [*beaded(inner + w * 0.5, w * 0.5), line(inner + w * 0.4, 0, w * 0.25)]
        return [Part(merge(beads), "metal")]
    shank = Shank(inner, w, w * 0.85, "D" if kind == "plain" else "flat")
    if kind == "wave":
        shank = Shank(inner, w * 0.8, w * 0.8, "D", 0.35 * w * np.sin(14 * around(STEPS)))
    return [Part(hoop(shank, STEPS), "metal")]


def _set_ring(rng: Rng, spec: Spec, inner: float) -> tuple[list[Part], Stone]:
    """A slim ring with one stone, or with a row over its top."""
    w = rng.uniform(1.3, 1.7)
    base = Part(hoop(Shank(inner, w, w * 0.8, "D"), STEPS), "metal")
    stone = gemstone(spec, 0, rng.uniform(2.2, 3.2), "round")
    if stone.cut == "round" and rng.random() < 0.5:
        size, a = 1.6, np.linspace(-0.75, 0.75, 60)
        slim = Part(hoop(Shank(inner, 1.3 * size, 0.8, "flat"), STEPS), "metal")
        parts = [slim, *row(at(inner + 0.8 + 0.43 * size, a), at(1.0, a), size, 0, "pave")]
        return parts, Stone(stone.kind, stone.look, "round", size, 9)
    seat = held(spec, 0, stone.size_mm, rng, "bezel", "round")
    return [base, *seat.placed(at(inner + w * 0.6 + seat.depth, 0.0), (0, 0, 1))], stone
