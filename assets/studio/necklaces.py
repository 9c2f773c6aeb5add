"""Necklaces: strands of pearls and beads, chains, chokers, layers, tennis, collars, stations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import chains
import numpy as np
import strands
from charms import charm, gemstone, held, moved
from mesh import TAU, Array, Mesh, merge, sphere, sweep, torus, tube
from outlines import smoothed
from parts import Part, Piece, Stone
from sampler import Spec
from settings import mount
from strands import Layout

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
        parts=strands.on_floor(parts),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=stones,
        motif=spec.motif if details.pop("shows_motif", False) else "",
        chain=spec.chain,
        setting=details.get("setting", ""),
        pose="lying",
        details={"elevation": (52, 80), **details},
    )


def layout(rng: Rng, length: float, height: float, near: float = 1.0) -> tuple[Layout, bool]:
    """How a necklace lies: the whole loop, or only its front; says whether the clasp shows.

    Args:
        rng: Draws which, and how.
        length: Of the whole loop, mm.
        height: Of its middle line over the floor, mm.
        near: Less than 1 for fine pieces, which are shown from nearer and never whole.
    """
    if rng.random() < 0.5 and near >= 1:
        return strands.loop(length, height, rng), True
    drop = rng.uniform(55, 85) * near
    return strands.drape(drop, drop * rng.uniform(0.9, 1.4), height, rng), False


def _strand(rng: Rng, spec: Spec) -> Built:
    """One to three strands of pearls, even or graduated."""
    size = rng.uniform(6.5, 10.5)
    count = int(rng.choice([1, 1, 1, 1, 2, 3]))
    graduated = rng.uniform(0.18, 0.4) if rng.random() < 0.4 else 0.0
    shape = "baroque" if spec.cut == "baroque" else "round"
    pattern = [(strands.Bead("stone:0", shape), size)]
    full = count == 1 and rng.random() < 0.6
    parts: list[Part] = []
    if full:
        line = strands.loop(rng.uniform(330, 420), size / 2, rng)
        gap = 9.0
        parts = strands.strung(strands.opened(line, gap), pattern, rng, graduated)
        parts.append(strands.fastened(str(rng.choice(["lobster", "ball", "box"])), line, gap, 0.8))
    else:
        drop = rng.uniform(50, 75)
        wide = drop * rng.uniform(1.0, 1.4)
        for k in range(count):
            step = k * (size * 1.25 + 1.0)
            flat = rng.bit_generator.state
            line = strands.drape(drop + step, wide + 2 * step, size / 2, rng)
            rng.bit_generator.state = flat  # the strands hang alike
            line = replace(line, path=line.path - [0, step, 0])
            parts += strands.strung(line, pattern, rng, graduated)
    stones = (gemstone(spec, 0, size, "bead", 50 * count),)
    adjectives = ("graduated",) if graduated else ()
    seen = "clasp" if full else "none"
    return parts, stones, {"count": count, "adjectives": adjectives, "metal_seen": seen}


def _beads(rng: Rng, spec: Spec) -> Built:
    """A strand of stone beads, with metal beads between them at times."""
    size = rng.uniform(6, 11)
    pattern, shape = strands.bead_pattern(spec, size, rng)
    graduated = rng.uniform(0.2, 0.45) if rng.random() < 0.4 else 0.0
    full = rng.random() < 0.6
    metal = any(b.material == "metal" for b, _ in pattern)
    parts: list[Part] = []
    if full:
        line = strands.loop(rng.uniform(330, 440), size / 2, rng)
        parts = strands.strung(strands.opened(line, 9.0), pattern, rng, graduated, 0.12)
        parts.append(strands.fastened(str(rng.choice(CLASPS[:4])), line, 9.0, 0.8))
    else:
        drop = rng.uniform(50, 75)
        line = strands.drape(drop, drop * rng.uniform(0.9, 1.4), size / 2, rng)
        parts = strands.strung(line, pattern, rng, graduated, 0.12)
    details: dict[str, Any] = {"metal_seen": "" if metal else "clasp" if full else "none"}
    words = [
        w
        for w in ("graduated" if graduated else "", shape if shape in ("faceted", "oval") else "")
        if w
    ]
    details["adjectives"] = tuple(words)
    if metal:
        details["metal_beads"] = True
    return parts, strands.bead_stones(spec, pattern, 50), details


def _chain(rng: Rng, spec: Spec) -> Built:
    """A plain chain, fine or chunky, closed or draped, alone or doubled."""
    width = float(rng.choice([rng.uniform(1.6, 2.6), rng.uniform(3.4, 8.5)]))
    if spec.chain in ("box", "ball"):
        width = min(width, 2.5)
    thin = width < 2.6
    line, clasped = layout(rng, rng.uniform(340, 420), width / 2, 0.5 if thin else 1.0)
    details: dict[str, Any] = {
        "adjectives": ("fine",) if thin else ("chunky",) if width > 5 else ()
    }
    if not clasped:
        return strands.chained(spec.chain, line, width, rng), (), details
    gap = float(np.clip(3.4 * width, 8, 18))
    parts = strands.chained(spec.chain, strands.opened(line, gap), width, rng)
    kind = str(
        rng.choice(
            ["lobster", "lobster", "spring ring", "toggle"]
            if width > 3
            else ["lobster", "spring ring"]
        )
    )
    scale = gap / 11.5
    parts.append(strands.fastened(kind, line, gap, scale))
    details["features"] = (f"{'an' if kind[0] == 'o' else 'a'} {kind} clasp",)
    return parts, (), details


def _choker(rng: Rng, spec: Spec) -> Built:
    """A short chain that lies in a round, with a stone or a bar in its middle at times."""
    width = rng.uniform(3.0, 5.0)
    if spec.chain in ("box", "ball"):
        width = min(width, 3.4)
    line = strands.loop(rng.uniform(290, 330), width / 2, rng, (0.92, 1.08))
    gap = float(np.clip(3.4 * width, 8, 14))
    parts = strands.chained(spec.chain, strands.opened(line, gap), width, rng)
    parts.append(strands.fastened("lobster", line, gap, gap / 11.5))
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
        line = strands.drape(drop + step, wide + step * 0.9, width / 2, rng, 2.2)
        line = replace(line, path=line.path - [0, step, 0])
        parts += strands.chained(str(kinds[k]), line, width, rng)
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


def _tennis(rng: Rng, spec: Spec) -> Built:
    """A line of stones in claws or collars all around."""
    size = rng.uniform(2.8, 4.6)
    line, _ = layout(rng, rng.uniform(300, 360), 0.75 * size)
    setting = spec.setting or "prong"
    parts = stone_line(spec, line, size, setting, rng)
    count = int(chains.measured(line.path)[1][-1] / size / 1.12)
    return parts, (gemstone(spec, 0, size, "round", count),), {"setting": setting}


def stone_line(spec: Spec, line: Layout, size: float, setting: str, rng: Rng) -> list[Part]:
    """Links of one stone each along a layout, joined by small hinges.

    Args:
        spec: Its main stone's cut may be round, square or emerald.
        line: Where they lie.
        size: Width of a stone in mm.
        setting: "prong" or "bezel".
        rng: Unsteadiness of the links.
    """
    stone = Stone("", "", spec.cut if spec.cut in ("round", "princess") else "round", size)
    seat = mount(stone, setting, rng)
    pitch = size * (1.16 if setting == "prong" else 1.3)
    parts: dict[tuple[str, bool], list[Mesh]] = {}
    stretches = [(line.path, True)] if line.closed else strands.pieces(line)
    for path, framed in stretches:
        total = chains.measured(path, line.closed)[1][-1]
        count = int(total / pitch)
        places, ahead = chains.along(path, (np.arange(count) + 0.5) * total / count, line.closed)
        places[:, 2] = seat.depth + 0.25
        turns = chains.frames(ahead, rng.normal(0, 0.04, count))
        for p in seat.parts:
            parts.setdefault((p.material, framed), []).append(chains.copies(p.mesh, turns, places))
        between, along = chains.along(path, np.arange(1, count) * total / count, line.closed)
        between[:, 2] = 0.3 * size
        bar = tube([[-0.16 * pitch, 0, 0], [0.16 * pitch, 0, 0]], 0.12 * size, 8)
        parts.setdefault(("metal", framed), []).append(
            chains.copies(bar, chains.frames(along), between)
        )
    return [Part(merge(meshes), material, framed) for (material, framed), meshes in parts.items()]


def _collar(rng: Rng, spec: Spec) -> Built:
    """A stiff open ring of round, flat or twisted metal, with a stone or a drop at the front."""
    radius, opening = rng.uniform(56, 62), rng.uniform(0.35, 0.6)
    a = np.linspace(np.pi / 2 + opening, 2.5 * np.pi - opening, 240)
    profile = str(rng.choice(["round", "flat", "twisted"]))
    thick = rng.uniform(1.5, 3.2)
    path = radius * np.column_stack([np.cos(a), 0.94 * np.sin(a), 0 * a])
    swell = 1 + rng.uniform(0, 1.2) * np.exp(-(((a - 1.5 * np.pi) / 0.7) ** 2))
    if profile == "flat":
        section = smoothed([[-0.9, -2.2], [0.9, -2.2], [0.9, 2.2], [-0.9, 2.2]], 0.7, 5)
        body = sweep(
            path,
            section * [1, 1],
            np.column_stack([np.full(240, 1.0), thick * 0.55 * swell]),
            up=(1, 0, 0),
        )
    elif profile == "twisted":
        t = TAU * np.arange(24) / 24
        lobes = (1 + 0.28 * np.cos(3 * t)) * thick * 0.62
        body = sweep(
            path, np.column_stack([lobes * np.cos(t), lobes * np.sin(t)]), np.ones(240), twist=60.0
        )
    else:
        body = tube(path, thick * 0.6 * swell, 18)
    parts = [Part(body, "metal")]
    tips = [sphere(thick * 0.95, 22, 14).moved(*path[i]) for i in (0, -1)]
    parts.append(Part(merge(tips), "metal2" if spec.metal2 else "metal"))
    adjectives = {"flat": ("flat",), "twisted": ("twisted",), "round": ("rigid",)}[profile]
    if not spec.stones:
        return parts, (), {"adjectives": adjectives}
    size = rng.uniform(7, 12)
    seat = held(spec, 0, size, rng, "bezel")
    low = path[np.argmin(path[:, 1])]
    top = float(body.bounds()[1][2])
    parts += seat.placed([0, low[1], top + 0.55 * seat.depth])
    return (
        parts,
        (gemstone(spec, 0, size),),
        {"adjectives": adjectives, "setting": "" if spec.stones[0] == "pearl" else "bezel"},
    )


def _station(rng: Rng, spec: Spec) -> Built:
    """A fine chain with stones set into it at intervals."""
    width, size = rng.uniform(1.2, 1.9), rng.uniform(3.2, 6.5)
    line, _ = layout(rng, rng.uniform(300, 350), width / 2, rng.choice([0.7, 1.0]))
    count = int(rng.integers(5, 10))
    return station_line(spec, line, width, size, count, rng)


def station_line(
    spec: Spec, line: Layout, width: float, size: float, count: int, rng: Rng
) -> Built:
    """A chain broken by stones in collars, or by pearls, at even intervals.

    Returns:
        Parts, stones and details.
    """
    if line.closed:
        line = strands.opened(line, 0.01)
    shown = np.flatnonzero(line.near)
    path, total = line.path, chains.measured(line.path)[1][-1]
    length = chains.measured(path)[1]
    start, end = length[shown[0]], length[shown[-1]]
    at = start + (end - start) * (np.arange(count) + 0.5) / count
    seat = held(spec, 0, size, rng, "bezel")
    reach = float(seat.outline[:, 1].max()) if spec.stones[0] != "pearl" else size / 2
    parts: list[Part] = []
    cuts = [0.0, *[x for a in at for x in (a - reach - 0.5, a + reach + 0.5)], total]
    for a, b in zip(cuts[::2], cuts[1::2], strict=True):
        bend = chains.along(path, np.linspace(a, b, 60))[0]
        framed = start - 1 <= (a + b) / 2 <= end + 1
        parts.append(Part(chains.chain(spec.chain, bend, width, rng), "metal", framed))
    places, ahead = chains.along(path, at)
    rings = []
    for p, d in zip(places, ahead, strict=True):
        z = seat.depth if spec.stones[0] != "pearl" else size / 2
        if spec.stones[0] == "pearl":
            body = [
                Part(q.mesh.moved(*p[:2], z), q.material)
                for q in seat.parts
                if q.material != "metal"
            ]
        else:
            body = seat.placed([*p[:2], z], (0, 0, 1), d)
        parts += body
        for s in (-1, 1):
            rings.append(
                torus(0.62 * width, 0.2 * width, 18, 8).moved(
                    *(p + s * d * (reach + 0.35 * width))[:2], 0.62 * width
                )
            )
    parts.append(Part(merge(rings), "metal"))
    setting = "" if spec.stones[0] == "pearl" else "bezel"
    return parts, (gemstone(spec, 0, size, "", count),), {"setting": setting}


STYLES = {
    "pearl strand": _strand,
    "beaded": _beads,
    "chain": _chain,
    "choker": _choker,
    "layered": _layered,
    "tennis": _tennis,
    "collar": _collar,
    "station": _station,
}
