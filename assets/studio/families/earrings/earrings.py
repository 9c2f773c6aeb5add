"""Earrings: studs, drops, dangles, chandeliers and threaders, always as a pair.

One earring is built lying (front to +z, top to +y, hanging from the origin); `_pair` poses two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms import motifs
from assets.studio.charms.charms import charm
from assets.studio.families.earrings import hanging_earrings, hoops, huggies
from assets.studio.families.earrings.beaded_hoops import beaded_hoop
from assets.studio.families.earrings.findings import post, resting_tilt
from assets.studio.geometry.mesh import Mesh
from assets.studio.geometry.outlines import box, plate
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.pieces.piece import Part, Piece, Stone, moved, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.halos import halo
from assets.studio.settings.set_stones import cabochon_shape, gemstone, in_second, mount, pearl

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


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


def _grounded(parts: list[Part]) -> list[Part]:
    return moved(parts, 0, 0, -min(p.mesh.bounds()[0][2] for p in parts))


def _half_width(parts: list[Part]) -> float:
    return max(float(np.abs(p.mesh.vertices[:, 0]).max()) for p in parts)


def _flat(one: list[Part], rng: Rng, spec: Spec) -> tuple[list[Part], str, dict[str, Any]]:
    """Two earrings lying side by side, hanging before a wall, or on a card."""
    half = _half_width(one) * rng.uniform(1.1, 1.3) + 0.8
    draw = rng.random()
    lean = rng.normal(0, 0.07, 2) if draw > 0.35 else np.zeros(2)
    parts = []
    for sign, turn, other in ((-1, lean[0], False), (1, lean[1], True)):
        single = turned(_mirrored(one) if other else one, "z", turn)
        parts += moved(_grounded(single), sign * half, rng.normal(0, 0.6) if draw > 0.35 else 0.0)
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
        parts += moved(_grounded(single), sign * gap, rng.normal(0, 1.0))
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
        parts += moved(_grounded(single), sign * apart, sign * half * rng.uniform(0.0, 0.35))
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
    return [*in_second(front, spec).parts, _post(front.depth * 0.9)], (stone,), {}


def _post(foot: float) -> Part:
    return Part(post().moved(z=-foot), "metal:post")


def _motif_stud(rng: Rng, spec: Spec) -> Built:
    kind = str(
        rng.choice(
            [
                "ball",
                "disc",
                "knot",
                "heart",
                "star",
                "flower",
                "leaf",
                "moon",
                "clover",
                "butterfly",
                "bar",
            ]
        )
    )
    size = rng.uniform(7, 12)
    if kind == "ball" and not spec.stones:
        ball = sphere(rng.uniform(2.5, 4.5), 40, 24)
        return [Part(ball, "metal"), _post(2.0)], (), {"features": ("round balls",)}
    if kind == "knot" and not spec.stones:
        return (
            [Part(m, "metal") for m in _knot(size / 2, rng)] + [_post(1.0)],
            (),
            {"motif": "knot"},
        )
    if kind in ("disc", "bar", "ball", "knot"):
        outline = motifs.OUTLINES["bar" if kind == "bar" else "circle"](rng) * size / 2
        flat = plate(outline, 1.2, 0.4)
        parts = [Part(flat, "metal"), _post(0.2)]
        return parts, (), {"motif": "circle" if kind != "bar" else "bar", "hammer_mm": size * 0.14}
    made = charm(kind, spec, size, rng)
    middle = np.mean([np.mean(p.mesh.bounds(), axis=0) for p in made.parts[:1]], axis=0)
    parts = moved(made.parts, 0.0, -float(middle[1]))
    details = {
        k: v for k, v in made.details.items() if k in ("features", "adjectives", "setting", "inlay")
    }
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
    inner = (
        pearl(stone, rng)
        if stone.kind == "pearl"
        else mount(stone, "prong", rng, shape=cabochon_shape(spec, rng))
    )
    seat = halo(inner, accent, 1)
    second = gemstone(spec, 1, accent, "round", 36)
    if second.cut != "round":
        second = Stone("diamond", "clear", "round", accent, 36)
    return [*seat.parts, _post(seat.depth * 0.9)], (stone, second), {"setting": "halo"}


# Styles that show so little metal that its finish is not visible.
JEWELLED = ("stud", "halo", "drop", "chandelier", "threader")
MAKERS = {
    "stud": _stud,
    "halo": _halo_stud,
    "hoop": hoops.hoop,
    "huggie": huggies.huggie,
    "drop": hanging_earrings.drop,
    "dangle": hanging_earrings.dangle,
    "chandelier": hanging_earrings.chandelier,
    "ear cuff": hoops.cuff,
    "threader": hanging_earrings.threader,
    "beaded hoop": beaded_hoop,
}
POSES = {
    "stud": _resting,
    "halo": _resting,
    "hoop": _upright,
    "huggie": _upright,
    "ear cuff": _upright,
}
