"""Rings: a shank and what it carries."""

from __future__ import annotations

from typing import Any

import bands
import numpy as np
import shanks
import stacks
from charms import cabochon_shape, gemstone, held, pearl
from heads import STEPS, headed, seated, shank_of, top_of, turned_head
from mesh import TAU, Mesh, sphere
from parts import Part, Piece, Stone
from sampler import Spec
from settings import Mount, bezel, cluster, halo, mount, prongs, row
from shanks import Shank, arc, at, hoop

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a ring standing on the floor, leaning back or lying.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is "solitaire", "three-stone", "halo", "cluster",
            "eternity", "band", "signet", "cocktail", "stacking" or "open".
    """
    parts, stones, details = MAKERS[spec.style](rng, spec)
    parts, pose, view = _posed(parts, spec.style, rng, bool(details.pop("tower", False)))
    return Piece(
        family="rings",
        style=spec.style,
        type="ring",
        metal=spec.metal,
        parts=parts,
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material.startswith("metal2") for p in parts) else "",
        stones=stones,
        setting=details.pop("setting", spec.setting if stones else ""),
        pose=pose,
        details={**details, **view},
    )


def _posed(parts: list[Part], style: str, rng: Rng, tower: bool) -> tuple[list[Part], str, dict]:
    """Stands the ring up, leans it towards the camera, or lays it down."""
    if tower:
        return parts, "lying", {"elevation": (24, 44), "azimuth": 40}
    draw = rng.random()
    if style in ("band", "eternity") and draw < 0.3:
        return _turned(parts, "x", np.pi / 2), "lying", {"elevation": (32, 52), "azimuth": 40}
    if style not in ("band", "eternity") and draw < 0.45:  # stones look at the camera
        lean = np.radians(rng.uniform(12, 40))
        turn = rng.uniform(-0.6, 0.6)
        leaning = _turned(_turned(parts, "z", turn), "x", lean)
        return leaning, "standing", {"elevation": (24, 46), "azimuth": 14}
    return parts, "standing", {"elevation": (18, 44), "azimuth": 48 if draw < 0.8 else 20}


def _turned(parts: list[Part], axis: str, angle: float) -> list[Part]:
    return [Part(p.mesh.turned(axis, angle), p.material, p.framed) for p in parts]


def _solitaire(rng: Rng, spec: Spec) -> Built:
    small = {"marquise": 0.72, "pear": 0.85, "emerald": 0.85, "oval": 0.88}.get(spec.cut, 1.0)
    stone = gemstone(spec, 0, rng.uniform(5.6, 8.2) * small)
    seat = (
        pearl(stone, rng)
        if stone.kind == "pearl"
        else mount(stone, spec.setting or "prong", rng, shape=cabochon_shape(spec, rng))
    )
    return headed(rng, spec, seat, [stone])


def _halo(rng: Rng, spec: Spec) -> Built:
    small = {"marquise": 0.75, "pear": 0.88, "emerald": 0.88}.get(spec.cut, 1.0)
    stone = gemstone(spec, 0, rng.uniform(5.2, 7.5) * small)
    accent = rng.uniform(1.15, 1.7)
    second = gemstone(spec, 1, accent, "round", 18)
    if second.cut != "round":
        second = Stone("diamond", "clear", "round", accent, 18)
    inner = (
        pearl(stone, rng)
        if stone.kind == "pearl"
        else mount(stone, "prong", rng, shape=cabochon_shape(spec, rng))
    )
    seat = halo(inner, accent, 1, "metal2" if spec.metal2 else "metal")
    if rng.random() < 0.2:
        seat = halo(seat, accent, 1, drop=0.7)
    return headed(rng, spec, seat, [stone, second])


def _cluster(rng: Rng, spec: Spec) -> Built:
    size = rng.uniform(3.2, 5.0)
    stone = gemstone(spec, 0, size, "round")
    if stone.cut != "round":
        return _flower(rng, spec)
    accents, share = [(6, 0.95), (7, 0.8), (8, 0.68), (10, 0.52)][rng.integers(4)]
    second = gemstone(spec, 1, size * share, "round", accents)
    if second.cut != "round":
        second = Stone("diamond", "clear", "round", size * share, accents)
    seat = cluster(stone, accents, size * share)
    return headed(rng, spec, seat, [stone, second], low=0.3)


def _flower(rng: Rng, spec: Spec) -> Built:
    """An opaque stone or pearl among small stones in bezels."""
    size = rng.uniform(4.5, 6.5)
    middle = held(spec, 0, size, rng)
    accent = Stone(
        "diamond", "clear", "round", size * rng.uniform(0.4, 0.55), int(rng.integers(7, 11))
    )
    parts, reach = list(middle.parts), size / 2 + accent.size_mm * 0.72
    small = bezel(accent)
    reach = max(reach, accent.count * accent.size_mm * 1.16 / TAU)
    for k in range(accent.count):
        a = TAU * k / accent.count
        for p in small.placed([reach * np.cos(a), reach * np.sin(a), -0.3]):
            parts.append(Part(p.mesh, "stone:1" if p.material == "stone:0" else p.material))
    parts.append(Part(shanks.line(reach, 0, 0.5).turned("x", np.pi / 2).moved(z=-1.0), "metal"))
    a = np.linspace(0, TAU, 64, endpoint=False)
    rim = (reach + accent.size_mm) * np.stack([np.cos(a), np.sin(a)], axis=1)
    seat = Mount(parts, max(middle.depth, small.depth + 0.3), rim)
    return headed(rng, spec, seat, [gemstone(spec, 0, size), accent], low=0.3)


def _three(rng: Rng, spec: Spec) -> Built:
    """A middle stone between two smaller ones that follow the finger's curve."""
    shank = shank_of(rng, (2.0, 2.8))
    narrow = {"marquise": 0.75, "pear": 0.88}.get(spec.cut, 1.0)
    middle = gemstone(spec, 0, rng.uniform(4.6, 6.4) * narrow)
    side = gemstone(
        spec,
        1,
        middle.size_mm / narrow * rng.uniform(0.62, 0.85),
        "round" if rng.random() < 0.6 else "",
    )
    same = side.kind == middle.kind
    side = Stone(side.kind, side.look, side.cut, side.size_mm, 2)
    setting = spec.setting or "prong"

    def hold(stone: Stone) -> Mount:
        if stone.kind == "pearl":
            return pearl(stone, rng)
        return bezel(stone) if setting == "bezel" or stone.cut == "cabochon" else prongs(stone, 4)

    seats = [hold(middle), hold(side)]
    top = top_of(shank) - 0.5
    parts = [Part(hoop(shank, STEPS), "metal"), *seated(seats[0], top, rng)]
    reach = sum(float(np.abs(s.outline[:, 0]).max()) for s in seats) + 0.12
    radius = top + min(s.depth for s in seats)
    angle = reach / radius * 1.02
    for sign in (-1, 1):
        out = at(1.0, sign * angle)
        for p in seats[1].placed(out * (top + seats[1].depth), out):
            name = f"stone:{0 if same else 1}" if p.material == "stone:0" else p.material
            parts.append(Part(p.mesh, name))
    stones = (
        (Stone(middle.kind, middle.look, middle.cut, middle.size_mm, 3),)
        if same
        else (middle, side)
    )
    return parts, stones, {"setting": setting}


def _eternity(rng: Rng, spec: Spec) -> Built:
    """Stones all the way round."""
    size = rng.uniform(1.7, 3.2)
    inner, base = rng.uniform(8.2, 9.0), rng.uniform(0.7, 0.9)
    cut = "princess" if spec.cut == "princess" and spec.setting == "channel" else "round"
    kinds = list(dict.fromkeys(spec.stones))
    stones = tuple(gemstone(spec, i, size, cut, 24) for i in range(len(kinds[:1])))
    setting = spec.setting or "pave"
    parts = [Part(hoop(Shank(inner, 1.28 * size, base, "flat"), STEPS), "metal")]
    a = shanks.around(STEPS)
    reach = inner + base + 0.43 * size
    rows = 2 if size < 1.9 and rng.random() < 0.4 else 1
    if rows == 2:
        parts = [Part(hoop(Shank(inner, 2.5 * size, base, "flat"), STEPS), "metal")]
    for k in range(rows):
        y = (k - (rows - 1) / 2) * 1.22 * size
        parts += row(at(reach, a, y), at(1.0, a), size, 0, setting, cut, closed=True)
    return (
        parts,
        stones,
        {"setting": setting, "features": ("two rows of stones",) if rows == 2 else ()},
    )


def _signet(rng: Rng, spec: Spec) -> Built:
    """A solid ring that swells into a flat face."""
    inner = rng.uniform(8.2, 9.2)
    shape = str(rng.choice(["oval", "round", "cushion", "long"]))
    half_x, half_y = {
        "oval": (4.6, 6.0),
        "round": (5.4, 5.4),
        "cushion": (5.2, 5.4),
        "long": (6.2, 4.4),
    }[shape]
    scale = rng.uniform(0.85, 1.1)
    half_x, half_y = half_x * scale, half_y * scale
    low, flat = rng.uniform(2.4, 3.4), inner + rng.uniform(2.0, 2.6)
    a = shanks.around(480)
    x = np.abs(flat * np.tan(np.clip(a, -1.2, 1.2))) / half_x
    p = 4.0 if shape == "cushion" else 2.0
    face = half_y * np.clip(1 - x**p, 0, 1) ** (1 / p)
    edge = np.arctan(half_x / flat)
    beyond = np.maximum(np.abs(a) - 0.8 * edge, 0)
    slope = low / 2 + (half_y * 0.72 - low / 2) * np.exp(-((beyond / 0.62) ** 2))
    wide = 2 * np.maximum(face, slope)
    reach = flat / np.cos(np.minimum(np.abs(a), edge)) - inner + 0.25
    thick = 1.5 + (reach - 1.5) * np.exp(-((np.maximum(np.abs(a) - edge, 0) / 0.5) ** 2))
    body = hoop(Shank(inner, wide, thick, "flat"), 480)
    v = body.vertices.copy()
    v[:, 2] = np.minimum(v[:, 2], flat)
    parts: list[Part] = [Part(Mesh(v, body.faces), "metal")]
    return bands.face(rng, spec, parts, flat, half_x, half_y, shape)


def _cocktail(rng: Rng, spec: Spec) -> Built:
    """A large stone with much around it."""
    narrow = {"marquise": 0.62, "pear": 0.75, "emerald": 0.8, "oval": 0.82}.get(spec.cut, 0.92)
    stone = gemstone(spec, 0, rng.uniform(10, 13) * narrow)
    shape = str(rng.choice(["round", "oval", "oval", "cushion"]))
    if stone.kind == "pearl":
        seat = pearl(stone, rng)
    elif spec.setting == "prong" and stone.cut != "cabochon":
        seat = prongs(stone, 6 if stone.cut in ("round", "oval") else 4, depth=0.36 * stone.size_mm)
    else:
        seat = bezel(stone, shape, depth=0.34 * stone.size_mm)
    stones = [stone]
    features: list[str] = []
    if spec.setting == "halo" or len(spec.stones) > 1:
        accent = rng.uniform(1.5, 2.3)
        seat = halo(seat, accent, 1, drop=0.5)
        stones.append(Stone("diamond", "clear", "round", accent, 22))
    elif rng.random() < 0.6:
        seat = bands.grained(seat, rng.uniform(0.42, 0.7))
        features.append("a beaded edge")
    shank = shank_of(rng, (2.6, 4.2))
    parts = [
        Part(hoop(shank, STEPS), "metal"),
        *seated(seat, top_of(shank) - 0.5, rng, turned_head(rng, stone)),
    ]
    return parts, tuple(stones), {"features": tuple(features), "adjectives": ("statement",)}


def _open(rng: Rng, spec: Spec) -> Built:
    """A ring whose two ends stop short of each other, or pass each other."""
    inner, wire = rng.uniform(8.2, 9.0), rng.uniform(1.5, 2.2)
    bypass = rng.random() < 0.4
    gap = np.radians(rng.uniform(13, 24)) * (-0.5 if bypass else 1.0)
    lean = np.linspace(-1, 1, 120)
    aside = (
        (1.35 if not spec.stones else 2.0) * np.sign(lean) * np.abs(lean) ** 3 if bypass else 0.0
    )
    start, end = gap, TAU - gap
    body = arc(
        Shank(inner, wire, wire * 0.85, str(rng.choice(["D", "court", "flat"])), aside), start, end
    )
    parts, stones = [Part(body, "metal")], ()
    features = ["overlapping ends"] if bypass else ["open ends"]
    shift = np.atleast_1d(aside)
    for k, a in enumerate((start, end)):
        y = float(shift[-k]) if bypass else 0.0
        out = at(1.0, a)
        if spec.stones:
            size = rng.uniform(3.0, 4.6) if k == 0 else stones[0].size_mm
            seat = held(
                spec, 0, size, rng if k == 0 else np.random.default_rng(1), "bezel", "round"
            )
            stones = (gemstone(spec, 0, size, "round", 2),)
            parts += seat.placed(at(inner + wire * 0.55 + seat.depth, a, y), out)
        else:
            parts.append(Part(sphere(wire * 0.85).moved(*at(inner + wire * 0.5, a, y)), "metal"))
    if not spec.stones:
        features.append("ball ends")
    return (
        parts,
        stones,
        {
            "features": tuple(features[-1:]),
            "setting": "bezel" if stones and stones[0].kind != "pearl" else "",
        },
    )


MAKERS = {
    "solitaire": _solitaire,
    "halo": _halo,
    "cluster": _cluster,
    "three-stone": _three,
    "eternity": _eternity,
    "band": bands.band,
    "signet": _signet,
    "cocktail": _cocktail,
    "stacking": stacks.stack,
    "open": _open,
}
