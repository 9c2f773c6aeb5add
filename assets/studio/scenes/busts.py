"""Busts: padded neck forms on which a pendant lies or hangs."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Array
from assets.studio.geometry.outlines import plate
from assets.studio.pieces.piece import Part, Piece
from assets.studio.scenes.scene import Camera

Rng = np.random.Generator
PADDING = 7.0  # mm
WIDEST = 0.36  # of the picture: a chain that spreads farther leaves a bust no shoulders
GAP = 0.05  # mm between the cloth and what lies on it


def bust(piece: Piece, camera: Camera, light: bool, rng: Rng) -> tuple[list[Part], float]:
    """Makes a neck form under a pendant and its chain.

    Args:
        piece: A pendant, lying on z = 0 or hanging before y = -1.
        camera: Looks at it; the form is drawn so that its outline shows in the picture.
        light: Cover it with light cloth instead of black.
        rng: Draws its outline.

    Returns:
        The parts, and how far the floor or the wall lies behind the pendant in mm; no part if the
        chain spreads too far.
    """
    upright = piece.pose == "hanging"
    up = 2 if upright else 1
    wide = camera.width()
    points = np.concatenate([p.mesh.vertices for p in piece.parts])
    framed = np.concatenate([p.mesh.vertices for p in piece.parts if p.framed])
    middle = (framed.min(axis=0) + framed.max(axis=0)) / 2
    shown = points[np.abs(points[:, up] - middle[up]) < 0.56 * wide]
    spread = float(np.abs(shown[:, 0] - middle[0]).max()) / wide
    draws = rng.uniform(0, 1, 3)
    cloth = rng.choice(["bust", "linen bust"]) if light else "dark bust"
    if spread > WIDEST:
        return [], 0.0
    low = (framed[:, up].min() - middle[up]) / wide
    rim = _outline(spread, low, draws) * wide
    form = plate(rim, PADDING, 0.4 * PADDING, steps=9).moved(z=-PADDING - GAP)
    if upright:  # the front, which faced up, turns towards the camera
        back = float(points[:, 1].max())
        form = form.turned("x", np.pi / 2).moved(middle[0], back, middle[2])
        return [Part(form, f"prop:{cloth}", False)], rng.uniform(30, 90)
    return [Part(form.moved(middle[0], middle[1]), f"prop:{cloth}", False)], PADDING + GAP


def _outline(spread: float, low: float, draws: Array) -> Array:
    """Chest, shoulders and neck (N, 2) in picture widths, the pendant's middle at the origin.

    Args:
        spread: Half the width of the chain.
        low: The lowest point of the pendant.
        draws: (3,) of 0 to 1: breadth of neck and chest, height of the shoulders.
    """
    neck = spread + 0.05 + 0.02 * draws[0]
    chest = max(neck + 0.03, 0.36 + 0.07 * draws[1])
    foot, shoulder = low - 0.06, max(low + 0.3, 0.02 + 0.16 * draws[2])
    right = [
        [0.0, foot],
        [0.5 * chest, foot + 0.03],
        [0.84 * chest, foot + 0.13],
        [chest, foot + 0.34],
        [chest, shoulder],
        [0.62 * chest + 0.38 * neck, shoulder + 0.1],
        [neck + 0.004, shoulder + 0.21],
        [neck - 0.004, shoulder + 0.36],
        [neck + 0.02, 1.1],
    ]
    side = spline(right, 70)
    return np.concatenate([side, side[::-1][:-1] * [-1, 1]])
