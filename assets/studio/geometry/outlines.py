"""Plates: solids cut from 2-D outlines, with bevels, holes and domes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.mesh import Array, Mesh


def area(outline: ArrayLike) -> float:
    """Returns the signed area of a (N, 2) outline; positive if counter-clockwise."""
    x, y = np.asarray(outline, dtype=float).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def inset(outline: ArrayLike, distance: float) -> Array:
    """Moves a counter-clockwise outline inward by `distance` mm along its corner bisectors.

    Sharp corners move by at most 2.5 distances, so that needle tips do not fold over.
    """
    p = np.asarray(outline, dtype=float)
    edge = np.roll(p, -1, axis=0) - p
    edge /= np.maximum(np.linalg.norm(edge, axis=1, keepdims=True), 1e-12)
    normal = np.stack([-edge[:, 1], edge[:, 0]], axis=1)  # inward for counter-clockwise
    both = normal + np.roll(normal, 1, axis=0)
    length = np.maximum((both**2).sum(axis=1, keepdims=True), 2 / 2.5)
    return p + distance * 2 * both / length


def smoothed(outline: ArrayLike, radius: float, steps: int = 5) -> Array:
    """Rounds each corner of an outline with an arc-like curve of about `radius` mm."""
    p = np.asarray(outline, dtype=float)
    points = []
    for before, here, after in zip(np.roll(p, 1, axis=0), p, np.roll(p, -1, axis=0), strict=True):
        a, b = before - here, after - here
        la, lb = np.linalg.norm(a), np.linalg.norm(b)
        start = here + a / la * min(radius, 0.45 * la)
        end = here + b / lb * min(radius, 0.45 * lb)
        for t in np.linspace(0, 1, steps):
            points.append((1 - t) ** 2 * start + 2 * t * (1 - t) * here + t**2 * end)
    return np.array(points)


def triangulate(outline: ArrayLike) -> list[tuple[int, int, int]]:
    """Cuts a simple counter-clockwise outline (N, 2), concave or not, into N - 2 triangles.

    Ear clipping: a convex corner whose triangle holds no other corner is cut off, best-shaped
    first among the next few, until three corners are left.
    """
    p = np.asarray(outline, dtype=float)
    left = list(range(len(p)))
    triangles = []
    while len(left) > 3:
        ear = _ear(p, left)
        n = len(left)
        triangles.append((left[ear - 1], left[ear], left[(ear + 1) % n]))
        del left[ear]
    return [*triangles, (left[0], left[1], left[2])]


def _ear(p: Array, left: list[int]) -> int:
    """Returns the position in `left` of a corner that can be cut off."""
    q = p[left]
    a, b, c = np.roll(q, 1, axis=0), q, np.roll(q, -1, axis=0)
    turn = _cross(b - a, c - b)
    shape = turn / (((c - a) ** 2).sum(axis=1) + 1e-12)
    for i in np.argsort(-np.where(turn > 1e-12, shape, -np.inf)):
        if turn[i] <= 1e-12:
            break
        inside = (
            (_cross(b[i] - a[i], q - a[i]) > -1e-12)
            & (_cross(c[i] - b[i], q - b[i]) > -1e-12)
            & (_cross(a[i] - c[i], q - c[i]) > -1e-12)
        )
        same = (
            (np.abs(q - a[i]).max(axis=1) < 1e-9)
            | (np.abs(q - b[i]).max(axis=1) < 1e-9)
            | (np.abs(q - c[i]).max(axis=1) < 1e-9)
        )
        if not (inside & ~same).any():
            return int(i)
    return int(np.argmin(np.abs(turn)))  # only collinear corners are left


def _cross(a: Array, b: Array) -> Array:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def plate(
    outline: ArrayLike,
    thickness: float,
    bevel: float = 0.3,
    holes: Sequence[ArrayLike] = (),
    steps: int = 4,
) -> Mesh:
    """Extrudes an outline from z = 0 to z = thickness, with rounded edges.

    Args:
        outline: (N, 2), either direction, simple, concave allowed.
        thickness: Height in mm.
        bevel: Radius of the rounded edges in mm; at most half the thickness.
        holes: Outlines inside the first that are cut out, rounded alike.
        steps: Rings of each rounded edge.

    Returns:
        A closed mesh: Euler number 2 without holes, two less for each hole.
    """
    bevel = min(bevel, 0.499 * thickness)
    loops = [np.asarray(outline, dtype=float)] + [np.asarray(h, dtype=float) for h in holes]
    loops = [q if (area(q) > 0) == (i == 0) else q[::-1] for i, q in enumerate(loops)]
    a = np.linspace(0, np.pi / 2, steps)
    levels = [(bevel * (1 - np.sin(t)), bevel * (1 - np.cos(t))) for t in a]
    levels = levels + [(d, thickness - z) for d, z in levels[::-1]]
    vertices, faces, bottom, top = [], [], [], []
    for loop in loops:
        n, start = len(loop), sum(len(v) for v in vertices)
        for d, z in levels:
            vertices.append(np.column_stack([inset(loop, d), np.full(n, z)]))
        for i in range(len(levels) - 1):
            for k in range(n):
                m, row = (k + 1) % n, start + i * n
                faces.append((row + k, row + m, row + n + m, row + n + k))
        bottom.append(range(start, start + n))
        top.append(range(start + (len(levels) - 1) * n, start + len(levels) * n))
    points = np.concatenate(vertices)
    for rims, flip in ((bottom, True), (top, False)):
        cap = _bridged(points[:, :2], [list(r) for r in rims])
        for t in triangulate(points[cap, :2]):
            face = tuple(cap[i] for i in t)
            faces.append(face[::-1] if flip else face)
    return Mesh(points, faces)


def _bridged(points: Array, loops: list[list[int]]) -> list[int]:
    """Joins holes (clockwise) to their outline by slits, giving one outline of indices."""
    path = loops[0]
    for hole in sorted(loops[1:], key=lambda h: -points[h, 0].max()):
        k = int(np.argmax(points[hole, 0]))
        at = points[hole[k]]
        order = np.argsort(((points[path] - at) ** 2).sum(axis=1))
        rings = [path, *[h for h in loops[1:] if h is not path]]
        pick = next((i for i in order if _sees(points, at, points[path[i]], rings)), order[0])
        path = [*path[: pick + 1], *hole[k:], *hole[: k + 1], *path[pick:]]
    return path


def _sees(points: Array, a: Array, b: Array, rings: list[list[int]]) -> bool:
    """Says whether the segment a-b crosses no edge of the rings."""
    for ring in rings:
        p = points[ring]
        q = np.roll(p, -1, axis=0)
        s1, s2 = _cross(b - a, p - a), _cross(b - a, q - a)
        s3, s4 = _cross(q - p, a - p), _cross(q - p, b - p)
        if ((s1 * s2 < -1e-12) & (s3 * s4 < -1e-12)).any():
            return False
    return True


def box(width: float, depth: float, height: float, bevel: float = 0.3, corner: float = 0.6) -> Mesh:
    """Makes a block standing on z = 0, centred in x and y, with rounded corners and edges."""
    x, y = width / 2, depth / 2
    corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y]])
    return plate(smoothed(corners, corner), height, bevel)


def dome(
    outline: ArrayLike,
    height: float,
    base: float = 0.6,
    layers: int = 16,
    power: float = 2.0,
    centre: tuple[float, float] = (0.0, 0.0),
) -> Mesh:
    """Puffs an outline up like a pillow over a flat back at z = 0.

    Args:
        outline: (N, 2) counter-clockwise, star-shaped as seen from `centre`.
        height: Rise of the middle above the rim in mm.
        base: Height of the upright rim in mm.
        layers: Rings from the rim to the middle.
        power: 2 is a round dome, 1 a pyramid (ridged star, faceted leaf).
        centre: Where the dome is highest.
    """
    p = np.asarray(outline, dtype=float)
    n, c = len(p), np.asarray(centre, dtype=float)
    s = np.sin(np.linspace(np.pi / 2, 0, layers + 1))[:-1] if power > 1 else None
    s = np.linspace(1, 0, layers + 1)[:-1] if s is None else s
    z = base + height * (1 - s**power) ** (1 / power)
    rows = [np.column_stack([c + (p - c) * 0.97, np.zeros(n)])]
    rows += [np.column_stack([c + (p - c) * k, np.full(n, h)]) for k, h in zip(s, z, strict=True)]
    faces = []
    for i in range(len(rows) - 1):
        for k in range(n):
            m = (k + 1) % n
            faces.append((i * n + k, i * n + m, i * n + n + m, i * n + n + k))
    tip = len(rows) * n
    last = tip - n
    faces += [(last + k, last + (k + 1) % n, tip) for k in range(n)]
    faces += [t[::-1] for t in triangulate(rows[0][:, :2])]
    vertices = np.concatenate([*rows, [[*c, base + height]]])
    return Mesh(vertices, faces)
