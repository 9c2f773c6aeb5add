"""Small stones around a mount: halos between two rims, clusters in claws.

Nothing solid lies behind an accent stone: light must come in from behind, or the stone turns
black.
"""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import Array, merge
from assets.studio.geometry.outlines import inset
from assets.studio.geometry.sweeps import sphere
from assets.studio.pieces.piece import Part, Stone
from assets.studio.settings.mounts import Mount, prongs, rail, stone_outline, wall
from assets.studio.stones.gems import gem


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
    parts.append(Part(rail(rim, -0.6 * size, wire), "metal"))
    return Mount(parts, max(middle.depth, accent.depth), inset(rim, -size * 0.6))
