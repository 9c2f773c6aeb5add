"""How one stone is held: in prongs or in a bezel.

A mount is built with its stone's girdle at z = 0 and the table towards +z; `Mount.placed` lays it
anywhere. Everything a mount is made of is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import inset
from assets.studio.geometry.sweeps import loft, tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.stones.gems import gem
from assets.studio.stones.girdles import ASPECT, outline


@dataclass(frozen=True)
class Mount:
    """A held stone.

    Attributes:
        parts: Stone and metal, girdle at z = 0, table to +z.
        depth: How far its foot lies below the girdle, mm.
        outline: (N, 2) outermost metal or stone seen from above, counter-clockwise.
    """

    parts: list[Part]
    depth: float
    outline: Array

    def placed(
        self, girdle: ArrayLike, normal: ArrayLike = (0, 0, 1), along: ArrayLike = (0, 1, 0)
    ) -> list[Part]:
        """Returns the parts with the girdle's centre at `girdle` and the table to `normal`.

        Args:
            girdle: (3,) mm.
            normal: (3,) direction the stone faces.
            along: (3,) direction nearest to the stone's length.
        """
        return [
            Part(p.mesh.placed(girdle, normal, along), p.material, p.framed) for p in self.parts
        ]


def stone_outline(stone: Stone, shape: str = "round", count: int = 64) -> Array:
    """Returns the girdle (count, 2) of a stone; `shape` is the outline of a cabochon."""
    cut = shape if stone.cut == "cabochon" else stone.cut
    return outline(cut, stone.size_mm, None, count)


def wall(rim: Array, levels: list[tuple[float, float, float]]) -> Mesh:
    """Makes a wall that runs around an outline.

    Args:
        rim: (N, 2) counter-clockwise outline.
        levels: The wall's cross-section, counter-clockwise with outside to the right, as rows of
            (outward offset in mm, scale of the outline, height z in mm).
    """
    rings = [
        np.column_stack([inset(rim, -offset) * scale, np.full(len(rim), z)])
        for offset, scale, z in levels
    ]
    return loft(rings, wrap=True)


def prong_places(stone: Stone, count: int, shape: str = "round") -> list[int]:
    """Returns where along the 64-point girdle outline prongs hold a stone of this cut."""
    cut = shape if stone.cut == "cabochon" else stone.cut
    if cut in ("marquise", "pear"):
        return [0, 32, *((13, 19, 45, 51) if cut == "marquise" and count > 4 else (20, 44))]
    if cut == "heart":
        return [8, 56, 32] if count < 5 else [8, 56, 32, 20, 44]
    if cut in ("princess", "cushion"):
        return [8, 24, 40, 56]
    if cut == "emerald":
        corners = outline(cut, 1.0)
        angle = np.arctan2(corners[:, 1] / ASPECT["emerald"], corners[:, 0])
        goals = np.radians([45, 135, -135, -45])
        return [int(np.abs(np.angle(np.exp(1j * (angle - g)))).argmin()) for g in goals]
    return [round(64 * (k + 0.5) / count) for k in range(count)]


def prongs(
    stone: Stone,
    count: int = 4,
    wire: float | None = None,
    shape: str = "round",
    depth: float | None = None,
    flare: float = 0.42,
) -> Mount:
    """Holds a stone in claws over an open basket.

    Args:
        stone: What is held.
        count: Claws, 3 to 6; some cuts have their own number.
        wire: Radius of a claw; about 5.5 % of the stone's width if omitted.
        shape: Outline of a cabochon.
        depth: Foot below the girdle in mm; just under the culet if omitted.
        flare: Scale of the basket's foot against the girdle.
    """
    w = stone.size_mm
    wire = float(np.clip(0.055 * w, 0.22, 0.6)) if wire is None else wire
    depth = 0.5 * w + 0.3 if depth is None else depth
    rim = stone_outline(stone, shape)
    body = gem(stone.cut, w, shape=shape)
    top = min(body.bounds()[1][2], 0.42 * w)
    claws = []
    for i in prong_places(stone, count, shape):
        p = rim[i]
        out = p / np.linalg.norm(p)
        pin = p + out * wire * 0.75
        knots = [
            [*(p * flare), -depth],
            [*(p * (flare + 0.68) / 2), -depth * 0.55],
            [*pin, -0.02 * w],
            [*(p + out * wire * 0.35), top * 0.6],
            [*(p * 0.86), top * 0.98],
        ]
        line = spline(knots, 26)
        radius = np.interp(np.linspace(0, 1, 26), [0, 0.7, 1], [wire * 0.95, wire, wire * 0.8])
        claws.append(tube(line, radius, 12))
    rails = [
        rail(rim * (flare + 0.03), -depth, wire),
        rail(rim * 0.74, -depth * 0.52, wire * 0.85),
    ]
    metal = Part(merge(claws + rails), "metal")
    return Mount([metal, Part(body, "stone:0")], depth + wire, rim * (1 + 1.5 * wire / w))


def rail(rim: Array, z: float, wire: float) -> Mesh:
    """Makes a wire that runs around an outline.

    Args:
        rim: (N, 2) outline.
        z: Height of the wire's middle in mm.
        wire: Its radius in mm.
    """
    return tube(np.column_stack([rim, np.full(len(rim), z)]), wire, 10, closed=True)


def bezel(
    stone: Stone,
    shape: str = "round",
    thick: float | None = None,
    depth: float | None = None,
    taper: float = 0.86,
) -> Mount:
    """Holds a stone in a collar of metal whose lip lies over the girdle; the back is open.

    Args:
        stone: What is held.
        shape: Outline of a cabochon.
        thick: Wall in mm; about 7 % of the stone's width if omitted.
        depth: Height of the wall below the girdle in mm.
        taper: Scale of the foot against the rim.
    """
    w = stone.size_mm
    t = float(np.clip(0.07 * w, 0.3, 0.62)) if thick is None else thick
    dome = stone.cut == "cabochon"
    depth = (0.16 * w + 0.25 if dome else 0.46 * w) if depth is None else depth
    rim = stone_outline(stone, shape)
    lip = 0.1 * w if dome else 0.085 * w
    levels = [
        (-0.1 * t, taper, -depth),
        (0.7 * t, taper, -depth),
        (0.95 * t, taper, -depth + 0.25 * t),
        (t, 1.0, -0.3 * t),
        (t, 1.0, lip - 0.45 * t),
        (0.88 * t, 1.0, lip - 0.15 * t),
        (0.55 * t, 1.0, lip),
        (0.2 * t, 1.0, lip - 0.08 * t),
        (-0.2 * t, 1.0, lip - 0.45 * t),
        (-0.05 * t, 1.0, -0.3 * t),
    ]
    body = gem(stone.cut, w, shape=shape)
    parts = [Part(wall(rim, levels), "metal"), Part(body, "stone:0")]
    return Mount(parts, depth, inset(rim, -t))
