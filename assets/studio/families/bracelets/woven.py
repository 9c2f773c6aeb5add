"""Bracelets woven from rows of seed beads."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.sweeps import sphere
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains, layouts
from assets.studio.strands.seed_beads import METAL, bead_colours, material

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
PATTERNS = ("blocks", "chevrons", "checks", "edges", "sprinkled")


def woven(rng: Rng, spec: Spec) -> Built:
    """Makes rows of seed beads around the wrist, woven into one band or worn as a stack.

    Args:
        rng: Draws the width, the pattern and the second colour.
        spec: Metal and colour of the beads.

    Returns:
        Parts, stones and details.
    """
    size = rng.uniform(1.9, 2.6)
    stack = rng.random() < 0.35
    rows = int(rng.integers(2, 5)) if stack else int(rng.choice([3, 5, 7, 9]))
    line = layouts.loop(rng.uniform(165, 185), 0.0, rng, (0.92, 1.06))
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
    stones = bead_colours(spec, size, {c: len(meshes) for c, meshes in found.items()}, rng)
    parts = [Part(merge(meshes), material(colour)) for colour, meshes in sorted(found.items())]
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
