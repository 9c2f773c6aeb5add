"""Initials of flat or round wire."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from assets.studio.charms import motifs
from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import plate, smoothed
from assets.studio.geometry.sweeps import sweep
from assets.studio.pieces.piece import Charm, Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def initial(spec: Spec, rng: Rng) -> Charm:
    """Makes an initial of flat or round wire, alone or on a disc.

    Args:
        spec: Metal and stones; a stone is used if there is one.
        rng: Draws the shape.

    Returns:
        The charm, lying with its back at z = 0.
    """
    letter = str(rng.choice(list(motifs.LETTERS)))
    size = rng.uniform(10, 17)
    strokes = [s * size / 2 * [rng.uniform(0.85, 1.1), 1] for s in motifs.LETTERS[letter]]
    wire = size * rng.uniform(0.055, 0.085)
    meshes = [_stroke(s, wire) for s in strokes]
    parts: list[Part] = []
    top = np.array([0.0, max(s[:, 1].max() for s in strokes) + wire * 0.6, wire])
    features: tuple[str, ...] = ()
    if rng.random() < 0.35:
        disc = motifs.disc(rng) * size * 0.88
        disc[:, 0] *= 1.0 if np.ptp(disc[:, 0]) > 1.5 * size else 1.12
        parts.append(Part(plate(disc, 1.2, 0.35), "metal"))
        meshes = [m.moved(z=1.0) for m in meshes]
        top = np.array([0, size * 0.88 - 0.25, 0.6])
        features = ("a round disc",) if np.ptp(disc[:, 0]) > 1.7 * size else ("an oval disc",)
    else:
        tops = [p for s in strokes for p in s if p[1] > size * 0.42]
        x = min(tops, key=lambda p: abs(p[0]))[0]
        top = np.array([x, max(p[1] for p in tops) + wire * 0.5, wire])
    second = "metal2" if spec.metal2 and features else "metal"
    parts.append(Part(merge(meshes), second))
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        place = np.array(
            [size * 0.52 if not features else 0, -size * 0.52 if not features else -size * 0.68]
        )
        seat = held(spec, 0, size * 0.17, rng, "bezel", "round")
        if not features:
            place = np.array([strokes[0][-1, 0], strokes[0][-1, 1]])
        parts += seat.placed([*place, (2 * wire if not features else 1.2) + 0.5 * seat.depth])
        stones = (gemstone(spec, 0, size * 0.17, "round"),)
    return Charm(
        parts,
        top,
        stones,
        {"letter": letter, "features": features, "setting": "bezel" if stones else ""},
    )


def _stroke(points: Array, half: float) -> Mesh:
    """A stroke of a letter: a flat band of rounded section along a line."""
    line = points if len(points) > 12 else _dense(points)
    path = np.column_stack([line, np.full(len(line), half)])
    section = smoothed([[-half, -half], [half, -half], [half, half], [-half, half]], half * 0.7, 5)
    return sweep(path, section, np.ones(len(path)), up=(0, 0, 1))


def _dense(points: Array) -> Array:
    """Puts points along straight strokes, rounding their corners a little."""
    pieces = [np.linspace(a, b, 12, endpoint=False) for a, b in pairwise(points)]
    line = np.concatenate([*pieces, points[-1:]])
    soft = line.copy()
    soft[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return soft
