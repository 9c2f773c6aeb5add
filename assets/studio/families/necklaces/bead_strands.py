"""Necklaces of one to five strands of beads, with coins, tassels, drops and a charm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.hung import hung_motif
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import TAU, Array, merge
from assets.studio.geometry.outlines import plate
from assets.studio.geometry.sweeps import sphere
from assets.studio.materials.optics import THREADS
from assets.studio.pieces.piece import Part, Stone, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains, hangings
from assets.studio.strands.layouts import Layout, on_floor
from assets.studio.strands.mixes import Mix, counted, mix
from assets.studio.strands.stringing import flat, threaded
from assets.studio.words.lexicon import article, metal_name

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
# Low from the front, or from above.
ELEVATIONS = ((7, 20), (14, 34), (14, 34), (34, 60), (60, 88))


def necklace(rng: Rng, spec: Spec) -> Built:
    """Makes strands that lie around the neck's place, one outside the other.

    Args:
        rng: Draws the shape, what hangs from it and how it is seen.
        spec: Metal, stones and motif.

    Returns:
        Parts, stones and details.
    """
    count = int(rng.choice([1, 2, 3, 4, 5], p=(0.24, 0.28, 0.28, 0.08, 0.12)))
    size = rng.uniform(5.5, 14) if count == 1 else rng.uniform(4.5, 11.5)
    found = mix(spec, size, rng, 0.45)
    cord = str(rng.choice(list(THREADS)))
    lines = _lines(count, size, rng)
    parts, beads = _hung_strands(lines, found, cord, rng)
    parts += _closure(lines, found, spec, cord, rng)
    features, hanging = _front(lines[-1], size, spec, cord, rng)
    parts += hanging
    stones = counted(found, beads)
    tilt = rng.uniform(0.15, 0.6) if rng.random() < 0.4 else 0.0
    details: dict[str, Any] = {
        "count": count,
        "bead_shape": found.shape,
        "metal_beads": found.metal,
        "metal_seen": "" if _metallic([*parts]) else "none",
        "features": tuple(features),
        "elevation": ELEVATIONS[int(rng.integers(len(ELEVATIONS)))],
        "azimuth": 28,
        "fill": (0.55, 0.96),
        "focal": (32, 100),
        "lies": ("standing upright", "propped up") if tilt else ("lying", "laid in a round"),
    }
    if tilt:
        parts = _propped(on_floor(parts), tilt)
    return parts, stones, details


def _metallic(parts: list[Part]) -> bool:
    return any(p.material == "metal" for p in parts)


def _lines(count: int, size: float, rng: Rng) -> list[Layout]:
    """Arcs one outside the other, open at the back (+y)."""
    inner = rng.uniform(46, 62)
    ratio = rng.uniform(0.8, 1.05)
    opening = rng.uniform(0.12, 0.3) if count == 1 else rng.uniform(0.3, 1.0)
    pitch = size * rng.uniform(1.12, 1.9)
    drop = rng.uniform(0.0, 0.5)  # outer strands hang lower at the front
    lines = []
    for k in range(count):
        a = np.linspace(opening, TAU - opening, 420)
        r = inner + k * pitch * (1 + drop * np.maximum(-np.cos(a), 0) ** 2)
        r = r * (1 + 0.006 * np.sin(3 * a + rng.uniform(0, TAU)))
        lines.append(flat(np.column_stack([r * np.sin(a), r * np.cos(a) * ratio, 0 * a])))
    return lines


def _hung_strands(lines: list[Layout], found: Mix, cord: str, rng: Rng) -> tuple[list[Part], int]:
    """Strands of one mix, or plainer and smaller inside than outside."""
    parts: list[Part] = []
    beads = 0
    graded, plain = rng.uniform(0, 0.45), len(lines) > 1 and rng.random() < 0.5
    rough = 0.14 if found.shape in ("chip", "nugget") else 0.02
    for k, line in enumerate(lines):
        outer = k == len(lines) - 1
        pattern = found.pattern
        if plain and not outer and not found.mixed:
            small = replace(pattern[0], shape="round" if found.shape != "chip" else "chip")
            pattern = [replace(small, size=small.size * rng.uniform(0.5, 0.85))]
        made, count = threaded(line, pattern, rng, graded, rng.uniform(0.05, 0.5), rough, cord)
        parts += made
        beads += count
    return parts, beads


def _closure(lines: list[Layout], found: Mix, spec: Spec, cord: str, rng: Rng) -> list[Part]:
    """Cords or chains from the ends of the strands, gathered at the back; a clasp or tassels."""
    size = found.pattern[0].size
    back = float(lines[-1].path[0, 1]) + rng.uniform(2, 14) * (1 if len(lines) > 1 else 0.3)
    thread = rng.random() < 0.65
    parts: list[Part] = []
    for side, end in ((1, 0), (-1, -1)):
        gather = np.array([side * rng.uniform(3, 7), back, 0.0])
        for line in lines:
            start = line.path[end]
            middle = 0.5 * (start + gather) + [0.12 * abs(start[0]) * side, 0.06 * size, 0]
            path = spline([start, middle, gather], 60) + np.array([0, 0, 0.3 * size])
            wide = min(1.6, 0.3 * size)
            if thread:
                parts.append(Part(hangings.braid(path, wide * 1.3, rng), f"cord:{cord}"))
            else:
                parts.append(Part(chains.chain("cable", path, wide, rng), "metal"))
        cap = (
            sphere(0.5, 16, 10).scaled(0.7 * size).moved(*(gather + np.array([0, 0, 0.35 * size])))
        )
        parts.append(Part(cap, f"cord:{cord}" if thread else "metal"))
        if thread and rng.random() < 0.75:
            way = np.array([side * rng.uniform(0.1, 1.0), rng.uniform(-0.2, 1.0), 0.0])
            way /= np.linalg.norm(way)
            long = rng.uniform(14, 34)
            parts += hangings.tassel(gather, way, long, rng.uniform(4, 8), cord, rng)
    if not thread:
        clasp = chains.laid(chains.clasp("lobster", 0.7), [0, back, 0.35 * size], [1, 0, 0])
        parts.append(Part(clasp, "metal"))
    return parts


def _front(
    line: Layout, size: float, spec: Spec, cord: str, rng: Rng
) -> tuple[list[str], list[Part]]:
    """What hangs from the outermost strand, in words and solids."""
    way = str(rng.choice(["", "", "coins", "coins", "drops", "motif", "motif", "tassel", "coin"]))
    if not way:
        return [], []
    if way == "tassel":
        at, out = _spot(line, 0.5)
        start = at + out * 0.6 * size
        tail = hangings.tassel(start, out, rng.uniform(24, 55), rng.uniform(6, 11), cord, rng)
        return [f"a long {cord} tassel"], tail
    metal = metal_name(spec.metal)
    if way == "motif":
        word, made = hung_motif(*_spot(line, 0.5), 0.5 * size, spec, rng.uniform(16, 30), rng)
        return [article(f"{metal} {word}")], made
    if way == "coin":
        at, out = _spot(line, 0.5)
        mesh = hangings.hung_disc(at, out, 0.5 * size, rng.uniform(9, 14), rng)
        return [f"a large {metal} coin"], [Part(mesh, "metal")]
    count = int(rng.choice([3, 5, 7, 9, 11]))
    spread = rng.uniform(0.2, 0.4)
    shares = np.linspace(0.5 - spread, 0.5 + spread, count)
    if way == "coins":
        radius = min(rng.uniform(5, 11), 0.42 * _step(line, shares))
        discs = [hangings.hung_disc(*_spot(line, s), 0.5 * size, radius, rng) for s in shares]
        return [f"{metal} coins", f"hanging {metal} coins"], [Part(merge(discs), "metal")]
    drop = min(rng.uniform(3.5, 7), 0.5 * _step(line, shares))
    pairs = [hangings.drop_bead(*_spot(line, s), 0.5 * size, drop) for s in shares]
    meshes = [mesh for pair in pairs for mesh in pair]
    return [f"small {metal} drops", f"hanging {metal} drops"], [Part(merge(meshes), "metal")]


def _spot(line: Layout, share: float) -> tuple[Array, Array]:
    """A point (3,) at a share of a line's length, and the way (3,) out of the loop."""
    total = chains.measured(line.path)[1][-1]
    place, ahead = chains.along(line.path, [share * total])
    out = np.array([-ahead[0, 1], ahead[0, 0], 0.0])
    return place[0], out if out[:2] @ place[0, :2] > 0 else -out


def _step(line: Layout, shares: Array) -> float:
    return float((shares[1] - shares[0]) * chains.measured(line.path)[1][-1])


def _propped(parts: list[Part], tilt: float) -> list[Part]:
    """Leans a flat necklace back to front on a dark board that is cut to its outline."""
    points = np.concatenate([p.mesh.vertices[:, :2] for p in parts])
    low, high = points.min(axis=0), points.max(axis=0)
    a = TAU * np.arange(72) / 72
    half = (high - low) / 2 * 0.93
    rim = (low + high) / 2 + np.column_stack([half[0] * np.cos(a), half[1] * np.sin(a)])
    board = Part(plate(rim, 4.0, 1.5).moved(z=-4.02), "prop:dark bust", False)
    return on_floor(turned([*parts, board], "x", tilt))
