"""Bracelets of large links of one design: rings, bars, signs of infinity."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.charms.motifs import lemniscate
from assets.studio.geometry.mesh import Mesh, merge
from assets.studio.geometry.outlines import box
from assets.studio.geometry.sweeps import torus, tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains, layouts

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def bracelet(rng: Rng, spec: Spec) -> Built:
    """Makes large links of one design, joined by small rings.

    Args:
        rng: Draws the design and how it lies.
        spec: Metals and type.

    Returns:
        Parts, no stones, and details.
    """
    line = layouts.worn(rng, spec.type, 2.0, 0.25)
    if line.closed:
        line = layouts.opened(line, 12.0)
        closed = True
    else:
        closed = False
    shape = str(rng.choice(["oval", "round", "square", "marquise", "infinity", "bar"]))
    wide = rng.uniform(6.5, 11.0)
    body, long, thick = _design(shape, wide, rng)
    total = chains.measured(line.path)[1][-1]
    ring = 1.5
    count = int(total / (long + 2.6 * ring))
    at = (np.arange(count) + 0.5) * total / count
    places, ahead = chains.along(line.path, at)
    places[:, 2] = thick
    two = bool(spec.metal2) and rng.random() < 0.8
    turns = chains.frames(ahead, rng.normal(0, 0.03, count))
    parts = []
    for material, pick in (
        ("metal", slice(0, None, 2 if two else 1)),
        ("metal2", slice(1, None, 2)),
    ):
        if material == "metal" or two:
            parts.append(Part(chains.copies(body, turns[pick], places[pick]), material))
    joints = np.arange(1, count) * total / count
    spots, way = chains.along(line.path, joints)
    spots[:, 2] = max(thick, ring + 0.1)
    gap = total / count - long
    small = chains.link(gap + 2.6, 2.6, 0.45).turned("x", np.pi / 2)
    parts.append(Part(chains.copies(small, chains.frames(way), spots), "metal"))
    if closed:
        end, _ = chains.along(line.path, [0.0, total])
        middle, out = (end[0] + end[1]) / 2, end[0] - end[1]
        mesh = chains.laid(chains.clasp("lobster", 0.9), middle, out / np.linalg.norm(out))
        parts.append(Part(layouts.resting(mesh), "metal"))
    words = {"bar": "bars", "infinity": "infinity links", "marquise": "marquise shaped links"}
    name = words.get(shape, f"{shape} links")
    return parts, (), {"links": name, "features": (name,)}


def _design(shape: str, wide: float, rng: Rng) -> tuple[Mesh, float, float]:
    """One link along x: its mesh, its length and its half thickness."""
    wire = wide * rng.uniform(0.09, 0.15)
    if shape == "infinity":
        path, height = lemniscate(rng, 100)
        path = path * wide * 0.75
        line = np.column_stack([path, 1.06 * wire * height])
        return tube(line, wire, 12, closed=True), float(np.ptp(path[:, 0])) + 2 * wire, 2.1 * wire
    if shape == "bar":
        long = wide * rng.uniform(1.6, 2.2)
        slab = box(long, wide * 0.36, wide * 0.24, 0.4, wide * 0.12)
        eyes = [torus(1.1, 0.4, 24, 8).moved(s * (long / 2 + 0.6), 0, wide * 0.12) for s in (-1, 1)]
        return merge([slab, *eyes]).moved(z=-wide * 0.12), long + 2.4, wide * 0.12
    ratio, square = {"oval": (1.55, 2.0), "round": (1.0, 2.0), "square": (1.0, 5.0)}.get(
        shape, (1.8, 1.35)
    )
    return chains.link(wide * ratio, wide, wire, square), wide * ratio, wire
