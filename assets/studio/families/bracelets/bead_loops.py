"""Bead bracelets: one small closed loop of large beads, or a stack of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.charms.hung import hung_motif
from assets.studio.geometry.mesh import TAU, Array
from assets.studio.pieces.piece import Part, Stone, moved, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import hangings
from assets.studio.strands.layouts import Layout
from assets.studio.strands.mixes import Mix, counted, mix
from assets.studio.strands.stringing import Strung, threaded
from assets.studio.words.lexicon import article, metal_name

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
ELEVATIONS = ((9, 22), (20, 42), (42, 70), (66, 89))


def bracelet(rng: Rng, spec: Spec) -> Built:
    """Makes sixteen to thirty beads on an elastic, alone or two to four on one another or in a row.

    Args:
        rng: Draws the beads, the stack and the view.
        spec: Metal, stones and motif.

    Returns:
        Parts, stones and details.
    """
    count = int(rng.choice([1, 2, 3, 4], p=(0.6, 0.17, 0.15, 0.08)))
    around = rng.uniform(176, 205)
    size = around / rng.uniform(16, 27)
    found = mix(spec, size, rng, 0.4, most=7)
    sides = rng.random() < 0.35
    parts: list[Part] = []
    beads, z = 0, 0.0
    for k in range(count):
        pattern = found.pattern if k % 2 == 0 else _turned_round(found, rng)
        wide = max(b.size for b in pattern)
        loop = _loop(around, rng)
        made, number = threaded(
            loop, pattern, rng, 0.0, 0.04, 0.015, _string(found), fine=count == 1
        )
        radius = around / TAU
        shift = [k * (2 * radius + wide + 1.0), rng.normal(0, 3), 0.0]
        if not sides:
            shift = [rng.normal(0, 0.18 * wide), rng.normal(0, 0.18 * wide), z]
        z += 0.93 * wide
        parts += moved(turned(made, "z", rng.uniform(0, TAU)), *shift)
        beads += number
    features: list[str] = []
    if count == 1 and rng.random() < 0.45:
        words, hanging = _hanging(loop, size, spec, rng)
        features, parts = words, parts + hanging
    low, high = ELEVATIONS[int(rng.integers(len(ELEVATIONS)))]
    lies = ("lying in a small loop", "closed in a small circle", "laid in a circle")
    stacked = ("laid in a row",) if sides else ("lying on one another", "one on another")
    details = {
        "count": count,
        "bead_shape": found.shape,
        "metal_beads": found.metal,
        "metal_seen": "" if any(p.material == "metal" for p in parts) else "none",
        "features": tuple(features),
        "lies": lies if count == 1 else stacked,
        "elevation": (max(low, 30), max(high, 60)) if sides and count > 1 else (low, high),
        "azimuth": 40,
        "fill": (0.8, 0.97) if sides and count > 1 else (0.5, 0.95),
        "focal": (32, 100),
    }
    return parts, counted(found, beads), details


def _string(found: Mix) -> str:
    return "black" if found.stones[0].look in ("black", "dark red") else "beige"


def _loop(around: float, rng: Rng) -> Layout:
    """A closed loop of beads' middles, nearly round as elastic makes it."""
    t = TAU * np.arange(360) / 360
    r = around / TAU * (1 + rng.uniform(0, 0.05) * np.cos(2 * t + rng.uniform(0, TAU)))
    path = np.column_stack([r * np.sin(t), r * np.cos(t), 0 * t])
    return Layout(path, True, np.ones(360, dtype=bool))


def _turned_round(found: Mix, rng: Rng) -> list[Strung]:
    """The same beads, otherwise arranged: every second bracelet of a stack."""
    order = rng.permutation(len(found.pattern))
    return [found.pattern[int(i)] for i in order]


def _hanging(loop: Layout, size: float, spec: Spec, rng: Rng) -> tuple[list[str], list[Part]]:
    """A charm, a coin or a tassel at the front of a loop."""
    at: Array = loop.path[180]
    out = np.array([0.0, -1.0, 0.0])
    way, metal = str(rng.choice(["motif", "motif", "coin", "tassel"])), metal_name(spec.metal)
    if way == "tassel":
        cord = str(rng.choice(["beige", "red", "black", "blue", "green"]))
        tail = hangings.tassel(
            at + out * 0.5 * size, out, rng.uniform(15, 30), rng.uniform(4, 7), cord, rng
        )
        return [f"a small {cord} tassel"], tail
    if way == "coin":
        disc = hangings.hung_disc(at, out, 0.5 * size, rng.uniform(5, 9), rng)
        return [f"a small {metal} coin"], [Part(disc, "metal")]
    word, made = hung_motif(at, out, 0.5 * size, spec, rng.uniform(8, 16), rng)
    return [article(f"{metal} {word} charm")], made
