"""Leaves of brooches: one large blade with its veins, or a twig of small ones."""

from __future__ import annotations

import numpy as np

from assets.studio.charms import motifs
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Mesh, merge
from assets.studio.geometry.outlines import dome, inset
from assets.studio.geometry.sweeps import tube
from assets.studio.pieces.piece import Charm, Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def leaf(rng: Rng, spec: Spec) -> Charm:
    """Makes one large blade with veins, or a twig of small leaves, with stones along it.

    Args:
        rng: Draws which, and its shape.
        spec: Metals and stones.
    """
    return _twig(rng, spec) if rng.random() < 0.5 else _veined(rng, spec)


def _veined(rng: Rng, spec: Spec) -> Charm:
    """The contour of a leaf with its midrib and veins; stones sit on the midrib."""
    size = rng.uniform(34, 46)
    rim = motifs.leaf(rng) * [1.1, 1] * size / 2
    wire = size * rng.uniform(0.017, 0.026)
    meshes = [
        tube(np.column_stack([inset(rim, wire), np.full(len(rim), wire)]), wire, 12, closed=True)
    ]
    order = rim[np.argsort(rim[:, 1])]
    levels = np.linspace(-0.42, 0.4, int(rng.integers(5, 9))) * size
    spine = []
    for y in np.linspace(-0.49, 0.47, 30) * size:
        row_ = order[np.abs(order[:, 1] - y) < size * 0.03]
        spine.append([(row_[:, 0].min() + row_[:, 0].max()) / 2, y, wire * 1.2])
    spine_line = spline(
        np.array([[spine[0][0], -0.62 * size, wire * 1.2], *spine[::4], spine[-1]]), 70
    )
    meshes.append(tube(spine_line, np.linspace(wire * 1.4, wire * 0.8, 70), 12))
    for y in levels:
        middle = spine_line[np.argmin(np.abs(spine_line[:, 1] - y))]
        for s in (-1, 1):
            near = rim[(np.sign(rim[:, 0] - middle[0]) == s)]
            goal = near[np.argmin(np.abs(near[:, 1] - (y + size * 0.1)))]
            bend = (middle[:2] + goal) / 2 + [0, -size * 0.01]
            meshes.append(
                tube(
                    spline([middle, [*bend, wire * 1.1], [*(goal * 0.985), wire]], 14),
                    wire * 0.7,
                    8,
                )
            )
    parts, stones = [Part(merge(meshes), "metal")], ()
    if spec.stones:
        width = size * rng.uniform(0.07, 0.11)
        seat = held(spec, 0, width, rng, "bezel", "round")
        for y in levels:
            middle = spine_line[np.argmin(np.abs(spine_line[:, 1] - y))]
            parts += seat.placed([middle[0], middle[1], 2.4 * wire + 0.5 * seat.depth])
        stones = (gemstone(spec, 0, width, "round", len(levels)),)
    return Charm(parts, np.zeros(3), stones, {"adjectives": ("openwork",)})


def _twig(rng: Rng, spec: Spec) -> Charm:
    """A bent stem with pairs of small leaves, and pearls or stones among them."""
    size = rng.uniform(40, 52)
    bend = rng.uniform(-0.2, 0.2) * size
    stem = spline([[0, -size / 2, 1.2], [bend, 0, 1.3], [bend * 0.2, size / 2, 1.2]], 80)
    parts = [Part(tube(stem, np.linspace(1.0, 0.55, 80), 12), "metal")]
    count = int(rng.integers(3, 6))
    stones: tuple[Stone, ...] = ()
    width = size * rng.uniform(0.07, 0.1)
    seat = held(spec, 0, width, rng, "bezel", "round") if spec.stones else None
    material = "metal2" if spec.metal2 else "metal"
    for k in range(count):
        at = stem[int(12 + 58 * k / count)]
        for s in (-1, 1):
            blade = blade_of(size * rng.uniform(0.2, 0.27) * (1 - 0.08 * k), rng)
            parts.append(
                Part(
                    blade.turned("z", -s * rng.uniform(0.65, 0.95)).moved(at[0], at[1], 0.7),
                    material,
                )
            )
            if seat is not None and (k + (s > 0)) % 2 == 0:
                spot = at + np.array([s * size * 0.075, size * 0.0 - 1.0, 0])
                parts += seat.placed([spot[0], spot[1] - width * 0.2, 2.0 + seat.depth])
    parts.append(
        Part(blade_of(size * 0.24, rng).moved(stem[-1][0], stem[-1][1] - 0.6, 0.6), material)
    )
    if seat is not None:
        stones = (gemstone(spec, 0, width, "round", count),)
    return Charm(
        parts, np.zeros(3), stones, {"features": ("leaves along a stem",), "shape": "branch"}
    )


def blade_of(length: float, rng: Rng) -> Mesh:
    """A ridged leaf rooted at the origin and pointing to +y."""
    rim = motifs.leaf(rng) * length / 2 * [0.8, 1] + [0, length / 2]
    return dome(rim, length * 0.09, 0.5, 12, 1.15, (0.0, length * 0.45))
