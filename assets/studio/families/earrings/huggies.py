"""Huggies: small, broad hoops that hug the lobe, and the charm below a hoop.

Like hoops they lie in the x-y plane around the origin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.earrings.findings import jump_ring
from assets.studio.geometry.mesh import TAU
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import sweep, tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def ring_arc(radius: float, start: float, end: float, steps: int, tall: float = 1.0) -> np.ndarray:
    """Points (steps, 3) from angle `start` to `end`, clockwise from the top."""
    a = np.linspace(start, end, steps)
    return np.stack([radius * np.sin(a), tall * radius * np.cos(a), np.zeros(steps)], axis=1)


def dangle(rng: Rng, spec: Spec, low: float, details: dict[str, Any]) -> list[Part]:
    """A small charm below a hoop."""
    motif = str(rng.choice(["heart", "star", "flower", "leaf", "clover"]))
    small = charm(motif, replace(spec, stones=()), rng.uniform(6, 9), rng)
    ring = Part(jump_ring(1.5, 0.35, True).moved(y=-low - 0.6), "metal")
    shift = np.array([0, -low - 1.9, 0]) - small.top
    details["motif"] = motif
    details["features"] = (f"a small {motif} charm",)
    return [ring, *[Part(p.mesh.moved(*shift), p.material) for p in small.parts]]


def huggie(rng: Rng, spec: Spec) -> Built:
    """A small, broad hoop that hugs the lobe."""
    radius, half = rng.uniform(4.8, 7.0), rng.uniform(1.0, 2.2)
    thick = rng.uniform(0.7, 1.1)
    line = ring_arc(radius, 0.0, TAU, 121)[:-1]
    t = np.linspace(0, np.pi, 15)
    across, out = half * np.cos(t), thick * (2 * np.sin(t) ** 0.7 - 1)
    section = np.concatenate(
        [np.stack([out, across], 1), np.stack([[-thick] * 3, [-half * 0.7, 0, half * 0.7]], 1)]
    )
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] = {"adjectives": ("wide",) if half > 1.8 else ()}
    if spec.stones:
        stone = gemstone(spec, 0, 1.5, "round")
        if stone.cut == "round":
            return _pave_huggie(rng, stone, radius, details)
        section = section * [1, 0.62]
    parts = [Part(sweep(line, section[::-1], closed=True, up=(0, 0, 1)), "metal")]
    if spec.stones:
        seat = held(spec, 0, rng.uniform(3.2, 4.6), rng, "bezel", "round")
        y = -radius - thick
        ring = Part(jump_ring(1.3, 0.32, True).moved(y=y - 0.6), "metal")
        high = float(seat.outline[:, 1].max())
        stones = (gemstone(spec, 0, seat.outline[:, 0].max() * 1.8, "round", 2),)
        parts += [ring, *seat.placed([0, y - 1.6 - high, 0.0])]
        return parts, stones, {**details, "setting": "" if stones[0].kind == "pearl" else "bezel"}
    seam = Part(
        tube(
            [[radius + thick * 0.6, 1.2, -half * 0.8], [radius + thick * 0.6, 1.2, half * 0.8]],
            0.45,
            12,
        ),
        "metal",
    )
    parts.append(seam)
    if rng.random() < 0.4:
        parts += dangle(rng, spec, radius + thick, details)
    return parts, (), details


def _pave_huggie(rng: Rng, stone: Stone, radius: float, details: dict[str, Any]) -> Built:
    rows = int(rng.choice([1, 1, 2]))
    size = rng.uniform(1.5, 2.0) if rows == 1 else 1.35
    width = size * (0.62 if rows == 1 else 1.25)
    w = 0.36 * size
    corners = smoothed([[-w, -width], [w, -width], [w, width], [-w, width]], 0.3 * w)
    line = ring_arc(radius, 0.0, TAU, 121)[:-1]
    parts = [Part(sweep(line, corners, closed=True, up=(0, 0, 1)), "metal")]
    setting = str(rng.choice(["pave", "channel"]))
    for k in range(rows):
        path = ring_arc(radius + w + 0.46 * size, 0.5, TAU - 0.5, 120)
        out = path / np.linalg.norm(path, axis=1, keepdims=True)
        z = (k - (rows - 1) / 2) * 1.22 * size
        parts += row(path + np.array([0, 0, z]), out, size, 0, setting)
    kept = Stone(stone.kind, stone.look, "round", size, 30 * rows)
    return parts, (kept,), {**details, "setting": setting}
