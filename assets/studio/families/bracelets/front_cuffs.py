"""Cuffs seen from the front, and pairs of bangles that stand upright."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.bracelets.wristbands import COUNT, around, band, section
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.sweeps import lathe, sphere, tube
from assets.studio.pieces.piece import Part, Stone, moved, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import cabochon_shape, gemstone, mount

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def cuff(rng: Rng, spec: Spec) -> Built:
    """Makes an open cuff on its edge, its front towards the camera.

    Args:
        rng: Draws its surface, what is on it and how it is seen.
        spec: Metal and stones.

    Returns:
        Parts, stones and details.
    """
    wide, gap = rng.uniform(12, 46), rng.uniform(0.35, 0.75)
    r = rng.uniform(27, 31)
    axes = (r, r * rng.uniform(0.76, 0.95))
    points, normals = around(axes, -np.pi + gap, np.pi - gap)
    t = np.linspace(-1, 1, COUNT)
    taper = rng.uniform(0.35, 1.0)
    ease = np.sqrt(np.clip(1 - (np.maximum(np.abs(t) - 0.95, 0) / 0.051) ** 2, 0.004, 1))
    swell = (taper + (1 - taper) * np.cos(t * np.pi / 2) ** rng.uniform(1, 3)) * ease
    way = str(rng.choice(["plate", "plate", "plate", "wires", "ridged", "scrolls"]))
    if way == "wires":
        parts, features = _wires(points, normals, wide * swell, rng), ["parallel wires"]
    else:
        kind = str(rng.choice(["flat", "domed"])) if wide < 26 else "flat"
        thick = rng.uniform(1.0, 1.9)
        sections = section(kind, thick, wide)[None] * np.stack([np.ones(COUNT), swell], 1)[:, None]
        parts = [Part(band(points, normals, sections, False), "metal")]
        proud = thick if kind == "flat" else 0.9 * thick
        features = _relief(way, points, normals, proud, wide * swell, rng, parts)
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] = {}
    if spec.stones:
        size = float(np.clip(wide * rng.uniform(0.35, 0.75), 8, 22))
        stone, shape = gemstone(spec, 0, size), cabochon_shape(spec, rng)
        seat = mount(stone, "bezel", rng, shape=shape)
        front = np.array([0, -axes[1] - 1.9 - 0.2 * seat.depth, 0])
        up = (0, 0, 1) if rng.random() < 0.5 else (1, 0, 0)
        parts += seat.placed(front - [0, 0.6 * seat.depth, 0], (0, -1, 0), up)
        stones = (stone,)
        details |= {"setting": "bezel", "cabochon": shape}
    shape_word = "wide" if wide > 24 else "slim" if wide < 15 else "tapered" if taper < 0.6 else ""
    low, high = ((2, 10), (8, 20), (16, 32))[int(rng.integers(3))]
    details |= {
        "adjectives": (shape_word,) if shape_word else (),
        "features": tuple(features),
        "lies": ("standing upright", "seen from the front", "shown from the front"),
        "elevation": (low, high),
        "azimuth": 28,
        "fill": (0.5, 0.92),
        "focal": (36, 100),
        "pose": "lying",
    }
    return parts, stones, details


def _wires(points: Array, normals: Array, width: Array, rng: Rng) -> list[Part]:
    """Three to nine wires side by side, tied by short bars."""
    count, r = int(rng.integers(3, 10)), rng.uniform(0.7, 1.3)
    meshes = []
    for k in range(count):
        z = (k / (count - 1) - 0.5) * width
        meshes.append(tube(points + normals * r + np.column_stack([0 * z, 0 * z, z]), r, 10))
    for share in (0.02, 0.25, 0.5, 0.75, 0.98) if rng.random() < 0.5 else (0.01, 0.99):
        i = int(share * (COUNT - 1))
        half = width[i] / 2 + r
        at = points[i] + normals[i] * 1.9 * r
        meshes.append(tube([at - np.array([0, 0, half]), at + np.array([0, 0, half])], 0.9 * r, 10))
    return [Part(merge(meshes), "metal")]


def _relief(
    way: str, points: Array, normals: Array, proud: float, width: Array, rng: Rng, parts: list[Part]
) -> list[str]:
    """Lines, edges or scrolls of wire on the outside of a plate; says what there is."""
    surface = points + normals * proud
    meshes: list[Mesh] = []
    words: list[str] = []
    cut = slice(10, -10)
    if way == "ridged":
        for k in np.linspace(-0.42, 0.42, int(rng.integers(3, 9))):
            z = k * width
            meshes.append(tube((surface + np.column_stack([0 * z, 0 * z, z]))[cut], 0.55, 8))
        words = ["raised lines"]
    elif way == "scrolls":
        meshes, words = _scrolls(points, normals, proud, width, rng), ["wire scrolls"]
    if way != "ridged" and rng.random() < 0.5:
        for s in (-0.46, 0.46):
            z = s * width
            line = (surface + np.column_stack([0 * z, 0 * z, z]))[cut]
            meshes += _rope(line, normals[cut], rng)
        words.append("rope edges")
    if meshes:
        parts.append(Part(merge(meshes), "metal"))
    return words


def _rope(line: Array, normals: Array, rng: Rng) -> list[Mesh]:
    """Two wires twisted along an edge."""
    phase = np.linspace(0, TAU * rng.integers(25, 40), len(line))
    dense = np.linspace(0, len(line) - 1, 700)
    base = np.stack([np.interp(dense, np.arange(len(line)), line[:, i]) for i in range(3)], axis=1)
    out = np.stack(
        [np.interp(dense, np.arange(len(line)), normals[:, i]) for i in range(3)], axis=1
    )
    turn = np.interp(dense, np.arange(len(line)), phase)
    wires = []
    for k in (0, np.pi):
        shift = 0.45 * np.column_stack([np.zeros((len(dense), 2)), np.sin(turn + k)])
        wires.append(tube(base + shift + out * 0.45 * np.cos(turn + k)[:, None], 0.45, 6))
    return wires


def _scrolls(points: Array, normals: Array, proud: float, width: Array, rng: Rng) -> list[Mesh]:
    """Spirals of wire in a row across the front."""
    meshes = []
    count = int(rng.integers(2, 5))
    for side in (-1, 1):
        for k in range(count):
            i = int(COUNT / 2 + side * (COUNT * 0.5 * (k + 0.8) / (count + 1.2)))
            high = 0.36 * width[i]
            a = np.linspace(0, TAU * 1.9, 70)
            r = high * (1 - a / (TAU * 2.3))
            along = np.clip(i + r * np.cos(a) * side * COUNT / (TAU * 33), 2, COUNT - 3)
            index = np.arange(COUNT)
            at = np.stack([np.interp(along, index, points[:, c]) for c in range(3)], axis=1)
            out = np.stack([np.interp(along, index, normals[:, c]) for c in range(3)], axis=1)
            flip = 1 if k % 2 else -1
            line = at + out * (proud + 0.3) + np.column_stack([0 * a, 0 * a, flip * r * np.sin(a)])
            meshes.append(tube(line, 0.6, 8))
    return meshes


def pair(rng: Rng, spec: Spec) -> Built:
    """Makes two equal bangles upright side by side, free or on a display roll.

    Args:
        rng: Draws their shape, their distance and their turn.
        spec: Metal.

    Returns:
        Parts, no stones, and details.
    """
    r = rng.uniform(28, 31)
    one, wide, words = _bangle(r, rng)
    one = turned(one, "x", -np.pi / 2)  # upright: the axis lies along y
    gap = wide * rng.uniform(1.15, 1.9) + rng.uniform(0.5, 5)
    lean = rng.normal(0, 0.03)
    both = [
        *moved(turned(one, "x", lean), y=-gap / 2),
        *moved(turned(one, "x", -lean), y=gap / 2),
    ]
    roll = rng.random() < 0.45
    if roll:
        bar = lathe(
            [(0, -60), (r - 4, -60), (r - 2.5, -58.5), (r - 2.5, 58.5), (r - 4, 60), (0, 60)]
        )
        bar = bar.turned("x", np.pi / 2).moved(z=0.0)
        cloth = str(rng.choice(["card", "bust", "linen bust"]))
        both.append(Part(bar, f"prop:{cloth}", False))
    side = rng.uniform(0.75, 1.5) * rng.choice([-1, 1])  # nearly edge on, as a pair is shown
    details = {
        "count": 2,
        "features": tuple(words),
        "lies": ("on a display roll",) if roll else ("standing upright", "standing side by side"),
        "elevation": (2, 26),
        "azimuth": 10,
        "fill": (0.5, 0.9),
        "focal": (40, 100),
        "pose": "standing",
    }
    return turned(both, "z", side), (), details


def _bangle(r: float, rng: Rng) -> tuple[list[Part], float, list[str]]:
    """A closed or open bangle lying about the origin, its width, and what is on it."""
    way = str(rng.choice(["balls", "grains", "plain", "twisted", "ridged"]))
    if way == "balls":
        gap = rng.uniform(0.14, 0.3)
        wire = rng.uniform(1.4, 2.6)
        points, normals = around((r, r), gap, TAU - gap)
        meshes = [tube(points + normals * wire, wire, 14)]
        for i, s in ((0, 1), (-1, -1)):
            meshes.append(
                sphere(wire * rng.uniform(1.9, 2.5), 22, 14).moved(*(points[i] + normals[i] * wire))
            )
            j = int(s * 22)
            meshes.append(sphere(wire * 1.55, 18, 12).moved(*(points[j] + normals[j] * wire)))
        return [Part(merge(meshes), "metal")], 4 * wire, ["ball ends", "round ball ends"]
    wide, thick = rng.uniform(5, 13), rng.uniform(1.6, 2.6)
    points, normals = around((r, r))
    if way == "twisted":
        t = np.linspace(0, TAU, COUNT, endpoint=False)
        wire, turns = rng.uniform(1.1, 1.9), int(rng.integers(9, 22))
        meshes = [
            tube(
                points
                + normals * (2 * wire + wire * np.cos(turns * t + k)[:, None])
                + np.column_stack([np.zeros((COUNT, 2)), wire * np.sin(turns * t + k)]),
                0.95 * wire,
                10,
                closed=True,
            )
            for k in (0, np.pi)
        ]
        return [Part(merge(meshes), "metal")], 4 * wire, ["twisted wires"]
    meshes = [band(points, normals, section("flat", thick, wide), True)]
    top = points + normals * (thick + 0.1)
    if way == "ridged":
        for z in np.linspace(-0.4, 0.4, int(rng.integers(3, 6))) * wide:
            meshes.append(tube(top + np.array([0, 0, z]), 0.6, 8, closed=True))
        return [Part(merge(meshes), "metal")], wide, ["raised lines"]
    if way == "grains":
        grain = sphere(0.5, 8, 6)
        rows = int(rng.integers(2, 4))
        size = 0.8 * wide / rows
        count = int(TAU * r / size / 1.05)
        a = TAU * np.arange(count) / count - np.pi / 2
        for z in (np.arange(rows) - (rows - 1) / 2) * size * 1.05:
            spots = np.column_stack(
                [(r + thick) * np.cos(a), (r + thick) * np.sin(a), np.full(count, z)]
            )
            meshes += [grain.scaled(size).moved(*p) for p in spots]
        return [Part(merge(meshes), "metal")], wide, ["granulated rows"]
    return [Part(merge(meshes), "metal")], wide, []
