"""The outlines of motifs: hearts, stars, leaves, letters, wings, as closed curves and strokes.

Every outline is (N, 2), counter-clockwise, about 2 units high around the origin, upright in y, and
drawn with small variations, so that no two hearts are alike. The strokes of letters are open
curves in the same measure.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Array
from assets.studio.geometry.outlines import area, smoothed

Rng = np.random.Generator


def even(points: ArrayLike, count: int) -> Array:
    """Resamples a closed curve at equal steps, counter-clockwise."""
    p = np.asarray(points, dtype=float)
    ring = np.concatenate([p, p[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    at = np.linspace(0, length[-1], count, endpoint=False)
    line = np.stack([np.interp(at, length, ring[:, i]) for i in range(2)], axis=1)
    return line if area(line) > 0 else line[::-1]


def heart(rng: Rng) -> Array:
    """Two lobes over a tip: slim or broad, with a deep or a shallow cleft."""
    t = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    cleft = rng.uniform(3.6, 6.0)
    x = 16 * np.sin(t) ** 3
    y = (
        13 * np.cos(t)
        - cleft * np.cos(2 * t)
        - 2 * np.cos(3 * t)
        - rng.uniform(0.4, 1.2) * np.cos(4 * t)
    )
    y = (y - y.min()) / (y.max() - y.min()) * 2 - 1
    return even(np.stack([x / 16 * rng.uniform(0.92, 1.2), y], axis=1), 120)


def star(rng: Rng) -> Array:
    """Five points, six, or the long rays of a north star."""
    count = int(rng.choice([5, 5, 5, 6, 4, 8]))
    inner = {4: (0.24, 0.36), 5: (0.4, 0.56), 6: (0.5, 0.62), 8: (0.42, 0.56)}[count]
    ratio = rng.uniform(*inner)
    a = np.pi / 2 + np.pi * np.arange(2 * count) / count
    r = np.where(np.arange(2 * count) % 2 == 0, 1.0, ratio)
    if count == 8:
        r[2::4] *= rng.uniform(0.6, 0.8)
    corners = np.stack([r * np.cos(a), r * np.sin(a)], axis=1)
    return even(smoothed(corners, rng.uniform(0.05, 0.16)), 120)


def crescent(rng: Rng) -> Array:
    """A moon with its horns to the right and upward."""
    a = np.linspace(0.55, 2 * np.pi - 0.55, 80)
    outer = np.stack([np.cos(a), np.sin(a)], axis=1)
    shift = rng.uniform(0.28, 0.5)
    tip, r = outer[0], 0.0
    r = np.hypot(tip[0] - shift, tip[1])
    b = np.arctan2(tip[1], tip[0] - shift)
    c = np.linspace(2 * np.pi - b, b, 60)[1:-1]
    inner = np.stack([shift + r * np.cos(c), r * np.sin(c)], axis=1)
    turn = rng.uniform(0.1, 0.6)
    m = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return even(np.concatenate([outer, inner]) @ m.T, 140)


def cross(rng: Rng) -> Array:
    """A Latin or Greek cross with straight, flared or budded arms."""
    w, flare = rng.uniform(0.14, 0.24), rng.uniform(1.0, 1.7)
    arm, head = rng.uniform(0.5, 0.68), rng.uniform(0.45, 0.62)
    k, e = w, w * flare
    right = [(k, 1 - head - k), (arm, 1 - head - e), (arm, 1 - head + e), (k, 1 - head + k)]
    points = [(e, -1), *right, (e, 1), (-e, 1)] + [(-x, y) for x, y in right[::-1]] + [(-e, -1)]
    return even(smoothed(points, rng.uniform(0.03, 0.1)), 140)


def leaf(rng: Rng) -> Array:
    """A pointed blade, straight or swaying."""
    s = np.linspace(0, 1, 70)
    width = rng.uniform(0.34, 0.62)
    swell, bend = rng.uniform(0.75, 1.15), rng.uniform(-0.25, 0.25)
    half = width * np.sin(np.pi * s**swell) ** rng.uniform(0.85, 1.15)
    spine = bend * np.sin(np.pi * s)
    y = 2 * s - 1
    right, left = np.stack([spine + half, y], axis=1), np.stack([spine - half, y], axis=1)
    return even(np.concatenate([right[:-1], left[:0:-1]]), 120)


def flower(rng: Rng) -> Array:
    """Four to eight round or pointed petals about a middle."""
    count = int(rng.integers(4, 9))
    t = np.linspace(0, 2 * np.pi, 360, endpoint=False) + np.pi / 2
    wave = np.abs(np.cos(count * (t - np.pi / 2) / 2)) ** rng.uniform(0.45, 0.9)
    low = rng.uniform(0.5, 0.66)
    r = low + (1 - low) * wave
    return even(np.stack([r * np.cos(t), r * np.sin(t)], axis=1), 160)


def clover(rng: Rng) -> Array:
    """Four round leaves, plain or each slightly cleft."""
    t = np.linspace(0, 2 * np.pi, 360, endpoint=False)
    lobe = np.abs(np.cos(2 * t))
    r = 0.45 + 0.55 * lobe ** rng.uniform(0.4, 0.6) - rng.uniform(0, 0.1) * lobe**30
    return even(np.stack([r * np.cos(t), r * np.sin(t)], axis=1), 160)


def teardrop(rng: Rng) -> Array:
    """A drop with its point upward."""
    t = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    x = np.sin(t) * np.sin(t / 2) ** rng.uniform(1.0, 2.0)
    return even(np.stack([x / x.max() * rng.uniform(0.5, 0.75), np.cos(t)], axis=1), 120)


def disc(rng: Rng) -> Array:
    """A circle, or nearly one."""
    t = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    return np.stack([np.cos(t) * rng.choice([1.0, 1.0, 0.8]), np.sin(t)], axis=1)


def bar(rng: Rng) -> Array:
    """An upright bar, rounded or square at its ends."""
    w = rng.uniform(0.11, 0.2)
    points = [(-w, -1), (w, -1), (w, 1), (-w, 1)]
    return even(smoothed(points, rng.choice([0.04, w * 0.98]), 8), 100)


def wing(rng: Rng, upper: bool) -> Array:
    """The right upper or lower wing of a butterfly, rooted at the origin."""
    if upper:
        knots = [(0.03, 0.02), (0.3, 0.5), (0.72, 0.92), (1.05, 0.98), (1.12, 0.62), (0.9, 0.2)]
        knots += [(0.5, 0.0)]
    else:
        knots = [(0.03, -0.04), (0.5, -0.06), (0.82, -0.2), (0.86, -0.56), (0.6, -0.92)]
        knots += [(0.36, -0.8), (0.2, -0.4)]
    moved = np.array(knots) * [rng.uniform(0.88, 1.1), rng.uniform(0.88, 1.1)]
    moved[2:-1] += rng.uniform(-0.05, 0.05, moved[2:-1].shape)
    return even(spline(moved, 160, closed=True), 90)


def lemniscate(rng: Rng, count: int = 160) -> tuple[Array, Array]:
    """The path of an infinity sign, (count, 2), and its height over the crossing, (count,).

    The height is +1 on the strand that crosses above and -1 on the one below.
    """
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    tall = rng.uniform(0.75, 1.1)
    d = 1 + np.sin(t) ** 2
    return np.stack([np.cos(t) / d, tall * np.sin(t) * np.cos(t) / d], axis=1) * 1.4, np.sin(t)


def _arc(x: float, y: float, r: float, start: float, end: float, tall: float = 1.0) -> Array:
    a = np.radians(np.linspace(start, end, 28))
    return np.stack([x + r * np.cos(a), y + tall * r * np.sin(a)], axis=1)


def _line(*points: tuple[float, float]) -> Array:
    return np.array(points, dtype=float)


LETTERS: dict[str, list[Array]] = {
    "A": [_line((-0.7, -1), (0, 1), (0.7, -1)), _line((-0.44, -0.28), (0.44, -0.28))],
    "B": [
        _line((-0.5, -1), (-0.5, 1)),
        np.concatenate([_line((-0.5, 1)), _arc(0, 0.52, 0.48, 90, -90), _line((-0.5, 0.04))]),
        np.concatenate([_line((-0.5, 0.04)), _arc(0.05, -0.48, 0.52, 90, -90), _line((-0.5, -1))]),
    ],
    "C": [_arc(0.1, 0, 0.85, 48, 312, 1.15)],
    "D": [
        _line((-0.55, -1), (-0.55, 1)),
        np.concatenate(
            [_line((-0.55, 1)), _arc(-0.2, 0, 0.85, 90, -90, 1.176), _line((-0.55, -1))]
        ),
    ],
    "E": [_line((0.5, 1), (-0.5, 1), (-0.5, -1), (0.5, -1)), _line((-0.5, 0), (0.36, 0))],
    "F": [_line((0.5, 1), (-0.5, 1), (-0.5, -1)), _line((-0.5, 0.05), (0.34, 0.05))],
    "G": [
        np.concatenate([_arc(0.05, 0, 0.85, 45, 330, 1.15), _line((0.82, 0), (0.25, 0))]),
    ],
    "H": [_line((-0.6, -1), (-0.6, 1)), _line((0.6, -1), (0.6, 1)), _line((-0.6, 0), (0.6, 0))],
    "J": [np.concatenate([_line((0.4, 1)), _arc(-0.1, -0.5, 0.5, 0, -170)])],
    "K": [
        _line((-0.5, -1), (-0.5, 1)),
        _line((0.55, 1), (-0.5, -0.12)),
        _line((-0.16, 0.24), (0.6, -1)),
    ],
    "L": [_line((-0.45, 1), (-0.45, -1), (0.55, -1))],
    "M": [_line((-0.8, -1), (-0.7, 1), (0, -0.5), (0.7, 1), (0.8, -1))],
    "N": [_line((-0.62, -1), (-0.62, 1), (0.62, -1), (0.62, 1))],
    "P": [
        _line((-0.5, -1), (-0.5, 1)),
        np.concatenate([_line((-0.5, 1)), _arc(0, 0.45, 0.55, 90, -90), _line((-0.5, -0.1))]),
    ],
    "R": [
        _line((-0.5, -1), (-0.5, 1)),
        np.concatenate([_line((-0.5, 1)), _arc(0, 0.48, 0.52, 90, -90), _line((-0.5, -0.04))]),
        _line((0.0, -0.04), (0.58, -1)),
    ],
    "S": [
        np.concatenate([_arc(0, 0.48, 0.52, 30, 250), _arc(0, -0.5, 0.52, 70, -150)]),
    ],
    "T": [_line((-0.7, 1), (0.7, 1)), _line((0, 1), (0, -1))],
    "V": [_line((-0.7, 1), (0, -1), (0.7, 1))],
    "W": [_line((-1, 1), (-0.5, -1), (0, 0.6), (0.5, -1), (1, 1))],
    "Z": [_line((-0.6, 1), (0.6, 1), (-0.6, -1), (0.6, -1))],
}

OUTLINES: dict[str, Callable[[Rng], Array]] = {
    "heart": heart,
    "star": star,
    "moon": crescent,
    "cross": cross,
    "leaf": leaf,
    "flower": flower,
    "clover": clover,
    "teardrop": teardrop,
    "circle": disc,
    "coin": disc,
    "bar": bar,
}
