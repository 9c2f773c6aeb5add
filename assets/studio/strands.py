"""How necklaces and bracelets lie: loops, drapes and open lines, and beads strung along them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import chains
import numpy as np
from charms import gemstone, moved
from mesh import TAU, Array, Mesh, lathe, merge, sphere, spline, tube
from numpy.typing import ArrayLike
from parts import Part
from sampler import Spec
from stones import gem

Rng = np.random.Generator


@dataclass(frozen=True)
class Layout:
    """A middle line on the floor.

    Attributes:
        path: (N, 3) mm, at the height of the strand's middle; starts and ends at the clasp.
        closed: It comes back to its beginning.
        near: (N,) whether the camera must show this point.
    """

    path: Array
    closed: bool
    near: Array


def loop(
    length: float, height: float, rng: Rng, wide: tuple[float, float] = (0.72, 1.05)
) -> Layout:
    """A closed loop lying on the floor, egg-shaped, its clasp at the top (+y)."""
    t = TAU * np.arange(400) / 400
    ratio, egg = rng.uniform(*wide), rng.uniform(-0.14, 0.2)
    wave = sum(rng.normal(0, 0.012) * np.cos(k * t + rng.uniform(0, TAU)) for k in (2, 3, 4))
    x = np.sin(t) * (1 - egg * np.cos(t)) * ratio * (1 + wave)
    y = np.cos(t) * (1 + wave)
    path = np.column_stack([x, y, np.zeros(400)])
    total = chains.measured(path, True)[1][-1]
    path = path * length / total
    return Layout(path + np.array([0, 0, height]), True, np.ones(400, dtype=bool))


def drape(drop: float, width: float, height: float, rng: Rng, reach: float = 2.6) -> Layout:
    """The front of a necklace: a U or V whose ends leave the picture at the top.

    Args:
        drop: Depth of the U that the picture shows, mm.
        width: Its width at the top of the picture, mm.
        height: Height of the strand's middle over the floor, mm.
        rng: Draws how pointed it is and a slight lopsidedness.
        reach: How far the strand goes on beyond the picture, times the drop.
    """
    power = rng.uniform(1.95, 2.8)
    x = np.linspace(-1, 1, 400)
    x = np.sign(x) * np.abs(x) ** 0.8
    top = reach ** (1 / power)
    y = np.abs(x * top) ** power * drop
    lean = rng.uniform(-0.06, 0.06)
    path = np.column_stack([x * top * width / 2 + lean * y, y, np.full(400, height)])
    return Layout(path, False, y <= drop)


def wave(length: float, height: float, rng: Rng) -> Layout:
    """An open line laid in a generous S or curl, so that it fills a square picture."""
    s = np.linspace(-1, 1, 300)
    if rng.random() < 0.5:  # an S
        x, y = np.sin(np.pi * s) * rng.uniform(0.42, 0.6), s
    else:  # a curl, like a six
        r = np.linspace(1.0, rng.uniform(0.42, 0.55), 300)
        a = rng.uniform(1.2, 1.5) * np.pi * (s + 1)
        x, y = r * np.cos(a), r * np.sin(a)
    turn = rng.uniform(0, TAU)
    x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    path = np.column_stack([x, y, np.zeros(300)])
    path = path * length / chains.measured(path)[1][-1]
    return Layout(path + np.array([0, 0, height]), False, np.ones(300, dtype=bool))


def along_ends(layout: Layout) -> tuple[Array, Array]:
    """The last point (3,) of an open line and its direction (3,)."""
    place, ahead = chains.along(layout.path, [1e9])
    return place[0], ahead[0]


def pieces(layout: Layout) -> list[tuple[Array, bool]]:
    """Cuts an open line into stretches with the same `framed`."""
    change = np.flatnonzero(np.diff(layout.near.astype(int))) + 1
    ends = [0, *change.tolist(), len(layout.path)]
    return [
        (layout.path[max(a - 1, 0) : b], bool(layout.near[a]))
        for a, b in pairwise(ends)
        if b - a > 2
    ]


def chained(kind: str, layout: Layout, width: float, rng: Rng, metal: str = "metal") -> list[Part]:
    """A chain along a layout, in parts that the camera must and need not show."""
    if layout.closed:
        return [Part(chains.chain(kind, layout.path, width, rng, True), metal)]
    return [Part(chains.chain(kind, p, width, rng), metal, f) for p, f in pieces(layout)]


def opened(layout: Layout, gap: float) -> Layout:
    """Cuts a gap of so many mm for the clasp out of a loop, at its beginning."""
    total = chains.measured(layout.path, True)[1][-1]
    at = np.linspace(gap / 2, total - gap / 2, 500)
    return Layout(chains.along(layout.path, at, True)[0], False, np.ones(500, dtype=bool))


def fastened(kind: str, layout: Layout, gap: float, scale: float, metal: str = "metal") -> Part:
    """The clasp in the gap at the beginning of a loop."""
    place, ahead = chains.along(layout.path, [0.0], True)
    mesh = chains.laid(chains.clasp(kind, scale), place[0], ahead[0])
    lift = max(0.0, -mesh.bounds()[0][2])
    return Part(mesh.moved(z=lift), metal)


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
    spaced = rng.random() < 0.45
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


def on_floor(parts: list[Part]) -> list[Part]:
    """Lifts parts until the lowest lies at z = 0."""
    return moved(parts, z=-min(p.mesh.bounds()[0][2] for p in parts))


def smooth_line(points: ArrayLike, count: int = 300) -> Array:
    """A smooth open line through points (N, 3)."""
    return spline(points, count)
