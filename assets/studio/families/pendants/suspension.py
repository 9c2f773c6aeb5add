"""Hanging an ornament: rings, bails, and the chain or cord that leaves the picture at the top."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.curves import circle
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.sweeps import loft, torus
from assets.studio.materials.optics import CORDS
from assets.studio.pieces.piece import Charm, Part, moved, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains

Rng = np.random.Generator


def hang(ornament: Charm, spec: Spec, rng: Rng) -> tuple[list[Part], dict[str, Any]]:
    """Hangs an ornament from its chain and lays it all on the floor at z = 0.

    Returns:
        The parts, and facts for the describer.
    """
    height = _height(ornament.parts)
    width = float(np.clip(height * rng.uniform(0.05, 0.085), 0.9, 2.0))
    details: dict[str, Any] = {}
    if spec.chain == "cord":
        width = rng.uniform(1.5, 2.4)
        details["cord"] = str(rng.choice(list(CORDS)))
    elif spec.chain in ("rope", "snake", "curb"):
        width *= 1.15
    by_ends = ornament.level or rng.random() < 0.6
    if ornament.ends is not None and spec.chain != "cord" and by_ends:
        return _between(ornament, spec, width, height, rng), details
    bail, at = _bail(ornament.top, width, rng)
    lift = max(0.0, -bail.bounds()[0][2])
    tilt = float(np.arcsin(np.clip(lift / max(height, 3), 0, 0.5)))
    body = moved(ornament.parts, *(-ornament.top))
    body = moved(turned(body, "x", tilt), *ornament.top)
    parts = [*body, Part(bail, "metal")]
    parts += _strands(at, spec, width, height, rng)
    return _grounded(parts), details


def _height(parts: list[Part]) -> float:
    boxes = [p.mesh.bounds() for p in parts]
    return float(max(b[1][1] for b in boxes) - min(b[0][1] for b in boxes))


def _grounded(parts: list[Part]) -> list[Part]:
    return moved(parts, z=-min(p.mesh.bounds()[0][2] for p in parts))


def _bail(top: Array, chain: float, rng: Rng) -> tuple[Mesh, Array]:
    """A ring soldered to the top of an ornament and a loop through it, and where the chain goes.

    The loop stands across the chain; it passes through the ring with clearance.
    """
    wire = float(np.clip(chain * rng.uniform(0.26, 0.34), 0.3, 0.6))
    inner = 2.9 * wire
    centre = top + np.array([0, inner * 0.8, 0])
    ring = torus(inner - wire * 0.2, wire, 32, 10).moved(*centre)
    rise = max(chain / 2 + wire * 1.35, 2.4 * wire)
    long = 2 * rise + rng.uniform(1.2, 3.2)
    t = TAU * np.arange(48) / 48
    straight = long / 2 - rise  # two half circles and the straight sides between them
    y = -np.cos(t) * rise - np.sign(np.round(np.cos(t), 9)) * straight
    path = centre + np.column_stack([np.zeros(48), y + long / 2 + wire * 0.3, rise * np.sin(t)])
    swell = rng.uniform(0, 1.8) if rng.random() < 0.5 else 0.0
    loop = _broad_loop(path, circle(wire, 12), 1 + swell * np.clip(-np.cos(t), 0, 1))
    at = centre + np.array([0, long - 0.7 * wire - chain / 2 - 0.05, 0])
    return merge([ring, loop]), at


def _broad_loop(path: Array, section: Array, broad: Array) -> Mesh:
    """A loop in the y-z plane whose wire widens along x, as the bails of pendants do."""
    ahead = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    x = np.array([1.0, 0, 0])
    rings = []
    for p, d, b in zip(path, ahead, broad, strict=True):
        out = np.cross(d, x)
        rings.append(p + np.outer(section[:, 0] * b, x) + np.outer(section[:, 1], out))
    mesh = loft(np.array(rings), wrap=True)
    return mesh if mesh.volume() > 0 else Mesh(mesh.vertices, [f[::-1] for f in mesh.faces])


def _strands(at: Array, spec: Spec, width: float, height: float, rng: Rng) -> list[Part]:
    """The chain through the bail: up and outward on both sides until it leaves the picture."""
    slope = rng.uniform(1.3, 3.2)
    reach = 75.0 / np.hypot(1, slope)
    x = np.sign(np.linspace(-1, 1, 121)) * np.abs(np.linspace(-1, 1, 121)) ** 1.6 * reach
    soft = rng.uniform(0.8, 2.2) + width / 2
    curve = rng.uniform(-0.004, 0.006)
    y = slope * (np.sqrt(x**2 + soft**2) - soft) * (1 + curve * np.abs(x))
    y += rng.uniform(-0.02, 0.02) * x * np.abs(x) / 4
    z = width / 2 - at[2] + 0 * x
    z = np.where(np.abs(x) < 1.2, 0, z * (1 - np.exp(-((np.maximum(np.abs(x) - 1.2, 0) / 3) ** 2))))
    path = at + np.column_stack([x, y, z])
    near = path[:, 1] - at[1] < height * rng.uniform(0.25, 0.9)
    return _split(path, near, spec, width, rng)


def _split(path: Array, near: Array, spec: Spec, width: float, rng: Rng) -> list[Part]:
    """The part of a chain that the camera must show, and the rest of it."""
    first, last = np.flatnonzero(near)[[0, -1]]
    pieces = [(path[: first + 1], False), (path[first : last + 1], True), (path[last:], False)]
    parts = []
    for line, framed in pieces:
        if len(line) < 3:
            continue
        if spec.chain == "cord":
            parts.append(Part(chains.cord(line, width / 2), "cord", framed))
        else:
            parts.append(Part(chains.chain(spec.chain, line, width, rng), "metal", framed))
    return parts


def _between(ornament: Charm, spec: Spec, width: float, height: float, rng: Rng) -> list[Part]:
    """Hangs an ornament by its two ends between two halves of the chain."""
    left, right = ornament.ends
    wire = float(np.clip(width * 0.24, 0.22, 0.5))
    slope = rng.uniform(0.9, 2.0)
    parts = list(ornament.parts)
    wide = float(right[0] - left[0])
    for end, side in ((left, -1), (right, 1)):
        out = np.array([side, slope * 0.6, 0]) / np.hypot(1, slope * 0.6)
        ring = torus(3.4 * wire, wire, 28, 10).moved(*(end + out * 2.2 * wire))
        parts.append(Part(ring, "metal"))
        start = end + out * (5.2 * wire)
        s = np.linspace(0, 70, 90)
        x = side * s / np.hypot(1, slope) * (1 - 0.003 * s)
        y = slope * s / np.hypot(1, slope)
        z = (width / 2 - start[2]) * (1 - np.exp(-s / 4))
        path = start + np.column_stack([x, y, z])
        near = s < max(4.0, wide * rng.uniform(0.2, 0.5))
        parts += _split(path, near, spec, width, rng)
    return _grounded(parts)
