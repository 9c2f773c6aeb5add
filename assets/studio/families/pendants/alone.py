"""Pendants without a chain: cut from sheet, or a stone wrapped in wire."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.pendants.coins import coin
from assets.studio.families.pendants.letters import initial
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.sweeps import torus, tube
from assets.studio.pieces.piece import Charm, Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone
from assets.studio.stones.gems import gem
from assets.studio.stones.girdles import unit_outline

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
SMALL = {"butterfly", "infinity", "key", "flower"}


def _view(rng: Rng) -> dict[str, Any]:
    low, high = ((40, 58), (58, 78), (74, 89))[int(rng.integers(3))]
    return {"elevation": (low, high), "azimuth": 22, "fill": (0.5, 0.88), "focal": (36, 100)}


def cut(rng: Rng, spec: Spec) -> Built:
    """Makes a motif, an initial or a medal with a ring, lying by itself.

    Args:
        rng: Draws which, and its shape.
        spec: Metal and motif.

    Returns:
        Parts, stones and details.
    """
    made, word = _ornament(spec, rng)
    wire = rng.uniform(0.5, 0.9)
    inner = rng.uniform(2.2, 3.6)
    eye = torus(inner * 0.62, wire, 26, 10).moved(*(made.top + np.array([0, 0.45 * inner, 0])))
    at = made.top + np.array([0, 0.45 * inner + inner * 0.62 + 0.5 * inner, 0])
    ring = torus(inner, wire, 36, 10).turned("x", rng.uniform(0.2, 1.2))
    ring = ring.turned("z", rng.uniform(-0.6, 0.6)).moved(*at)
    parts = [*made.parts, Part(merge([eye, ring.moved(z=-ring.bounds()[0][2])]), "metal")]
    features = tuple(made.details.get("features", ()))
    details = {"word": word, "features": (*features, "a jump ring"), **_view(rng)}
    return parts, made.stones, details


def _ornament(spec: Spec, rng: Rng) -> tuple[Charm, str]:
    draw = rng.random()
    if draw < 0.22:
        made = initial(spec, rng)
        return made, f"letter {made.details['letter']}"
    if draw < 0.42:
        return coin(spec, rng), "round medal"
    way = "" if spec.motif in SMALL else str(rng.choice(["flat", "flat", "open", "puffed"]))
    return charm(spec.motif, spec, rng.uniform(16, 32), rng, way), spec.motif


def wrapped(rng: Rng, spec: Spec) -> Built:
    """Makes a smooth stone held by wires around its edge, with coils and a scroll over its face.

    Args:
        rng: Draws the stone's outline and the turns of the wire.
        spec: Metal and one stone.

    Returns:
        Parts, stones and details.
    """
    shape = str(rng.choice(["oval", "oval", "pear", "round", "cushion"]))
    size, aspect = rng.uniform(12, 22), rng.uniform(1.1, 1.6) if shape != "round" else 1.0
    stone = gemstone(spec, 0, size)
    body = gem("cabochon", size, aspect, rng, shape)
    high = float(body.bounds()[1][2])
    wire = rng.uniform(0.45, 0.85)
    rim = unit_outline(shape, 140, aspect) * [1.0, aspect] * (size / 2)
    rims = int(rng.integers(2, 5))
    meshes = [
        _around(rim, wire, (k - rims / 2) * 1.7 * wire + 0.1 * size * (k == 0), k)
        for k in range(rims)
    ]
    top = np.array([0.0, rim[:, 1].max() + 1.4 * wire, 0.0])
    meshes += _bail(top, wire, rng)
    meshes += [
        _wrap(rim, share, wire, rng) for share in rng.permutation(WRAPS)[: int(rng.integers(2, 5))]
    ]
    scroll = rng.random() < 0.8
    if scroll:
        meshes.append(_scroll(rim, top, high, wire, rng))
    parts = [Part(body, "stone:0"), Part(merge(meshes), "metal")]
    words = ["a coiled bail", "a wire scroll over the front" if scroll else "wire around its edge"]
    details = {"cabochon": shape, "features": tuple(words), **_view(rng)}
    return parts, (stone,), details


WRAPS = (0.08, 0.2, 0.33, 0.5, 0.66, 0.8, 0.92)  # places around the rim, from the right


def _around(rim: Array, wire: float, z: float, k: int) -> Mesh:
    """One wire around a stone's edge."""
    out = rim * (1 + (1.0 + 0.25 * (k % 2)) * wire / np.linalg.norm(rim, axis=1, keepdims=True))
    return tube(np.column_stack([out, np.full(len(out), z)]), wire, 10, closed=True)


def _bail(top: Array, wire: float, rng: Rng) -> list[Mesh]:
    """A coil of wire, and the loop for a chain above it."""
    turns, r = int(rng.integers(3, 7)), rng.uniform(1.8, 2.8)
    a = np.linspace(0, TAU * turns, 24 * turns)
    coil = np.column_stack([r * np.cos(a), a / TAU * 2.1 * wire, r * np.sin(a)]) + top
    end = float(coil[-1, 1])
    loop = torus(rng.uniform(2.2, 3.6), 1.1 * wire, 36, 10)
    tall = loop.bounds()[1][1]
    twist = loop.turned("y", rng.uniform(0.5, 1.3)).moved(0, end + 0.8 * tall, 0)
    return [tube(coil, wire, 8), twist]


def _wrap(rim: Array, share: float, wire: float, rng: Rng) -> Mesh:
    """A few turns of thin wire around the wires of the edge."""
    i = int(share * len(rim))
    at = rim[i] * (1 + wire / np.linalg.norm(rim[i]))
    ahead = rim[(i + 2) % len(rim)] - rim[i - 2]
    ahead = np.array([*ahead / np.linalg.norm(ahead), 0.0])
    thin, turns = 0.5 * wire, int(rng.integers(3, 8))
    rings = [
        torus(2.3 * wire, thin, 18, 6).placed(
            np.array([*at, 0.0]) + ahead * (k - turns / 2) * 2.05 * thin, ahead
        )
        for k in range(turns)
    ]
    return merge(rings)


def _scroll(rim: Array, top: Array, high: float, wire: float, rng: Rng) -> Mesh:
    """A wire from the bail across the stone that ends in a spiral on its face."""
    side = rng.choice([-1.0, 1.0])
    half = rim.max(axis=0)
    middle = half * np.array([side * rng.uniform(0.1, 0.4), rng.uniform(-0.55, 0.0)])
    turns, r = rng.uniform(1.5, 2.6), half[0] * rng.uniform(0.22, 0.38)
    a = np.linspace(0, TAU * turns, 60)
    fall = r * (1 - a / (TAU * turns) * 0.86)
    start = np.pi / 2
    spiral = middle + np.column_stack(
        [fall * np.cos(start + side * a), fall * np.sin(start + side * a)]
    )
    begin = [top[:2] + np.array([0, 0.5]), half * [-side * 0.35, 0.72], half * [-side * 0.3, 0.3]]
    path = spline([*begin, *spiral[::4]], 160)
    over = np.clip(1 - (path[:, 0] / half[0]) ** 2 - (path[:, 1] / half[1]) ** 2, 0, 1) ** 0.5
    return tube(np.column_stack([path, high * over + 1.1 * wire]), wire, 10)
