"""Rings with a stone on top: alone, ringed, in a cluster, between two others, or very large."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.rings import bands, shanks
from assets.studio.families.rings.heads import STEPS, headed, seated, shank_of, top_of, turned_head
from assets.studio.families.rings.shanks import at, hoop
from assets.studio.geometry.mesh import TAU
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.halos import cluster, halo
from assets.studio.settings.mounts import Mount, bezel, prongs
from assets.studio.settings.set_stones import (
    cabochon_shape,
    gemstone,
    held,
    in_second,
    mount,
    pearl,
)

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def solitaire(rng: Rng, spec: Spec) -> Built:
    """Makes a ring with one stone.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    small = {"marquise": 0.72, "pear": 0.85, "emerald": 0.85, "oval": 0.88}.get(spec.cut, 1.0)
    stone = gemstone(spec, 0, rng.uniform(5.6, 8.2) * small)
    seat = (
        pearl(stone, rng)
        if stone.kind == "pearl"
        else mount(stone, spec.setting or "prong", rng, shape=cabochon_shape(spec, rng))
    )
    return headed(rng, spec, in_second(seat, spec), [stone])


def haloed(rng: Rng, spec: Spec) -> Built:
    """Makes a ring whose stone stands in one halo of small stones, or in two.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
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


def clustered(rng: Rng, spec: Spec) -> Built:
    """Makes a ring with stones grouped around one like a flower.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
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


def three_stone(rng: Rng, spec: Spec) -> Built:
    """Makes a ring with a stone between two smaller ones that follow the finger's curve.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
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


def cocktail(rng: Rng, spec: Spec) -> Built:
    """Makes a ring with a large stone and much around it.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
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
