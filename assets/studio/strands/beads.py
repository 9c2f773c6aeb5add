"""Beads, and how they are strung along a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.studio.geometry.mesh import TAU, Mesh, merge
from assets.studio.geometry.sweeps import lathe, sphere, tube
from assets.studio.pieces.piece import Part
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone
from assets.studio.stones.gems import gem
from assets.studio.strands import chains
from assets.studio.strands.layouts import Layout

Rng = np.random.Generator


@dataclass(frozen=True)
class Bead:
    """One kind of bead on a strand.

    Attributes:
        material: "metal", "metal2" or "stone:<n>".
        shape: "round", "rondelle", "oval", "faceted", "tube", "disc" or "baroque".
    """

    material: str
    shape: str = "round"


def bead(shape: str, size: float, rng: Rng) -> tuple[Mesh, float]:
    """A bead with its hole along x, and how much of the string it takes, mm."""
    r = size / 2
    if shape == "rondelle":
        a = np.linspace(-np.pi / 2, np.pi / 2, 15)
        flat = np.column_stack([r * np.cos(a) ** 0.6, 0.32 * size * np.sin(a)])
        flat[[0, -1], 0] = 0
        return lathe(flat, 28).turned("y", np.pi / 2), 0.66 * size
    if shape == "oval":
        return sphere(r, 28, 18).scaled(1.45, 1, 1), 1.45 * size
    if shape == "faceted":
        return _faceted(r, rng), 1.98 * r
    if shape == "tube":
        profile = [(0, -r * 1.5), (r * 0.6, -r * 1.5), (r * 0.7, -r * 1.4), (r * 0.7, r * 1.4)]
        return lathe([*profile, (r * 0.6, r * 1.5), (0, r * 1.5)], 24).turned(
            "y", np.pi / 2
        ), 3.0 * r
    if shape == "disc":
        profile = [(0, -0.16 * size), (r * 0.9, -0.16 * size), (r, -0.06 * size), (r, 0.06 * size)]
        profile += [(r * 0.9, 0.16 * size), (0, 0.16 * size)]
        return lathe(profile, 28).turned("y", np.pi / 2), 0.34 * size
    if shape == "baroque":
        mesh = gem("baroque", size, None, rng).turned("z", rng.uniform(0, TAU))
        span = mesh.bounds()
        return mesh.moved(-(span[0][0] + span[1][0]) / 2), float(span[1][0] - span[0][0])
    return sphere(r, 28, 18), size


def _faceted(r: float, rng: Rng) -> Mesh:
    """A round bead cut with flat facets in rows."""
    a = np.linspace(-np.pi / 2, np.pi / 2, 9)
    profile = np.column_stack([r * np.cos(a), r * np.sin(a)])
    profile[[0, -1], 0] = 0
    mesh = lathe(profile, 12)
    return Mesh(mesh.vertices, mesh.faces, smooth=False).turned("y", np.pi / 2)


def strung(
    layout: Layout,
    pattern: list[tuple[Bead, float]],
    rng: Rng,
    graduated: float = 0.0,
    knots: float = 0.35,
    jitter: float = 0.012,
) -> list[Part]:
    """Strings beads along a layout, repeating a pattern.

    Args:
        layout: Where they lie.
        pattern: Beads and their sizes in mm, repeated.
        rng: Sizes and turns differ a little.
        graduated: How much smaller the beads at the ends are than in the middle, 0 to 1.
        knots: Gap between beads in mm.
        jitter: Standard deviation of sizes, relative.

    Returns:
        The beads by material, and the string. Neighbouring beads do not touch.
    """
    total = chains.measured(layout.path, layout.closed)[1][-1]
    beads = _sized(pattern, total, graduated, knots, jitter, rng)
    knots += (total - sum(long + knots for *_, long in beads)) / len(beads)
    near = (
        np.interp(np.linspace(0, 1, 1001), np.linspace(0, 1, len(layout.near)), layout.near) > 0.5
    )
    found: dict[tuple[str, bool], list[Mesh]] = {}
    at = knots / 2
    string = max(0.22, 0.06 * pattern[0][1])
    for material, mesh, long in beads:
        place, ahead = chains.along(layout.path, [at + long / 2], layout.closed)
        turn = mesh.turned("x", rng.uniform(0, TAU))
        place[0, 2] = max(0.0, -turn.bounds()[0][2])  # every bead rests on the floor
        key = (material, bool(near[int((at + long / 2) / total * 1000)]))
        found.setdefault(key, []).append(chains.laid(turn, place[0], ahead[0]))
        at += long + knots
    parts = [Part(merge(meshes), material, framed) for (material, framed), meshes in found.items()]
    line = chains.along(layout.path, np.linspace(0, total, 300), layout.closed)[0]
    parts.append(Part(tube(line, string / 2, 6), "cord", False))
    return parts


def _sized(
    pattern: list[tuple[Bead, float]],
    total: float,
    graduated: float,
    knots: float,
    jitter: float,
    rng: Rng,
) -> list[tuple[str, Mesh, float]]:
    """As many whole beads as fit on a string: material, mesh and length of each."""
    beads: list[tuple[str, Mesh, float]] = []
    at = 0.0
    while True:
        kind, size = pattern[len(beads) % len(pattern)]
        ease = 1 - graduated * abs(2 * at / total - 1) ** 1.2
        mesh, long = bead(kind.shape, size * ease * (1 + rng.normal(0, jitter)), rng)
        if at + long + knots > total:
            return beads
        beads.append((kind.material, mesh, long))
        at += long + knots


def bead_pattern(spec: Spec, size: float, rng: Rng) -> tuple[list[tuple[Bead, float]], str]:
    """A repeated pattern of beads for a spec's stones, and a word for their shape."""
    shape = str(rng.choice(["round", "round", "round", "rondelle", "oval", "faceted", "disc"]))
    if spec.stones[0] == "pearl":
        shape = "baroque" if spec.cut == "baroque" else "round"
    main = (Bead("stone:0", shape), size)
    pattern = [main] * int(rng.integers(1, 6))
    if len(spec.stones) > 1:
        pattern += [(Bead("stone:1", "round"), size * rng.uniform(0.6, 1.0))] * int(
            rng.integers(1, 4)
        )
    spaced = rng.random() < 0.45 or bool(spec.tint)
    if spaced:
        metal = Bead("metal", str(rng.choice(["round", "rondelle", "disc"])))
        pattern += [(metal, size * rng.uniform(0.45, 0.75))]
    elif len(spec.stones) == 1:
        pattern = [main]
    return pattern, shape


def bead_stones(spec: Spec, pattern: list[tuple[Bead, float]], count: int) -> tuple:
    """The stones of a strand, for its piece."""
    sizes = {b.material: size for b, size in pattern}
    share = {m: sum(b.material == m for b, _ in pattern) / len(pattern) for m in sizes}
    return tuple(
        gemstone(spec, i, sizes[f"stone:{i}"], "bead", max(1, round(count * share[f"stone:{i}"])))
        for i in range(len(spec.stones))
    )
