"""Necklaces: strands of pearls and beads, chains, chokers, layers, tennis, collars, stations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.necklaces import laid
from assets.studio.families.necklaces.bead_strands import necklace as bead_strands
from assets.studio.families.necklaces.collars import collar
from assets.studio.geometry.mesh import Array
from assets.studio.geometry.sweeps import torus
from assets.studio.pieces.piece import Part, Piece, Stone, moved
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held
from assets.studio.strands import layouts, stations, tennis
from assets.studio.strands.beads import Bead, bead_pattern, bead_stones, strung

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
CLASPS = ("lobster", "lobster", "spring ring", "box", "barrel", "toggle")


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a necklace that lies on the floor.

    Args:
        rng: Draws the shape and how it lies.
        spec: What to make; `spec.style` is a key of `STYLES`.
    """
    parts, stones, details = STYLES[spec.style](rng, spec)
    return Piece(
        family="necklaces",
        style=spec.style,
        type="necklace",
        metal=spec.metal,
        parts=layouts.on_floor(parts),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=stones,
        motif=spec.motif if details.pop("shows_motif", False) else "",
        chain=spec.chain,
        setting=details.get("setting", ""),
        pose="lying",
        details={"elevation": (52, 80), **details},
    )


def _strand(rng: Rng, spec: Spec) -> Built:
    """One to three strands of pearls, even or graduated."""
    size = rng.uniform(6.5, 10.5)
    count = int(rng.choice([1, 1, 1, 1, 2, 3]))
    graduated = rng.uniform(0.18, 0.4) if rng.random() < 0.4 else 0.0
    shape = "baroque" if spec.cut == "baroque" else "round"
    pattern = [(Bead("stone:0", shape), size)]
    full = count == 1 and rng.random() < 0.6
    parts: list[Part] = []
    if full:
        line = layouts.loop(rng.uniform(330, 420), size / 2, rng)
        gap = 9.0
        parts = strung(layouts.opened(line, gap), pattern, rng, graduated)
        parts.append(layouts.fastened(str(rng.choice(["lobster", "ball", "box"])), line, gap, 0.8))
    else:
        drop = rng.uniform(50, 75)
        wide = drop * rng.uniform(1.0, 1.4)
        for k in range(count):
            step = k * (size * 1.25 + 1.0)
            flat = rng.bit_generator.state
            line = layouts.drape(drop + step, wide + 2 * step, size / 2, rng)
            rng.bit_generator.state = flat  # the strands hang alike
            line = replace(line, path=line.path - [0, step, 0])
            parts += strung(line, pattern, rng, graduated)
    stones = (gemstone(spec, 0, size, "bead", 50 * count),)
    adjectives = ("graduated",) if graduated else ()
    seen = "clasp" if full else "none"
    return parts, stones, {"count": count, "adjectives": adjectives, "metal_seen": seen}


def _beads(rng: Rng, spec: Spec) -> Built:
    """A strand of stone beads, sometimes with metal beads between them."""
    size = rng.uniform(6, 11)
    pattern, shape = bead_pattern(spec, size, rng)
    graduated = rng.uniform(0.2, 0.45) if rng.random() < 0.4 else 0.0
    full = rng.random() < 0.6
    metal = any(b.material == "metal" for b, _ in pattern)
    parts: list[Part] = []
    if full:
        line = layouts.loop(rng.uniform(330, 440), size / 2, rng)
        parts = strung(layouts.opened(line, 9.0), pattern, rng, graduated, 0.12)
        parts.append(layouts.fastened(str(rng.choice(CLASPS[:4])), line, 9.0, 0.8))
    else:
        drop = rng.uniform(50, 75)
        line = layouts.drape(drop, drop * rng.uniform(0.9, 1.4), size / 2, rng)
        parts = strung(line, pattern, rng, graduated, 0.12)
    details: dict[str, Any] = {"metal_seen": "" if metal else "clasp" if full else "none"}
    words = [
        w
        for w in ("graduated" if graduated else "", shape if shape in ("faceted", "oval") else "")
        if w
    ]
    details["adjectives"] = tuple(words)
    if metal:
        details["metal_beads"] = True
    return parts, bead_stones(spec, pattern, 50), details


def _chain(rng: Rng, spec: Spec) -> Built:
    """A plain chain, fine or chunky, closed or draped, alone or doubled."""
    width = float(rng.choice([rng.uniform(1.6, 2.6), rng.uniform(3.4, 8.5)]))
    if spec.chain in ("box", "ball"):
        width = min(width, 2.5)
    thin = width < 2.6
    line, clasped = layouts.loop_or_drape(
        rng, rng.uniform(340, 420), width / 2, 0.5 if thin else 1.0
    )
    details: dict[str, Any] = {
        "adjectives": ("fine",) if thin else ("chunky",) if width > 5 else ()
    }
    if not clasped:
        return layouts.chained(spec.chain, line, width, rng), (), details
    gap = float(np.clip(3.4 * width, 8, 18))
    parts = layouts.chained(spec.chain, layouts.opened(line, gap), width, rng)
    kind = str(
        rng.choice(
            ["lobster", "lobster", "spring ring", "toggle"]
            if width > 3
            else ["lobster", "spring ring"]
        )
    )
    scale = gap / 11.5
    parts.append(layouts.fastened(kind, line, gap, scale))
    details["features"] = (f"{'an' if kind[0] == 'o' else 'a'} {kind} clasp",)
    return parts, (), details


def _choker(rng: Rng, spec: Spec) -> Built:
    """A short chain that lies in a round, sometimes with a stone or a bar in its middle."""
    width = rng.uniform(3.0, 5.0)
    if spec.chain in ("box", "ball"):
        width = min(width, 3.4)
    line = layouts.loop(rng.uniform(290, 330), width / 2, rng, (0.92, 1.08))
    gap = float(np.clip(3.4 * width, 8, 14))
    parts = layouts.chained(spec.chain, layouts.opened(line, gap), width, rng)
    parts.append(layouts.fastened("lobster", line, gap, gap / 11.5))
    if not spec.stones:
        return parts, (), {"adjectives": ("short",)}
    size = rng.uniform(6, 10)
    seat = held(spec, 0, size, rng, "bezel")
    front = line.path[np.argmin(line.path[:, 1])]
    parts += seat.placed([front[0], front[1] - size * 0.62 - width * 0.3, seat.depth])
    return (
        parts,
        (gemstone(spec, 0, size),),
        {"setting": "" if spec.stones[0] == "pearl" else "bezel"},
    )


def _layered(rng: Rng, spec: Spec) -> Built:
    """Two to four chains of different lengths, one or two with an ornament in the middle."""
    count = int(rng.choice([2, 2, 3, 3, 4]))
    drop, wide = rng.uniform(34, 44), rng.uniform(50, 66)
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    kinds = [spec.chain, *rng.choice(["cable", "rope", "snake", "curb", "paperclip"], 3)]
    lowest = count - 1
    for k in range(count):
        width = rng.uniform(1.2, 2.4)
        step = k * rng.uniform(14, 18)
        line = layouts.drape(drop + step, wide + step * 0.9, width / 2, rng, 2.2)
        line = replace(line, path=line.path - [0, step, 0])
        parts += layouts.chained(str(kinds[k]), line, width, rng)
        if k == lowest or (rng.random() < 0.3 and not spec.stones):
            plain = replace(spec, stones=spec.stones if k == lowest else ())
            ornament = charm(spec.motif, plain, rng.uniform(9, 13), rng)
            low = line.path[np.argmin(line.path[:, 1])]
            parts += _hung(ornament, low, width)
            stones = ornament.stones or stones
    details = {"count": count, "features": _pendant_words(spec), "shows_motif": True}
    return parts, stones, details


def _pendant_words(spec: Spec) -> tuple[str, ...]:
    motif = {"moon": "crescent moon", "coin": "round disc"}.get(spec.motif, spec.motif)
    return (f"a small {motif} pendant",)


def _hung(ornament: Any, low: Array, chain: float) -> list[Part]:
    """An ornament below the lowest point of a chain, on a ring around it."""
    wire = max(0.32, 0.2 * chain)
    radius = chain / 2 + 1.6 * wire
    at = low - np.array([0, radius * 0.6, 0])
    ring = torus(radius, wire, 28, 10).turned("y", np.pi / 2).moved(at[0], at[1], radius + wire)
    shift = np.array([at[0], at[1] - radius * 0.7, 0]) - [ornament.top[0], ornament.top[1], 0]
    loop = torus(2.4 * wire, wire, 28, 10).moved(
        at[0], at[1] - radius * 0.7 + 0.8 * wire, max(wire, ornament.top[2])
    )
    return [
        *moved(ornament.parts, *(shift - [0, 1.4 * wire, 0])),
        Part(ring, "metal"),
        Part(loop.moved(0, -0.2 * wire, 0), "metal"),
    ]


STYLES = {
    "pearl strand": _strand,
    "beaded": _beads,
    "chain": _chain,
    "choker": _choker,
    "layered": _layered,
    "tennis": tennis.necklace,
    "collar": collar,
    "station": stations.necklace,
    "bead strands": bead_strands,
    "laid beads": laid.beads,
    "long chain": laid.long_chain,
}
