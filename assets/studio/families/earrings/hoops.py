"""Earrings that go round the lobe: hoops and ear cuffs.

A hoop is built in the x-y plane around the origin, its opening at the top (+y).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.earrings.huggies import dangle, ring_arc
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import TAU, Mesh, merge
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import sweep, tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
KINDS = ("round", "round", "thick", "square", "twisted", "graduated", "oval", "flat", "double")


def _closure(radius: float, wire: float, gap: float, tall: float) -> Mesh:
    """The pin that bridges the opening, and the little hinge and catch at its ends."""
    a = np.linspace(-gap, gap, 14)
    bow = np.stack(
        [radius * np.sin(a), tall * radius * np.cos(a) + 0.35 * np.cos(a / gap * np.pi / 2), 0 * a],
        axis=1,
    )
    pin = tube(bow, min(0.4, wire * 0.5), 10)
    ends = [ring_arc(radius, s * gap, s * gap * 1.35, 6, tall) for s in (-1, 1)]
    collars = [tube(e, wire * 1.06, 18) for e in ends]
    return merge([pin, *collars])


def hoop(rng: Rng, spec: Spec) -> Built:
    """A hoop of 16 to 44 mm."""
    radius = rng.uniform(8.0, 20)
    kind = str(rng.choice(KINDS))
    tall = rng.uniform(1.15, 1.4) if kind == "oval" else 1.0
    wire = float(np.clip(radius * rng.uniform(0.05, 0.13), 0.7, 2.2))
    if kind == "thick":
        wire = float(np.clip(radius * rng.uniform(0.16, 0.24), 1.6, 3.6))
    gap = float(np.clip(3.2 / radius, 0.12, 0.35))
    line = ring_arc(radius, gap, TAU - gap, 150, tall)
    size = {"large": radius > 15, "small": radius < 10}
    adjectives = tuple(k for k, v in size.items() if v)
    details: dict[str, Any] = {"adjectives": adjectives, "hammer_mm": max(1.2, wire * 1.1)}
    if spec.stones:
        return _set_hoop(rng, spec, radius, gap, line, details)
    parts = [Part(m, "metal") for m in _body(kind, line, wire, rng)]
    details["adjectives"] = (
        *adjectives,
        *{
            "thick": ("chunky",),
            "twisted": ("twisted",),
            "oval": ("oval",),
            "flat": ("flat",),
            "square": ("square edged",),
        }.get(kind, ()),
    )
    if kind == "double":
        inner = ring_arc(radius * 0.82, gap * 1.25, TAU - gap * 1.25, 150)
        inner = inner + np.array([0, 0.18 * radius, 0])
        parts.append(Part(tube(inner, wire * 0.8, 16), "metal2" if spec.metal2 else "metal"))
        details["adjectives"] = (*adjectives, "double")
    width = wire if kind not in ("flat", "square") else wire * 0.9
    parts.append(Part(_closure(radius, width, gap, tall), "metal"))
    if rng.random() < 0.22:
        parts += dangle(rng, spec, radius * tall + wire, details)
    return parts, (), details


def _body(kind: str, line: np.ndarray, wire: float, rng: Rng) -> list[Mesh]:
    """The hoop's tube."""
    n = len(line)
    if kind == "graduated":
        swell = wire * (0.55 + 0.9 * np.sin(np.linspace(0, np.pi, n)) ** 1.5)
        return [tube(line, swell, 22)]
    if kind == "square":
        w = wire * 0.9
        corners = smoothed([[-w, -w], [w, -w], [w, w], [-w, w]], 0.35 * w)
        return [sweep(line, corners, up=(0, 0, 1), twist=float(rng.choice([0, 0, 6])) * np.pi)]
    if kind == "flat":
        w, h = wire * 0.55, wire * rng.uniform(1.4, 2.4)
        corners = smoothed([[-w, -h], [w, -h], [w, h], [-w, h]], 0.5 * w)
        return [sweep(line, corners, up=(0, 0, 1))]
    if kind == "twisted":
        turns = int(rng.integers(9, 20))
        dense = spline(line, 420)
        ahead = np.gradient(dense, axis=0)
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        side = np.cross(ahead, [0, 0, 1.0])
        phase = np.linspace(0, TAU * turns, 420)[:, None]
        out = []
        for k in (0.0, np.pi):
            lay = (
                0.56 * wire * (side * np.cos(phase + k) + np.array([0, 0, 1.0]) * np.sin(phase + k))
            )
            out.append(tube(dense + lay, wire * 0.54, 12))
        return out
    return [tube(line, wire, 24)]


def _set_hoop(
    rng: Rng, spec: Spec, radius: float, gap: float, line: np.ndarray, details: dict[str, Any]
) -> Built:
    """A hoop whose front carries a row of stones, or a few in bezels."""
    stone = gemstone(spec, 0, rng.uniform(1.4, 2.1), "round")
    if stone.cut != "round":
        size = rng.uniform(2.6, 4.2)
        wire = 0.75
        parts = [
            Part(tube(line, wire, 16), "metal"),
            Part(_closure(radius, wire, gap, 1.0), "metal"),
        ]
        count = int(rng.choice([1, 3, 5]))
        for k in range(count):
            a = np.pi + (k - (count - 1) / 2) * (size + 1.6) / radius
            seat = held(spec, 0, size, rng, "bezel", "round")
            at = ring_arc(radius, a, a + 1, 2)[0]
            if seat.parts[-1].material.startswith("stone") and stone.cut in ("bead", "baroque"):
                out = np.array([np.sin(a), np.cos(a), 0])
                parts += seat.placed(at + out * (seat.depth + wire * 0.4), out)
            else:
                parts += seat.placed([*at[:2], wire * 0.6 + 0.3 * seat.depth])
        return (
            parts,
            (Stone(stone.kind, stone.look, stone.cut, size, 2 * count),),
            {**details, "setting": "" if stone.kind == "pearl" else "bezel"},
        )
    size = stone.size_mm
    reach = float(rng.uniform(0.55, 1.0))  # share of the hoop that is set
    w, h = 0.36 * size, 0.62 * size
    corners = smoothed([[-w, -h], [w, -h], [w, h], [-w, h]], 0.3 * w)
    parts = [Part(sweep(line, corners, up=(0, 0, 1)), "metal")]
    start, end = np.pi - (np.pi - gap * 1.5) * reach, np.pi + (np.pi - gap * 1.5) * reach
    path = ring_arc(radius + w + 0.46 * size, start, end, 140)
    out = path / np.linalg.norm(path, axis=1, keepdims=True)
    setting = str(rng.choice(["pave", "prong", "channel"]))
    parts += row(path, out, size, 0, setting)
    parts.append(Part(_closure(radius, 0.5 * size, gap, 1.0), "metal"))
    count = 2 * int((end - start) * radius / size / 1.05)
    stones = (Stone(stone.kind, stone.look, "round", size, count),)
    return parts, stones, {**details, "setting": setting}


def cuff(rng: Rng, spec: Spec) -> Built:
    """An open cuff for the edge of the ear: one to three bands, plain or set."""
    radius, bands = rng.uniform(5.0, 6.2), int(rng.choice([1, 2, 3]))
    wire = rng.uniform(0.7, 1.1) if bands > 1 else rng.uniform(1.2, 1.8)
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    gap = rng.uniform(0.45, 0.7)
    line = ring_arc(radius, gap, TAU - gap, 100)
    pitch = 2.6 * wire
    for k in range(bands):
        z = (k - (bands - 1) / 2) * pitch
        parts.append(
            Part(
                tube(line + np.array([0, 0, z]), wire, 18),
                "metal2" if spec.metal2 and k == 1 else "metal",
            )
        )
    if bands > 1:
        for a in (gap, TAU - gap):
            x, y, _ = ring_arc(radius, a, a + 1, 2)[0]
            half = (bands - 1) / 2 * pitch
            parts.append(Part(tube([[x, y, -half], [x, y, half]], wire, 14), "metal"))
    if spec.stones:
        size = rng.uniform(2.0, 3.0)
        seat = held(spec, 0, size, rng, "bezel", "round")
        count = int(rng.choice([1, 3]))
        for k in range(count):
            a = np.pi + (k - (count - 1) / 2) * (size + 1.2) / radius
            out = np.array([np.sin(a), np.cos(a), 0.0])
            z = (bands - 1) / 2 * pitch
            parts += seat.placed(out * (radius + wire * 0.5 + seat.depth) + [0, 0, z], out)
        stones = (gemstone(spec, 0, size, "round", 2 * count),)
    features = (f"{('one', 'two', 'three')[bands - 1]} bands",) if bands > 1 else ()
    return (
        parts,
        stones,
        {"features": features, "setting": "bezel" if stones and stones[0].kind != "pearl" else ""},
    )
