"""Motifs made solid: puffed, flat, openwork, inlaid or set with stones.

A `Charm` lies flat with its back at z = 0, its front to +z and its top to +y. Pendants hang it
from a chain, bracelets from a link, brooches and earrings use it as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.studio.charms import motifs
from assets.studio.charms.butterflies import butterfly
from assets.studio.charms.flowers import flower
from assets.studio.charms.wirework import infinity, key
from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import area, dome, inset, plate, smoothed
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.pieces.piece import Charm, Part, Stone
from assets.studio.sampling.proportions import FACETED, OPAQUE
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


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


BUILDERS = {"infinity": infinity, "key": key, "flower": flower, "butterfly": butterfly}
