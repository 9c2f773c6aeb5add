"""Ring boxes: a hinged case, open, with a ring standing in the slit of its cushion."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import box, plate
from assets.studio.pieces.piece import Part, Piece
from assets.studio.stones.girdles import outline

Rng = np.random.Generator
SUNK = (0.24, 0.32)  # how much of a ring's height stands in the cushion
WIDEST = 7.0  # mm of a slit; rings that lean or lie have no place in one
SOLE, WALL, PROUD = 4.0, 1.6, 0.8  # mm under the ring; of the case; of the cushion over its rim


def ring_box(piece: Piece, light: bool, rng: Rng) -> tuple[list[Part], float]:
    """Makes an open box to the measure of a ring.

    Args:
        piece: A ring that stands on z = 0.
        light: Line it with cream cloth instead of charcoal.
        rng: Draws the measures and the case's colour.

    Returns:
        The parts, and the thickness of what lies below the ring in mm; no part if the ring does
        not stand upright.
    """
    points = np.concatenate([p.mesh.vertices for p in piece.parts])
    sunk = points[:, 2].max() * rng.uniform(*SUNK)
    side = np.ptp(points[:, 0]) + rng.uniform(8.5, 11.5)
    opening = rng.uniform(97, 112)
    case = str(rng.choice(["black box", "navy box", "burgundy box", "cream box"]))
    low = points[points[:, 2] < sunk + 0.5, 1]
    if np.ptp(low) > WIDEST or np.ptp(points[:, 1]) > 0.7 * side:
        return [], 0.0
    cloth = "prop:cushion" if light else "prop:dark cushion"
    cushion = _cushion(low.min() - 0.12, low.max() + 0.12, side - 2 * WALL - 0.3, sunk)
    rim = sunk - PROUD
    base = _shell(side, rim + SOLE + 1.0).moved(z=-SOLE - 1.0)
    lid = _shell(side, 0.3 * side).transformed(np.diag([1.0, 1, -1])).moved(z=0.3 * side)
    lining = box(side - 2 * WALL - 0.4, side - 2 * WALL - 0.4, 2.4, 1.1, 4.0)
    lining = lining.moved(z=0.3 * side - 1.3 - 2.5)
    parts = [Part(base, f"prop:{case}", False), Part(cushion, cloth, False)]
    parts.append(Part(_opened(lid, side, rim, opening), f"prop:{case}", False))
    parts.append(Part(_opened(lining, side, rim, opening), cloth, False))
    return parts, SOLE + 1.0


def _shell(side: float, height: float) -> Mesh:
    """A square tray with rounded corners, standing on z = 0 and open at the top."""
    outside = _square(side)
    inside = _square(side - 2 * WALL)
    walls = plate(outside, height, 0.7, [inside])
    sole = plate(_square(side - WALL), 1.3, 0.3).moved(z=0.02)
    return merge([walls, sole])


def _square(side: float) -> Array:
    """A square with softly rounded corners (64, 2), counter-clockwise."""
    return outline("princess", side)


def _cushion(front: float, back: float, side: float, top: float) -> Mesh:
    """Two padded rolls with a slit from y = `front` to y = `back` between them."""
    high = top + SOLE - 0.6
    rolls = []
    for low, end in ((-side / 2, front), (back, side / 2)):
        bevel = min(2.6, 0.45 * high)  # the corners are rounder than the edges, or they fold over
        roll = box(side, end - low, high, bevel, 2.4 * bevel)
        rolls.append(roll.moved(y=(low + end) / 2, z=top - high))
    return merge(rolls)


def _opened(lid: Mesh, side: float, rim: float, degrees: float) -> Mesh:
    """Turns a lid that lies on z = 0 open about its hinge at the back of the case's rim."""
    hinged = lid.moved(y=-side / 2, z=0.15).turned("x", -np.radians(degrees))
    return hinged.moved(y=side / 2, z=rim)
