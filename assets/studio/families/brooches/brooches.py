"""Brooches: flowers on their stems, leaves, bows, bars and insects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.brooches.insects import insect
from assets.studio.families.brooches.leaves import blade_of, leaf
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import sphere, sweep, torus, tube
from assets.studio.pieces.piece import Charm, Part, Piece, Stone, moved, turned
from assets.studio.sampling.proportions import FACETED
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a brooch that lies on its pin.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is a key of `STYLES`.
    """
    ornament = STYLES[spec.style](rng, spec)
    low = min(p.mesh.bounds()[0][2] for p in ornament.parts)
    parts = [*moved(ornament.parts, z=1.2 - low), _pin(ornament.parts)]
    return Piece(
        family="brooches",
        style=spec.style,
        type="brooch",
        metal=spec.metal,
        parts=turned(parts, "z", rng.uniform(-0.5, 0.5)),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=ornament.stones,
        motif=spec.motif if spec.motif != "bar" else "",
        setting=ornament.details.get("setting", "bezel" if ornament.stones else ""),
        pose="lying",
        details=ornament.details,
    )


def _pin(parts: list[Part]) -> Part:
    """The needle behind a brooch, which keeps it off the floor."""
    low = np.min([p.mesh.bounds()[0] for p in parts], axis=0)
    high = np.max([p.mesh.bounds()[1] for p in parts], axis=0)
    y = (low[1] + high[1]) / 2
    half = (high[0] - low[0]) * (0.3 if high[1] - low[1] < 12 else 0.1)
    x = (low[0] + high[0]) / 2
    return Part(tube([[x - half, y, 0.5], [x + half, y, 0.5]], 0.5, 10), "metal")


def _flower(rng: Rng, spec: Spec) -> Charm:
    """A blossom with a stem and leaves, or alone; stones in its heart and on its petals."""
    size = rng.uniform(24, 32)
    blossom = charm("flower", spec, size, rng)
    parts = moved(blossom.parts, z=1.4)
    details = dict(blossom.details)
    if rng.random() < 0.6:
        reach = size * rng.uniform(0.9, 1.2)
        bend = rng.uniform(-0.3, 0.3) * size
        knots = [[0, -0.2 * size, 1.4], [bend * 0.6, -0.6 * reach, 1.3], [bend, -reach, 1.2]]
        stem = spline(knots, 50)
        material = "metal2" if spec.metal2 else "metal"
        parts.append(Part(tube(stem, np.linspace(0.8, 1.15, 50), 14), material))
        for side, at in ((1, 24), (-1, 32))[: int(rng.integers(1, 3))]:
            blade = blade_of(size * rng.uniform(0.32, 0.45), rng)
            turn = -side * rng.uniform(0.7, 1.1)
            leaf = blade.turned("z", turn).moved(*stem[at][:2], 0.6)
            parts.append(Part(leaf, material))
        details["features"] = ("a stem and leaves", *details.get("features", ()))
    return replace(blossom, parts=parts, details=details)


def _bow(rng: Rng, spec: Spec) -> Charm:
    """A tied ribbon: two loops, two tails and a knot, plain, or its edges lined with stones."""
    size = rng.uniform(34, 44)
    wide = size * rng.uniform(0.1, 0.16)
    lift = wide * 0.5
    parts: list[Part] = []
    for s in (-1, 1):
        knots = np.array(
            [
                [0.05, 0.02, 0.5],
                [0.3, 0.26, 1.4],
                [0.52, 0.2, 1.6],
                [0.46, -0.02, 0.9],
                [0.22, -0.06, 0.35],
                [0.05, -0.02, 0.2],
            ]
        )
        path = spline(knots * [s * size, size, wide], 70)
        parts.append(Part(_ribbon(path, wide, s), "metal"))
        tail = spline(
            np.array(
                [[0.03, -0.03, 0.3], [0.14, -0.22, 0.45], [0.2 + rng.uniform(0, 0.1), -0.46, 0.2]]
            )
            * [s * size, size, wide],
            50,
        )
        parts.append(Part(_ribbon(tail, wide * 0.9, s), "metal"))
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] = {}
    if spec.stones:
        width = size * rng.uniform(0.16, 0.22)
        seat = held(spec, 0, width, rng, "bezel" if rng.random() < 0.6 else "prong", "")
        parts += seat.placed([0, 0, lift + 1.0 + 0.9 * seat.depth])
        stones = (gemstone(spec, 0, width),)
    else:
        knot = sphere(size * 0.085, 30, 20).scaled(1.0, 1.1, 0.8).moved(z=lift + 0.6)
        parts.append(Part(knot, "metal2" if spec.metal2 else "metal"))
    if rng.random() < 0.4 and not spec.stones:
        details["adjectives"] = ("ribbon",)
    return Charm(parts, np.zeros(3), stones, details)


def _ribbon(path: Array, wide: float, side: int) -> Mesh:
    """A thin band along a path whose broad side lies in the plane of the floor, tilted outward."""
    thick = 0.5
    section = smoothed(
        [[-wide / 2, -thick], [wide / 2, -thick], [wide / 2, thick], [-wide / 2, thick]], 0.4, 4
    )
    return sweep(path, section, np.ones(len(path)), up=(0.25 * side, 0, 1))


def _bar(rng: Rng, spec: Spec) -> Charm:
    """A level bar: a row of stones, or a plain bar with a stone or a pearl in its middle."""
    length = rng.uniform(42, 58)
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] = {}
    tips: list[Mesh] = []
    if spec.stones and spec.stones[0] in FACETED and rng.random() < 0.6:
        gem = rng.uniform(2.4, 3.6)
        x = np.linspace(-length / 2, length / 2, 80)
        path = np.column_stack([x, 0 * x, np.full(80, 0.7 * gem)])
        setting = str(rng.choice(["channel", "pave", "prong"]))
        parts += row(path, np.tile([0.0, 0, 1], (80, 1)), gem, 0, setting)
        stones = (gemstone(spec, 0, gem, "round", int(length / gem / 1.05)),)
        details = {"row": True, "setting": setting}
        tips = [
            sphere(0.55 * gem, 22, 14).moved(s * (length / 2 + 0.5 * gem), 0, 0.5 * gem)
            for s in (-1, 1)
        ]
        if setting == "prong":
            tips.append(tube([[-length / 2, 0, 0.2], [length / 2, 0, 0.2]], 0.5, 10))
    else:
        r = rng.uniform(0.9, 1.5)
        parts.append(
            Part(tube([[-length / 2, 0, r], [0, 0, r], [length / 2, 0, r]], r, 16), "metal")
        )
        tips = [sphere(1.9 * r, 24, 16).moved(s * length / 2, 0, r) for s in (-1, 1)]
        if spec.stones:
            width = rng.uniform(6, 9.5)
            seat = held(spec, 0, width, rng, str(rng.choice(["bezel", "prong"])))
            parts += seat.placed([0, 0, 1.6 * r + seat.depth])
            stones = (gemstone(spec, 0, width),)
        else:
            twist = [
                torus(1.5 * r, 0.5 * r, 28, 10).turned("y", np.pi / 2).moved(k * 2.2 * r, 0, r)
                for k in (-1, 0, 1)
            ]
            tips += twist
    parts.append(Part(merge(tips), "metal2" if spec.metal2 else "metal"))
    return Charm(parts, np.zeros(3), stones, details)


STYLES = {"flower": _flower, "leaf": leaf, "bow": _bow, "bar": _bar, "insect": insect}
