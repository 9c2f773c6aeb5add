"""Earrings: studs, drops, dangles, chandeliers and threaders, always as a pair.

One earring is built lying (front to +z, top to +y, hanging from the origin); `_pair` poses two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import chains
import hoops
import motifs
import numpy as np
from charms import Charm, cabochon_shape, charm, gemstone, held, numbered, pearl, turned
from fittings import HOOK_WORDS, fringe, hook, jump_ring, post, resting_tilt
from mesh import Mesh, lathe, merge, sphere, torus, tube
from outlines import box, inset, plate
from parts import Part, Piece, Stone
from sampler import Spec
from settings import Mount, halo, mount

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
Vector = np.ndarray


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


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a pair of earrings.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is "stud", "halo", "hoop", "huggie", "drop", "dangle",
            "chandelier", "ear cuff" or "threader".
    """
    one, stones, details = MAKERS[spec.style](rng, spec)
    parts, pose, view = POSES.get(spec.style, _flat)(one, rng, spec)
    motif = details.pop("motif", "")
    return Piece(
        family="earrings",
        style=spec.style,
        type="earrings",
        metal=spec.metal,
        parts=parts,
        finish="polished" if stones and spec.style in JEWELLED else spec.finish,
        metal2=spec.metal2 if any(p.material.startswith("metal2") for p in parts) else "",
        stones=stones,
        motif=motif,
        setting=details.pop("setting", spec.setting if stones else ""),
        pose=pose,
        details={**details, **view},
    )


def _mirrored(parts: list[Part]) -> list[Part]:
    return [replace(p, mesh=p.mesh.transformed(np.diag([-1.0, 1, 1]))) for p in parts]


def _shifted(parts: list[Part], x: float, y: float = 0.0, z: float = 0.0) -> list[Part]:
    return [replace(p, mesh=p.mesh.moved(x, y, z)) for p in parts]


def _grounded(parts: list[Part]) -> list[Part]:
    return _shifted(parts, 0, 0, -min(p.mesh.bounds()[0][2] for p in parts))


def _half_width(parts: list[Part]) -> float:
    return max(float(np.abs(p.mesh.vertices[:, 0]).max()) for p in parts)


def _flat(one: list[Part], rng: Rng, spec: Spec) -> tuple[list[Part], str, dict[str, Any]]:
    """Two earrings lying side by side, hanging before a wall, or on a card."""
    half = _half_width(one) * rng.uniform(1.1, 1.3) + 0.8
    draw = rng.random()
    lean = rng.normal(0, 0.07, 2) if 0.35 < draw else np.zeros(2)
    parts = []
    for sign, turn, other in ((-1, lean[0], False), (1, lean[1], True)):
        single = turned(_mirrored(one) if other else one, "z", turn)
        parts += _shifted(_grounded(single), sign * half, rng.normal(0, 0.6) if draw > 0.35 else 0.0)
    if draw < 0.3:
        return turned(parts, "x", np.pi / 2), "hanging", {}
    if draw < 0.42 and spec.scene not in ("white paper", "cream paper", "white acrylic"):
        return [*parts, *_card(parts)], "lying", {"prop": "earring card", "elevation": (62, 82)}
    return parts, "lying", {"elevation": (48, 80)}


def _card(parts: list[Part]) -> list[Part]:
    """A card under a pair, a little larger than it."""
    low = np.min([p.mesh.bounds()[0] for p in parts], axis=0)
    high = np.max([p.mesh.bounds()[1] for p in parts], axis=0)
    w, h = (high - low)[:2] * [1.35, 1.28] + 4
    middle = (low + high) / 2
    card = box(float(w), float(h), 0.5, 0.15, 2.0).moved(middle[0], middle[1] - 1, low[2] - 0.52)
    return [Part(card, "prop:card")]


def _resting(one: list[Part], rng: Rng, spec: Spec) -> tuple[list[Part], str, dict[str, Any]]:
    """Two studs on the table, each leaning on its back."""
    front = [p for p in one if p.material != "metal:post"]
    radius = min(
        max(float(p.mesh.bounds()[1][1]) for p in front),
        -min(float(p.mesh.bounds()[0][1]) for p in front),
    )
    tilt = resting_tilt(radius, 7.0)
    gap = _half_width(one) * rng.uniform(1.12, 1.35) + 0.5
    parts = []
    for sign in (-1, 1):
        single = turned(_mirrored(one) if sign > 0 else one, "x", tilt)
        single = turned(single, "z", sign * rng.uniform(-0.1, 0.45) + rng.normal(0, 0.08))
        parts += _shifted(_grounded(single), sign * gap, rng.normal(0, 1.0))
    parts = [replace(p, material="metal") if p.material == "metal:post" else p for p in parts]
    return parts, "standing", {"elevation": (16, 40), "azimuth": 12}


def _upright(one: list[Part], rng: Rng, spec: Spec) -> tuple[list[Part], str, dict[str, Any]]:
    """Two hoops standing on the table, or lying on it, or hanging."""
    draw = rng.random()
    if draw < 0.3:
        return _flat(one, rng, spec)
    half = _half_width(one)
    parts = []
    turn = rng.uniform(0.25, 1.15) * rng.choice([-1, 1])
    for sign in (-1, 1):
        single = turned(one, "x", np.pi / 2 - rng.uniform(0.0, 0.12))
        single = turned(single, "z", turn + rng.normal(0, 0.12))
        apart = half * (0.3 + 0.75 * abs(np.cos(turn))) + 1.2
        parts += _shifted(_grounded(single), sign * apart, sign * half * rng.uniform(0.0, 0.35))
    return parts, "standing", {"elevation": (14, 38), "azimuth": 14}


def _stud(rng: Rng, spec: Spec) -> Built:
    """A stone, a pearl, a motif or a ball on a post."""
    if not spec.stones or (rng.random() < 0.25 and spec.style == "stud"):
        return _motif_stud(rng, spec)
    size = rng.uniform(4.5, 8.0)
    stone = gemstone(spec, 0, size * {"marquise": 0.75, "pear": 0.88}.get(spec.cut, 1.0), "", 2)
    if stone.kind == "pearl":
        front = pearl(stone, rng)
    else:
        front = mount(stone, spec.setting or "prong", rng, shape=cabochon_shape(spec, rng))
    return [*front.parts, _post(front.depth * 0.9)], (stone,), {}


def _post(foot: float) -> Part:
    return Part(post().moved(z=-foot), "metal:post")


def _motif_stud(rng: Rng, spec: Spec) -> Built:
    kind = str(rng.choice(["ball", "disc", "knot", "heart", "star", "flower", "leaf", "moon", "clover", "butterfly", "bar"]))
    size = rng.uniform(7, 12)
    if kind == "ball" and not spec.stones:
        ball = sphere(rng.uniform(2.5, 4.5), 40, 24)
        return [Part(ball, "metal"), _post(2.0)], (), {"features": ("round balls",)}
    if kind == "knot" and not spec.stones:
        return [Part(m, "metal") for m in _knot(size / 2, rng)] + [_post(1.0)], (), {"motif": "knot"}
    if kind in ("disc", "bar", "ball", "knot"):
        outline = motifs.OUTLINES["bar" if kind == "bar" else "circle"](rng) * size / 2
        flat = plate(outline, 1.2, 0.4)
        parts = [Part(flat, "metal"), _post(0.2)]
        return parts, (), {"motif": "circle" if kind != "bar" else "bar", "hammer_mm": size * 0.14}
    made = charm(kind, spec, size, rng)
    middle = np.mean([np.mean(p.mesh.bounds(), axis=0) for p in made.parts[:1]], axis=0)
    parts = _shifted(made.parts, 0.0, -float(middle[1]))
    details = {k: v for k, v in made.details.items() if k in ("features", "adjectives", "setting", "inlay")}
    stones = tuple(replace(s, count=2 * s.count) for s in made.stones)
    details.setdefault("setting", "bezel" if stones else "")
    return [*parts, _post(0.2)], stones, {**details, "motif": kind}


def _knot(radius: float, rng: Rng) -> list[Mesh]:
    """A ball of interlaced wire."""
    t = np.linspace(0, 2 * np.pi, 260, endpoint=False)
    p, q = [(2, 3), (3, 2), (3, 4)][rng.integers(3)]
    r = radius * (0.62 + 0.3 * np.cos(q * t))
    path = np.stack([r * np.cos(p * t), r * np.sin(p * t), 0.28 * radius * np.sin(q * t)], axis=1)
    return [tube(path, radius * 0.17, 16, closed=True)]


def _halo_stud(rng: Rng, spec: Spec) -> Built:
    accent = rng.uniform(1.1, 1.6)
    narrow = {"marquise": 0.75, "pear": 0.88}.get(spec.cut, 1.0)
    stone = gemstone(spec, 0, rng.uniform(4.2, 6.5) * narrow, "", 2)
    inner = pearl(stone, rng) if stone.kind == "pearl" else mount(stone, "prong", rng, shape=cabochon_shape(spec, rng))
    seat = halo(inner, accent, 1)
    second = gemstone(spec, 1, accent, "round", 36)
    if second.cut != "round":
        second = Stone("diamond", "clear", "round", accent, 36)
    return [*seat.parts, _post(seat.depth * 0.9)], (stone, second), {"setting": "halo"}


def _hung(top: str, rng: Rng, links: list[Drop]) -> tuple[list[Part], tuple[Stone, ...], list[str]]:
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
        parts += numbered(_shifted(drop.parts, 0, y), len(stones))
        stones += drop.stones
        y -= drop.length
    return parts, stones, [HOOK_WORDS[top]] if HOOK_WORDS[top] else []


def _merged(parts: list[Part], stones: tuple[Stone, ...]) -> Built:
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
        replace(p, material=f"stone:{rank[where[int(p.material[6:])]]}") if p.material.startswith("stone:") else p
        for p in parts
    ]
    return renamed, tuple(kinds[i] for i in order), {}


def _seat_drop(spec: Spec, index: int, size: float, rng: Rng, setting: str, cut: str = "") -> Drop:
    """A stone in its setting with a loop at the top."""
    stone = gemstone(spec, index, size, cut)
    if stone.kind == "pearl" or stone.cut == "bead":
        return _bead_drop(stone, rng)
    shape = str(rng.choice(["pear", "oval", "round", "marquise"])) if stone.cut == "cabochon" else "round"
    seat = mount(stone, setting if setting in ("prong", "bezel") else "bezel", rng, shape=shape)
    stones: tuple[Stone, ...] = (stone,)
    if setting == "halo":
        accent = float(np.clip(size * 0.2, 1.0, 1.5))
        seat = halo(seat, accent, 1)
        stones = (stone, Stone("diamond", "clear", "round", accent, 18))
    return _looped(seat, stones)


def _looped(seat: Mount, stones: tuple[Stone, ...]) -> Drop:
    top, low = float(seat.outline[:, 1].max()), float(seat.outline[:, 1].min())
    loop = Part(torus(0.9, 0.32, 24, 10).moved(y=0.55 - 0.9), "metal")
    parts = [loop, *_shifted(seat.parts, 0, -top - 0.75)]
    return Drop(parts, top - low + 0.75, stones)


def _bead_drop(stone: Stone, rng: Rng) -> Drop:
    """A pearl or bead on a pin, with little caps."""
    from stones import gem

    long = rng.uniform(1.0, 1.35) if stone.cut != "baroque" else None
    body = gem(stone.cut, stone.size_mm, long, rng)
    high = float(body.bounds()[1][1])
    cap = lathe([(0, 0), (stone.size_mm * 0.26, 0.0), (stone.size_mm * 0.2, 0.7), (0.4, 1.15), (0, 1.15)], 24)
    cap = cap.turned("x", -np.pi / 2)
    loop = torus(0.8, 0.28, 24, 10).moved(y=0.2)
    y = -1.4 - high
    foot = sphere(0.5, 14, 10).moved(y=y - high - 0.2)
    metal = merge([cap.moved(y=-1.6), loop, foot])
    return Drop([Part(metal, "metal"), Part(body.moved(y=y), "stone:0")], 2 * high + 1.8, (stone,))


def _charm_drop(made: Charm) -> Drop:
    """A motif with its solder ring at the origin."""
    parts = [replace(p, mesh=p.mesh.moved(*(-made.top - [0, 0.5, 0]))) for p in made.parts]
    low = min(float(p.mesh.bounds()[0][1]) for p in parts)
    loop = Part(torus(0.85, 0.3, 24, 10).moved(y=-0.35), "metal")
    return Drop([loop, *parts], -low, made.stones, made.details)


def _chain_drop(length: float, rng: Rng) -> Drop:
    path = np.stack([np.zeros(40), np.linspace(0, -length, 40), np.zeros(40)], axis=1)
    mesh = chains.chain(str(rng.choice(["cable", "cable", "ball", "rope"])), path, rng.uniform(1.2, 1.7), rng)
    return Drop([Part(mesh, "metal")], length)


def _bar_drop(length: float, rng: Rng) -> Drop:
    wire = rng.uniform(0.5, 0.9)
    ends = [torus(0.8, 0.28, 24, 10).moved(y=-0.2), torus(0.8, 0.28, 24, 10).moved(y=-length + 0.2)]
    stem = tube([[0, -0.9, 0], [0, -length + 0.9, 0]], wire, 16)
    return Drop([Part(merge([stem, *ends]), "metal")], length)


def _ring_drop(radius: float, rng: Rng) -> Drop:
    """An open circle, drop or square of wire."""
    name = str(rng.choice(["circle", "circle", "teardrop"]))
    outline = motifs.OUTLINES[name](rng) * radius
    wire = radius * rng.uniform(0.07, 0.13)
    if rng.random() < 0.5:
        path = np.column_stack([outline, np.zeros(len(outline))])
        mesh = tube(path, wire, 16, closed=True)
    else:
        mesh = plate(outline, 2 * wire, 0.3 * wire, [inset(motifs.even(outline, 160), radius * 0.25)]).moved(z=-wire)
    top, low = float(outline[:, 1].max()), float(outline[:, 1].min())
    return Drop([Part(mesh.moved(y=-top), "metal")], top - low, (), {"motif": name})


def _drop(rng: Rng, spec: Spec) -> Built:
    """One drop below an ear wire: a stone, a pearl, a puffed drop or an open circle."""
    top = str(rng.choice(["fish", "fish", "lever", "kidney", "post"]))
    details: dict[str, Any] = {}
    if spec.stones:
        size = rng.uniform(5.0, 9.5) * {"marquise": 0.65, "pear": 0.8, "emerald": 0.85}.get(spec.cut, 1.0)
        setting = "halo" if len(spec.stones) > 1 and spec.stones[1] == "diamond" else spec.setting or "bezel"
        links = [_seat_drop(spec, 0, size, rng, setting)]
        if rng.random() < 0.3:
            links.insert(0, _seat_drop(spec, min(1, len(spec.stones) - 1), rng.uniform(2.6, 3.6), rng, "bezel", "round"))
        details["setting"] = "" if links[-1].stones[0].kind == "pearl" else setting
    else:
        kind = str(rng.choice(["teardrop", "circle", "leaf", "heart", "disc"]))
        if kind == "circle":
            links = [_ring_drop(rng.uniform(6, 11), rng)]
        else:
            outline = "circle" if kind == "disc" else kind
            links = [_charm_drop(charm(outline, spec, rng.uniform(12, 20), rng))]
            details["motif"] = outline
        details.update({k: v for k, v in (links[-1].details or {}).items() if k in ("adjectives", "features", "motif")})
    parts, stones, words = _hung(top, rng, links)
    built = _merged(parts, stones)
    details["features"] = (*details.get("features", ()), *words)
    return built[0], built[1], details


def _dangle(rng: Rng, spec: Spec) -> Built:
    """Several links below one another: chain, bars, circles, stones and a motif at the end."""
    top = str(rng.choice(["fish", "fish", "lever", "post"]))
    details: dict[str, Any] = {}
    links: list[Drop] = []
    plain = replace(spec, stones=())
    if rng.random() < 0.5:
        links.append(_chain_drop(rng.uniform(8, 20), rng))
    elif rng.random() < 0.5:
        links.append(_bar_drop(rng.uniform(8, 18), rng))
    else:
        links.append(_ring_drop(rng.uniform(3.5, 6), rng))
    if spec.stones:
        for k in range(int(rng.integers(1, 4))):
            index = k % len(spec.stones)
            links.append(_seat_drop(spec, index, rng.uniform(3.2, 6.5), rng, "bezel", str(rng.choice(["round", "oval", "pear"]))))
    if not spec.stones or rng.random() < 0.4:
        motif = str(rng.choice(["leaf", "star", "flower", "heart", "moon", "circle", "butterfly", "clover"]))
        links.append(_charm_drop(charm(motif, plain, rng.uniform(10, 17), rng)))
        details["motif"] = motif
    parts, stones, words = _hung(top, rng, links)
    built = _merged(parts, stones)
    details["features"] = tuple(words)
    return built[0], built[1], {**details, "setting": "bezel" if stones and stones[0].kind != "pearl" else ""}


def _chandelier(rng: Rng, spec: Spec) -> Built:
    """A fan of openwork from which several drops hang."""
    radius, count = rng.uniform(9, 14), int(rng.choice([3, 5, 5, 7]))
    a = np.linspace(-np.pi / 2, np.pi / 2, 60)
    wire = rng.uniform(0.55, 0.85)
    bow = np.stack([radius * np.sin(a), -2.0 - radius * np.cos(a) * rng.uniform(0.85, 1.0), 0 * a], axis=1)
    bar = np.array([[-radius, -2.0, 0], [0, -0.6, 0], [radius, -2.0, 0]])
    line = np.stack([np.interp(np.linspace(0, 2, 40), [0, 1, 2], bar[:, k]) for k in range(3)], axis=1)
    metal = [tube(bow, wire, 14), tube(line, wire, 14), torus(1.0, 0.35, 24, 10).moved(y=0.3)]
    for _ in range(1):
        for k in np.linspace(-0.6, 0.6, int(rng.integers(3, 6))):  # scrolls inside the fan
            r = radius * 0.19
            metal.append(torus(r, wire * 0.62, 32, 10).moved(radius * k * 0.95, -2.6 - r - (1 - abs(k)) * radius * 0.25))
    parts = [Part(merge(metal), "metal")]
    stones: tuple[Stone, ...] = ()
    middle = _seat_drop(spec, 0, rng.uniform(3.6, 5.0), rng, "bezel", "round")
    parts += numbered(_shifted(middle.parts, 0, 3.2 - 3.0, 1.0), 0)
    stones += middle.stones
    for k, x in enumerate(fringe(count, 1.7 * radius)):
        angle = np.arcsin(np.clip(x / radius, -0.98, 0.98))
        y = float(np.interp(angle, a, bow[:, 1])) - wire
        share = 1 - 0.4 * abs(x) / radius
        drop = _seat_drop(spec, k % len(spec.stones), rng.uniform(3.4, 3.6) * share + 0.8, np.random.default_rng(3), "bezel", "pear" if spec.cut in ("pear", "marquise", "oval") else "round")
        parts.append(Part(jump_ring(1.0, 0.28, True).moved(float(x), y - 0.6), "metal"))
        link = 0.0
        if share > 0.8 and count < 7:
            chain = _chain_drop(3.5 * share, np.random.default_rng(2))
            parts += _shifted(chain.parts, float(x), y - 1.2)
            link = 3.5 * share
        parts += numbered(_shifted(drop.parts, float(x), y - 1.4 - link), len(stones))
        stones += drop.stones
    parts = _shifted(parts, 0, -1.4)
    wire_hook, _, words = _hung(str(rng.choice(["fish", "lever", "post"])), rng, [])
    built = _merged([*wire_hook, *parts], stones)
    return built[0], built[1], {"features": (f"{('', '', '', 'three', '', 'five', '', 'seven')[count]} drops", *words), "setting": "" if spec.stones[0] == "pearl" else "bezel"}


def _threader(rng: Rng, spec: Spec) -> Built:
    """A fine chain with a pin at one end and something to see at the other."""
    length = rng.uniform(30, 46)
    links = [_chain_drop(length, rng)]
    details: dict[str, Any] = {"features": ("long chains",)}
    if spec.stones:
        links.append(_seat_drop(spec, 0, rng.uniform(3.5, 5.5), rng, "bezel"))
        details["setting"] = "" if links[-1].stones[0].kind == "pearl" else "bezel"
    else:
        motif = str(rng.choice(["star", "leaf", "moon", "heart", "circle"]))
        links.append(_charm_drop(charm(motif, spec, rng.uniform(7, 10), rng)))
        details["motif"] = motif
    pin = Part(tube([[0, 14, 0], [0, 0.4, 0]], 0.42, 12), "metal")
    loop = Part(torus(0.8, 0.3, 24, 10), "metal")
    parts, stones, y = [pin, loop], (), -0.8
    for drop in links:
        parts += numbered(_shifted(drop.parts, 0, y), len(stones))
        stones += drop.stones
        y -= drop.length + 0.3
    built = _merged(parts, stones)
    return built[0], built[1], details


# Styles that show little metal beside their stones: a finish could not be seen.
JEWELLED = ("stud", "halo", "drop", "chandelier", "threader")
MAKERS = {
    "stud": _stud,
    "halo": _halo_stud,
    "hoop": hoops.hoop,
    "huggie": hoops.huggie,
    "drop": _drop,
    "dangle": _dangle,
    "chandelier": _chandelier,
    "ear cuff": hoops.cuff,
    "threader": _threader,
}
POSES = {
    "stud": _resting,
    "halo": _resting,
    "hoop": _upright,
    "huggie": _upright,
    "ear cuff": _upright,
}
