"""Bands without a head: plain, textured, twisted, two-tone and stacked; faces of signet rings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import motifs
import numpy as np
import shanks
from charms import gemstone, held
from mesh import TAU, Array, merge, sphere
from outlines import plate
from parts import Part, Stone
from sampler import Spec
from settings import Mount, row, wall
from shanks import Shank, around, at, beaded, hoop, line

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
STEPS = 240
PATTERNS = ("plain", "plain", "milgrain", "grooved", "twisted", "braided", "fluted", "wave", "chevron", "faceted", "lines")


def band(rng: Rng, spec: Spec) -> Built:
    """A wedding band: plain or with one of a dozen patterns, with a few stones if there are any."""
    inner, wide = rng.uniform(8.3, 9.6), rng.uniform(2.8, 6.5)
    thick = rng.uniform(1.4, 1.9)
    pattern = str(rng.choice(PATTERNS))
    if spec.finish == "hammered":
        pattern = "plain"
    if spec.metal2:
        pattern = "two"
    parts, features, adjectives = _patterned(rng, spec, pattern, inner, wide, thick)
    stones: tuple[Stone, ...] = ()
    if spec.stones and pattern in ("plain", "two", "milgrain", "lines"):
        size = min(0.45 * wide, 2.4)
        count = int(rng.choice([1, 3, 5]))
        seat = held(spec, 0, size, rng, "bezel", "round")
        stones = (gemstone(spec, 0, size, "round", count),)
        for k in range(count):
            a = (k - (count - 1) / 2) * 1.75 * size / (inner + thick)
            parts += seat.placed(at(inner + thick - 0.15 + 0.2 * seat.depth, a), at(1.0, a))
    details = {"features": features, "adjectives": adjectives}
    return parts, stones, {**details, "setting": "bezel" if stones else "", "hammer_mm": wide * rng.uniform(0.22, 0.4)}


def _patterned(
    rng: Rng, spec: Spec, pattern: str, inner: float, wide: float, thick: float
) -> tuple[list[Part], tuple[str, ...], tuple[str, ...]]:
    """The metal of a band, its features and its adjectives."""
    profile = str(rng.choice(["D", "court", "flat"]))
    a, slim = around(STEPS), ("wide",) if wide > 5.2 else ("slim",) if wide < 3.2 else ()
    outer = inner + thick
    if pattern == "twisted":
        strands, wire = int(rng.choice([2, 3])), wide / 4.2
        meshes = shanks.twisted(inner, wire, strands, int(rng.integers(7, 14)))
        return [Part(merge(meshes), "metal")], (), ("twisted",)
    if pattern == "braided":
        meshes = shanks.braided(inner, wide / 6.2, int(rng.integers(6, 10)))
        return [Part(merge(meshes), "metal")], (), ("braided",)
    if pattern in ("wave", "chevron"):
        swing = wide * 0.35
        turns = int(rng.integers(5, 9))
        phase = turns * a
        aside = swing * (np.sin(phase) if pattern == "wave" else 2 / np.pi * np.arcsin(np.sin(phase) * 0.985))
        if pattern == "chevron" and rng.random() < 0.5:  # one point at the top
            aside = -2.4 * np.exp(-np.abs(a) / 0.5)
        shank = Shank(inner, wide * 0.5, thick, "D", aside)
        return [Part(hoop(shank, STEPS), "metal")], (), (pattern,)
    if pattern == "fluted":
        bulge = 0.16 * thick * np.abs(np.sin(rng.integers(18, 30) * a))
        shank = Shank(inner, wide, thick + bulge, profile)
        return [Part(hoop(_finer(shank), 720), "metal")], ("a ridged surface",), slim
    if pattern == "faceted":
        n = int(rng.integers(12, 20))
        facet = outer / np.cos((a * n / 2 % np.pi - np.pi / 2) / (n / 2)) - outer
        return [Part(hoop(Shank(inner, wide, thick - facet * 3, "flat"), STEPS), "metal")], ("a faceted surface",), slim
    base = Part(hoop(Shank(inner, wide, thick, profile), STEPS), "metal")
    y = wide / 2
    if pattern == "milgrain":
        rails = [m for s in (-1, 1) for m in beaded(inner + 0.62 * thick, 0.26, s * (y - 0.02))]
        return [base, Part(merge(rails), "metal")], ("beaded edges",), slim
    if pattern == "grooved":
        gap = rng.uniform(0.25, 0.5)
        halves = [hoop(Shank(inner, y - gap, thick, "D", s * (y + gap) / 2), STEPS) for s in (-1, 1)]
        core = hoop(Shank(inner, gap * 3, thick * 0.55, "flat"), STEPS)
        return [Part(merge([*halves, core]), "metal")], ("a groove around the middle",), slim
    if pattern == "lines":
        wires = [line(outer - 0.05, s * wide * 0.3, 0.22) for s in (-1, 0, 1)]
        flat = Part(hoop(Shank(inner, wide, thick, "flat"), STEPS), "metal")
        return [flat, Part(merge(wires), "metal")], ("raised lines",), slim
    if pattern == "two" and spec.metal2:
        core = hoop(Shank(inner + 0.05, wide * rng.uniform(0.3, 0.45), thick + 0.1, "flat"), STEPS)
        return [base, Part(core, "metal2")], (), slim
    return [base], (), (*slim, "plain")


def _finer(shank: Shank) -> Shank:
    """The same shank in 720 steps."""
    thick = np.asarray(shank.thick)
    fine = np.interp(around(720), around(len(thick)), thick)
    return replace(shank, thick=fine)


def stack(rng: Rng, spec: Spec) -> Built:
    """Two to five slim rings, lying in a tower or standing side by side."""
    count, inner = int(rng.integers(2, 6)), rng.uniform(8.3, 9.0)
    tower = rng.random() < 0.5
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    y, set_with = 0.0, set(rng.choice(count, 1 + count // 3, replace=False)) if spec.stones else set()
    for k in range(count):
        metal = "metal2" if spec.metal2 and k % 2 else "metal"
        if k in set_with:
            ring, wide, stone = _set_ring(rng, spec, inner)
            stones = stones or (stone,)
        else:
            ring, wide = _slim_ring(rng, inner)
        low = min(p.mesh.bounds()[0][1] for p in ring)
        high = max(p.mesh.bounds()[1][1] for p in ring)
        turn = rng.uniform(-0.5, 0.5) if tower else 0.0
        nudge = rng.normal(0, 0.25, 2) if tower else np.zeros(2)
        for p in ring:
            mesh = p.mesh.turned("y", turn).moved(nudge[0], y - low, nudge[1])
            parts.append(Part(mesh, metal if p.material == "metal" else p.material))
        y += high - low + (0.03 if tower else rng.uniform(0.15, 0.6))
    if tower:
        parts = [Part(p.mesh.turned("x", np.pi / 2), p.material) for p in parts]
    return parts, stones, {"count": count, "adjectives": ("slim",), "tower": tower, "setting": "bezel" if stones else ""}


def _slim_ring(rng: Rng, inner: float) -> tuple[list[Part], float]:
    kind = rng.choice(["plain", "twisted", "beaded", "flat", "wave"])
    w = rng.uniform(1.1, 1.9)
    if kind == "twisted":
        return [Part(merge(shanks.twisted(inner, w * 0.27, 2, int(rng.integers(16, 26)))), "metal")], w
    if kind == "beaded":
        return [Part(merge([*beaded(inner + w * 0.5, w * 0.5), line(inner + w * 0.4, 0, w * 0.25)]), "metal")], w
    if kind == "wave":
        a = around(STEPS)
        return [Part(hoop(Shank(inner, w * 0.8, w * 0.8, "D", 0.35 * w * np.sin(14 * a)), STEPS), "metal")], 1.5 * w
    return [Part(hoop(Shank(inner, w, w * 0.85, "D" if kind == "plain" else "flat"), STEPS), "metal")], w


def _set_ring(rng: Rng, spec: Spec, inner: float) -> tuple[list[Part], float, Stone]:
    """A slim ring with one stone, or with a row over its top."""
    w = rng.uniform(1.3, 1.7)
    base = Part(hoop(Shank(inner, w, w * 0.8, "D"), STEPS), "metal")
    stone = gemstone(spec, 0, rng.uniform(2.2, 3.2), "round")
    if stone.cut == "round" and rng.random() < 0.5:
        size = 1.6
        a = np.linspace(-0.75, 0.75, 60)
        slim = Part(hoop(Shank(inner, 1.3 * size, 0.8, "flat"), STEPS), "metal")
        parts = [slim, *row(at(inner + 0.8 + 0.43 * size, a), at(1.0, a), size, 0, "pave")]
        return parts, 1.4 * size, Stone(stone.kind, stone.look, "round", size, 9)
    seat = held(spec, 0, stone.size_mm, rng, "bezel", "round")
    return [base, *seat.placed(at(inner + w * 0.6 + seat.depth, 0.0), (0, 0, 1))], w, stone


def grained(seat: Mount, bead: float) -> Mount:
    """Adds a ring of grains around a mount."""
    rim = seat.outline * (1 + 0.8 * bead / np.abs(seat.outline[:, 0]).max())
    ring = np.concatenate([rim, rim[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    count = int(length[-1] / (1.95 * bead))
    places = np.linspace(0, length[-1], count, endpoint=False)
    ball = sphere(bead, 16, 10)
    balls = [
        ball.moved(np.interp(s, length, ring[:, 0]), np.interp(s, length, ring[:, 1]), -0.6)
        for s in places
    ]
    base = wall(rim, [(-bead * 1.6, 1, -1.5), (bead * 0.6, 1, -1.5), (bead * 0.6, 1, -0.8), (-bead * 1.6, 1, -0.8)])
    metal = [Part(merge(balls), "metal"), Part(base, "metal")]
    return Mount([*seat.parts, *metal], seat.depth, rim * (1 + bead / rim[:, 0].max()))


def face(
    rng: Rng, spec: Spec, parts: list[Part], z: float, half_x: float, half_y: float, shape: str
) -> Built:
    """Finishes the flat face of a signet ring: a stone, a raised motif, a rim or nothing."""
    small = min(half_x, half_y)
    if spec.stones:
        size = small * rng.uniform(0.7, 1.15)
        seat = held(spec, 0, size, rng, "bezel")
        stone = gemstone(spec, 0, size)
        return [*parts, *seat.placed([0, 0, z + 0.35 * seat.depth])], (stone,), {"setting": "bezel"}
    kind = rng.choice(["plain", "motif", "motif", "rim"])
    name = ""
    if kind == "motif":
        name = str(rng.choice(["star", "heart", "flower", "moon", "cross", "leaf"]))
        outline = motifs.OUTLINES[name](rng) * small * 0.58
        material = "metal2" if spec.metal2 else "metal"
        parts = [*parts, Part(plate(outline, 0.75, 0.25).moved(z=z - 0.1), material)]
    if kind in ("rim", "motif") and shape != "cushion":
        a = np.linspace(0, TAU, 96, endpoint=False)
        oval: Array = np.stack([np.cos(a) * half_x * 0.84, np.sin(a) * half_y * 0.84], axis=1)
        rim = wall(oval, [(-0.3, 1, z - 0.3), (0.3, 1, z - 0.3), (0.2, 1, z + 0.3), (-0.2, 1, z + 0.3)])
        parts = [*parts, Part(rim, "metal")]
    features = (f"a raised {'crescent ' if name == 'moon' else ''}{name}",) if name else ()
    word = {"round": "a round face", "oval": "an oval face", "cushion": "a square face"}.get(shape)
    features = features or ((word,) if word else ())
    return parts, (), {"features": features}


