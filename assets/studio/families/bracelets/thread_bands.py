"""Bracelets knotted from coloured threads: flat bands, laid straight or in a loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.materials.optics import THREADS
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
PATTERNS = ("diagonal", "chevron", "diamond", "stripes", "sprinkled")


def band(rng: Rng, spec: Spec) -> Built:
    """Makes rows of small slanted knots in two to four colours, with loose threads at the ends.

    Args:
        rng: Draws colours, pattern, width and how it lies.
        spec: Unused but for its type; there is no metal.

    Returns:
        Parts, no stones, and details.
    """
    rows = int(rng.integers(5, 12))
    pitch = rng.uniform(1.3, 2.1)
    colours = list(map(str, rng.permutation(list(THREADS))[: int(rng.integers(2, 5))]))
    pattern = str(rng.choice(PATTERNS))
    standing = rng.random() < 0.3
    path, ends = _course(rng, standing)
    count = int(chains.measured(path, standing)[1][-1] / (0.92 * pitch))
    which = _pattern(pattern, count, rows, len(colours), rng)
    at = (np.arange(count) + 0.5) * 0.92 * pitch
    places, ahead = chains.along(path, at, standing)
    up = np.tile([0.0, 0.0, 1.0], (count, 1))
    aside = up if standing else np.cross(up, ahead)
    lean = 0.6 if pattern in ("diagonal", "stripes") else 0.0
    found: dict[int, list[Mesh]] = {}
    unit = sphere(0.5, 12, 8).scaled(1.3 * pitch, 0.95 * pitch, 0.8 * pitch).turned("z", lean)
    if standing:
        unit = unit.turned("x", np.pi / 2)
    turns = chains.frames(ahead)
    for j in range(rows):
        shift = (j - (rows - 1) / 2) * pitch
        spots = places + aside * shift
        for colour in np.unique(which[:, j]):
            own = which[:, j] == colour
            found.setdefault(int(colour), []).append(chains.copies(unit, turns[own], spots[own]))
    parts = [Part(merge(m), f"cord:{colours[c]}") for c, m in sorted(found.items())]
    if ends:
        parts += _fringe(path, rows * pitch, colours, rng)
    low, high = ((10, 45), (50, 89))[int(not standing)]
    shown = [colours[c] for c in sorted(found)][:3]
    details = {
        "threads": tuple(dict.fromkeys(shown)),
        "weave": pattern,
        "metal_seen": "none",
        "features": ("loose threads at the ends",) if ends else (),
        "lies": ("laid straight", "laid lengthwise") if ends else ("closed in a loop",),
        "elevation": (low, high),
        "azimuth": 90 if ends else 40,
        "fill": (0.6, 0.97),
        "focal": (32, 100),
    }
    return parts, (), details


def _course(rng: Rng, standing: bool) -> tuple[Array, bool]:
    """The middle line: a wrist's loop standing on its edge, or a nearly straight strip."""
    if standing:
        t = TAU * np.arange(360) / 360
        r = rng.uniform(26, 31)
        return np.column_stack([r * np.sin(t), r * rng.uniform(0.85, 1) * np.cos(t), 0 * t]), False
    s = np.linspace(-1, 1, 300)
    long, bend = rng.uniform(70, 160), rng.normal(0, 9)
    y = bend * s**2 + rng.normal(0, 4) * np.sin(3 * s)
    return np.column_stack([s * long / 2, y, 0 * s]), True


def _pattern(kind: str, count: int, rows: int, colours: int, rng: Rng) -> Array:
    """The colour number (count, rows) of every knot."""
    i, j = np.mgrid[0:count, 0:rows]
    run = int(rng.integers(2, 5))
    middle = np.abs(j - (rows - 1) / 2).astype(int)
    if kind == "diagonal":
        return ((i + j) // run) % colours
    if kind == "chevron":
        return ((i + middle) // run) % colours
    if kind == "diamond":
        half = rows // 2 + 1
        return ((np.abs(i % (2 * half) - half) + middle) // run) % colours
    if kind == "stripes":
        return (j // max(1, rows // colours)) % colours
    return rng.integers(0, colours, (count, rows))


def _fringe(path: Array, wide: float, colours: list[str], rng: Rng) -> list[Part]:
    """Loose threads beyond both ends."""
    found: dict[str, list[Mesh]] = {}
    for end, next_ in ((0, 4), (-1, -5)):
        ahead = path[end] - path[next_]
        ahead /= np.linalg.norm(ahead)
        aside = np.array([-ahead[1], ahead[0], 0.0])
        for k in range(9):
            start = path[end] + aside * wide * (k / 8 - 0.5) * 0.8
            gather = path[end] + ahead * rng.uniform(10, 14) + aside * rng.normal(0, 0.8)
            far = gather + ahead * rng.uniform(10, 34) + aside * rng.normal(0, 5)
            line = spline([start, gather, far], 24) + np.array([0, 0, rng.uniform(0, 1.2)])
            found.setdefault(colours[k % len(colours)], []).append(tube(line, 0.45, 6))
    return [Part(merge(meshes), f"cord:{colour}", False) for colour, meshes in found.items()]
