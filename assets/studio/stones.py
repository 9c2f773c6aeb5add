"""The cuts of stones, as closed solids with true facets.

A faceted gem is an intersection of half spaces, one for each facet: {p : n . p <= d}. The plans
follow the standard round brilliant (table 56 %, crown 34.5 degrees, pavilion 40.8 degrees) and
carry it over to any convex outline by laying each facet through three points of that outline.

A gem lies with its girdle at z = 0, its table towards +z, its width along x and its length along
y. Facets are not shaded smooth.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from mesh import Array, Mesh, circle, lathe, sphere
from numpy.typing import ArrayLike
from scipy.spatial import HalfspaceIntersection, cKDTree

ASPECT = {
    "oval": 1.32,
    "pear": 1.5,
    "marquise": 1.95,
    "emerald": 1.36,
    "cushion": 1.08,
    "heart": 0.94,
}
GIRDLE = 0.035  # half its thickness, relative to the half width
CROWN, PAVILION, TABLE = np.tan(np.radians(34.5)), np.tan(np.radians(40.8)), 0.56


def outline(cut: str, width: float, aspect: float | None = None, count: int = 64) -> Array:
    """Returns the girdle of a cut, seen from above.

    Args:
        cut: One of `parts.CUTS`; what has no outline of its own is round.
        width: Extent along x in mm.
        aspect: Length along y over width; the usual one of the cut if omitted.
        count: Points; must be a multiple of 16.

    Returns:
        (count, 2) counter-clockwise, starting at +y.
    """
    aspect = ASPECT.get(cut, 1.0) if aspect is None else aspect
    return _unit_outline(cut, count, aspect) * (width / 2) * [1.0, aspect]


def _unit_outline(cut: str, count: int, aspect: float) -> Array:
    """The girdle with half width and half length 1, counter-clockwise from +y."""
    t = 2 * np.pi * np.arange(count) / count
    x, y = -np.sin(t), np.cos(t)
    if cut == "pear":
        s = (y + 1) / 2
        x = x * (1 - 0.72 * s**1.6)
        return np.stack([x / np.abs(x).max(), y], axis=1)
    if cut == "marquise":
        # two arcs that meet in tips: x as a parabola of y is within a percent of the arc
        y = 1 - 4 * np.abs(np.arange(count) / count - 0.5) if count else y
        y = -y
        side = np.where(np.arange(count) < count // 2, -1.0, 1.0)
        return np.stack([side * (1 - y**2), y], axis=1)
    if cut in ("cushion", "princess"):
        p = 3.0 if cut == "cushion" else 14.0
        r = (np.abs(x) ** p + np.abs(y) ** p) ** (-1 / p)
        return np.stack([x * r, y * r], axis=1)
    if cut == "emerald":
        c = 0.3
        corners = np.array([[1 - c, 1], [-1 + c, 1], [-1, 1 - c / aspect], [-1, -1 + c / aspect]])
        corners = np.concatenate([corners, -corners])
        return _walk(corners, count)
    if cut == "heart":
        hx = 16 * np.sin(t) ** 3
        hy = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        return np.stack([-hx / 16, (hy + 2.5) / 14.5], axis=1)
    return np.stack([x, y], axis=1)


def _walk(corners: Array, count: int) -> Array:
    """Spreads points evenly over a polygon, keeping its corners."""
    ring = np.concatenate([corners, corners[:1]])
    step = np.linalg.norm(np.diff(ring, axis=0), axis=1)
    share = np.maximum(1, np.round(step / step.sum() * count).astype(int))
    share[np.argmax(share)] += count - share.sum()
    parts = [
        np.linspace(a, b, n, endpoint=False)
        for a, b, n in zip(ring[:-1], ring[1:], share, strict=True)
    ]
    return np.concatenate(parts)


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
    # Many facets share a corner, which comes out once for each triple: weld within 1e-6.
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


def _through(a: Array, b: Array, c: Array) -> Array:
    """The plane through three points, facing away from the origin."""
    n = np.cross(b - a, c - a)
    n /= np.linalg.norm(n)
    n = n if n @ a > 0 else -n
    return np.append(n, n @ a)


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
            planes.append(_through(np.append(points[j], lift), mid, tip))
        if up > 0:
            z = base + apex * (1 - TABLE)
            corner = [np.append(points[j] * TABLE, z) for j in (k, (k + 2) % 16)]
            planes.append(_through(*corner, tip))
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
    ring = _unit_outline(cut, 16, aspect) * size
    edge = _unit_outline(cut, fine, aspect) * size
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


def heart(aspect: float, count: int = 32) -> Mesh:
    """Makes a heart cut, half width 1; its cleft is concave, so it is laid ring by ring."""
    edge = _unit_outline("heart", count, aspect) * [1.0, aspect]
    centre = np.array([0.0, 0.05])
    between = (edge + np.roll(edge, -1, axis=0)) / 2

    def ring(points: Array, scale: float, z: float) -> Array:
        return np.column_stack([centre + (points - centre) * scale, np.full(count, z)])

    top = GIRDLE + CROWN * (1 - TABLE)
    low = GIRDLE + PAVILION
    rings = [
        ring(between, 0.5, -low * 0.62),
        ring(edge, 1.0, -GIRDLE),
        ring(edge, 1.0, GIRDLE),
        ring(between, 0.8, top * 0.62),
        ring(edge, 0.58, top),
    ]
    faces: list[tuple[int, ...]] = []
    for i, shift in ((0, "down"), (1, "none"), (2, "up"), (3, "down")):
        for k in range(count):
            m, a, b = (k + 1) % count, i * count, (i + 1) * count
            if shift == "none":
                faces.append((a + k, a + m, b + m, b + k))
            elif shift == "up":  # the upper ring lies half a step ahead
                faces += [(a + k, a + m, b + k), (a + m, b + m, b + k)]
            else:  # the lower ring lies half a step ahead
                faces += [(a + k, b + m, b + k), (a + k, a + m, b + m)]
    tip = 5 * count
    faces += [(tip, (k + 1) % count, k) for k in range(count)]
    faces += [(tip + 1, 4 * count + k, 4 * count + (k + 1) % count) for k in range(count)]
    poles = np.array([[*centre, -low], [*centre, top]])
    return Mesh(np.concatenate([*rings, poles]), faces, smooth=False)


def cabochon(cut: str, aspect: float, height: float = 0.62) -> Mesh:
    """Makes a polished dome over a flat back, half width 1, on any outline without a cleft."""
    a = np.linspace(0, np.pi / 2, 12)
    profile = [(0.0, -0.22), (0.9, -0.22), (0.98, -0.16)]
    profile += [(max(np.cos(t), 0.0) if t < 1.57 else 0.0, height * np.sin(t)) for t in a]
    mesh = lathe(profile, 64)
    unit = _unit_outline(cut, 64, aspect) * [1.0, aspect]
    angle = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0])
    round_to = np.arctan2(circle(1, 64, np.pi / 2)[:, 1], circle(1, 64, np.pi / 2)[:, 0])
    index = np.abs(np.angle(np.exp(1j * (angle[:, None] - round_to[None])))).argmin(axis=1)
    radius = np.linalg.norm(mesh.vertices[:, :2], axis=1, keepdims=True)
    return Mesh(np.column_stack([unit[index] * radius, mesh.vertices[:, 2]]), mesh.faces)


def baroque(rng: np.random.Generator) -> Mesh:
    """Makes a lumpy freshwater pearl of about half width 1."""
    ball = sphere(1.0, 40, 24)
    v = ball.vertices
    swell = np.ones(len(v))
    for _ in range(5):
        axis = rng.normal(size=3)
        axis /= np.linalg.norm(axis)
        swell += rng.uniform(0.03, 0.1) * np.sin(
            rng.uniform(1.5, 3.5) * (v @ axis) + rng.uniform(0, 6)
        )
    v = v * swell[:, None] * [1, rng.uniform(1.05, 1.35), 1]
    v -= (v.min(axis=0) + v.max(axis=0)) / 2
    return Mesh(v / v[:, 0].max(), ball.faces)


def gem(
    cut: str,
    width: float,
    aspect: float | None = None,
    rng: np.random.Generator | None = None,
    shape: str = "round",
) -> Mesh:
    """Makes a stone of any cut.

    Args:
        cut: One of `parts.CUTS`.
        width: Extent along x in mm.
        aspect: Length along y over width; the usual one if omitted.
        rng: Shapes a baroque pearl; otherwise unused.
        shape: Outline of a cabochon: "round", "oval", "pear", "marquise", "cushion".

    Returns:
        The stone, girdle (or middle of a bead) at z = 0.

    Raises:
        ValueError: If there is no such cut.
    """
    aspect = ASPECT.get(shape if cut == "cabochon" else cut, 1.0) if aspect is None else aspect
    if cut in ("round", "oval", "pear", "marquise", "cushion"):
        unit = brilliant(cut, aspect, 64 if width > 2.2 else 24)
    elif cut == "emerald":
        unit = step_cut(aspect)
    elif cut == "princess":
        unit = princess()
    elif cut == "heart":
        unit = heart(aspect)
    elif cut == "cabochon":
        unit = cabochon(shape, aspect)
    elif cut == "bead":
        unit = sphere(1.0, 32, 20).scaled(1.0, aspect, 1.0)
    elif cut == "baroque":
        unit = baroque(rng or np.random.default_rng(0))
    else:
        raise ValueError(f"There is no cut {cut!r}.")
    return unit.scaled(width / 2)
