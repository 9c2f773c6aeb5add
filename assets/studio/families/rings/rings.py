"""Rings: a shank and what it carries."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.rings import bands, centrepieces, shanks, stacks
from assets.studio.families.rings.heads import STEPS
from assets.studio.families.rings.shanks import Shank, arc, at, hoop
from assets.studio.families.rings.signets import signet
from assets.studio.geometry.mesh import TAU
from assets.studio.geometry.sweeps import sphere
from assets.studio.pieces.piece import Part, Piece, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone, held

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
    "solitaire": centrepieces.solitaire,
    "halo": centrepieces.haloed,
    "cluster": centrepieces.clustered,
    "three-stone": centrepieces.three_stone,
    "eternity": _eternity,
    "band": bands.band,
    "signet": signet,
    "cocktail": centrepieces.cocktail,
    "stacking": stacks.stack,
    "open": _open,
}
