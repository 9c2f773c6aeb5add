"""How stones are held: prongs, bezels, halos, clusters, and rows in pave or channel.

A mount is built with its stone's girdle at z = 0 and the table towards +z; `Mount.placed` lays it
anywhere. Everything a mount is made of is rounded, and nothing solid lies behind an accent stone:
light must come in from behind, or the stone turns black.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from mesh import Array, Mesh, loft, merge, sphere, spline, tube
from numpy.typing import ArrayLike
from outlines import inset, smoothed
from parts import Part, Stone
from stones import ASPECT, gem, outline


@dataclass(frozen=True)
class Mount:
    """A held stone.

    Attributes:
        parts: Stone and metal, girdle at z = 0, table to +z.
        depth: How far its foot lies below the girdle, mm.
        outline: (N, 2) outermost metal or stone seen from above, counter-clockwise.
    """

    parts: list[Part]
    depth: float
    outline: Array

    def placed(
        self, girdle: ArrayLike, normal: ArrayLike = (0, 0, 1), along: ArrayLike = (0, 1, 0)
    ) -> list[Part]:
        """Returns the parts with the girdle's centre at `girdle` and the table to `normal`.

        Args:
            girdle: (3,) mm.
            normal: (3,) direction the stone faces.
            along: (3,) direction nearest to the stone's length.
        """
        return [
            Part(p.mesh.placed(girdle, normal, along), p.material, p.framed) for p in self.parts
        ]


def stone_outline(stone: Stone, shape: str = "round", count: int = 64) -> Array:
    """Returns the girdle (count, 2) of a stone; `shape` is the outline of a cabochon."""
    cut = shape if stone.cut == "cabochon" else stone.cut
    return outline(cut, stone.size_mm, None, count)


def wall(rim: Array, levels: list[tuple[float, float, float]]) -> Mesh:
    """Makes a wall that runs around an outline.

    Args:
        rim: (N, 2) counter-clockwise outline.
        levels: The wall's cross-section, counter-clockwise with outside to the right, as rows of
            (outward offset in mm, scale of the outline, height z in mm).
    """
    rings = [
        np.column_stack([inset(rim, -offset) * scale, np.full(len(rim), z)])
        for offset, scale, z in levels
    ]
    return loft(rings, wrap=True)


def prong_places(stone: Stone, count: int, shape: str = "round") -> list[int]:
    """Returns where along the 64-point girdle outline prongs hold a stone of this cut."""
    cut = shape if stone.cut == "cabochon" else stone.cut
    if cut in ("marquise", "pear"):
        return [0, 32, *((13, 19, 45, 51) if cut == "marquise" and count > 4 else (20, 44))]
    if cut == "heart":
        return [8, 56, 32] if count < 5 else [8, 56, 32, 20, 44]
    if cut in ("princess", "cushion"):
        return [8, 24, 40, 56]
    if cut == "emerald":
        corners = outline(cut, 1.0)
        angle = np.arctan2(corners[:, 1] / ASPECT["emerald"], corners[:, 0])
        goals = np.radians([45, 135, -135, -45])
        return [int(np.abs(np.angle(np.exp(1j * (angle - g)))).argmin()) for g in goals]
    return [round(64 * (k + 0.5) / count) for k in range(count)]


def prongs(
    stone: Stone,
    count: int = 4,
    wire: float | None = None,
    shape: str = "round",
    depth: float | None = None,
    flare: float = 0.42,
) -> Mount:
    """Holds a stone in claws over an open basket.

    Args:
        stone: What is held.
        count: Claws, 3 to 6; some cuts have their own number.
        wire: Radius of a claw; about 5.5 % of the stone's width if omitted.
        shape: Outline of a cabochon.
        depth: Foot below the girdle in mm; just under the culet if omitted.
        flare: Scale of the basket's foot against the girdle.
    """
    w = stone.size_mm
    wire = float(np.clip(0.055 * w, 0.22, 0.6)) if wire is None else wire
    depth = 0.5 * w + 0.3 if depth is None else depth
    rim = stone_outline(stone, shape)
    body = gem(stone.cut, w, shape=shape)
    top = min(body.bounds()[1][2], 0.42 * w)
    claws = []
    for i in prong_places(stone, count, shape):
        p = rim[i]
        out = p / np.linalg.norm(p)
        pin = p + out * wire * 0.75
        knots = [
            [*(p * flare), -depth],
            [*(p * (flare + 0.68) / 2), -depth * 0.55],
            [*pin, -0.02 * w],
            [*(p + out * wire * 0.35), top * 0.6],
            [*(p * 0.86), top * 0.98],
        ]
        line = spline(knots, 26)
        radius = np.interp(np.linspace(0, 1, 26), [0, 0.7, 1], [wire * 0.95, wire, wire * 0.8])
        claws.append(tube(line, radius, 12))
    rails = [
        _rail(rim * (flare + 0.03), -depth, wire),
        _rail(rim * 0.74, -depth * 0.52, wire * 0.85),
    ]
    metal = Part(merge(claws + rails), "metal")
    return Mount([metal, Part(body, "stone:0")], depth + wire, rim * (1 + 1.5 * wire / w))


def _rail(rim: Array, z: float, wire: float) -> Mesh:
    return tube(np.column_stack([rim, np.full(len(rim), z)]), wire, 10, closed=True)


def bezel(
    stone: Stone,
    shape: str = "round",
    thick: float | None = None,
    depth: float | None = None,
    taper: float = 0.86,
) -> Mount:
    """Holds a stone in a collar of metal whose lip lies over the girdle; the back is open.

    Args:
        stone: What is held.
        shape: Outline of a cabochon.
        thick: Wall in mm; about 7 % of the stone's width if omitted.
        depth: Height of the wall below the girdle in mm.
        taper: Scale of the foot against the rim.
    """
    w = stone.size_mm
    t = float(np.clip(0.07 * w, 0.3, 0.62)) if thick is None else thick
    dome = stone.cut == "cabochon"
    depth = (0.16 * w + 0.25 if dome else 0.46 * w) if depth is None else depth
    rim = stone_outline(stone, shape)
    lip = 0.1 * w if dome else 0.085 * w
    levels = [
        (-0.1 * t, taper, -depth),
        (0.7 * t, taper, -depth),
        (0.95 * t, taper, -depth + 0.25 * t),
        (t, 1.0, -0.3 * t),
        (t, 1.0, lip - 0.45 * t),
        (0.88 * t, 1.0, lip - 0.15 * t),
        (0.55 * t, 1.0, lip),
        (0.2 * t, 1.0, lip - 0.08 * t),
        (-0.2 * t, 1.0, lip - 0.45 * t),
        (-0.05 * t, 1.0, -0.3 * t),
    ]
    body = gem(stone.cut, w, shape=shape)
    parts = [Part(wall(rim, levels), "metal"), Part(body, "stone:0")]
    return Mount(parts, depth, inset(rim, -t))


def halo(inner: Mount, size: float, index: int, metal: str = "metal", drop: float = 0.25) -> Mount:
    """Surrounds a mount with a ring of small stones between two rims, open at the back.

    Args:
        inner: The mount in the middle.
        size: Width of an accent stone in mm.
        index: Which of the piece's stones the accents are.
        metal: Material of the rims.
        drop: How far the accents' girdles lie below the middle stone's, mm.
    """
    rim = 0.2 * size
    track = inset(_even(inner.outline, 96), -(size / 2 + rim * 0.6))
    places, ahead = _spread(track, 1.07 * size)
    stone = gem("round", size)
    stones = [stone.moved(*p, -drop) for p in places]
    beads = []
    for p, q, d in zip(places, np.roll(places, -1, axis=0), ahead, strict=True):
        mid, side = (p + q) / 2, np.array([d[1], -d[0]]) * size * 0.33
        beads += [
            sphere(0.13 * size, 10, 6).moved(*(mid + s), 0.04 * size - drop) for s in (side, -side)
        ]
    height = 0.62 * size
    parts = []
    for offset in (-(size / 2 + rim * 0.35), size / 2 + rim * 0.35):
        h = rim * 0.5
        levels = [
            (offset - h, 1, -height - drop),
            (offset + h, 1, -height - drop),
            (offset + h, 1, -0.02 - drop),
            (offset + h * 0.5, 1, 0.05 * size - drop),
            (offset - h * 0.5, 1, 0.05 * size - drop),
            (offset - h, 1, -0.02 - drop),
        ]
        parts.append(Part(wall(track, levels), metal))
    parts.append(Part(merge(beads), metal))
    parts.append(Part(merge(stones), f"stone:{index}"))
    return Mount([*inner.parts, *parts], inner.depth, inset(track, -(size / 2 + rim)))


def _even(points: Array, count: int) -> Array:
    """Resamples a closed outline at equal steps."""
    ring = np.concatenate([points, points[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    at = np.linspace(0, length[-1], count, endpoint=False)
    return np.stack([np.interp(at, length, ring[:, i]) for i in range(2)], axis=1)


def _spread(track: Array, pitch: float) -> tuple[Array, Array]:
    """Returns places (K, 2) at about `pitch` around a closed outline, and directions (K, 2)."""
    length = np.linalg.norm(np.roll(track, -1, axis=0) - track, axis=1).sum()
    count = max(6, int(length / pitch))
    fine = _even(track, count * 8)
    ahead = np.roll(fine, -1, axis=0) - np.roll(fine, 1, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    return fine[::8], ahead[::8]


def row(
    path: ArrayLike,
    normals: ArrayLike,
    size: float,
    index: int,
    setting: str = "pave",
    cut: str = "round",
    closed: bool = False,
    metal: str = "metal",
) -> list[Part]:
    """Sets stones in a line: between rails (channel), with beads too (pave), or in claws (prong).

    What carries the row must keep 0.5 `size` away below the path, so that the culets are free.

    Args:
        path: (N, 3) where the girdles go, mm.
        normals: (N, 3) where the stones face.
        size: Width of a stone in mm.
        index: Which of the piece's stones they are.
        setting: "pave", "channel" or "prong" (shared claws, no rails).
        cut: Cut of the stones.
        closed: The path is a loop.
        metal: Material of rails and beads.
    """
    line, up = np.asarray(path, dtype=float), np.asarray(normals, dtype=float)
    places, faces, ahead = _stations(line, up, 1.05 * size, closed)
    side = np.cross(ahead, faces)
    stone = gem(cut, size, 1.0)
    stones = [stone.placed(p, n, a) for p, n, a in zip(places, faces, ahead, strict=True)]
    parts = [Part(merge(stones), f"stone:{index}")]
    if setting != "channel":
        parts.append(Part(merge(_beads(places, faces, side, size, closed, setting)), metal))
    if setting != "prong":
        parts += [Part(_track(line, up, s * 0.58 * size, size, closed), metal) for s in (-1, 1)]
    return parts


def _stations(line: Array, up: Array, pitch: float, closed: bool) -> tuple[Array, Array, Array]:
    """Places, normals and directions, each (K, 3), at an even pitch along a path."""
    ring = np.concatenate([line, line[:1]]) if closed else line
    face = np.concatenate([up, up[:1]]) if closed else up
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    count = max(1, int(length[-1] / pitch))
    at = (np.arange(count) + 0.5) * length[-1] / count

    def along(values: Array, where: Array) -> Array:
        return np.stack([np.interp(where, length, values[:, i]) for i in range(3)], axis=1)

    step = 0.05 * pitch
    ahead = along(ring, at + step) - along(ring, at - step)
    normal = along(face, at)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    return along(ring, at), normal / np.linalg.norm(normal, axis=1, keepdims=True), ahead


def _beads(
    places: Array, faces: Array, side: Array, size: float, closed: bool, setting: str
) -> list[Mesh]:
    """Grains between neighbouring stones; as claws they reach down beside them."""
    beads = []
    last = len(places) if closed else len(places) - 1
    for i in range(last):
        j = (i + 1) % len(places)
        mid, n, s = (places[i] + places[j]) / 2, faces[i] + faces[j], side[i] + side[j]
        n, s = n / np.linalg.norm(n), s / np.linalg.norm(s)
        for sign in (-1, 1):
            at = mid + sign * s * size * 0.36
            if setting == "prong":
                foot = mid + sign * s * size * 0.3 - n * size * 0.62
                beads.append(tube([foot, at, at + n * size * 0.1], 0.11 * size, 10))
            else:
                beads.append(sphere(0.125 * size, 10, 6).moved(*(at + n * size * 0.05)))
    return beads


def _track(line: Array, up: Array, aside: float, size: float, closed: bool) -> Mesh:
    """One rail of a row, `aside` mm beside it, from half a stone below to just above it."""
    ahead = np.gradient(line, axis=0)
    if closed:
        ahead = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    side = np.cross(ahead, up)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    middle = line + side * aside - up * 0.24 * size
    w, h = 0.085 * size, 0.34 * size
    corners = smoothed([[-w, -h], [w, -h], [w, h], [-w, h]], 0.6 * w, 4)
    rings = [
        p + np.outer(corners[:, 0], s) + np.outer(corners[:, 1], u)
        for p, s, u in zip(middle, side, up, strict=True)
    ]
    return loft(rings, wrap=closed)


def cluster(stone: Stone, accents: int, size: float, index: int = 1, wire: float = 0.3) -> Mount:
    """Groups round stones in claws around a middle stone like a flower.

    Args:
        stone: The middle stone.
        accents: How many stones stand around it.
        size: Their width in mm.
        index: Which of the piece's stones they are; 0 if they equal the middle one.
        wire: Radius of the claws in mm.
    """
    middle = prongs(stone, 4 if accents % 2 == 0 else 6, wire * 1.1)
    rim = inset(stone_outline(stone), -(size / 2 + 0.12 * size + wire * 0.4))
    places = _even(rim, accents * 4)[2::4]
    parts = list(middle.parts)
    accent = prongs(Stone("", "", "round", size), 4, wire * 0.75)
    for p in places:
        tilt = np.array([*(p / np.linalg.norm(p) * 0.22), 1.0])
        for part in accent.placed([*p, -0.12 * size], tilt, [*p, 0]):
            name = f"stone:{index}" if part.material.startswith("stone") else part.material
            parts.append(Part(part.mesh, name))
    parts.append(Part(_rail(rim, -0.6 * size, wire), "metal"))
    return Mount(parts, max(middle.depth, accent.depth), inset(rim, -size * 0.6))


def mount(
    stone: Stone,
    setting: str,
    rng: np.random.Generator,
    accent: float = 1.3,
    shape: str = "round",
) -> Mount:
    """Holds a stone in the named setting, with details drawn from `rng`.

    Args:
        stone: What is held, stone 0 of its piece; accents of a halo or cluster are stone 1.
        setting: "prong", "bezel", "halo" or "cluster"; "" is a bezel.
        rng: Draws the number of claws, thicknesses and tapers.
        accent: Width of accent stones in mm.
        shape: Outline of a cabochon.
    """
    dome = stone.cut == "cabochon"
    if setting == "cluster":
        return cluster(stone, int(rng.integers(6, 11)), stone.size_mm * rng.uniform(0.45, 0.62))
    if setting in ("prong", "halo") and not (dome and rng.random() < 0.5):
        held = prongs(
            stone,
            int(rng.choice([4, 4, 6])),
            None,
            shape,
            depth=0.3 * stone.size_mm + 0.4 if dome else None,
        )
    else:
        held = bezel(stone, shape, taper=rng.uniform(0.75, 0.95))
    return halo(held, accent, 1) if setting == "halo" else held
