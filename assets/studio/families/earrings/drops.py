"""What hangs from an ear wire: stones, pearls, motifs, bars, rings and lengths of chain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assets.studio.charms import motifs
from assets.studio.families.earrings.findings import HOOK_WORDS, hook, jump_ring, post
from assets.studio.geometry.mesh import merge
from assets.studio.geometry.outlines import inset, plate
from assets.studio.geometry.sweeps import lathe, sphere, torus, tube
from assets.studio.pieces.piece import Charm, Part, Stone, moved, numbered
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.halos import halo
from assets.studio.settings.mounts import Mount
from assets.studio.settings.set_stones import gemstone, in_second, mount
from assets.studio.stones.gems import gem
from assets.studio.strands import chains

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


@dataclass(frozen=True)
class Drop:
    """Something that hangs: its top is at the origin.

    Attributes:
        parts: Front to +z, hanging towards -y.
        length: From the top down, mm.
        stones: Numbered as in the parts.
        details: True facts for the describer.
    """

    parts: list[Part]
    length: float
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] | None = None


def hung(top: str, rng: Rng, links: list[Drop]) -> tuple[list[Part], tuple[Stone, ...], list[str]]:
    """Hangs drops below one another from an ear wire or a small ball on a post."""
    wire = rng.uniform(0.36, 0.45)
    parts: list[Part] = []
    y = 0.0
    if top == "post":
        ball = rng.uniform(1.4, 2.2)
        parts += [Part(sphere(ball, 24, 16), "metal"), Part(post(8, back=False), "metal")]
        y = -ball
    else:
        parts.append(Part(hook(top, wire, rng.uniform(0.75, 1.4)), "metal"))
        y = -wire * 2
    stones: tuple[Stone, ...] = ()
    for drop in links:
        ring = rng.uniform(1.0, 1.4)
        parts.append(Part(jump_ring(ring, 0.3, True).moved(y=y - ring * 0.55), "metal"))
        y -= ring * 1.25
        parts += numbered(moved(drop.parts, 0, y), len(stones))
        stones += drop.stones
        y -= drop.length
    return parts, stones, [HOOK_WORDS[top]] if HOOK_WORDS[top] else []


def merged(parts: list[Part], stones: tuple[Stone, ...]) -> Built:
    """Gives equal kinds of stone one entry and counts both earrings."""
    kinds: list[Stone] = []
    where: list[int] = []
    for s in stones:
        match = [i for i, k in enumerate(kinds) if (k.kind, k.cut) == (s.kind, s.cut)]
        if match:
            k = kinds[match[0]]
            size = max(k.size_mm, s.size_mm)
            kinds[match[0]] = replace(k, size_mm=size, count=k.count + 2 * s.count)
        else:
            kinds.append(replace(s, count=2 * s.count))
        where.append(match[0] if match else len(kinds) - 1)
    order = sorted(range(len(kinds)), key=lambda i: -kinds[i].size_mm)
    rank = {old: new for new, old in enumerate(order)}
    renamed = [
        replace(p, material=f"stone:{rank[where[int(p.material[6:])]]}")
        if p.material.startswith("stone:")
        else p
        for p in parts
    ]
    return renamed, tuple(kinds[i] for i in order), {}


def seat_drop(spec: Spec, index: int, size: float, rng: Rng, setting: str, cut: str = "") -> Drop:
    """A stone in its setting with a loop at the top."""
    stone = gemstone(spec, index, size, cut)
    if stone.kind == "pearl" or stone.cut == "bead":
        return _bead_drop(stone, rng)
    shape = (
        str(rng.choice(["pear", "oval", "round", "marquise"]))
        if stone.cut == "cabochon"
        else "round"
    )
    seat = mount(stone, setting if setting in ("prong", "bezel") else "bezel", rng, shape=shape)
    seat = in_second(seat, spec)
    stones: tuple[Stone, ...] = (stone,)
    if setting == "halo":
        accent = float(np.clip(size * 0.2, 1.0, 1.5))
        seat = halo(seat, accent, 1)
        stones = (stone, Stone("diamond", "clear", "round", accent, 18))
    return _looped(seat, stones)


def _looped(seat: Mount, stones: tuple[Stone, ...]) -> Drop:
    top, low = float(seat.outline[:, 1].max()), float(seat.outline[:, 1].min())
    loop = Part(torus(0.9, 0.32, 24, 10).moved(y=0.55 - 0.9), "metal")
    parts = [loop, *moved(seat.parts, 0, -top - 0.75)]
    return Drop(parts, top - low + 0.75, stones)


def _bead_drop(stone: Stone, rng: Rng) -> Drop:
    """A pearl or bead on a pin, with little caps."""
    long = rng.uniform(1.0, 1.35) if stone.cut != "baroque" else None
    body = gem(stone.cut, stone.size_mm, long, rng)
    high = float(body.bounds()[1][1])
    cap = lathe(
        [(0, 0), (stone.size_mm * 0.26, 0.0), (stone.size_mm * 0.2, 0.7), (0.4, 1.15), (0, 1.15)],
        24,
    )
    cap = cap.turned("x", -np.pi / 2)
    loop = torus(0.8, 0.28, 24, 10).moved(y=0.2)
    y = -1.4 - high
    foot = sphere(0.5, 14, 10).moved(y=y - high - 0.2)
    metal = merge([cap.moved(y=-1.6), loop, foot])
    return Drop([Part(metal, "metal"), Part(body.moved(y=y), "stone:0")], 2 * high + 1.8, (stone,))


def charm_drop(made: Charm) -> Drop:
    """A motif with its solder ring at the origin."""
    parts = [replace(p, mesh=p.mesh.moved(*(-made.top - [0, 0.5, 0]))) for p in made.parts]
    low = min(float(p.mesh.bounds()[0][1]) for p in parts)
    loop = Part(torus(0.85, 0.3, 24, 10).moved(y=-0.35), "metal")
    return Drop([loop, *parts], -low, made.stones, made.details)


def chain_drop(length: float, rng: Rng) -> Drop:
    path = np.stack([np.zeros(40), np.linspace(0, -length, 40), np.zeros(40)], axis=1)
    mesh = chains.chain(
        str(rng.choice(["cable", "cable", "ball", "rope"])), path, rng.uniform(1.2, 1.7), rng
    )
    return Drop([Part(mesh, "metal")], length)


def bar_drop(length: float, rng: Rng) -> Drop:
    wire = rng.uniform(0.5, 0.9)
    ends = [torus(0.8, 0.28, 24, 10).moved(y=-0.2), torus(0.8, 0.28, 24, 10).moved(y=-length + 0.2)]
    stem = tube([[0, -0.9, 0], [0, -length + 0.9, 0]], wire, 16)
    return Drop([Part(merge([stem, *ends]), "metal")], length)


def ring_drop(radius: float, rng: Rng) -> Drop:
    """An open circle, drop or square of wire."""
    name = str(rng.choice(["circle", "circle", "teardrop"]))
    outline = motifs.OUTLINES[name](rng) * radius
    wire = radius * rng.uniform(0.07, 0.13)
    if rng.random() < 0.5:
        path = np.column_stack([outline, np.zeros(len(outline))])
        mesh = tube(path, wire, 16, closed=True)
    else:
        mesh = plate(
            outline, 2 * wire, 0.3 * wire, [inset(motifs.even(outline, 160), radius * 0.25)]
        ).moved(z=-wire)
    top, low = float(outline[:, 1].max()), float(outline[:, 1].min())
    return Drop([Part(mesh.moved(y=-top), "metal")], top - low, (), {"motif": name})
