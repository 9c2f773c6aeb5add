"""Watches: a case with its bezel, crown and dial, on a band of links, mesh or leather.

A watch is built with its back at z = 0, the dial to +z and 12 o'clock to +y; then it is laid
flat, or closed around an unseen wrist and leant back, or stood on its side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from assets.studio.families.watches import watchbands
from assets.studio.families.watches.dials import dial, edge
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.outlines import plate, smoothed
from assets.studio.geometry.sweeps import lathe, loft, sweep
from assets.studio.pieces.piece import Part, Piece, Stone, moved, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone

Rng = np.random.Generator

POINTS = 288  # of the outline of a case: four for each of 72 flutes
# Exponent of the superellipse, and height over width.
SHAPES = {
    "round": (2.0, 1.0),
    "square": (7.0, 1.0),
    "rectangular": (8.0, 1.28),
    "cushion shaped": (3.4, 1.0),
}
STRAPS = ("black", "black", "brown", "brown", "tan", "red")
# Elevation of the camera in degrees and its largest turn.
VIEWS: dict[str, dict[str, Any]] = {
    "flat": {"elevation": (56, 82), "azimuth": 10},
    "upright": {"elevation": (12, 30), "azimuth": 16},
    "side": {"elevation": (16, 36), "azimuth": 12},
}


@dataclass(frozen=True)
class Case:
    """The size of a watch's body.

    Attributes:
        shape: A key of `SHAPES`.
        width: Across the body without the crown, mm.
        rim: Width of the bezel between window and body, mm.
        height: From the back to the foot of the bezel, mm.
    """

    shape: str
    width: float
    rim: float
    height: float

    def outline(self, grow: float = 0.0) -> Array:
        """The outline (POINTS, 2) of the body, `grow` mm larger all around."""
        power, tall = SHAPES[self.shape]
        t = TAU * np.arange(POINTS) / POINTS
        c, s = np.cos(t), np.sin(t)
        r = (np.abs(c) ** power + np.abs(s) ** power) ** (-1 / power)
        half = self.width / 2
        return np.column_stack([(half + grow) * c * r, (half * tall + grow) * s * r])


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a watch.

    Args:
        rng: Draws the shape and the pose.
        spec: What to make; `spec.style` is "link band", "mesh band" or "leather strap", and the
            stone, if any, is set all around the bezel.
    """
    case = _case(rng, bool(spec.stones))
    parts, stones, bezel = _bezel(case, spec, rng)
    face, facts = dial(case.outline(-case.rim), case.height + 0.3, spec.metal, rng)
    pose = str(rng.choice(list(VIEWS), p=(0.4, 0.42, 0.18)))
    leather = str(rng.choice(STRAPS))
    parts += [*face, *_body(case, spec, bool(facts["counters"]), bool(stones))]
    parts += _band(case, pose, leather, spec, rng)
    band = {"link band": "link bracelet", "mesh band": "mesh band"}
    return Piece(
        family="watches",
        style=spec.style,
        type="watch",
        metal=spec.metal,
        parts=_posed(parts, pose, rng),
        finish="satin" if spec.finish == "satin" else "polished",
        metal2=spec.metal2,
        stones=stones,
        setting="pave" if stones else "",
        pose="lying" if pose == "flat" else "standing",
        details={
            "shape": case.shape,
            "bezel": bezel,
            "band": band.get(spec.style, f"{leather} leather strap"),
            **facts,
            **VIEWS[pose],
        },
    )


def _case(rng: Rng, jewelled: bool) -> Case:
    shape = str(rng.choice(list(SHAPES), p=(0.62, 0.12, 0.16, 0.10)))
    width = rng.uniform(36, 41) if rng.random() < 0.45 else rng.uniform(26, 32)
    if shape == "rectangular":
        width *= 0.8
    rim = (
        float(np.clip(0.05 * width, 1.4, 1.9)) * 1.3 if jewelled else width * rng.uniform(0.06, 0.1)
    )
    return Case(shape, width, rim, float(np.clip(0.17 * width, 4.8, 7.0)))


def _bezel(case: Case, spec: Spec, rng: Rng) -> tuple[list[Part], tuple[Stone, ...], str]:
    """The ring around the dial: plain, fluted or set with stones all around."""
    if spec.stones:
        size = case.rim / 1.3
        path = case.outline(-case.rim / 2)
        line = np.column_stack([path, np.full(POINTS, case.height + 0.55 * size)])
        up = np.tile([0.0, 0.0, 1.0], (POINTS, 1))
        metal = "metal2" if spec.metal2 else "metal"
        parts = row(line, up, size, 0, "pave", "round", True, metal)
        around = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
        return parts, (gemstone(spec, 0, size, "round", int(around / size / 1.05)),), "set"
    fluted = case.shape == "round" and rng.random() < 0.45
    wave = np.abs(np.sin(np.pi * np.arange(POINTS) / 4)) if fluted else np.zeros(POINTS)
    # Share of the way from the window outward, and height; the outside comes first.
    levels = [(0, -0.2), (1, -0.2), (1, 0.35), (0.94, 0.6), (0.42, 1.3), (0.2, 1.4), (0.02, 1.3)]
    inner, outer = case.outline(-case.rim), case.outline(0.0)
    rings = []
    for share, z in levels:
        flat = inner + (outer - inner) * share * (1.0 if z < 0.3 else (1 - 0.05 * wave)[:, None])
        deep = 0.3 * wave if z > 0.3 and 0.1 < share < 0.97 else 0.0
        rings.append(np.column_stack([flat, np.full(POINTS, case.height + z) - deep]))
    made = loft(np.array(rings), wrap=True)
    return [Part(made, "metal2" if spec.metal2 else "metal")], (), "fluted" if fluted else "plain"


def _body(case: Case, spec: Spec, pushers: bool, jewelled: bool) -> list[Part]:
    """The case with its crown, its pushers and the horns that hold the band.

    Below a row of stones the body is narrower, so that light reaches them from below.
    """
    grow = 0.35 - case.rim if jewelled else 0.0
    body = plate(case.outline(grow), case.height, 0.3 * case.height, steps=6)
    middle = case.width / 2 + grow
    half = middle - 0.2
    knobs = [_crown(0.075 * case.width).turned("y", np.pi / 2).moved(half, 0, 0.5 * case.height)]
    if pushers:
        button = lathe([(0, 0), (0.8, 0), (0.8, 2), (1.2, 2), (1.2, 2.9), (0.9, 3.1), (0, 3.1)], 20)
        for angle in (-0.5, 0.5):
            at = edge(case.outline(grow), np.pi / 2 + angle) - 0.6
            knobs.append(
                button.turned("y", np.pi / 2)
                .turned("z", angle)
                .moved(at * np.cos(angle), at * np.sin(angle), 0.5 * case.height)
            )
    return [
        Part(merge([body, *_horns(case, grow)]), "metal"),
        Part(merge(knobs), "metal2" if spec.metal2 else "metal"),
    ]


def _crown(radius: float) -> Mesh:
    """A knurled knob along z."""
    r = float(np.clip(radius, 1.8, 2.9))
    profile = [(0, 0), (0.7 * r, 0), (0.7 * r, 0.7), (r, 0.8), (r, 2.6), (0.85 * r, 3.1), (0, 3.3)]
    mesh = lathe(profile, 48)
    turn = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0])
    dip = 1 - 0.06 * (np.sin(24 * turn + 0.5) > 0)
    return Mesh(mesh.vertices * np.column_stack([dip, dip, np.ones(len(dip))]), mesh.faces)


def _width(case: Case) -> float:
    """Width of the band at the case, mm."""
    return case.width * (0.5 if case.shape == "round" else 0.68)


def _start(case: Case) -> tuple[float, float]:
    """(y, z) where the band's inner side leaves the case."""
    return case.width / 2 * SHAPES[case.shape][1] - 0.35, 0.2 * case.height


def _horns(case: Case, grow: float) -> list[Mesh]:
    """Four lugs, from the flanks of the case down to both sides of the band."""
    wide = 0.085 * case.width
    x = _width(case) / 2 + wide / 2 + 0.25
    near = edge(case.outline(grow), float(np.arctan2(x, _start(case)[0])))
    y = float(np.sqrt(max(near**2 - x * x, 1.0)))
    end = _start(case)[0] + 2.9
    line = [
        (x, y - 3.5, 0.7 * case.height),
        (x, (y + end) / 2, 0.62 * case.height),
        (x, end - 0.6, 0.36 * case.height),
        (x, end, 0.25 * case.height),
    ]
    high = 0.44 * case.height
    section = smoothed(
        [
            [-wide / 2, -high / 2],
            [wide / 2, -high / 2],
            [wide / 2, high / 2],
            [-wide / 2, high / 2],
        ],
        0.3 * wide,
        5,
    )
    one = sweep(line, section, [1.0, 1.0, 0.85, 0.45], up=(0, 0, 1))
    return [one.scaled(sx, sy, 1) for sx in (-1, 1) for sy in (-1, 1)]


def _band(case: Case, pose: str, leather: str, spec: Spec, rng: Rng) -> list[Part]:
    start, wide, two = _start(case), _width(case), bool(spec.metal2)
    state = rng.bit_generator.state
    if pose != "flat":
        track = watchbands.around(start, rng)
        return watchbands.band(spec.style, track, wide, leather, two, 1e9, rng)
    parts: list[Part] = []
    near = case.width * rng.uniform(0.35, 0.6)
    track = watchbands.half(start, 74.0)
    for turn in (0.0, np.pi):
        rng.bit_generator.state = state  # both halves have the same links
        half = watchbands.band(spec.style, track, wide, leather, two, near, rng)
        parts += turned(half, "z", turn)
    return parts


def _posed(parts: list[Part], pose: str, rng: Rng) -> list[Part]:
    """Turns the dial towards the camera and stands the watch on z = 0."""
    if pose == "flat":
        parts = turned(parts, "z", rng.uniform(-0.75, 0.75))
    elif pose == "upright":
        parts = turned(parts, "x", np.radians(rng.uniform(48, 72)))
        parts = turned(parts, "z", rng.uniform(-0.45, 0.45))
    else:
        parts = turned(turned(parts, "y", -np.pi / 2), "z", np.pi / 2)
        parts = turned(parts, "z", rng.uniform(-0.5, 0.5))
    return moved(parts, z=-min(float(p.mesh.bounds()[0][2]) for p in parts))
