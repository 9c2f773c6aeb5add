"""Sets: a necklace or a pendant lying above a pair of earrings that match it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.pendants import pendants, suspension
from assets.studio.geometry.sweeps import torus, tube
from assets.studio.pieces.piece import Charm, Part, Piece, Stone, moved
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import held
from assets.studio.strands import layouts
from assets.studio.strands.beads import Bead, bead_pattern, bead_stones, strung

Rng = np.random.Generator


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a set that lies on the floor.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is "pendant set", "pearl set" or "bead set".
    """
    make = _pendant_set if spec.style == "pendant set" else _strand_set
    parts, stones, details = make(rng, spec)
    return Piece(
        family="sets",
        style=spec.style,
        type="set",
        metal=spec.metal,
        parts=layouts.on_floor(parts),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=stones,
        motif=spec.motif,
        chain=spec.chain if spec.style == "pendant set" else "",
        setting=details.get("setting", ""),
        pose="lying",
        details=details,
    )


def _pendant_set(rng: Rng, spec: Spec) -> tuple[list[Part], tuple[Stone, ...], dict[str, Any]]:
    """A pendant on its chain between two studs of the same design."""
    shape = int(rng.integers(1 << 30))
    if spec.motif:
        large = charm(spec.motif, spec, rng.uniform(15, 20), np.random.default_rng(shape))
        small = charm(spec.motif, spec, rng.uniform(8, 10.5), np.random.default_rng(shape))
    else:
        seat_spec = replace(spec, style="halo" if "diamond" in spec.stones[1:] else "solitaire")
        seat_spec = replace(seat_spec, setting="halo" if seat_spec.style == "halo" else "bezel")
        large = pendants.ornament_of(np.random.default_rng(shape), seat_spec)
        small = _shrunk(large, 0.72)
    parts, details = suspension.hang(large, spec, rng)
    details = {**large.details, **details}
    apart = max(18.0, 1.1 * _width(large)) * rng.uniform(0.9, 1.1)
    low = -rng.uniform(8, 16)
    for s in (-1, 1):
        parts += moved(small.parts, s * apart * 0.7, low + rng.uniform(-1, 1), 0)
    details["setting"] = details.get(
        "setting", "halo" if len(large.stones) > 1 else "bezel" if large.stones else ""
    )
    return parts, large.stones, details


def _width(ornament: Charm) -> float:
    boxes = [p.mesh.bounds() for p in ornament.parts]
    return float(max(b[1][0] for b in boxes) - min(b[0][0] for b in boxes))


def _shrunk(ornament: Charm, scale: float) -> Charm:
    return replace(ornament, parts=[replace(p, mesh=p.mesh.scaled(scale)) for p in ornament.parts])


def _strand_set(rng: Rng, spec: Spec) -> tuple[list[Part], tuple[Stone, ...], dict[str, Any]]:
    """The front of a strand with two matching drops or studs inside it."""
    size = rng.uniform(7, 10)
    drop = rng.uniform(58, 74)
    wide = drop * rng.uniform(1.15, 1.45)
    line = layouts.drape(drop, wide, size / 2, rng)
    if spec.style == "pearl set":
        shape = "baroque" if spec.cut == "baroque" else "round"
        pattern = [(Bead("stone:0", shape), size)]
    else:
        pattern = bead_pattern(spec, size, rng)[0]
    parts = strung(line, pattern, rng, rng.choice([0.0, 0.25]), 0.25)
    metal = any(b.material == "metal" for b, _ in pattern)
    y = drop * rng.uniform(0.42, 0.6)
    dangle = rng.random() < 0.6
    for s in (-1, 1):
        parts += moved(_earring(spec, size * 1.05, dangle, rng), s * wide * 0.2, y, 0)
    stones = bead_stones(spec, pattern, 40)
    return parts, stones, {"metal_seen": "" if metal else "clasp_free", "features": ()}


def _earring(spec: Spec, size: float, dangle: bool, rng: Rng) -> list[Part]:
    """A bead in a cup, alone or below a curved wire, lying on the floor."""
    one = replace(spec, stones=spec.stones[:1], cut="bead")
    seat = held(one, 0, size, rng)
    parts = seat.placed([0, 0, seat.depth])
    if not dangle:
        return parts
    r = size / 2
    loop = torus(1.0, 0.3, 24, 8).moved(0, r + 0.7, seat.depth)
    t = np.linspace(-0.5, np.pi + 0.35, 40)
    hook = np.column_stack([3.4 * np.cos(t) - 3.4 * np.cos(-0.5), 9 + 4.2 * np.sin(t), 0 * t])
    hook = np.concatenate([[[0, r + 1.6, 0.5]], hook + np.array([0, r - 1.5, 0.5])])
    hook[:, 2] = np.linspace(seat.depth, 0.5, len(hook))
    return [*parts, Part(loop, "metal"), Part(tube(hook, 0.42, 10), "metal")]
