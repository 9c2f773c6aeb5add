"""Stones in a line: channels, pave and shared claws along a path.

Nothing solid lies behind the stones: light must come in from behind, or they turn black.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import loft, sphere, tube
from assets.studio.pieces.piece import Part
from assets.studio.stones.gems import gem


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
    """Grains between neighbouring stones; as claws they reach down between them."""
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
    """One rail of a row, `aside` mm to its side, from half a stone below to just above it."""
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
