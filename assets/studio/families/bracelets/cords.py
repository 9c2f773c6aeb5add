"""Bracelets of thin cord or of links, each with one charm."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.charms.hung import hung_motif
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import TAU, merge
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.materials.optics import THREADS
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains, hangings, layouts
from assets.studio.strands.layouts import Layout

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
ELEVATIONS = ((26, 48), (48, 72), (68, 89))


def _view(rng: Rng) -> dict[str, Any]:
    low, high = ELEVATIONS[int(rng.integers(len(ELEVATIONS)))]
    return {"elevation": (low, high), "azimuth": 40, "fill": (0.55, 0.95), "focal": (32, 100)}


def corded(rng: Rng, spec: Spec) -> Built:
    """Makes a loop of thin cord with a sliding knot at the back and one motif at the front.

    Args:
        rng: Draws the cord, the knot and the charm.
        spec: Metal and motif.

    Returns:
        Parts, no stones, and details.
    """
    around, r = rng.uniform(165, 215), rng.uniform(0.45, 1.1)
    colour = str(rng.choice(list(THREADS)))
    t = TAU * np.arange(400) / 400
    wave = 1 + rng.uniform(0, 0.05) * np.cos(2 * t + rng.uniform(0, TAU))
    wave += rng.uniform(0, 0.02) * np.cos(3 * t)
    radius = around / TAU
    path = np.column_stack([radius * wave * np.sin(t), radius * wave * np.cos(t), 0 * t + r])
    cord = f"cord:{colour}"
    parts = [Part(tube(path, r, 10, closed=True), cord)]
    back, ahead = path[0], np.array([1.0, 0.0, 0.0])
    for side in (-1, 1) if rng.random() < 0.6 else (1,):
        spot = back + ahead * side * rng.uniform(4, 9)
        parts.append(Part(hangings.knot(spot + np.array([0, 0, r]), ahead, 1.7 * r, 5), cord))
    parts.append(Part(_tails(back, r, rng), cord))
    at, out = path[200] * [1, 1, 0], np.array([0.0, -1.0, 0.0])
    word, made = hung_motif(at, out, r, spec, rng.uniform(7, 15), rng)
    parts += made
    if rng.random() < 0.35:
        spots, _ = chains.along(path, np.array([0.46, 0.54]) * around, True)
        beads = [sphere(2.2 * r, 16, 10).moved(*p) for p in spots]
        parts.append(Part(merge(beads), "metal"))
    details = {
        "cord": colour,
        "charm": word,
        "features": ("a sliding knot", "a knotted closure"),
        **_view(rng),
    }
    return parts, (), details


def _tails(back: np.ndarray, r: float, rng: Rng) -> Any:
    """The two ends of the cord beyond the knot, each with a small knot."""
    meshes = []
    for side in (-1, 1):
        end = np.array([side * rng.uniform(14, 30), rng.uniform(4, 22), 0.0])
        path = spline(
            [
                back + np.array([side * 3, 1.6 * r, r]),
                back + 0.5 * end + np.array([0, 5, 0.2]),
                back + end,
            ],
            40,
        )
        path[:, 2] = r
        meshes += [tube(path, 0.9 * r, 8), sphere(1.9 * r, 12, 8).moved(*path[-1])]
    return merge(meshes)


def linked(rng: Rng, spec: Spec) -> Built:
    """Makes a chain of large links, closed, open or lying straight, with one motif.

    Args:
        rng: Draws the chain, how it lies, and the charm.
        spec: Metal, chain and motif.

    Returns:
        Parts, no stones, and details.
    """
    width = rng.uniform(2.6, 7.0)
    long = rng.uniform(168, 200)
    if rng.random() < 0.4:
        line = layouts.wave(long, width / 2, rng)
    else:
        line = layouts.loop(long, width / 2, rng, (0.75, 1.2))
    parts: list[Part] = []
    shown = line
    if line.closed:
        gap = float(np.clip(3.2 * width, 8, 15))
        parts.append(layouts.fastened(str(rng.choice(CLASPS)), line, gap, gap / 11.5))
        shown = layouts.opened(line, gap)
    else:
        end, ahead = layouts.along_ends(line)
        scale = float(np.clip(0.25 * width, 0.7, 1.3))
        clasp = chains.laid(chains.clasp("lobster", scale), end + ahead * 4.6 * scale, ahead)
        parts.append(Part(layouts.resting(clasp), "metal"))
    parts += layouts.chained(spec.chain, shown, width, rng)
    at, out = _outside(shown, 0.5 if line.closed else rng.choice([0.5, 0.5, 0.94]))
    word, made = hung_motif(at, out, 0.5 * width, spec, rng.uniform(9, 20), rng)
    details = {"charm": word, "features": ("a lobster clasp",) if not line.closed else ()}
    return parts + made, (), {**details, **_view(rng)}


CLASPS = ("lobster", "lobster", "spring ring", "toggle")


def _outside(line: Layout, share: float) -> tuple[np.ndarray, np.ndarray]:
    """A point on the floor under a line, and the way out of its bend."""
    total = chains.measured(line.path)[1][-1]
    place, ahead = chains.along(line.path, [share * total])
    out = np.array([-ahead[0, 1], ahead[0, 0], 0.0])
    inward = line.path[:, :2].mean(axis=0) - place[0, :2]
    return place[0] * [1, 1, 0], -out if out[:2] @ inward > 0 else out
