"""Pendants: a stone or a motif hung from a chain or a cord that leaves the picture at the top."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.pendants import alone, suspension
from assets.studio.families.pendants.coins import coin
from assets.studio.families.pendants.letters import initial
from assets.studio.geometry.mesh import Mesh, merge
from assets.studio.geometry.outlines import plate, smoothed
from assets.studio.geometry.sweeps import tube
from assets.studio.pieces.piece import Charm, Part, Piece, Stone, turned
from assets.studio.sampling.proportions import FACETED
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.halos import halo
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import cabochon_shape, gemstone, held, in_second, mount

Rng = np.random.Generator


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a pendant on its chain.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is one of "solitaire", "halo", "cluster", "motif",
            "coin", "letters", "drop" or "bar", or a key of `ALONE`.
    """
    if spec.style in ALONE:
        return _alone(rng, spec)
    ornament = ornament_of(rng, spec)
    parts, details = suspension.hang(ornament, spec, rng)
    details = {**ornament.details, **details}
    pose = "hanging" if rng.random() < 0.2 else "lying"
    if pose == "hanging":
        parts = turned(parts, "x", np.pi / 2)
    setting = details.get("setting", spec.setting if ornament.stones else "")
    return Piece(
        family="pendants",
        style=spec.style,
        type="pendant",
        metal=spec.metal,
        parts=parts,
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=ornament.stones,
        motif=spec.motif,
        chain=spec.chain,
        setting=setting,
        pose=pose,
        details=details,
    )


ALONE = {"cut": alone.cut, "wire wrapped": alone.wrapped}


def _alone(rng: Rng, spec: Spec) -> Piece:
    """A pendant without a chain, lying."""
    parts, stones, details = ALONE[spec.style](rng, spec)
    return Piece(
        family="pendants",
        style=spec.style,
        type="pendant",
        metal=spec.metal,
        parts=parts,
        finish=spec.finish,
        stones=stones,
        motif=spec.motif if details.get("word") == spec.motif else "",
        pose="lying",
        details=details,
    )


def ornament_of(rng: Rng, spec: Spec) -> Charm:
    """What hangs on the chain, lying with its back at z = 0."""
    if spec.style in ("solitaire", "halo", "cluster"):
        return _stone(spec, rng)
    if spec.style == "letters":
        return initial(spec, rng)
    if spec.style == "coin":
        return coin(spec, rng)
    if spec.style == "bar":
        return _bar(spec, rng)
    if spec.style == "drop":
        return _drop(spec, rng)
    return charm(spec.motif, spec, rng.uniform(14, 24), rng)


def _stone(spec: Spec, rng: Rng) -> Charm:
    """One stone in its setting, sometimes with a smaller one above it."""
    size = {"solitaire": rng.uniform(5.5, 10), "halo": rng.uniform(5, 8)}.get(
        spec.style, rng.uniform(3.5, 5)
    )
    cut = "round" if spec.style == "cluster" and spec.cut in FACETED_CUTS else ""
    stone = gemstone(spec, 0, size, cut)
    shape = cabochon_shape(spec, rng)
    accent = float(np.clip(size * rng.uniform(0.17, 0.24), 1.1, 1.8))
    if stone.cut in ("bead", "baroque"):
        seat = held(spec, 0, size, rng)
        if spec.style == "halo":
            seat = halo(seat, accent, 1)
    else:
        seat = in_second(mount(stone, spec.setting or "bezel", rng, accent, shape), spec)
    stones = [stone]
    if any(p.material == "stone:1" for p in seat.parts):
        width = accent if spec.style == "halo" else size * 0.53
        stones.append(
            gemstone(spec, 1, width, "round", 14) if len(spec.stones) > 1 else _same(stone, width)
        )
    high = float(seat.outline[:, 1].max())
    parts = seat.placed([0, 0, seat.depth])
    details: dict[str, Any] = {"cabochon": shape} if stone.cut == "cabochon" else {}
    return Charm(parts, np.array([0, high - 0.15, seat.depth]), tuple(stones), details)


FACETED_CUTS = ("oval", "pear", "cushion", "emerald", "marquise", "princess", "heart")


def _same(stone: Stone, width: float) -> Stone:
    """Accents of the middle stone's own kind; around an opaque stone they are beads of it."""
    cut = stone.cut if stone.cut in ("bead", "cabochon") else "round"
    return Stone(stone.kind, stone.look, "bead" if cut == "baroque" else cut, width, 14)


def _bar(spec: Spec, rng: Rng) -> Charm:
    """A slender bar, upright on a bail or level between two chains, plain or with stones."""
    length, width = rng.uniform(20, 32), rng.uniform(2.0, 3.6)
    level = rng.random() < 0.5
    way = str(rng.choice(["row", "end", "row"])) if spec.stones else "plain"
    stones: tuple[Stone, ...] = ()
    if way == "row" and spec.stones[0] in FACETED:
        gem = float(np.clip(width * 0.62, 1.2, 2.2))
        path = np.column_stack(
            [np.zeros(60), np.linspace(-length / 2, length / 2, 60), np.full(60, 0.66 * gem)]
        )
        up = np.tile([0.0, 0.0, 1.0], (60, 1))
        parts = row(path, up, gem, 0, str(rng.choice(["channel", "pave"])))
        cap = [_cap(gem).moved(0, s * (length / 2 + 0.1 * gem), 0.42 * gem) for s in (-1, 1)]
        parts.append(Part(merge(cap), "metal"))
        stones = (gemstone(spec, 0, gem, "round", int(length / gem / 1.05)),)
        reach, z = length / 2 + 0.3 * gem, 0.42 * gem
        details: dict[str, Any] = {"row": True, "setting": "pave"}
    else:
        h = rng.uniform(1.2, 2.2)
        w = width / 2
        corners = smoothed(
            [(-w, -length / 2), (w, -length / 2), (w, length / 2), (-w, length / 2)],
            rng.choice([0.3, 0.95 * w]),
            7,
        )
        parts = [Part(plate(corners, h, 0.35), "metal")]
        reach, z = length / 2, h / 2
        details = {"setting": "bezel" if spec.stones else ""}
        if spec.stones:
            seat = held(spec, 0, width * 0.75, rng, "bezel", "round")
            y = -length / 2 + width if rng.random() < 0.6 else 0.0
            parts += seat.placed([0, y, h + 0.4 * seat.depth])
            stones = (gemstone(spec, 0, width * 0.75, "round"),)
    details["adjectives"] = ("horizontal",) if level else ("vertical",)
    if not level:
        return Charm(parts, np.array([0, reach - 0.2, z]), stones, details)
    ends = (np.array([-reach, 0, z]), np.array([reach, 0, z]))
    return Charm(turned(parts, "z", np.pi / 2), np.array([0, 0, z]), stones, details, ends, True)


def _cap(gem: float) -> Mesh:
    return tube([[-0.6 * gem, 0, 0], [0.6 * gem, 0, 0]], 0.36 * gem, 12)


def _drop(spec: Spec, rng: Rng) -> Charm:
    """A teardrop of metal, or a pear-shaped or round stone below a smaller ornament."""
    if not spec.stones or rng.random() < 0.25:
        return charm("teardrop", spec, rng.uniform(16, 26), rng)
    size = rng.uniform(6, 9)
    stone = gemstone(spec, 0, size, "pear")
    shape = "pear"
    seat = (
        held(spec, 0, size, rng)
        if stone.cut in ("bead", "baroque")
        else mount(
            stone,
            str(rng.choice(["bezel", "prong", "halo"])) if len(spec.stones) > 1 else "bezel",
            rng,
            1.3,
            shape,
        )
    )
    parts = seat.placed([0, 0, seat.depth])
    stones = [stone]
    if any(p.material == "stone:1" for p in parts):
        stones.append(gemstone(spec, 1, 1.3, "round", 20))
    high = float(seat.outline[:, 1].max())
    details = {"cabochon": "pear"} if stone.cut == "cabochon" else {}
    details["setting"] = "halo" if len(stones) > 1 else "bezel"
    if stone.kind == "pearl":
        details["setting"] = ""
    return Charm(parts, np.array([0, high - 0.15, seat.depth]), tuple(stones), details)
