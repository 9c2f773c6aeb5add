"""Motifs made solid: puffed, flat, openwork, inlaid or set with stones.

A `Charm` lies flat with its back at z = 0, its front to +z and its top to +y. Pendants hang it
from a chain, bracelets from a link, brooches and earrings use it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import motifs
import numpy as np
from mesh import Array, Mesh, lathe, merge, rotation, sphere, spline, torus, tube
from metals import look
from outlines import area, dome, inset, plate, smoothed
from parts import Part, Stone
from proportions import FACETED, OPAQUE
from sampler import Spec
from settings import Mount, mount, row, stone_outline
from stones import gem

Rng = np.random.Generator


@dataclass(frozen=True)
class Charm:
    """A small flat ornament.

    Attributes:
        parts: Lying, back at z = 0, top to +y.
        top: (3,) where a ring is soldered on.
        stones: Its stones, numbered as in the parts' materials.
        details: True facts for the describer ("features", "adjectives", ...).
        ends: (3,) left and right ends, if it can hang between two chains.
        level: It must hang by its ends.
    """

    parts: list[Part]
    top: Array
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    ends: tuple[Array, Array] | None = None
    level: bool = False


def gemstone(spec: Spec, index: int, size: float, cut: str = "", count: int = 1) -> Stone:
    """The spec's stone of this number at a size; cabochons, beads and pearls keep their form."""
    kind = spec.stones[min(index, len(spec.stones) - 1)]
    if kind == "pearl":
        cut = "baroque" if spec.cut == "baroque" and index == 0 else "bead"
    elif kind in OPAQUE:
        cut = "bead" if cut == "bead" else "cabochon"
    else:
        cut = cut or spec.cut or "round"
    return Stone(kind, look(kind, spec.pearl), cut, size, count)


def numbered(parts: list[Part], shift: int) -> list[Part]:
    """Adds `shift` to the stone numbers of parts that were built as a piece of their own."""
    return [
        replace(p, material=f"stone:{int(p.material[6:]) + shift}")
        if p.material.startswith("stone:")
        else p
        for p in parts
    ]


def moved(parts: list[Part], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> list[Part]:
    """Shifts parts by (x, y, z) mm."""
    return [replace(p, mesh=p.mesh.moved(x, y, z)) for p in parts]


def turned(parts: list[Part], axis: str, radians: float) -> list[Part]:
    """Turns parts about an axis through the origin."""
    m = rotation(axis, radians)
    return [replace(p, mesh=p.mesh.transformed(m)) for p in parts]


def cabochon_shape(spec: Spec, rng: Rng) -> str:
    """The outline of a cabochon: mostly round or oval."""
    return str(rng.choice(["round", "oval", "oval", "pear", "marquise", "cushion"]))


def held(
    spec: Spec, index: int, size: float, rng: Rng, setting: str = "bezel", cut: str = ""
) -> Mount:
    """A stone of the spec in a setting, or a pearl in a little cup."""
    stone = gemstone(spec, index, size, cut)
    if stone.kind == "pearl" or stone.cut == "bead":
        return pearl(stone, rng)
    return mount(stone, setting, rng, accent=float(np.clip(size * 0.2, 1.1, 1.6)))


def pearl(stone: Stone, rng: Rng) -> Mount:
    """A pearl or bead glued on a cup with a pin."""
    r = stone.size_mm / 2
    outside = [(0, -1.08), (0.5, -1.02), (0.78, -0.74)]
    inside = [(0.72, -0.66), (0.4, -0.8), (0, -0.84)]
    cup = lathe(np.array([*outside, *inside]) * r, 32)
    body = gem(stone.cut, stone.size_mm, 1.0 if stone.cut == "bead" else None, rng)
    rim = stone_outline(Stone("", "", "round", stone.size_mm))
    return Mount([Part(cup, "metal"), Part(body, "stone:0")], r * 1.08, rim)


def charm(motif: str, spec: Spec, size: float, rng: Rng, way: str = "") -> Charm:
    """Makes a motif in one of the ways that suit it.

    Args:
        motif: A key of `motifs.OUTLINES`, or "butterfly", "infinity", "key", "flower".
        spec: Metal and stones; stones are used if there are any.
        size: Height in mm.
        rng: Draws way and proportions.
        way: "puffed", "flat", "open", "inlay" or "lined" (with stones); drawn if empty.
    """
    if motif in BUILDERS:
        return BUILDERS[motif](spec, size, rng)
    outline = motifs.OUTLINES[motif](rng) * size / 2
    way = way or _way(motif, spec, rng)
    if way == "inlay":
        return _inlay(outline, spec, rng)
    if way == "lined":
        return _lined(outline, spec, size, rng)
    if way == "open":
        return _open(outline, spec, size, rng)
    return _solid(motif, outline, spec, size, rng, way)


def _way(motif: str, spec: Spec, rng: Rng) -> str:
    """How a motif is made, from what its stones allow."""
    if spec.stones and spec.stones[0] in OPAQUE and motif not in ("leaf", "cross", "moon"):
        return str(rng.choice(["inlay", "inlay", "puffed"]))
    if spec.stones and spec.stones[0] in FACETED:
        return str(rng.choice(["lined", "lined", "puffed", "flat"]))
    if motif == "circle":
        return str(rng.choice(["open", "open", "puffed", "flat"]))
    return str(rng.choice(["puffed", "puffed", "flat", "open"]))


def _top(outline: Array, z: float) -> Array:
    """The highest point near the middle of an outline, where a ring holds it upright."""
    near = outline[np.abs(outline[:, 0]) < 0.12 * np.ptp(outline[:, 0]) + 1e-6]
    x = 0.0 if len(near) else outline[np.argmax(outline[:, 1]), 0]
    pool = near if len(near) else outline
    return np.array([x, pool[:, 1].max() - 0.25, z])


def _solid(motif: str, outline: Array, spec: Spec, size: float, rng: Rng, way: str) -> Charm:
    """A puffed or flat body, with a stone on it if the spec has one."""
    thick = rng.uniform(1.2, 1.9)
    if way == "puffed" and motif != "moon":
        rise = size * rng.uniform(0.1, 0.2)
        ridged = motif in ("star", "leaf") and rng.random() < 0.7
        body = dome(outline, rise, 0.8, 18, 1.0 if ridged else 2.0)
        height = 0.8 + rise
        adjectives = ("puffed",) if not ridged else ()
    elif way == "puffed":
        body, height, adjectives = _puffed_moon(size, rng), size * 0.1, ()
    else:
        body, height, adjectives = plate(outline, thick, 0.35), thick, ("flat",)
    parts = [Part(body, "metal")]
    stones: tuple[Stone, ...] = ()
    if spec.stones and motif != "moon":
        seat = held(spec, 0, size * rng.uniform(0.2, 0.3), rng, "bezel", "round")
        middle = [0.0, 0.0 if motif != "cross" else size * 0.22, height + 0.35 * seat.depth]
        parts += seat.placed(middle)
        stones = (gemstone(spec, 0, seat.outline[:, 0].max() * 1.8, "round"),)
    return Charm(parts, _top(outline, min(height, thick) * 0.5), stones, {"adjectives": adjectives})


def _puffed_moon(size: float, rng: Rng) -> Mesh:
    """A crescent swelling from tip to middle like a horn."""
    a = np.linspace(0.75, 2 * np.pi - 0.75, 90)
    r = size * 0.38
    thick = size * rng.uniform(0.1, 0.15) * np.sin(np.linspace(0, np.pi, 90)) ** 0.8 + 0.35
    turn = rng.uniform(0.1, 0.6)
    path = np.column_stack([r * np.cos(a + turn), r * np.sin(a + turn), np.zeros(90)])
    mesh = tube(path, thick, 20)
    flat = mesh.scaled(1, 1, 0.7)
    return flat.moved(z=-flat.bounds()[0][2])


def _open(outline: Array, spec: Spec, size: float, rng: Rng) -> Charm:
    """Only the contour, of round or square wire."""
    wire = size * rng.uniform(0.03, 0.055)
    if rng.random() < 0.5:
        path = np.column_stack([inset(outline, wire), np.full(len(outline), wire)])
        body = tube(path, wire, 14, closed=True)
    else:
        body = plate(outline, 2 * wire, 0.3 * wire, [inset(motifs.even(outline, 160), 2.2 * wire)])
    return Charm([Part(body, "metal")], _top(outline, wire), (), {"adjectives": ("openwork",)})


def _inlay(outline: Array, spec: Spec, rng: Rng) -> Charm:
    """A thin slab of coloured stone inside a rim of metal."""
    rim = rng.uniform(0.5, 0.8)
    path = np.column_stack([inset(outline, rim * 0.6), np.full(len(outline), rim)])
    edge = tube(path, rim, 12, closed=True)
    slab = plate(inset(outline, rim * 0.8), rim * 1.6, 0.2).moved(z=0.15)
    size = float(np.ptp(outline[:, 0])) - 2 * rim
    details = {"inlay": True}
    if rng.random() < 0.35:
        path, beads = outline, []
        ring = motifs.even(path, max(24, int(np.abs(area(path)) ** 0.5 * 4)))
        beads = [sphere(rim * 0.8, 10, 7).moved(*p, rim) for p in ring]
        edge = merge(beads)
        details["features"] = ("a beaded edge",)
    stone = replace(gemstone(spec, 0, size), cut="cabochon")
    parts = [Part(edge, "metal"), Part(slab, "stone:0")]
    return Charm(parts, _top(outline, rim), (stone,), details)


def _lined(outline: Array, spec: Spec, size: float, rng: Rng) -> Charm:
    """The contour as a row of small stones between two rails."""
    gem = float(np.clip(size * rng.uniform(0.075, 0.105), 1.1, 2.2))
    track = motifs.even(smoothed(motifs.even(inset(outline, gem * 0.6), 48), gem * 0.6, 3), 160)
    path = np.column_stack([track, np.full(len(track), 0.66 * gem)])
    setting = str(rng.choice(["pave", "channel"]))
    parts = row(path, np.tile([0.0, 0.0, 1.0], (len(path), 1)), gem, 0, setting, closed=True)
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    stones = (gemstone(spec, 0, gem, "round", int(length / gem / 1.05)),)
    details = {"adjectives": ("openwork",), "setting": setting, "row": True}
    return Charm(parts, _top(outline, 0.6 * gem), stones, details)


def _infinity(spec: Spec, size: float, rng: Rng) -> Charm:
    """A wire crossing over itself with clearance, half of it set with stones at times."""
    wire = size * rng.uniform(0.035, 0.05)
    path, height = motifs.lemniscate(rng)
    path = path * size * 0.62
    lift = 1.08 * wire
    line = np.column_stack([path, wire + lift * (1 + height)])
    parts, stones = [Part(tube(line, wire, 16, closed=True), "metal")], ()
    if spec.stones:
        seat = held(spec, 0, size * 0.2, rng, "bezel", "round")
        high = float(line[:, 2].max()) + wire
        parts += seat.placed([0, 0, high + 0.3 * seat.depth])
        stones = (gemstone(spec, 0, size * 0.2, "round"),)
    far = float(line[:, 0].max())
    ends = (np.array([-far, 0, wire + lift]), np.array([far, 0, wire + lift]))
    top = np.array([far * 0.7, line[:, 1].max(), 2 * wire])
    return Charm(parts, top, stones, {}, ends)


def _key(spec: Spec, size: float, rng: Rng) -> Charm:
    """A ring, heart or clover for the hand, a shaft with collars, and a bit."""
    wire = size * rng.uniform(0.03, 0.042)
    bow = (
        motifs.OUTLINES[str(rng.choice(["heart", "clover", "circle", "flower"]))](rng) * size * 0.2
    )
    middle = np.array([0, size * 0.29])
    path = np.column_stack([bow + middle, np.full(len(bow), wire)])
    low = size * 0.29 + bow[:, 1].min()
    shaft = tube([[0, low, wire], [0, -size * 0.5, wire]], wire * 1.05, 14)
    meshes = [tube(path, wire, 14, closed=True), shaft]
    for y in (low - wire, low - 3.2 * wire):
        meshes.append(
            torus(wire * 1.1, wire * 0.6, 28, 10).turned("x", np.pi / 2).moved(0, y, wire)
        )
    for k in range(int(rng.integers(2, 4))):
        tooth = size * rng.uniform(0.1, 0.17)
        y = -size * 0.46 + k * size * 0.085
        corners = smoothed(
            [[0, y - wire], [tooth, y - wire], [tooth, y + wire], [0, y + wire]], 0.2
        )
        meshes.append(plate(corners, 1.5 * wire, 0.2).moved(z=0.25 * wire))
    parts, stones = [Part(merge(meshes), "metal")], ()
    if spec.stones:
        seat = held(spec, 0, size * 0.16, rng, "bezel", "round")
        parts += seat.placed([*middle, seat.depth])
        stones = (gemstone(spec, 0, size * 0.16, "round"),)
    return Charm(parts, np.array([0, size * 0.29 + bow[:, 1].max(), wire]), stones)


def _flower(spec: Spec, size: float, rng: Rng) -> Charm:
    """Petals around a stone, a pearl or a ball, in one or two layers."""
    count, layers = int(rng.integers(5, 9)), int(rng.choice([1, 1, 2]))
    ratio, pointed = rng.uniform(0.36, 0.52), rng.random() < 0.3
    parts = []
    for layer in range(layers):
        length = size * (0.5 - 0.16 * layer)
        for k in range(count):
            petal = _petal(length, length * ratio * (7 / count) ** 0.5, pointed, rng)
            turn = 2 * np.pi * (k + 0.5 * layer) / count
            tilt = petal.turned("x", 0.28 + 0.3 * layer).moved(0, 0, layer * size * 0.05)
            low = 0.02 * size * (k % 2)
            parts.append(Part(tilt.turned("z", turn).moved(z=low), "metal"))
    low = min(p.mesh.bounds()[0][2] for p in parts)
    parts = moved(parts, z=-low)
    stones: tuple[Stone, ...] = ()
    heart = size * rng.uniform(0.2, 0.3)
    high = size * (0.1 + 0.05 * layers)
    if spec.stones:
        seat = held(spec, 0, heart, rng, "bezel" if rng.random() < 0.6 else "prong", "round")
        parts += seat.placed([0, 0, high + 0.5 * heart])
        stones = (gemstone(spec, 0, heart, "round"),)
    else:
        parts.append(
            Part(sphere(heart * 0.55, 28, 18).moved(z=high), "metal2" if spec.metal2 else "metal")
        )
    top = np.array([0, size * 0.46, size * 0.1])
    details = {"petals": count, "features": (f"{motif_number(count)} petals",)}
    return Charm(parts, top, stones, details)


def motif_number(count: int) -> str:
    """Small counts as words."""
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")[count]


def _petal(length: float, width: float, pointed: bool, rng: Rng) -> Mesh:
    """A cupped petal rooted at the origin and pointing to +y."""
    s = np.linspace(0, 1, 40)
    half = width * np.sin(np.pi * s ** (0.9 if pointed else 1.35)) ** (1.1 if pointed else 0.62)
    y = length * (0.06 + 0.94 * s)
    rim = np.concatenate([np.stack([half, y], 1)[1:-1], np.stack([-half, y], 1)[::-1][1:-1]])
    rim = motifs.even(np.concatenate([[[0, y[0]]], rim[:38], [[0, y[-1]]], rim[38:]]), 64)
    return dome(rim, width * rng.uniform(0.28, 0.4), 0.5, 10, 2.0, (0.0, float(length * 0.6)))


def _butterfly(spec: Spec, size: float, rng: Rng) -> Charm:
    """Four wings, plates or wire, raised a little from a body with feelers."""
    style = str(rng.choice(["flat", "open", "puffed"]))
    scale = size * 0.52
    parts: list[Part] = []
    for upper in (True, False):
        rim = motifs.wing(rng, upper) * scale
        mesh = _wing(rim, style, size)
        raised = mesh.turned("y", -rng.uniform(0.12, 0.3)).moved(z=0.4)
        mirror = np.diag([-1.0, 1, 1])
        parts += [Part(raised, "metal"), Part(raised.transformed(mirror), "metal")]
    girth = size * 0.045
    knots = np.array([[0, 0.42, 0.3], [0, 0.25, 0.8], [0, 0, 0.8], [0, -0.6, 0.2]]) * [
        1,
        scale,
        girth,
    ]
    body = tube(
        spline(knots, 30) + np.array([0, 0, girth]),
        girth * np.interp(np.linspace(0, 1, 30), [0, 0.3, 1], [0.9, 1.25, 0.5]),
        16,
    )
    feelers = [
        tube(
            spline(
                np.array(
                    [
                        [0, 0.42 * scale, 1.6 * girth],
                        [s * size * 0.07, 0.62 * scale, 1.8 * girth],
                        [s * size * 0.16, 0.78 * scale, 1.6 * girth],
                    ]
                ),
                16,
            ),
            size * 0.012 + 0.08,
            8,
        )
        for s in (-1, 1)
    ]
    parts.append(Part(merge([body, *feelers]), "metal2" if spec.metal2 else "metal"))
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        parts, stones = _jewelled(parts, spec, size, scale, rng)
    low = min(p.mesh.bounds()[0][2] for p in parts)
    parts = moved(parts, z=-low)
    tip = np.array([0.95 * scale, 0.9 * scale, size * 0.12 - low])
    details = {"adjectives": ("openwork",) if style == "open" else ()}
    return Charm(
        parts,
        np.array([0, 0.42 * scale, girth * 2 - low]),
        stones,
        details,
        (tip * [-1, 1, 1], tip),
    )


def _wing(rim: Array, style: str, size: float) -> Mesh:
    if style == "flat":
        return plate(rim, size * 0.045, 0.2)
    if style == "puffed":
        middle = tuple(rim.mean(axis=0))
        return dome(rim, size * 0.05, 0.6, 10, 2.0, middle)
    wire = size * 0.022
    path = np.column_stack([inset(rim, wire), np.full(len(rim), wire)])
    root = rim[np.argmin(np.linalg.norm(rim, axis=1))]
    far = rim[np.argsort(np.linalg.norm(rim - root, axis=1))[-24:]].mean(axis=0)
    vein = tube(
        [[*root, wire], [*((root + far) / 2 * 0.98), wire], [*(far * 0.96), wire]], wire * 0.8, 10
    )
    return merge([tube(path, wire, 12, closed=True), vein])


def _jewelled(
    parts: list[Part], spec: Spec, size: float, scale: float, rng: Rng
) -> tuple[list[Part], tuple[Stone, ...]]:
    """A stone on each upper wing and, smaller, on each lower one."""
    big, small = size * rng.uniform(0.15, 0.2), size * rng.uniform(0.09, 0.13)
    for x, y, w in ((0.62, 0.55, big), (0.52, -0.5, small)):
        for s in (-1, 1):
            seat = held(spec, 0, w, rng, "bezel", "round")
            z = size * 0.05 + abs(x) * scale * 0.22 + 0.6 * seat.depth
            parts += seat.placed([s * x * scale, y * scale, z], [-s * 0.2, 0, 1])
    return parts, (gemstone(spec, 0, big, "round", 4),)


BUILDERS = {"infinity": _infinity, "key": _key, "flower": _flower, "butterfly": _butterfly}
