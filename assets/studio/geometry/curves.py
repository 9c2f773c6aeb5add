"""Curves that solids are made along: splines and circles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import CubicSpline

from assets.studio.geometry.mesh import TAU, Array


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
