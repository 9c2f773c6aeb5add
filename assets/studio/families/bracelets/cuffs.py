"""Cuffs: bangles that are open in the back, or whose ends pass each other in front."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.bracelets.wristbands import COUNT, around, band, oval, section
from assets.studio.geometry.mesh import merge
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def cuff(rng: Rng, spec: Spec) -> Built:
    """Makes an open band, its ends rounded, with balls, or narrowing; sometimes a stone in front.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    gap = rng.uniform(0.45, 0.8)
    axes = oval(rng)
    points, normals = around(axes, -np.pi + gap, np.pi - gap)
    kind = str(rng.choice(["round", "flat", "domed"]))
    wide = (
        rng.uniform(2.6, 4)
        if kind == "round"
        else float(rng.choice([rng.uniform(4, 9), rng.uniform(10, 26)]))
    )
    thick = wide if kind == "round" else rng.uniform(1.4, 2.2)
    t = np.linspace(-1, 1, COUNT)
    taper = rng.uniform(0.35, 1.0) if wide > 5 else 1.0
    swell = taper + (1 - taper) * np.cos(t * np.pi / 2) ** 2
    ease = np.sqrt(np.clip(1 - (np.maximum(np.abs(t) - 0.965, 0) / 0.0351) ** 2, 0.004, 1))
    scale = np.stack([np.where(kind == "round", ease, 1.0) * np.ones(COUNT), swell * ease], 1)
    if kind == "round":
        shape = section(kind, thick, wide) - [thick / 2, 0]
        sections = shape[None] * scale[:, None] + [thick / 2, 0]
    else:
        sections = section(kind, thick, wide)[None] * scale[:, None]
    parts = [Part(band(points, normals, sections, False), "metal")]
    features, stones, setting = [], (), ""
    if kind == "round" and rng.random() < 0.6:
        balls = [
            sphere(wide * 0.85, 26, 16).moved(*(points[i] + normals[i] * thick / 2))
            for i in (0, -1)
        ]
        parts.append(Part(merge(balls), "metal2" if spec.metal2 else "metal"))
        features.append("ball ends")
    if kind != "round" and wide > 8 and rng.random() < 0.4 and not spec.stones:
        cuts = np.linspace(-0.36, 0.36, int(rng.integers(2, 5)))
        z = np.outer(cuts, swell * wide)
        lines = [
            tube(
                (
                    points
                    + normals * thick * (0.94 if kind == "flat" else 0.94 - 0.5 * c**2)
                    + np.column_stack([np.zeros((COUNT, 2)), h])
                )[12:-12],
                0.5,
                8,
            )
            for c, h in zip(cuts, z, strict=True)
        ]
        parts.append(Part(merge(lines), "metal2" if spec.metal2 else "metal"))
        features.append("raised lines")
    if spec.stones:
        size = float(np.clip(wide * 0.7, 6, 12))
        seat = held(spec, 0, size, rng, "bezel")
        parts += seat.placed([0, -axes[1] - thick - 0.42 * seat.depth, 0], (0, -1, 0), (0, 0, 1))
        stones, setting = (gemstone(spec, 0, size),), "" if spec.stones[0] == "pearl" else "bezel"
    adjectives = ("slim",) if wide < 4.5 else ("wide",) if wide > 10 else ()
    return (
        parts,
        stones,
        {"adjectives": adjectives, "features": tuple(features), "setting": setting},
    )


def bypass(rng: Rng, spec: Spec) -> Built:
    """Makes a wire whose two ends pass each other in front, each ending in a stone or a ball.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    axes = oval(rng)
    over = rng.uniform(0.22, 0.5)
    r = rng.uniform(1.2, 2.0)
    t = np.linspace(-np.pi - over, np.pi + over, COUNT)
    aside = rng.uniform(3.4, 5.0) * np.sign(t) * np.clip((np.abs(t) - 2.0) / 1.1, 0, 1) ** 1.5
    angle = t + np.pi / 2
    a, b = axes[0] + r, axes[1] + r
    path = np.column_stack([a * np.cos(angle), b * np.sin(angle), aside])
    thick = r * (1 - 0.25 * np.abs(t / t[-1]) ** 3)
    parts = [Part(tube(path, thick, 16), "metal")]
    stones: tuple[Stone, ...] = ()
    ends = [(path[0], path[0] - path[2]), (path[-1], path[-1] - path[-3])]
    size = rng.uniform(5.5, 8.5)
    details: dict[str, Any] = {}
    if spec.stones:
        for place, _ in ends:
            out = np.array([place[0], place[1], 0.0]) / np.hypot(*place[:2])
            seat = held(spec, 0, size, rng, "bezel")
            parts += seat.placed(
                place + out * (r * 0.6 + 0.8 * seat.depth) + [0, 0, 0], out, (0, 0, 1)
            )
        stones = (gemstone(spec, 0, size, "", 2),)
        details["setting"] = "" if spec.stones[0] == "pearl" else "bezel"
    else:
        balls = [sphere(size * 0.42, 26, 16).moved(*p) for p, _ in ends]
        parts.append(Part(merge(balls), "metal2" if spec.metal2 else "metal"))
        details["features"] = ("ball ends",)
    return parts, stones, details
