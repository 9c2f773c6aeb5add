"""The faceted cuts, as closed solids with true facets.

A faceted gem is an intersection of half spaces, one for each facet: {p : n . p <= d}. The plans
follow the standard round brilliant (table 56 %, crown 34.5 degrees, pavilion 40.8 degrees) and
carry it over to any convex outline by laying each facet through three points of that outline.

A gem lies with its girdle at z = 0, its table towards +z, its width along x and its length along
y. Facets are not shaded smooth.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from assets.studio.geometry.mesh import Array, Mesh
from assets.studio.stones.facets import solid, through
from assets.studio.stones.girdles import unit_outline

GIRDLE = 0.035  # half its thickness, relative to the half width
CROWN, PAVILION, TABLE = np.tan(np.radians(34.5)), np.tan(np.radians(40.8)), 0.56


def _normals(points: Array) -> Array:
    """Outward unit normals of a closed counter-clockwise outline, from its neighbours."""
    tangent = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    n = np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)
    return n / np.linalg.norm(n, axis=1, keepdims=True)


def _cone(points: Array, up: float, apex: float, base: float, star: float) -> list[Array]:
    """Mains and halves of a crown (up = 1) or pavilion (up = -1) over 16 girdle points."""
    n = _normals(points)
    top = np.array([0, 0, up * (base + apex)])
    lift = up * base
    mains, planes = [], []
    for k in range(0, 16, 2):
        h = points[k] @ n[k]
        mains.append(np.array([n[k, 0] / h, n[k, 1] / h, up / apex, 1 + base / apex]))
    for k in range(0, 16, 2):
        a, b = mains[k // 2], mains[(k // 2 + 1) % 8]
        ray = np.cross(a[:3], b[:3])
        tip = top - ray / ray[2] * up * apex * (1 - star)
        mid = np.append(points[k + 1], lift)
        for j in (k, (k + 2) % 16):
            planes.append(through(np.append(points[j], lift), mid, tip))
        if up > 0:
            z = base + apex * (1 - TABLE)
            corner = [np.append(points[j] * TABLE, z) for j in (k, (k + 2) % 16)]
            planes.append(through(*corner, tip))
    return mains + planes


@cache
def brilliant(cut: str, aspect: float, fine: int = 64) -> Mesh:
    """Makes a brilliant over a convex outline: 57 facets, a girdle of `fine` and a culet.

    Args:
        cut: "round", "oval", "pear", "marquise" or "cushion".
        aspect: Length over width.
        fine: Sides of the girdle; few are enough for small accent stones.

    Returns:
        The gem with half width 1.
    """
    size = np.array([1.0, aspect])
    ring = unit_outline(cut, 16, aspect) * size
    edge = unit_outline(cut, fine, aspect) * size
    normal = _normals(edge)
    planes = [np.array([n[0], n[1], 0, p @ n]) for p, n in zip(edge, normal, strict=True)]
    planes += _cone(ring, 1, CROWN, GIRDLE, 0.30)
    planes += _cone(ring, -1, PAVILION, GIRDLE, 0.80)
    planes.append(np.array([0, 0, 1, GIRDLE + CROWN * (1 - TABLE)]))
    planes.append(np.array([0, 0, -1, GIRDLE + PAVILION * 0.985]))
    return solid(planes)


@cache
def step_cut(aspect: float, corner: float = 0.3) -> Mesh:
    """Makes an emerald cut, half width 1: three steps above and below the girdle, table 62 %."""
    sides = [(a, 1.0 if i % 2 == 0 else aspect) for i, a in enumerate(np.arange(4) * np.pi / 2)]
    slope = np.arctan2(1.0, 1.0)
    at_corner = (1 + aspect - corner) * np.sin(slope)
    sides += [(a + np.pi / 4, at_corner) for a in np.arange(4) * np.pi / 2]
    planes = [np.array([0, 0, 1, 0.30])]
    for a, h in sides:
        n = np.array([np.cos(a), np.sin(a)])
        planes.append(np.array([*n, 0, h]))
        for up, steps in (
            (1, ((0, 48), (0.13, 38), (0.26, 28))),
            (-1, ((0, 58), (0.3, 46), (0.62, 37))),
        ):
            z, before = GIRDLE, (0.0, 0.0)
            for start, degrees in steps:
                z += (start - before[0]) * np.tan(np.radians(before[1]))
                before = (start, degrees)
                tan = np.tan(np.radians(degrees))
                planes.append(np.array([*(n * tan), up, (h - start) * tan + z]))
    return solid(planes)


@cache
def princess() -> Mesh:
    """Makes a square cut, half width 1, with chevrons on the pavilion."""
    planes = [np.array([0, 0, 1, 0.26])]
    for k in range(4):
        a = k * np.pi / 2
        n = np.array([np.cos(a), np.sin(a)])
        planes.append(np.array([*n, 0, 1.0]))
        planes.append(np.array([*(n * np.tan(np.radians(40))), 1, np.tan(np.radians(40)) + GIRDLE]))
        tan = np.tan(np.radians(30))
        planes.append(
            np.array([*(n * tan), 1, 0.87 * tan + GIRDLE + 0.13 * np.tan(np.radians(40))])
        )
        for turn, depth in ((0, 1.45), (14, 1.28), (-14, 1.28), (27, 1.17), (-27, 1.17), (45, 1.1)):
            b = a + np.radians(turn)
            m = np.array([np.cos(b), np.sin(b)])
            h = np.abs(m).sum()  # the farthest corner of the square
            planes.append(np.array([*(m / h), -1 / depth, 1 + GIRDLE / depth]))
    return solid(planes)
