"""The outlines of the cuts, seen from above."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import Array

ASPECT = {
    "oval": 1.32,
    "pear": 1.5,
    "marquise": 1.95,
    "emerald": 1.36,
    "cushion": 1.08,
    "heart": 0.98,
}


def outline(cut: str, width: float, aspect: float | None = None, count: int = 64) -> Array:
    """Returns the girdle of a cut, seen from above.

    Args:
        cut: One of `piece.CUTS`; what has no outline of its own is round.
        width: Extent along x in mm.
        aspect: Length along y over width; the usual one of the cut if omitted.
        count: Points; must be a multiple of 16.

    Returns:
        (count, 2) counter-clockwise, starting at +y.
    """
    aspect = ASPECT.get(cut, 1.0) if aspect is None else aspect
    return unit_outline(cut, count, aspect) * (width / 2) * [1.0, aspect]


def unit_outline(cut: str, count: int, aspect: float) -> Array:
    """Returns the girdle of a cut with half width and half length 1.

    Args:
        cut: One of `piece.CUTS`; what has no outline of its own is round.
        count: Points; must be a multiple of 16.
        aspect: Length over width, which the corners of an emerald cut depend on.

    Returns:
        (count, 2) counter-clockwise, starting at +y.
    """
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
        return _heart(count)
    return np.stack([x, y], axis=1)


def _heart(count: int) -> Array:
    """Two round lobes, a cleft at the first point and a tip opposite, each half convex."""
    knots = [
        [(0, 0.64), (-0.10, 0.86), (-0.28, 1.0), (-0.50, 1.0)],
        [(-0.50, 1.0), (-0.80, 1.0), (-1.0, 0.78), (-1.0, 0.48)],
        [(-1.0, 0.48), (-1.0, 0.06), (-0.46, -0.54), (0, -1.0)],
    ]
    t = np.linspace(0, 1, 200)[:, None]
    powers = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3]
    line = np.concatenate(
        [sum(w * np.array(p) for w, p in zip(powers, k, strict=True)) for k in knots]
    )
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    even = np.linspace(0, length[-1], count // 2 + 1)
    left = np.stack([np.interp(even, length, line[:, i]) for i in range(2)], axis=1)
    return np.concatenate([left, left[::-1][1:-1] * [-1, 1]])


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
