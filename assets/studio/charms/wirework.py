"""Charms of bent wire: infinity signs and keys."""

from __future__ import annotations

import numpy as np

from assets.studio.charms import motifs
from assets.studio.geometry.mesh import merge
from assets.studio.geometry.outlines import plate, smoothed
from assets.studio.geometry.sweeps import torus, tube
from assets.studio.pieces.piece import Charm, Part
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def infinity(spec: Spec, size: float, rng: Rng) -> Charm:
    """Makes a wire that crosses over itself with clearance, sometimes with a stone at the crossing.

    Args:
        spec: Metal and stones; stones are used if there are any.
        size: Height in mm.
        rng: Draws the proportions.

    Returns:
        The charm, lying with its back at z = 0.
    """
    wire = size * rng.uniform(0.035, 0.05)
    path, height = motifs.lemniscate(rng)
    path = path * size * 0.62
    lift = 1.08 * wire
    line = np.column_stack([path, wire + lift * (1 + height)])
    parts, stones = [Part(tube(line, wire, 16, closed=True), "metal")], ()
    if spec.stones:
        seat = held(spec, 0, size * 0.2, rng, "bezel", "round")
        high = float(line[:, 2].max()) + wire
        parts += seat.placed([0, 0, high + 0.3 * seat.depth])
        stones = (gemstone(spec, 0, size * 0.2, "round"),)
    far = float(line[:, 0].max())
    ends = (np.array([-far, 0, wire + lift]), np.array([far, 0, wire + lift]))
    top = np.array([far * 0.7, line[:, 1].max(), 2 * wire])
    return Charm(parts, top, stones, {}, ends)


def key(spec: Spec, size: float, rng: Rng) -> Charm:
    """Makes a ring, heart or clover for the hand, a shaft with collars, and a bit.

    Args:
        spec: Metal and stones; stones are used if there are any.
        size: Height in mm.
        rng: Draws the proportions.

    Returns:
        The charm, lying with its back at z = 0.
    """
    wire = size * rng.uniform(0.03, 0.042)
    bow = (
        motifs.OUTLINES[str(rng.choice(["heart", "clover", "circle", "flower"]))](rng) * size * 0.2
    )
    middle = np.array([0, size * 0.29])
    path = np.column_stack([bow + middle, np.full(len(bow), wire)])
    low = size * 0.29 + bow[:, 1].min()
    shaft = tube([[0, low, wire], [0, -size * 0.5, wire]], wire * 1.05, 14)
    meshes = [tube(path, wire, 14, closed=True), shaft]
    for y in (low - wire, low - 3.2 * wire):
        meshes.append(
            torus(wire * 1.1, wire * 0.6, 28, 10).turned("x", np.pi / 2).moved(0, y, wire)
        )
    for k in range(int(rng.integers(2, 4))):
        tooth = size * rng.uniform(0.1, 0.17)
        y = -size * 0.46 + k * size * 0.085
        corners = smoothed(
            [[0, y - wire], [tooth, y - wire], [tooth, y + wire], [0, y + wire]], 0.2
        )
        meshes.append(plate(corners, 1.5 * wire, 0.2).moved(z=0.25 * wire))
    parts, stones = [Part(merge(meshes), "metal")], ()
    if spec.stones:
        seat = held(spec, 0, size * 0.16, rng, "bezel", "round")
        parts += seat.placed([*middle, seat.depth])
        stones = (gemstone(spec, 0, size * 0.16, "round"),)
    return Charm(parts, np.array([0, size * 0.29 + bow[:, 1].max(), wire]), stones)
