"""Closed polygon meshes in numpy: the builders every piece is made of, and checks on them.

Units are millimetres, z is up, faces are wound so that their normals point outward (a lens of
glass with inward normals refracts inside out). Nothing here needs Blender.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

Array = NDArray[np.float64]
TAU = 2 * np.pi


@dataclass(frozen=True)
class Mesh:
    """Vertices and polygons of one solid (or of several that do not share vertices).

    Attributes:
        vertices: (N, 3) float64, millimetres.
        faces: Vertex indices of each polygon, counter-clockwise seen from outside.
        smooth: Shade smoothly across edges flatter than about 35 degrees. Facets of a gem: False.
    """

    vertices: Array
    faces: list[tuple[int, ...]]
    smooth: bool = True

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        """Returns the mesh shifted by (x, y, z) mm."""
        return Mesh(self.vertices + np.array([x, y, z], dtype=float), self.faces, self.smooth)

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> Mesh:
        """Returns the mesh scaled about the origin; one positive factor, or one for each axis."""
        factors = np.array([x, x if y is None else y, x if z is None else z], dtype=float)
        return self.transformed(np.diag(factors))

    def turned(self, axis: str, radians: float) -> Mesh:
        """Returns the mesh turned about the x, y or z axis through the origin."""
        return self.transformed(rotation(axis, radians))

    def transformed(self, matrix: ArrayLike) -> Mesh:
        """Returns the mesh under a 3 x 3 or 4 x 4 matrix; a mirror keeps the normals outward."""
        m = np.asarray(matrix, dtype=float)
        vertices = self.vertices @ m[:3, :3].T + (m[:3, 3] if m.shape == (4, 4) else 0.0)
        flip = np.linalg.det(m[:3, :3]) < 0
        faces = [face[::-1] for face in self.faces] if flip else self.faces
        return Mesh(vertices, faces, self.smooth)

    def placed(self, origin: ArrayLike, normal: ArrayLike, along: ArrayLike | None = None) -> Mesh:
        """Returns the mesh with its z axis laid on `normal` and its y axis towards `along`.

        Args:
            origin: (3,) where the mesh's own origin goes.
            normal: (3,) direction of the mesh's z axis.
            along: (3,) direction nearest to the mesh's y axis; any if omitted.
        """
        matrix = np.eye(4)
        matrix[:3, :3] = frame(normal, along)
        matrix[:3, 3] = origin
        return self.transformed(matrix)

    def bounds(self) -> tuple[Array, Array]:
        """Returns the lowest and the highest corner, each (3,)."""
        return self.vertices.min(axis=0), self.vertices.max(axis=0)

    def edges(self) -> Counter[tuple[int, int]]:
        """Counts each directed edge (from, to) over all faces."""
        return Counter(
            e for face in self.faces for e in zip(face, face[1:] + face[:1], strict=True)
        )

    def is_closed(self) -> bool:
        """Says whether every edge joins exactly two faces that agree on which side is out."""
        edges = self.edges()
        return all(n == 1 and edges.get((b, a)) == 1 for (a, b), n in edges.items())

    def euler(self) -> int:
        """Returns V - E + F over the vertices in use: 2 for each ball, 0 for each ring."""
        used = {i for face in self.faces for i in face}
        undirected = {(min(e), max(e)) for e in self.edges()}
        return len(used) - len(undirected) + len(self.faces)

    def volume(self) -> float:
        """Returns the enclosed volume in cubic mm; negative if the normals point inward."""
        triangles = np.array(
            [(f[0], f[i], f[i + 1]) for f in self.faces for i in range(1, len(f) - 1)]
        )
        a, b, c = self.vertices[triangles].transpose(1, 0, 2)
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def rotation(axis: str, radians: float) -> Array:
    """Returns the (3, 3) right-handed rotation about "x", "y" or "z"."""
    c, s = np.cos(radians), np.sin(radians)
    i = "xyz".index(axis)
    matrix = np.eye(3)
    j, k = (i + 1) % 3, (i + 2) % 3
    matrix[j, j], matrix[j, k], matrix[k, j], matrix[k, k] = c, -s, s, c
    return matrix


def frame(normal: ArrayLike, along: ArrayLike | None = None) -> Array:
    """Returns a (3, 3) rotation with columns x, y, z: z on `normal`, y nearest to `along`."""
    z = np.asarray(normal, dtype=float) / np.linalg.norm(normal)
    guess = np.asarray((0, 1, 0) if along is None else along, dtype=float)
    if np.linalg.norm(np.cross(guess, z)) < 1e-6 * np.linalg.norm(guess):
        guess = np.array([1.0, 0, 0]) if abs(z[0]) < 0.9 else np.array([0, 0, 1.0])
    x = np.cross(guess, z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1)


def merge(meshes: Sequence[Mesh]) -> Mesh:
    """Joins meshes into one without welding them; shading is taken from the first."""
    starts = np.cumsum([0] + [len(m.vertices) for m in meshes])
    faces = [
        tuple(i + int(start) for i in face)
        for m, start in zip(meshes, starts[:-1], strict=True)
        for face in m.faces
    ]
    return Mesh(np.concatenate([m.vertices for m in meshes]), faces, meshes[0].smooth)


def spline(points: ArrayLike, samples: int, closed: bool = False) -> Array:
    """Samples a cubic spline through points, evenly in chord length.

    Args:
        points: (N, D) with N >= 2; a closed curve does not repeat its first point.
        samples: How many points to return; a closed curve does not repeat the first.
        closed: Join the last point to the first smoothly.

    Returns:
        (samples, D).
    """
    knots = np.asarray(points, dtype=float)
    if closed:
        knots = np.concatenate([knots, knots[:1]])
    steps = np.linalg.norm(np.diff(knots, axis=0), axis=1)
    t = np.concatenate([[0], np.cumsum(np.maximum(steps, 1e-9))])
    curve = CubicSpline(t, knots, bc_type="periodic" if closed else "natural")
    dense = np.linspace(0, t[-1], 8 * samples + 1)
    line = curve(dense)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    even = np.linspace(0, length[-1], samples, endpoint=not closed)
    return curve(np.interp(even, length, dense))


def circle(radius: float, count: int, start: float = 0.0) -> Array:
    """Returns (count, 2) points of a circle, counter-clockwise from angle `start` in radians."""
    a = start + TAU * np.arange(count) / count
    return radius * np.stack([np.cos(a), np.sin(a)], axis=1)


def _loft(rings: Array, closed: bool, wrap: bool) -> list[tuple[int, ...]]:
    """Quads between consecutive rings (R, S); the last joins the first if `wrap`."""
    r, s = rings.shape[:2]
    faces = []
    for i in range(r if wrap else r - 1):
        j = (i + 1) % r
        for k in range(s if closed else s - 1):
            m = (k + 1) % s
            faces.append((i * s + k, i * s + m, j * s + m, j * s + k))
    return faces


def loft(rings: ArrayLike, wrap: bool = False) -> Mesh:
    """Skins a stack of closed rings of equal length into a solid; its normals point outward.

    Args:
        rings: (R, S, 3), in either direction.
        wrap: Join the last ring to the first (a torus) instead of closing both ends flat.
    """
    stack = np.asarray(rings, dtype=float)
    r, s = stack.shape[:2]
    faces = _loft(stack, True, wrap)
    if not wrap:
        faces += [tuple(range(s))[::-1], tuple(range((r - 1) * s, r * s))]
    if _signed(stack, wrap) < 0:
        faces = [face[::-1] for face in faces]
    return Mesh(stack.reshape(-1, 3), faces)


def _signed(stack: Array, wrap: bool) -> float:
    """Six times the volume inside rings (R, S, 3), with the sign of their direction."""
    low = stack if wrap else stack[:-1]
    high = np.roll(stack, -1, axis=0) if wrap else stack[1:]
    a, b, c, d = low, np.roll(low, -1, axis=1), np.roll(high, -1, axis=1), high
    total = (np.cross(b, c) * a).sum() + (np.cross(c, d) * a).sum()
    if not wrap:
        for ring, sign in ((stack[0], -1), (stack[-1], 1)):
            total += sign * (np.cross(ring, np.roll(ring, -1, axis=0)) * ring.mean(axis=0)).sum()
    return float(total)


def sweep(
    path: ArrayLike,
    profile: ArrayLike,
    scale: ArrayLike = 1.0,
    closed: bool = False,
    up: ArrayLike | None = None,
    twist: float = 0.0,
) -> Mesh:
    """Carries a 2-D profile along a path, without spin (parallel transport).

    Args:
        path: (N, 3) points; a closed path does not repeat its first.
        profile: (K, 2) counter-clockwise outline; its second axis starts nearest to `up`.
        scale: One factor, (N,) factors, or (N, 2) factors for the profile's two axes.
        closed: The path is a loop; what spin is left is spread over it.
        up: (3,) direction of the profile's second axis at the first point.
        twist: Extra turn in radians spread over the whole path.
    """
    line = np.asarray(path, dtype=float)
    n = len(line)
    ahead = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    if not closed:
        ahead[0], ahead[-1] = line[1] - line[0], line[-1] - line[-2]
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    frames = [frame(ahead[0], (0, 0, 1) if up is None else up)]
    for i in range(1, n + int(closed)):
        frames.append(frame(ahead[i % n], frames[-1][:, 1]))
    spin = 0.0
    if closed:
        last = frames.pop()
        spin = -np.arctan2(last[:, 1] @ frames[0][:, 0], last[:, 1] @ frames[0][:, 1])
    turn = (np.arange(n) / (n if closed else max(n - 1, 1))) * (twist - spin)
    factors = np.broadcast_to(np.asarray(scale, dtype=float), (n,)) if np.ndim(scale) < 2 else None
    pair = np.stack([factors, factors], axis=1) if factors is not None else np.asarray(scale)
    rings = np.empty((n, len(profile), 3))
    for i in range(n):
        c, s = np.cos(turn[i]), np.sin(turn[i])
        flat = (np.asarray(profile) * pair[i]) @ np.array([[c, s], [-s, c]])
        rings[i] = line[i] + flat @ frames[i][:, :2].T
    return loft(rings, wrap=closed)


def tube(
    path: ArrayLike,
    radius: float | ArrayLike,
    sides: int = 12,
    closed: bool = False,
    round_ends: bool = True,
) -> Mesh:
    """Makes a wire along a path, with hemispherical ends unless closed or told otherwise.

    Args:
        path: (N, 3) points.
        radius: One radius, or (N,) radii along the path.
        sides: Corners of its cross-section.
        closed: The path is a loop.
        round_ends: Close open ends with half balls, so that nothing is cut off sharply.
    """
    line = np.asarray(path, dtype=float)
    radii = np.broadcast_to(np.asarray(radius, dtype=float), (len(line),))
    if not closed and round_ends:
        a = np.linspace(0, np.pi / 2, 6)[1:]
        head, tail = line[0] - line[1], line[-1] - line[-2]
        head, tail = head / np.linalg.norm(head), tail / np.linalg.norm(tail)
        before = line[0] + np.outer(radii[0] * np.sin(a[::-1]), head)
        after = line[-1] + np.outer(radii[-1] * np.sin(a), tail)
        ease = np.maximum(np.cos(a), 0.02)
        line = np.concatenate([before, line, after])
        radii = np.concatenate([radii[0] * ease[::-1], radii, radii[-1] * ease])
    return sweep(line, circle(1.0, sides), radii, closed)


def lathe(profile: ArrayLike, segments: int = 48) -> Mesh:
    """Turns a profile about the z axis.

    Args:
        profile: (K, 2) of (r, z), from bottom to top along the outside. If it begins and ends at
            r = 0 the solid is a ball; if all r > 0 the profile is a closed outline,
            counter-clockwise with r to the right, and the solid is a ring.
        segments: Steps of the full turn.
    """
    p = np.asarray(profile, dtype=float)
    a = TAU * np.arange(segments) / segments
    ends = p[0, 0] < 1e-9 and p[-1, 0] < 1e-9
    body = p[1:-1] if ends else p
    rings = np.stack(
        [
            np.outer(body[:, 0], np.cos(a)),
            np.outer(body[:, 0], np.sin(a)),
            np.repeat(body[:, 1:], segments, axis=1),
        ],
        axis=2,
    )
    if not ends:
        return loft(rings, wrap=True)
    count = len(body) * segments
    faces = _loft(rings, True, False)
    faces += [(count, (k + 1) % segments, k) for k in range(segments)]
    top = count - segments
    faces += [(count + 1, top + k, top + (k + 1) % segments) for k in range(segments)]
    poles = np.array([[0, 0, p[0, 1]], [0, 0, p[-1, 1]]])
    return Mesh(np.concatenate([rings.reshape(-1, 3), poles]), faces)


def sphere(radius: float, segments: int = 24, rings: int = 14) -> Mesh:
    """Makes a ball about the origin."""
    a = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    r = radius * np.cos(a)
    r[[0, -1]] = 0.0
    return lathe(np.stack([r, radius * np.sin(a)], axis=1), segments)


def torus(radius: float, wire: float, segments: int = 64, sides: int = 16) -> Mesh:
    """Makes a ring about the z axis: `radius` to the middle of a round wire of radius `wire`."""
    return lathe(circle(wire, sides) + np.array([radius, 0.0]), segments)
