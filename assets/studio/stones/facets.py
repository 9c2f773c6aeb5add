"""Solids cut flat: intersections of half spaces, one for each facet."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import HalfspaceIntersection, cKDTree

from assets.studio.geometry.mesh import Array, Mesh


def solid(planes: ArrayLike) -> Mesh:
    """Intersects half spaces that contain the origin in their inside.

    Args:
        planes: (F, 4) rows (nx, ny, nz, d) meaning n . p <= d.

    Returns:
        A closed mesh with one flat polygon for each plane that touches the solid.
    """
    p = np.asarray(planes, dtype=float)
    p = p / np.linalg.norm(p[:, :3], axis=1, keepdims=True)
    raw = HalfspaceIntersection(np.column_stack([p[:, :3], -p[:, 3]]), np.zeros(3)).intersections
    raw = raw[np.isfinite(raw).all(axis=1)]
    # Many facets share a corner, which is found once for each triple: weld within 1e-6.
    near = cKDTree(raw).query_ball_point(raw, 1e-6)
    vertices = raw[sorted({min(group) for group in near})]
    faces = []
    for plane in p:
        on = np.flatnonzero(np.abs(vertices @ plane[:3] - plane[3]) < 2e-6)
        if len(on) >= 3:
            faces.append(_wound(vertices, on, plane[:3]))
    return Mesh(vertices, faces, smooth=False)


def _wound(vertices: Array, on: Array, normal: Array) -> tuple[int, ...]:
    """Orders the corners of a convex facet counter-clockwise about its normal."""
    rel = vertices[on] - vertices[on].mean(axis=0)
    x = rel[np.argmax((rel**2).sum(axis=1))]
    y = np.cross(normal, x)
    return tuple(int(i) for i in on[np.argsort(np.arctan2(rel @ y, rel @ x))])


def through(a: Array, b: Array, c: Array) -> Array:
    """Lays a plane through three points, facing away from the origin.

    Args:
        a, b, c: (3,) points that are not in line.

    Returns:
        (4,) row (nx, ny, nz, d) meaning n . p <= d, as `solid` takes them.
    """
    n = np.cross(b - a, c - a)
    n /= np.linalg.norm(n)
    n = n if n @ a > 0 else -n
    return np.append(n, n @ a)
