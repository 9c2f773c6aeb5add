"""Beads of many shapes on a line in space, a few meshes copied many times.

`beads.strung` lays a few careful beads on a floor; this strings hundreds along any curve, as
the multi-strand necklaces of small makers need.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.outlines import box
from assets.studio.geometry.sweeps import lathe, sphere, tube
from assets.studio.pieces.piece import Part
from assets.studio.strands import chains
from assets.studio.strands.layouts import Layout

Rng = np.random.Generator
SHAPES = (
    "round",
    "rondelle",
    "oval",
    "barrel",
    "tube",
    "disc",
    "faceted",
    "chip",
    "nugget",
    "cube",
)
VARIANTS = 5  # of irregular beads


@dataclass(frozen=True)
class Strung:
    """One kind of bead in a pattern.

    Attributes:
        material: As in `Part.material`.
        shape: One of `SHAPES`.
        size: Its width across the string, mm.
    """

    material: str
    shape: str
    size: float


def unit_bead(shape: str, rng: Rng, fine: bool = False) -> tuple[Mesh, float]:
    """A bead of width 1 with its hole along x, and its length.

    Args:
        shape: One of `SHAPES`.
        rng: Shapes chips and nuggets.
        fine: For a bead that fills a good part of the picture.

    Raises:
        ValueError: If there is no such shape.
    """
    sides, rows = (28, 18) if fine else (16, 11)
    if shape in ("round", "oval"):
        long = 1.5 if shape == "oval" else 1.0
        return sphere(0.5, sides, rows).scaled(long, 1, 1), long
    if shape == "faceted":
        a = np.linspace(-np.pi / 2, np.pi / 2, 8)
        body = lathe(np.column_stack([np.cos(a).round(9), np.sin(a)]) * 0.5, 10)
        return Mesh(body.vertices, body.faces, False).turned("y", np.pi / 2), 1.0
    if shape in PROFILES:
        half, corner = PROFILES[shape]
        a = np.linspace(0, np.pi / 2, 5)
        low = np.column_stack(
            [0.5 - corner * (1 - np.sin(a)), -half + corner * (1 - np.cos(a)) * half / 0.5]
        )
        profile = np.concatenate([[[0, -half]], low, low[::-1] * [1, -1], [[0, half]]])
        return lathe(profile, sides).turned("y", np.pi / 2), 2 * half
    if shape == "cube":
        return box(1, 1, 1, 0.12, 0.12).moved(z=-0.5).scaled(0.9), 0.9
    if shape in ("chip", "nugget"):
        return _lump(rng, 0.55 if shape == "chip" else 0.25, shape == "nugget")
    raise ValueError(f"There is no bead {shape!r}; choose one of {', '.join(SHAPES)}.")


# Half the length, and the radius of the rounded edge, of turned beads of width 1.
PROFILES = {
    "rondelle": (0.31, 0.3),
    "barrel": (0.85, 0.22),
    "tube": (1.25, 0.08),
    "disc": (0.16, 0.06),
}


def _lump(rng: Rng, rough: float, smooth: bool) -> tuple[Mesh, float]:
    """An irregular convex lump: a chip of coral, a tumbled stone."""
    ball = sphere(0.5, 14, 9)
    v = ball.vertices * [rng.uniform(0.5, 0.95), 1.0, rng.uniform(0.65, 1.0)]
    for _ in range(5):  # flattened where it was broken or ground
        axis = rng.normal(size=3)
        axis /= np.linalg.norm(axis)
        over = np.maximum(v @ axis - 0.5 * (1 - rough * rng.uniform(0.3, 0.9)), 0)
        v = v - np.outer(over * 0.85, axis)
    v = v - (v.min(axis=0) + v.max(axis=0)) / 2
    v = v / np.ptp(v[:, 1:], axis=0).max()
    return Mesh(v, ball.faces, smooth), float(np.ptp(v[:, 0]))


def threaded(
    line: Layout,
    pattern: list[Strung],
    rng: Rng,
    graduated: float = 0.0,
    gap: float = 0.12,
    jitter: float = 0.02,
    cord: str = "black",
    fine: bool = False,
) -> tuple[list[Part], int]:
    """Strings beads along a line, repeating a pattern; each rests on the line's height.

    Args:
        line: Where they lie; its z is the height of the floor under them.
        pattern: Beads, repeated.
        rng: Sizes and turns differ a little.
        graduated: How much smaller the beads at the ends are than in the middle, 0 to 1.
        gap: Between beads, mm.
        jitter: Standard deviation of sizes, relative.
        cord: Colour of the string.
        fine: Beads that fill a good part of the picture.

    Returns:
        The beads by material and the string, and the number of beads. Neighbours do not touch.
    """
    kinds = list(dict.fromkeys(pattern))
    count = {k: VARIANTS if k.shape in ("chip", "nugget") else 1 for k in kinds}
    units = {k: [unit_bead(k.shape, rng, fine) for _ in range(count[k])] for k in kinds}
    total = float(chains.measured(line.path, line.closed)[1][-1])
    chosen: list[tuple[Strung, int, float, float]] = []  # kind, variant, scale, place
    at = gap / 2
    while True:
        kind = pattern[len(chosen) % len(pattern)]
        variant = int(rng.integers(len(units[kind])))
        ease = 1 - graduated * abs(2 * at / total - 1) ** 1.2
        scale = kind.size * ease * max(0.6, 1 + rng.normal(0, jitter))
        long = units[kind][variant][1] * scale
        if at + long + gap / 2 > total or len(chosen) > 900:
            break
        chosen.append((kind, variant, scale, at + long / 2))
        at += long + gap
    slack = (total - at) / max(len(chosen), 1)
    places, ahead = chains.along(
        line.path, [c[3] + slack * (i + 0.5) for i, c in enumerate(chosen)], line.closed
    )
    turns = chains.frames(ahead, rng.uniform(0, TAU, len(chosen)))
    found: dict[str, list[Mesh]] = {}
    for kind in kinds:
        for variant, (unit, _) in enumerate(units[kind]):
            own = [i for i, c in enumerate(chosen) if c[:2] == (kind, variant)]
            if own:
                scales = np.array([chosen[i][2] for i in own])
                spots = places[own] + np.outer(0.5 * scales, [0, 0, 1])
                sized = turns[own] * scales[:, None, None]
                found.setdefault(kind.material, []).append(chains.copies(unit, sized, spots))
    parts = [Part(merge(meshes), material) for material, meshes in found.items()]
    parts.append(Part(_string(line, chosen, total), f"cord:{cord}", False))
    return parts, len(chosen)


def _string(line: Layout, chosen: list[tuple[Strung, int, float, float]], total: float) -> Mesh:
    """The thread through the middles of the beads."""
    steps = np.linspace(0, total, 260, endpoint=not line.closed)
    path = chains.along(line.path, steps, line.closed)[0]
    middles, half = [c[3] for c in chosen], [0.5 * c[2] for c in chosen]
    path[:, 2] += np.interp(steps, middles, half)
    return tube(path, 0.09 * 2 * float(np.median(half)), 6, closed=line.closed)


def seen_size(pattern: list[Strung], material: str) -> float:
    """The width in mm of the largest bead of a material in a pattern."""
    return max((k.size for k in pattern if k.material == material), default=0.0)


def flat(path: Array) -> Layout:
    """An open line as a layout."""
    return Layout(path, False, np.ones(len(path), dtype=bool))
