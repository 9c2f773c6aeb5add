"""Beadwork: bracelets woven of rows of seed beads, and wire hoops threaded with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.families.earrings.drops import Drop, hung
from assets.studio.families.earrings.fittings import jump_ring
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.sweeps import sphere, torus
from assets.studio.pieces.parts import Part, Stone
from assets.studio.sampling.market import TINTS
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.settings import gemstone
from assets.studio.strands import chains, strands

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
METAL = 2  # the colour number of a metal bead; 0 and 1 are the two colours of seed beads
PATTERNS = ("blocks", "chevrons", "checks", "edges", "sprinkled")


def woven(rng: Rng, spec: Spec) -> Built:
    """Rows of seed beads around the wrist, woven into one band or worn as a stack.

    Args:
        rng: Draws the width, the pattern and the second colour.
        spec: Metal and colour of the beads.

    Returns:
        Parts, stones and details.
    """
    size = rng.uniform(1.9, 2.6)
    stack = rng.random() < 0.35
    rows = int(rng.integers(2, 5)) if stack else int(rng.choice([3, 5, 7, 9]))
    line = strands.loop(rng.uniform(165, 185), 0.0, rng, (0.92, 1.06))
    total = chains.measured(line.path, True)[1][-1]
    count = int(total / (0.92 * size) / 12) * 12  # every pattern repeats within twelve
    at = np.arange(count) * total / count
    colours = _pattern(str(rng.choice(PATTERNS)), count, rows, stack, rng)
    pitch = size * (1.45 if stack else 0.98)
    found: dict[int, list[Mesh]] = {}
    body = sphere(0.5 * size, 12, 8).scaled(0.86, 1, 1)
    for j in range(rows):
        shift = rng.normal(0, 0.9, 2) if stack else np.zeros(2)
        places, ahead = chains.along(line.path, at, True)
        places += np.array([*shift, (j + 0.5) * pitch])
        turns = chains.frames(ahead, rng.normal(0, 0.15, count))
        for colour in np.unique(colours[:, j]):
            mask = colours[:, j] == colour
            found.setdefault(int(colour), []).append(chains.copies(body, turns[mask], places[mask]))
    stones = _stones(spec, size, {c: len(meshes) for c, meshes in found.items()}, rng)
    parts = [
        Part(merge(meshes), "metal" if colour == METAL else f"stone:{colour}")
        for colour, meshes in sorted(found.items())
    ]
    details: dict[str, Any] = {"metal_beads": True, "elevation": (20, 44)}
    if stack:
        details["features"] = (f"{('two', 'three', 'four')[rows - 2]} strands",)
    return parts, stones, details


def _pattern(kind: str, count: int, rows: int, stack: bool, rng: Rng) -> Array:
    """The colour number (count, rows) of every bead; 0 is the commonest."""
    i, j = np.mgrid[0:count, 0:rows]
    middle = abs(j - rows // 2)
    if stack:  # each strand has a colour of its own, and metal beads at intervals
        strand = rng.permutation(np.arange(rows) % 2)[None] + 0 * i
        return np.where((i + 3 * j) % 6 == 0, METAL, strand)
    if kind == "blocks":
        return np.where(i % 12 < 6, 0, np.where(i % 12 < 8, METAL, 1))
    if kind == "chevrons":
        return np.array([0, 0, 0, 1, 1, METAL])[(i + middle) % 6]
    if kind == "checks":
        return np.where((i // 3 + (j + 1) // 2) % 2 == 0, 0, np.where(i % 3 == 1, METAL, 1))
    if kind == "edges":
        return np.where((j == 0) | (j == rows - 1), METAL, (i // 6 % 2) * (middle == 0))
    return rng.choice([0, 1, METAL], (count, rows), p=(0.62, 0.18, 0.2))


def _stones(spec: Spec, size: float, shares: dict[int, int], rng: Rng) -> tuple[Stone, ...]:
    """The beads' colours: the order's own and, where the pattern has two, one beside it."""
    first = gemstone(spec, 0, size, "bead", 60)
    if 1 not in shares:
        return (first,)
    others = [tint for tint in TINTS["seed beads"] if tint != spec.tint]
    return first, replace(first, look=str(rng.choice(others)), count=30)


def beaded_hoop(rng: Rng, spec: Spec) -> Built:
    """A ring of wire below an ear hook, threaded with seed beads all around or along its foot.

    Args:
        rng: Draws size and pattern.
        spec: Metal and colour of the beads.

    Returns:
        One earring, its stones and details.
    """
    radius, size = rng.uniform(8.5, 14.5), rng.uniform(2.1, 3.0)
    ring = torus(radius, 0.42, 72, 10).moved(0, -radius, 0)
    span = TAU if rng.random() < 0.5 else rng.uniform(2.6, 4.2)
    count = int(span * radius / size)
    angle = (np.arange(count) - (count - 1) / 2) * size / radius  # from the foot of the ring
    every = int(rng.integers(3, 6))
    two = rng.random() < 0.6
    found: dict[int, list[Mesh]] = {}
    body = sphere(0.5 * size, 14, 10).scaled(0.88, 1, 1)
    for k, a in enumerate(angle):
        if np.cos(a) < -0.9:
            continue  # the loop of the hook goes here
        k = abs(k - count // 2)
        colour = METAL if k % every == every - 1 else 1 if two and k // every % 2 else 0
        place = [radius * np.sin(a), -radius - radius * np.cos(a), 0]
        found.setdefault(colour, []).append(body.turned("z", a).moved(*place))
    loop = Part(jump_ring(1.5, 0.38, True).moved(0, -0.6), "metal")
    parts = [Part(ring, "metal"), loop]
    for colour, meshes in sorted(found.items()):
        parts.append(Part(merge(meshes), "metal" if colour == METAL else f"stone:{colour}"))
    stones = _stones(spec, size, {c: len(m) for c, m in found.items()}, rng)
    link = Drop(parts, 2 * radius, stones)
    made, stones, words = hung(str(rng.choice(["fish", "fish", "kidney"])), rng, [link])
    stones = tuple(replace(s, count=2 * s.count) for s in stones)
    return made, stones, {"setting": "", "features": tuple(words)}
