"""The stones of an order in their settings, by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.studio.geometry.sweeps import lathe
from assets.studio.materials.optics import look
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.proportions import MADE, OPAQUE
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.halos import cluster, halo
from assets.studio.settings.mounts import Mount, bezel, prongs, stone_outline
from assets.studio.stones.gems import gem

Rng = np.random.Generator


def gemstone(spec: Spec, index: int, size: float, cut: str = "", count: int = 1) -> Stone:
    """The spec's stone of this number at a size; cabochons, beads and pearls keep their form."""
    kind = spec.stones[min(index, len(spec.stones) - 1)]
    if kind == "pearl":
        cut = "baroque" if spec.cut == "baroque" and index == 0 else "bead"
    elif kind in MADE:
        cut = "bead"
    elif kind in OPAQUE:
        cut = "bead" if cut == "bead" else "cabochon"
    else:
        cut = cut or spec.cut or "round"
    return Stone(kind, look(kind, spec.pearl, spec.tint), cut, size, count)


def cabochon_shape(spec: Spec, rng: Rng) -> str:
    """The outline of a cabochon: mostly round or oval."""
    return str(rng.choice(["round", "oval", "oval", "pear", "marquise", "cushion"]))


def held(
    spec: Spec, index: int, size: float, rng: Rng, setting: str = "bezel", cut: str = ""
) -> Mount:
    """A stone of the spec in a setting, or a pearl in a little cup."""
    stone = gemstone(spec, index, size, cut)
    if stone.kind == "pearl" or stone.cut == "bead":
        return in_second(pearl(stone, rng), spec)
    seat = mount(stone, setting, rng, accent=float(np.clip(size * 0.2, 1.1, 1.6)))
    return in_second(seat, spec)


def in_second(seat: Mount, spec: Spec) -> Mount:
    """A mount of the second metal, where the spec of a two-tone piece asks for that."""
    if spec.head == "metal" or not spec.metal2:
        return seat
    parts = [replace(p, material=spec.head) if p.material == "metal" else p for p in seat.parts]
    return replace(seat, parts=parts)


def pearl(stone: Stone, rng: Rng) -> Mount:
    """A pearl or bead glued on a cup with a pin."""
    r = stone.size_mm / 2
    outside = [(0, -1.08), (0.5, -1.02), (0.78, -0.74)]
    inside = [(0.72, -0.66), (0.4, -0.8), (0, -0.84)]
    cup = lathe(np.array([*outside, *inside]) * r, 32)
    body = gem(stone.cut, stone.size_mm, 1.0 if stone.cut == "bead" else None, rng)
    rim = stone_outline(Stone("", "", "round", stone.size_mm))
    return Mount([Part(cup, "metal"), Part(body, "stone:0")], r * 1.08, rim)


def mount(
    stone: Stone,
    setting: str,
    rng: np.random.Generator,
    accent: float = 1.3,
    shape: str = "round",
) -> Mount:
    """Holds a stone in the named setting, with details drawn from `rng`.

    Args:
        stone: What is held, stone 0 of its piece; accents of a halo or cluster are stone 1.
        setting: "prong", "bezel", "halo" or "cluster"; "" is a bezel.
        rng: Draws the number of claws, thicknesses and tapers.
        accent: Width of accent stones in mm.
        shape: Outline of a cabochon.
    """
    dome = stone.cut == "cabochon"
    if setting == "cluster":
        return cluster(stone, int(rng.integers(6, 11)), stone.size_mm * rng.uniform(0.45, 0.62))
    if setting in ("prong", "halo") and not (dome and rng.random() < 0.5):
        seat = prongs(
            stone,
            int(rng.choice([4, 4, 6])),
            None,
            shape,
            depth=0.3 * stone.size_mm + 0.4 if dome else None,
        )
    else:
        seat = bezel(stone, shape, taper=rng.uniform(0.75, 0.95))
    return halo(seat, accent, 1) if setting == "halo" else seat
