"""How necklaces and bracelets lie: loops, drapes and open lines, and chains along them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assets.studio.geometry.mesh import TAU, Array, Mesh
from assets.studio.pieces.piece import Part, moved
from assets.studio.strands import chains

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
        reach: How far the strand continues beyond the picture, times the drop.
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


def loop_or_drape(rng: Rng, length: float, height: float, near: float = 1.0) -> tuple[Layout, bool]:
    """How a necklace lies: the whole loop, or only its front; says whether the clasp shows.

    Args:
        rng: Draws which, and how.
        length: Of the whole loop, mm.
        height: Of its middle line over the floor, mm.
        near: Less than 1 for fine pieces, which are shown from nearer and never whole.
    """
    if rng.random() < 0.5 and near >= 1:
        return loop(length, height, rng), True
    drop = rng.uniform(55, 85) * near
    return drape(drop, drop * rng.uniform(0.9, 1.4), height, rng), False


def worn(rng: Rng, type_: str, height: float, open_share: float = 0.25) -> Layout:
    """A loop of a wrist's or an ankle's length, or that length laid open.

    Args:
        rng: Draws which, and how.
        type_: "bracelet" or "anklet".
        height: Of its middle line over the floor, mm.
        open_share: How many are laid open.
    """
    length = rng.uniform(160, 190) if type_ == "bracelet" else rng.uniform(225, 250)
    if rng.random() < open_share:
        return wave(length * 0.9, height, rng)
    return loop(length, height, rng, (0.78, 1.25))


def resting(mesh: Mesh) -> Mesh:
    """Moves a solid up or down until it lies on z = 0."""
    return mesh.moved(z=-mesh.bounds()[0][2])


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


def on_floor(parts: list[Part]) -> list[Part]:
    """Lifts parts until the lowest lies at z = 0."""
    return moved(parts, z=-min(p.mesh.bounds()[0][2] for p in parts))
