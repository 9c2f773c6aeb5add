"""Bands without a head: plain, textured, twisted, two-tone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.families.rings import shanks
from assets.studio.families.rings.shanks import Shank, around, at, beaded, hoop, line
from assets.studio.geometry.mesh import merge
from assets.studio.geometry.sweeps import sphere
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.mounts import Mount, wall
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
STEPS = 240
PATTERNS = (
    "plain",
    "plain",
    "milgrain",
    "grooved",
    "twisted",
    "braided",
    "fluted",
    "wave",
    "chevron",
    "faceted",
    "lines",
)


def band(rng: Rng, spec: Spec) -> Built:
    """A wedding band: plain or with one of a dozen patterns, with a few stones if there are any."""
    inner, wide = rng.uniform(8.3, 9.6), rng.uniform(2.8, 6.5)
    thick = rng.uniform(1.4, 1.9)
    pattern = str(rng.choice(PATTERNS))
    if spec.finish == "hammered":
        pattern = "plain"
    if spec.metal2:
        pattern = "two"
    parts, features, adjectives = _patterned(rng, spec, pattern, inner, wide, thick)
    stones: tuple[Stone, ...] = ()
    if spec.stones and pattern in ("plain", "two", "milgrain", "lines"):
        size = min(0.45 * wide, 2.4)
        count = int(rng.choice([1, 3, 5]))
        seat = held(spec, 0, size, rng, "bezel", "round")
        stones = (gemstone(spec, 0, size, "round", count),)
        for k in range(count):
            a = (k - (count - 1) / 2) * 1.75 * size / (inner + thick)
            parts += seat.placed(at(inner + thick - 0.15 + 0.2 * seat.depth, a), at(1.0, a))
    details = {"features": features, "adjectives": adjectives}
    return (
        parts,
        stones,
        {
            **details,
            "setting": "bezel" if stones else "",
            "hammer_mm": wide * rng.uniform(0.22, 0.4),
        },
    )


def _patterned(
    rng: Rng, spec: Spec, pattern: str, inner: float, wide: float, thick: float
) -> tuple[list[Part], tuple[str, ...], tuple[str, ...]]:
    """The metal of a band, its features and its adjectives."""
    profile = str(rng.choice(["D", "court", "flat"]))
    a, slim = around(STEPS), ("wide",) if wide > 5.2 else ("slim",) if wide < 3.2 else ()
    outer = inner + thick
    if pattern == "twisted":
        strands, wire = int(rng.choice([2, 3])), wide / 4.2
        meshes = shanks.twisted(inner, wire, strands, int(rng.integers(7, 14)))
        return [Part(merge(meshes), "metal")], (), ("twisted",)
    if pattern == "braided":
        meshes = shanks.braided(inner, wide / 6.2, int(rng.integers(6, 10)))
        return [Part(merge(meshes), "metal")], (), ("braided",)
    if pattern in ("wave", "chevron"):
        swing = wide * 0.35
        turns = int(rng.integers(5, 9))
        phase = turns * a
        aside = swing * (
            np.sin(phase) if pattern == "wave" else 2 / np.pi * np.arcsin(np.sin(phase) * 0.985)
        )
        if pattern == "chevron" and rng.random() < 0.5:  # one point at the top
            aside = -2.4 * np.exp(-np.abs(a) / 0.5)
        shank = Shank(inner, wide * 0.5, thick, "D", aside)
        return [Part(hoop(shank, STEPS), "metal")], (), (pattern,)
    if pattern == "fluted":
        bulge = 0.16 * thick * np.abs(np.sin(rng.integers(18, 30) * a))
        shank = Shank(inner, wide, thick + bulge, profile)
        return [Part(hoop(_finer(shank), 720), "metal")], ("a ridged surface",), slim
    if pattern == "faceted":
        n = int(rng.integers(12, 20))
        facet = outer / np.cos((a * n / 2 % np.pi - np.pi / 2) / (n / 2)) - outer
        return (
            [Part(hoop(Shank(inner, wide, thick - facet * 3, "flat"), STEPS), "metal")],
            ("a faceted surface",),
            slim,
        )
    base = Part(hoop(Shank(inner, wide, thick, profile), STEPS), "metal")
    y = wide / 2
    if pattern == "milgrain":
        rails = [m for s in (-1, 1) for m in beaded(inner + 0.62 * thick, 0.26, s * (y - 0.02))]
        return [base, Part(merge(rails), "metal")], ("beaded edges",), slim
    if pattern == "grooved":
        gap = rng.uniform(0.25, 0.5)
        halves = [
            hoop(Shank(inner, y - gap, thick, "D", s * (y + gap) / 2), STEPS) for s in (-1, 1)
        ]
        core = hoop(Shank(inner, gap * 3, thick * 0.55, "flat"), STEPS)
        return [Part(merge([*halves, core]), "metal")], ("a groove around the middle",), slim
    if pattern == "lines":
        wires = [line(outer - 0.05, s * wide * 0.3, 0.22) for s in (-1, 0, 1)]
        flat = Part(hoop(Shank(inner, wide, thick, "flat"), STEPS), "metal")
        return [flat, Part(merge(wires), "metal")], ("raised lines",), slim
    if pattern == "two" and spec.metal2:
        core = hoop(Shank(inner + 0.05, wide * rng.uniform(0.3, 0.45), thick + 0.1, "flat"), STEPS)
        return [base, Part(core, "metal2")], (), slim
    return [base], (), (*slim, "plain")


def _finer(shank: Shank) -> Shank:
    """The same shank in 720 steps."""
    thick = np.asarray(shank.thick)
    fine = np.interp(around(720), around(len(thick)), thick)
    return replace(shank, thick=fine)


def grained(seat: Mount, bead: float) -> Mount:
    """Adds a ring of grains around a mount."""
    rim = seat.outline * (1 + 0.8 * bead / np.abs(seat.outline[:, 0]).max())
    ring = np.concatenate([rim, rim[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    count = int(length[-1] / (1.95 * bead))
    places = np.linspace(0, length[-1], count, endpoint=False)
    ball = sphere(bead, 16, 10)
    balls = [
        ball.moved(np.interp(s, length, ring[:, 0]), np.interp(s, length, ring[:, 1]), -0.6)
        for s in places
    ]
    base = wall(
        rim,
        [
            (-bead * 1.6, 1, -1.5),
            (bead * 0.6, 1, -1.5),
            (bead * 0.6, 1, -0.8),
            (-bead * 1.6, 1, -0.8),
        ],
    )
    metal = [Part(merge(balls), "metal"), Part(base, "metal")]
    return Mount([*seat.parts, *metal], seat.depth, rim * (1 + bead / rim[:, 0].max()))
