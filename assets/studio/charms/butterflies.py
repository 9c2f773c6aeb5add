"""Butterflies: four wings, plates or wire, and a body with feelers."""

from __future__ import annotations

import numpy as np

from assets.studio.charms import motifs
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import dome, inset, plate
from assets.studio.geometry.sweeps import tube
from assets.studio.pieces.piece import Charm, Part, Stone, moved
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def butterfly(spec: Spec, size: float, rng: Rng) -> Charm:
    """Makes four wings, plates or wire, raised a little from a body with feelers.

    Args:
        spec: Metal and stones; stones are used if there are any.
        size: Height in mm.
        rng: Draws the proportions.

    Returns:
        The charm, lying with its back at z = 0.
    """
    style = str(rng.choice(["flat", "open", "puffed"]))
    scale = size * 0.52
    parts: list[Part] = []
    for upper in (True, False):
        rim = motifs.wing(rng, upper) * scale
        mesh = _wing(rim, style, size)
        raised = mesh.turned("y", -rng.uniform(0.12, 0.3)).moved(z=0.4)
        mirror = np.diag([-1.0, 1, 1])
        parts += [Part(raised, "metal"), Part(raised.transformed(mirror), "metal")]
    girth = size * 0.045
    knots = np.array([[0, 0.42, 0.3], [0, 0.25, 0.8], [0, 0, 0.8], [0, -0.6, 0.2]]) * [
        1,
        scale,
        girth,
    ]
    body = tube(
        spline(knots, 30) + np.array([0, 0, girth]),
        girth * np.interp(np.linspace(0, 1, 30), [0, 0.3, 1], [0.9, 1.25, 0.5]),
        16,
    )
    feelers = [
        tube(
            spline(
                np.array(
                    [
                        [0, 0.42 * scale, 1.6 * girth],
                        [s * size * 0.07, 0.62 * scale, 1.8 * girth],
                        [s * size * 0.16, 0.78 * scale, 1.6 * girth],
                    ]
                ),
                16,
            ),
            size * 0.012 + 0.08,
            8,
        )
        for s in (-1, 1)
    ]
    parts.append(Part(merge([body, *feelers]), "metal2" if spec.metal2 else "metal"))
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        parts, stones = _jewelled(parts, spec, size, scale, rng)
    low = min(p.mesh.bounds()[0][2] for p in parts)
    parts = moved(parts, z=-low)
    tip = np.array([0.95 * scale, 0.9 * scale, size * 0.12 - low])
    details = {"adjectives": ("openwork",) if style == "open" else ()}
    return Charm(
        parts,
        np.array([0, 0.42 * scale, girth * 2 - low]),
        stones,
        details,
        (tip * [-1, 1, 1], tip),
    )


def _wing(rim: Array, style: str, size: float) -> Mesh:
    if style == "flat":
        return plate(rim, size * 0.045, 0.2)
    if style == "puffed":
        middle = tuple(rim.mean(axis=0))
        return dome(rim, size * 0.05, 0.6, 10, 2.0, middle)
    wire = size * 0.022
    path = np.column_stack([inset(rim, wire), np.full(len(rim), wire)])
    root = rim[np.argmin(np.linalg.norm(rim, axis=1))]
    far = rim[np.argsort(np.linalg.norm(rim - root, axis=1))[-24:]].mean(axis=0)
    vein = tube(
        [[*root, wire], [*((root + far) / 2 * 0.98), wire], [*(far * 0.96), wire]], wire * 0.8, 10
    )
    return merge([tube(path, wire, 12, closed=True), vein])


def _jewelled(
    parts: list[Part], spec: Spec, size: float, scale: float, rng: Rng
) -> tuple[list[Part], tuple[Stone, ...]]:
    """A stone on each upper wing and, smaller, on each lower one."""
    big, small = size * rng.uniform(0.15, 0.2), size * rng.uniform(0.09, 0.13)
    for x, y, w in ((0.62, 0.55, big), (0.52, -0.5, small)):
        for s in (-1, 1):
            seat = held(spec, 0, w, rng, "bezel", "round")
            z = size * 0.05 + abs(x) * scale * 0.22 + 0.6 * seat.depth
            parts += seat.placed([s * x * scale, y * scale, z], [-s * 0.2, 0, 1])
    return parts, (gemstone(spec, 0, big, "round", 4),)
