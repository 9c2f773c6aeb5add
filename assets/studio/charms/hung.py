"""A motif hung from a strand, lying outside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.geometry.mesh import Array
from assets.studio.geometry.sweeps import torus
from assets.studio.pieces.piece import Part, moved, turned
from assets.studio.sampling.sampler import Spec

Rng = np.random.Generator
WORDS = {"moon": "crescent", "circle": "disc", "infinity": "infinity sign"}


def hung_motif(
    at: Array, out: Array, gap: float, spec: Spec, size: float, rng: Rng
) -> tuple[str, list[Part]]:
    """Hangs an order's motif on a ring around a line.

    Args:
        at: (3,) a point of the line on the floor.
        out: (3,) away from the line, level.
        gap: Half the line's width, mm.
        spec: Its motif and metal; stones are left out.
        size: Height of the motif in mm.
        rng: Draws its proportions.

    Returns:
        What a caption calls it, without its metal, and its parts.
    """
    made = charm(spec.motif, replace(spec, stones=(), metal2=""), size, rng)
    inner = at + out * 0.35 * gap + np.array([0, 0, gap])
    outer = at + out * (1.35 * gap + 2.4) + np.array([0, 0, 0.9])
    slant = outer - inner  # from the string between two beads down to the motif
    hoop = torus(float(np.linalg.norm(slant)) / 2, 0.4, 28, 8).placed(
        (inner + outer) / 2, np.cross(slant, [-out[1], out[0], 0.0])
    )
    top = outer + out * 0.3
    turn = float(np.arctan2(out[1], out[0]) + np.pi / 2)
    body = turned(moved(made.parts, -made.top[0], -made.top[1], 0), "z", turn)
    word = WORDS.get(spec.motif, spec.motif)
    return word, [Part(hoop, "metal"), *moved(body, top[0], top[1], 0)]
