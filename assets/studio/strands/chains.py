"""Chains: links, ropes, snakes and balls laid along a path, and the clasps that close them.

A chain is one mesh. Links pass through one another like real ones: their pitch leaves the wires
just clear of each other in cable, belcher and paperclip chains.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.outlines import box
from assets.studio.geometry.sweeps import lathe, sphere, sweep, torus, tube

Rng = np.random.Generator
KINDS = ("cable", "belcher", "curb", "figaro", "box", "rope", "snake", "paperclip", "ball")
# Length and wire radius of a link relative to its width.
LINKS = {
    "cable": (1.4, 0.13),
    "belcher": (1.05, 0.12),
    "paperclip": (3.2, 0.13),
    "box": (1.0, 0.14),
    "curb": (1.45, 0.17),
    "figaro": (1.45, 0.16),
}


def measured(path: ArrayLike, closed: bool = False) -> tuple[Array, Array]:
    """Returns a path with its first point repeated if closed, and the length up to each point."""
    p = np.asarray(path, dtype=float)
    p = np.concatenate([p, p[:1]]) if closed else p
    return p, np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])


def along(path: ArrayLike, places: ArrayLike, closed: bool = False) -> tuple[Array, Array]:
    """Points (K, 3) and unit directions (K, 3) of a path at distances (K,) from its start."""
    p, length = measured(path, closed)
    at = np.asarray(places, dtype=float)
    at = at % length[-1] if closed else np.clip(at, 0, length[-1])

    def point(d: Array) -> Array:
        d = d % length[-1] if closed else np.clip(d, 0, length[-1])
        return np.stack([np.interp(d, length, p[:, i]) for i in range(3)], axis=1)

    step = length[-1] / len(p)
    ahead = point(at + step) - point(at - step)
    return point(at), ahead / np.linalg.norm(ahead, axis=1, keepdims=True)


def frames(ahead: Array, roll: ArrayLike = 0.0) -> Array:
    """Rotations (K, 3, 3): x along `ahead`, z upward as far as may be, then rolled about x."""
    up = np.array([0.0, 0.0, 1.0])
    y = np.cross(up, ahead)
    short = np.linalg.norm(y, axis=1, keepdims=True) < 1e-6
    y = np.where(short, [0.0, 1.0, 0.0], y)
    y /= np.linalg.norm(y, axis=1, keepdims=True)
    z = np.cross(ahead, y)
    roll = np.broadcast_to(np.asarray(roll, dtype=float), (len(ahead),))[:, None]
    c, s = np.cos(roll), np.sin(roll)
    return np.stack([ahead, y * c + z * s, z * c - y * s], axis=2)


def copies(mesh: Mesh, turns: Array, places: Array) -> Mesh:
    """Sets a copy of a mesh at each place (K, 3) under its rotation (K, 3, 3)."""
    points = np.einsum("kij,vj->kvi", turns, mesh.vertices) + places[:, None]
    shift = (np.arange(len(places)) * len(mesh.vertices))[:, None, None]
    faces: list[tuple[int, ...]] = []
    for corners in {len(face) for face in mesh.faces}:  # whole arrays: chains have many faces
        some = np.array([face for face in mesh.faces if len(face) == corners])
        faces += map(tuple, (some + shift).reshape(-1, corners).tolist())
    return Mesh(points.reshape(-1, 3), faces, mesh.smooth)


def link(length: float, width: float, wire: float, square: float = 2.0) -> Mesh:
    """One link, long in x, lying in the x-y plane; sizes are outer ones, `wire` is a radius.

    Args:
        length: Outer length in mm.
        width: Outer width in mm.
        wire: Radius of the wire in mm.
        square: 2 is an ellipse, larger is nearer to a rectangle.
    """
    t = TAU * np.arange(22) / 22
    c, s = np.cos(t), np.sin(t)
    r = (np.abs(c) ** square + np.abs(s) ** square) ** (-1 / square)
    x, y = (length / 2 - wire) * c * r, (width / 2 - wire) * s * r
    return tube(np.column_stack([x, y, np.zeros(22)]), wire, 8, closed=True)


def chain(kind: str, path: ArrayLike, width: float, rng: Rng, closed: bool = False) -> Mesh:
    """Makes a chain along a path.

    Args:
        kind: One of `KINDS`.
        path: (N, 3) its middle line, mm; it should lie about `width` / 2 over the floor.
        width: How broad the chain looks, mm.
        rng: Jitters the links as gravity and hands do.
        closed: The path is a loop.

    Raises:
        ValueError: If there is no such kind of chain.
    """
    if kind == "snake":
        return _snake(path, width, closed)
    if kind == "rope":
        return _rope(path, width, rng, closed)
    if kind == "ball":
        return _balls(path, width, closed)
    if kind in ("curb", "figaro"):
        return _curb(path, width, rng, closed, kind == "figaro")
    if kind in LINKS:
        return _cable(kind, path, width, rng, closed)
    raise ValueError(f"There is no chain {kind!r}; choose one of {', '.join(KINDS)}.")


def _spread(path: ArrayLike, pitch: float, closed: bool, even: bool = True) -> tuple[Array, Array]:
    """Places and directions at about `pitch`, an even number of them on a loop."""
    total = measured(path, closed)[1][-1]
    count = max(2, round(total / pitch))
    count += count % 2 if closed and even else 0
    at = (np.arange(count) + (0 if closed else 0.5)) * total / count
    return along(path, at, closed)


def _cable(kind: str, path: ArrayLike, width: float, rng: Rng, closed: bool) -> Mesh:
    ratio, wire = LINKS[kind]
    radius = wire * width
    length = ratio * width
    shape = {"box": 5.0, "paperclip": 3.2}.get(kind, 2.0)
    pitch = (length - 4 * radius) * (0.97 if kind != "box" else 1.05)
    places, ahead = _spread(path, pitch, closed)
    roll = np.where(np.arange(len(places)) % 2 == 0, 1, -1) * np.pi / 4
    jitter = 0.05 if kind == "box" else 0.12
    one = link(length, width, radius, shape)
    return copies(one, frames(ahead, roll + rng.normal(0, jitter, len(places))), places)


def _curb(path: ArrayLike, width: float, rng: Rng, closed: bool, figaro: bool) -> Mesh:
    """Links turned alike and slanted, so that they lie flat; in a figaro every fourth is long."""
    ratio, wire = LINKS["curb"]
    length, radius = ratio * width, wire * width
    places, ahead = _spread(path, 0.62 * length, closed, False)
    turns = frames(ahead, 0.62 + rng.normal(0, 0.05, len(places)))
    slant = np.radians(22)
    tilt = np.array(
        [[np.cos(slant), -np.sin(slant), 0], [np.sin(slant), np.cos(slant), 0], [0, 0, 1]]
    )
    one = link(length, width, radius)
    if not figaro:
        return copies(one, turns @ tilt, places)
    large = link(2.0 * length, width * 1.12, radius)
    step = np.where(np.arange(len(places)) % 4 == 0, 1.9, 1.0)
    total = measured(path, closed)[1][-1]
    at = np.cumsum(step) - step / 2
    places, ahead = along(path, at * total / step.sum(), closed)
    turns = frames(ahead, 0.55) @ tilt
    long = step > 1
    return merge(
        [copies(one, turns[~long], places[~long]), copies(large, turns[long], places[long])]
    )


def _rope(path: ArrayLike, width: float, rng: Rng, closed: bool) -> Mesh:
    """Small rings tilted against the path and turned on from one to the next."""
    places, ahead = _spread(path, 0.19 * width, closed)
    one = torus(0.36 * width, 0.13 * width, 12, 6).turned("y", np.radians(52))
    roll = np.arange(len(places)) * np.radians(31) + rng.normal(0, 0.03, len(places))
    return copies(one, frames(ahead, roll), places)


def _snake(path: ArrayLike, width: float, closed: bool) -> Mesh:
    """A round tube of fine scales."""
    total = measured(path, closed)[1][-1]
    pitch = 0.32 * width
    count = max(8, int(total / pitch)) * 4
    at = np.arange(count) * total / (count if closed else count - 1)
    line = along(path, at, closed)[0]
    wave = 1 - 0.09 * np.abs(np.cos(np.pi * np.arange(count) / 4)) ** 3
    return tube(line, 0.5 * width * wave, 12, closed=closed)


def _balls(path: ArrayLike, width: float, closed: bool) -> Mesh:
    places, ahead = _spread(path, 1.3 * width, closed)
    total = measured(path, closed)[1][-1]
    line = along(path, np.linspace(0, total, len(places) * 2, endpoint=not closed), closed)[0]
    wire = tube(line, 0.12 * width, 6, closed=closed)
    return merge([copies(sphere(0.5 * width, 14, 10), frames(ahead), places), wire])


def clasp(kind: str, scale: float = 1.0) -> Mesh:
    """A closed clasp about the origin, along x, about 10 mm long at scale 1.

    Args:
        kind: "lobster", "spring ring", "box", "barrel", "ball" or "toggle".
        scale: Size factor.

    Raises:
        ValueError: If there is no such clasp.
    """
    if kind == "lobster":
        t = np.linspace(0, TAU, 40, endpoint=False)
        x, y = 3.1 * np.cos(t), 2.1 * np.sin(t) * (1 - 0.35 * np.cos(t))
        thick = 0.62 + 0.3 * np.clip(-np.cos(t), 0, 1)
        body = tube(np.column_stack([x, y, 0 * t]), thick, 12, closed=True)
        lever = tube([[-1.2, 2.6, 0], [-2.4, 3.1, 0]], 0.35, 8)
        parts = [body, lever, link(3.2, 2.2, 0.4).moved(-4.7), link(3.4, 2.6, 0.4).moved(4.0)]
    elif kind == "spring ring":
        parts = [torus(2.4, 0.5, 40, 12), tube([[0.6, 2.9, 0], [1.2, 3.3, 0]], 0.3, 8)]
        parts += [link(2.6, 1.9, 0.35).moved(-3.7), link(2.8, 2.2, 0.35).moved(3.4)]
    elif kind == "box":
        parts = [
            box(8, 4.2, 2.6, 0.5, 0.9).moved(z=-1.3),
            box(1.6, 2.2, 1.4, 0.3).moved(4.6, 0, -0.7),
        ]
        parts += [link(2.6, 2.2, 0.35).moved(-4.9)]
    elif kind == "barrel":
        parts = [
            lathe([(0, -3.5), (1.1, -3.4), (1.7, -2), (1.9, 0), (1.7, 2), (1.1, 3.4), (0, 3.5)])
        ]
        parts = [parts[0].turned("y", np.pi / 2), link(2.4, 1.8, 0.3).moved(4.2)]
        parts += [link(2.4, 1.8, 0.3).moved(-4.2)]
    elif kind == "ball":
        parts = [
            sphere(2.6, 28, 18),
            link(2.2, 1.7, 0.3).moved(3.2),
            link(2.2, 1.7, 0.3).moved(-3.2),
        ]
    elif kind == "toggle":
        parts = [
            torus(4.4, 0.75, 56, 14).moved(3.0),
            tube([[3.0, -6, 1.1], [3.0, 6, 1.1]], 0.7, 12),
        ]
        parts += [link(2.8, 2.0, 0.4).moved(-2.9)]
    else:
        raise ValueError(f"There is no clasp {kind!r}.")
    return merge(parts).scaled(scale)


def laid(mesh: Mesh, place: ArrayLike, ahead: ArrayLike) -> Mesh:
    """Lays a clasp or bead with its x axis along `ahead` at `place`, z upward."""
    return copies(mesh, frames(np.asarray(ahead, dtype=float)[None]), np.asarray(place)[None])


def cord(path: ArrayLike, radius: float, closed: bool = False) -> Mesh:
    """A smooth round cord of leather or waxed cotton."""
    return sweep(path, _round(14), radius, closed)


def _round(sides: int) -> Array:
    a = TAU * np.arange(sides) / sides
    return np.stack([np.cos(a), np.sin(a)], axis=1)
