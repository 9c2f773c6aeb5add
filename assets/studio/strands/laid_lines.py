"""How strangers lay a long strand down: a heart, a zigzag, a coil, doubled, an open loop."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import TAU, Array
from assets.studio.geometry.outlines import smoothed
from assets.studio.strands import chains
from assets.studio.strands.layouts import Layout

Rng = np.random.Generator
COUNT = 600
# What a caption says of each.
LIES = {
    "heart": ("laid in a heart shape", "arranged in a heart", "laid out as a heart"),
    "zigzag": ("laid in a zigzag", "laid in waves", "winding back and forth"),
    "coil": ("coiled in rings", "coiled up", "laid in a coil"),
    "doubled": ("laid doubled", "wound twice", "laid in two turns"),
    "hairpin": ("laid lengthwise", "laid in a long loop", "folded lengthwise"),
    "open": ("laid open", "laid in an open loop", "its ends apart"),
    "loose": ("laid in a loose loop", "loosely laid", "laid in a loop"),
}


def laid_line(kind: str, length: float, pitch: float, rng: Rng) -> Layout:
    """A line of a length, laid flat on z = 0.

    Args:
        kind: A key of `LIES`.
        length: In mm.
        pitch: How far two turns stay apart, mm.
        rng: Draws its proportions and its turn.
    """
    path, closed = MAKERS[kind](length, pitch, rng)
    if kind not in ("coil", "doubled"):  # these have their length already
        path = path * length / chains.measured(path, closed)[1][-1]
    turn = rng.normal(0, 0.25) if kind == "heart" else rng.uniform(0, TAU)
    c, s = np.cos(turn), np.sin(turn)
    flat = path @ np.array([[c, s], [-s, c]])
    flat = flat - (flat.min(axis=0) + flat.max(axis=0)) / 2
    return Layout(np.column_stack([flat, 0 * flat[:, 0]]), closed, np.ones(len(flat), dtype=bool))


def _heart(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    t = TAU * np.arange(COUNT) / COUNT
    deep = rng.uniform(3.5, 5.5)
    y = 13 * np.cos(t) - deep * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    line = np.column_stack([16 * np.sin(t) ** 3 * rng.uniform(0.85, 1.1), y])
    return line + np.cumsum(rng.normal(0, 0.012, (COUNT, 2)), axis=0) * 0.2, True


def _zigzag(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    """Bends that end in half circles, none of them like the last."""
    runs, wide = int(rng.integers(3, 6)), 1.0
    step = wide * rng.uniform(0.28, 0.5)
    knots = []
    for k in range(runs):
        side = 1 if k % 2 else -1
        reach = wide * rng.uniform(0.42, 0.55)
        knots += [(-side * reach, k * step + 0.1 * step), (side * reach, k * step + 0.25 * step)]
    corners = smoothed([*knots, (9.0, knots[-1][1]), (9.0, -9.0), (knots[0][0], -9.0)], 0.1, 9)
    inside = (np.abs(corners[:, 0]) < 2) & (corners[:, 1] > -1)
    line = corners[inside]
    return chains.along(np.column_stack([line, 0 * line[:, 0]]), _even(line))[0][:, :2], False


def _even(line: Array) -> Array:
    return np.linspace(0, float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum()), COUNT)


def _turns(length: float, pitch: float, turns: float, ratio: float) -> Array:
    """A flat spiral with so many turns; the outermost is as wide as the length asks for."""
    mean = length / (TAU * turns)
    a = np.linspace(0, TAU * turns, COUNT)
    r = mean + pitch * (0.5 * turns - a / TAU)
    line = np.column_stack([r * np.cos(a), r * np.sin(a) * ratio])
    return line * length / np.linalg.norm(np.diff(line, axis=0), axis=1).sum()


def _coil(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    return _turns(length, pitch * rng.uniform(1.2, 1.8), rng.uniform(2.4, 4.2), 0.92), False


def _doubled(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    step = pitch * rng.uniform(1.35, 2.4)
    return _turns(length, step, rng.uniform(1.8, 2.3), rng.uniform(0.75, 1.0)), False


def _hairpin(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    """There and back along a bent spine."""
    long, wide = length / 2.15, max(1.6 * pitch, rng.uniform(0.03, 0.16) * length)
    s = np.linspace(-0.5, 0.5, COUNT // 2)
    bend = rng.uniform(-0.5, 0.5) * s**2 + rng.uniform(-0.2, 0.2) * s
    half = wide / 2 * (1 - (2 * np.abs(s)) ** rng.uniform(5, 12)) ** 0.5
    up = np.column_stack([half + bend * long, s * long])
    down = np.column_stack([-half[::-1] + bend[::-1] * long, s[::-1] * long])
    line = np.concatenate([up[:-1], down[:-1]])
    return line, True


def _open(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    gap = rng.uniform(0.12, 0.8)
    a = np.linspace(gap, TAU - gap, COUNT)
    flare = rng.uniform(0.0, 0.6) * np.maximum(np.cos(a), 0) ** 1.5
    wave = 1 + flare + 0.03 * np.sin(3 * a + rng.uniform(0, 6))
    return np.column_stack([np.sin(a) * wave * rng.uniform(0.7, 1.05), np.cos(a) * wave]), False


def _loose(length: float, pitch: float, rng: Rng) -> tuple[Array, bool]:
    a = TAU * np.arange(COUNT) / COUNT
    wave = 1 + sum(
        rng.uniform(0.02, 0.11) * np.cos(k * a + rng.uniform(0, TAU)) / (k - 1) for k in (2, 3, 4)
    )
    return np.column_stack([np.sin(a) * wave * rng.uniform(0.7, 1.0), np.cos(a) * wave]), True


MAKERS = {
    "heart": _heart,
    "zigzag": _zigzag,
    "coil": _coil,
    "doubled": _doubled,
    "hairpin": _hairpin,
    "open": _open,
    "loose": _loose,
}
