"""The heart cut: a brilliant with a cleft.

A heart is not convex, but each of its halves is: one half is cut from half spaces like the other
brilliants, and its mirror image is joined to it where they meet. The groove of the cleft comes
out by itself, on the crown and on the pavilion.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from assets.studio.geometry.mesh import Array, Mesh
from assets.studio.stones.cuts import CROWN, GIRDLE, PAVILION, TABLE
from assets.studio.stones.facets import solid, through
from assets.studio.stones.girdles import unit_outline

MIDDLE = np.array([0.0, 0.06])  # where table and culet lie, on the line of symmetry
INSIDE = np.array([-0.35, 0.0, 0.0])  # a point within the left half
STEPS = 8  # mains and the points between them along one half of the girdle


@cache
def heart(aspect: float, fine: int = 64) -> Mesh:
    """Makes a heart cut, half width 1: cleft to +y, tip to -y.

    Args:
        aspect: Length over width.
        fine: Sides of the girdle, a multiple of 16.
    """
    size = np.array([1.0, aspect])
    edge = (unit_outline("heart", fine, aspect) * size - MIDDLE)[: fine // 2 + 1]
    ring = edge[:: fine // 2 // STEPS]
    planes = [np.array([1.0, 0, 0, 0])]
    planes += [np.array([*n, 0, n @ p]) for p, n in zip(edge, _normals(edge), strict=True)]
    planes += _facets(ring, 1, CROWN, 0.30) + _facets(ring, -1, PAVILION, 0.80)
    planes.append(np.array([0, 0, 1, GIRDLE + CROWN * (1 - TABLE)]))
    planes.append(np.array([0, 0, -1, GIRDLE + PAVILION * 0.985]))
    rows = np.array(planes)
    rows[:, 3] -= rows[:, :3] @ INSIDE  # `solid` wants the origin inside
    half = solid(rows).moved(*INSIDE)
    return _doubled(half).moved(*MIDDLE)


def _normals(points: Array) -> Array:
    """Outward unit normals (N, 2) along a counter-clockwise line; one-sided at its ends."""
    ahead = np.gradient(points, axis=0)
    normal = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    return normal / np.linalg.norm(normal, axis=1, keepdims=True)


def _facets(ring: Array, up: float, apex: float, star: float) -> list[Array]:
    """Mains and halves, and the stars of a crown (up = 1), of the left half over 9 points."""
    n, lift = _normals(ring), up * GIRDLE
    top = np.array([0, 0, lift + up * apex])
    mains = {}
    for k in range(1, STEPS, 2):
        h = ring[k] @ n[k]
        mains[k] = np.array([*(n[k] / h), up / apex, 1 + GIRDLE / apex])
    planes = list(mains.values())
    symmetry = np.array([1.0, 0, 0])
    for k in range(0, STEPS + 1, 2):
        sides = [j for j in (k - 1, k + 1) if j in mains]
        walls = [mains[j][:3] for j in sides] + [symmetry]
        ray = np.cross(walls[0], walls[1])
        tip = top - ray / ray[2] * up * apex * (1 - star)
        middle = np.append(ring[k], lift)
        planes += [through(np.append(ring[j], lift), middle, tip) for j in sides]
        if up > 0 and k > 0:  # the table keeps its cleft
            z = GIRDLE + apex * (1 - TABLE)
            corners = [np.append(ring[j] * TABLE, z) for j in sides]
            corners = corners if len(corners) > 1 else [corners[0], corners[0] * [-1, 1, 1]]
            planes.append(through(*corners, tip))
    return planes


def _doubled(half: Mesh) -> Mesh:
    """Joins a left half to its mirror image across x = 0, where both are open."""
    v = half.vertices.copy()
    seam = np.abs(v[:, 0]) < 1e-5
    v[seam, 0] = 0.0
    left = [face for face in half.faces if not seam[list(face)].all()]
    twin = np.arange(len(v))
    twin[~seam] = len(v) + np.arange((~seam).sum())
    right = [tuple(int(twin[i]) for i in face[::-1]) for face in left]
    return Mesh(np.concatenate([v, v[~seam] * [-1, 1, 1]]), left + right, smooth=False)
