"""Solids that follow a curve: skinned from sections, swept along a path, turned about an axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.curves import circle
from assets.studio.geometry.mesh import TAU, Array, Mesh, frame


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
    """Makes a wire along a path, with hemispherical ends unless it is closed or they are off.

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
