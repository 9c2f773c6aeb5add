"""Bare twigs and smooth pebbles, placed on the table next to a piece."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.sweeps import sphere, tube

Rng = np.random.Generator


def pebble(width: float, rng: Rng) -> Mesh:
    """Makes a stone rounded by water, lying on z = 0.

    Args:
        width: Its longest extent in mm.
        rng: Draws its shape.
    """
    ball = sphere(0.5, 64, 40)
    v = ball.vertices
    swell = np.ones(len(v))
    for _ in range(6):
        axis = rng.normal(size=3)
        axis /= np.linalg.norm(axis)
        swell += rng.uniform(0.02, 0.07) * np.sin(
            rng.uniform(2.0, 5.0) * (v @ axis) + rng.uniform(0, 6)
        )
    shape = np.array([1.0, rng.uniform(0.68, 0.92), rng.uniform(0.4, 0.58)])
    stone = Mesh(v * swell[:, None] * shape * width, ball.faces).turned("x", rng.normal(0, 0.08))
    return stone.turned("z", rng.uniform(0, 2 * np.pi)).moved(z=-stone.bounds()[0][2])


def twig(length: float, rng: Rng) -> Mesh:
    """Makes a bare twig along x with its middle at the origin, lying on z = 0.

    Args:
        length: In mm.
        rng: Draws its bends and its side shoots.
    """
    thick = length * rng.uniform(0.011, 0.016)
    count = 7
    along = np.linspace(-0.5, 0.5, count) * length
    bend = np.cumsum(rng.normal(0, 0.022, (count, 2)), axis=0) * length
    bend -= np.linspace(0, 1, count)[:, None] * bend[-1]
    stem = spline(np.column_stack([along, bend[:, 0], 0.4 * np.abs(bend[:, 1])]), 160)
    radii = thick * np.linspace(1.0, 0.42, 160)
    shoots, side = [], float(rng.choice([-1, 1]))
    for at in np.linspace(0.2, 0.86, int(rng.integers(3, 6))) + rng.normal(0, 0.025, 1):
        k = int(np.clip(at, 0.08, 0.92) * 159)
        radii = radii * (1 + 0.22 * np.exp(-(((np.arange(160) - k) / 2.5) ** 2)))
        shoots += _shoot(stem, k, side, length * rng.uniform(0.1, 0.24), radii[k], rng)
        side = -side
    tip = _bud(stem[-1], stem[-1] - stem[-3], radii[-1], rng)
    body = merge([tube(stem, radii, 14), *shoots, tip])
    return body.moved(z=-body.bounds()[0][2])


def _shoot(stem: Array, k: int, side: float, long: float, radius: float, rng: Rng) -> list[Mesh]:
    """A side shoot that leaves the stem at its k-th point and curves along with it, and its bud."""
    ahead = stem[k + 1] - stem[k - 1]
    ahead /= np.linalg.norm(ahead)
    aside = np.array([-ahead[1], ahead[0], 0.0]) * side
    a = rng.uniform(0.6, 0.95)
    start = np.cos(a) * ahead + np.sin(a) * aside
    end = np.cos(a - 0.4) * ahead + np.sin(a - 0.4) * aside
    rise = np.array([0, 0, rng.uniform(0.0, 0.18)])
    knots = [stem[k], stem[k] + start * 0.5 * long + rise * 0.3 * long]
    knots.append(knots[1] + end * 0.5 * long + rise * 0.7 * long)
    line = spline(knots, 30)
    thin = radius * np.linspace(0.62, 0.34, 30)
    return [tube(line, thin, 10), _bud(line[-1], line[-1] - line[-3], thin[-1], rng)]


def _bud(place: Array, ahead: Array, radius: float, rng: Rng) -> Mesh:
    """A closed bud at the end of a shoot."""
    body = sphere(1.0, 14, 10).scaled(1.5 * radius, 1.5 * radius, rng.uniform(2.6, 3.6) * radius)
    return body.placed(place + ahead / np.linalg.norm(ahead) * 1.4 * radius, ahead)
