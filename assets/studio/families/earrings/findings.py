"""What holds an earring in the ear, and what joins its parts.

A hanging earring lies flat: front side to +z, top to +y, and hangs from the origin downwards.
"""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Mesh, merge
from assets.studio.geometry.sweeps import lathe, torus, tube
from assets.studio.pieces.piece import Part
from assets.studio.settings.mounts import Mount

HOOKS = ("fish", "lever", "kidney", "post")
HOOK_WORDS = {"fish": "fish hooks", "lever": "lever backs", "kidney": "kidney wires", "post": ""}


def jump_ring(radius: float, wire: float, turned: bool = False) -> Mesh:
    """Makes a small ring around the origin, flat or on edge."""
    ring = torus(radius, wire, 32, 10)
    return ring.turned("y", np.pi / 2) if turned else ring


def hook(kind: str, wire: float, turn: float) -> Mesh:
    """Makes an ear wire whose loop is at the origin, turned by `turn` radians about y.

    Args:
        kind: "fish", "lever" or "kidney".
        wire: Radius in mm.
        turn: 0 shows it edge-on, as from the front; pi / 2 lays it flat.
    """
    if kind == "kidney":
        knots = [
            [0, 0.4],
            [-1.2, 4],
            [0.6, 10],
            [5.5, 14.5],
            [10.2, 11],
            [10.8, 4],
            [7.5, -1.5],
            [2.5, -1.2],
        ]
    elif kind == "lever":
        knots = [
            [0, 0.4],
            [0, 5],
            [1.2, 9],
            [4.2, 11.2],
            [7.2, 9],
            [7.6, 4],
            [5.4, 0.8],
            [1.6, 0.6],
        ]
    else:
        knots = [[0, 0.4], [0.1, 4], [1.0, 9], [4.5, 12.5], [8, 9.5], [9.2, 3], [8.9, -3], [10, -7]]
    flat = spline(knots, 60)
    line = np.column_stack([flat[:, 0], flat[:, 1], np.zeros(60)])
    parts = [tube(line, wire, 12), torus(wire * 2.2, wire * 0.9, 24, 10)]
    if kind == "fish":
        parts.append(tube([[0, 1.2, 0], [0, 2.2, 0]], wire * 2.0, 14))
    turned = merge(parts).turned("y", turn - np.pi / 2)
    return turned


def post(length: float = 9.0, wire: float = 0.42, back: bool = True) -> Mesh:
    """Makes a pin from the origin down -z, with a butterfly back."""
    pin = tube([[0, 0, 0.2], [0, 0, -length]], wire, 10)
    if not back:
        return pin
    z = -0.66 * length
    disc = lathe([(0, -0.25), (2.3, -0.25), (2.45, 0.0), (2.3, 0.25), (0, 0.25)], 28).moved(z=z)
    curls = [
        torus(0.95, 0.28, 24, 8).turned("x", np.pi / 2).moved(s * 1.25, 0, z - 1.1) for s in (-1, 1)
    ]
    return merge([pin, disc, *curls])


def resting_tilt(radius: float, depth: float) -> float:
    """Angle by which a stud with its butterfly back leans when it lies on a table.

    Args:
        radius: Of its front, mm.
        depth: From its front edge to the back, mm.
    """
    return float(np.pi / 2 - np.arctan2(max(radius - 2.4, 0.2), depth))


def stud(front: Mount | list[Part], foot: float) -> list[Part]:
    """Adds a post to a front whose foot lies `foot` mm below its girdle."""
    parts = list(front.parts if isinstance(front, Mount) else front)
    return [*parts, Part(post().moved(z=-foot), "metal")]


def fringe(count: int, width: float) -> np.ndarray:
    """Returns (count,) places from left to right."""
    return np.linspace(-width / 2, width / 2, count) if count > 1 else np.zeros(1)


def circle_path(radius: float, steps: int, start: float, end: float) -> np.ndarray:
    """Returns (steps, 3) of an arc in the x-y plane; angle 0 is the top (+y), clockwise."""
    a = np.linspace(start, end, steps)
    return np.stack([radius * np.sin(a), radius * np.cos(a), np.zeros(steps)], axis=1)
