"""Insects: butterflies, dragonflies and beetles, of metal and stones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms import motifs
from assets.studio.charms.charms import charm
from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import merge
from assets.studio.geometry.outlines import dome, inset, plate
from assets.studio.geometry.sweeps import sphere, tube
from assets.studio.pieces.piece import Charm, Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator


def insect(rng: Rng, spec: Spec) -> Charm:
    """A butterfly, a dragonfly or a beetle."""
    if spec.motif == "dragonfly":
        return _dragonfly(rng, spec)
    if spec.motif == "beetle":
        return _beetle(rng, spec)
    return charm("butterfly", spec, rng.uniform(28, 38), rng)


def _dragonfly(rng: Rng, spec: Spec) -> Charm:
    """Two pairs of long wings on a jointed tail."""
    size = rng.uniform(38, 48)
    style = str(rng.choice(["open", "flat"]))
    parts: list[Part] = []
    for up, long, turn in ((0.1, 0.5, 0.12), (-0.02, 0.44, -0.22)):
        rim = (
            motifs.leaf(np.random.default_rng(int(rng.integers(1 << 30))))
            * [0.34, 1]
            * long
            * size
            / 2
        )
        rim = rim @ np.array([[0.0, -1.0], [1.0, 0.0]])
        rim = motifs.even(rim + np.array([long * size / 2 + 0.02 * size, 0]), 100)
        wire = size * 0.014
        if style == "open":
            mesh = tube(
                np.column_stack([inset(rim, wire), np.full(100, wire)]), wire, 10, closed=True
            )
            vein = tube(
                [
                    [0.03 * size, 0, wire],
                    [0.45 * long * size, 0, wire],
                    [0.97 * long * size, 0, wire],
                ],
                0.7 * wire,
                8,
            )
            mesh = merge([mesh, vein])
        else:
            mesh = plate(rim, 0.9, 0.3)
        mesh = mesh.turned("y", -0.12).turned("z", turn).moved(0, up * size, 2.0)
        parts += [Part(mesh, "metal"), Part(mesh.transformed(np.diag([-1.0, 1, 1])), "metal")]
    joints = [
        sphere(size * 0.03 * (1 - 0.05 * k), 18, 12)
        .scaled(1, 1.35, 1)
        .moved(0, -0.06 * size - k * 0.068 * size, 2.2)
        for k in range(8)
    ]
    chest = sphere(size * 0.06, 26, 18).scaled(1, 1.6, 1).moved(0, 0.06 * size, 2.6)
    eyes = [sphere(size * 0.032, 18, 12).moved(s * size * 0.035, 0.2 * size, 2.8) for s in (-1, 1)]
    parts.append(Part(merge([chest, *joints, *eyes]), "metal2" if spec.metal2 else "metal"))
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        width = size * 0.14
        seat = held(spec, 0, width, rng, "bezel", str(rng.choice(["round", "oval"])))
        parts += seat.placed([0, 0.07 * size, 2.8 + size * 0.055 + 0.6 * seat.depth])
        stones = (gemstone(spec, 0, width, str(rng.choice(["round"]))),)
        stones = (replace(stones[0], cut=_cut_of(seat, stones[0])),)
    return Charm(
        parts, np.zeros(3), stones, {"adjectives": ("openwork",) if style == "open" else ()}
    )


def _cut_of(seat: Any, stone: Stone) -> str:
    """The cut of a round or oval seat's stone, read off its outline."""
    if stone.cut in ("bead", "baroque", "cabochon"):
        return stone.cut
    spread = np.ptp(seat.outline, axis=0)
    return "oval" if spread[1] > 1.15 * spread[0] else "round"


def _beetle(rng: Rng, spec: Spec) -> Charm:
    """A scarab: a domed shell of metal or stone, a head, six legs."""
    size = rng.uniform(26, 34)
    t = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    shell = np.column_stack([0.3 * size * np.sin(t), 0.38 * size * np.cos(t) - 0.08 * size])[::-1]
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    body = dome(motifs.even(shell, 90), size * 0.2, 1.4, 18, 2.0, (0.0, -0.08 * size))
    if spec.stones:
        width = 0.5 * size
        seat = held(spec, 0, width, rng, "bezel", "oval")
        parts += seat.placed([0, -0.08 * size, 1.0 + seat.depth])
        stones = (gemstone(spec, 0, width, "oval"),)
        stones = (replace(stones[0], cut=_cut_of(seat, stones[0])),)
        reach = float(seat.outline[:, 1].max())
    else:
        parts.append(Part(body, "metal"))
        seam = [
            [
                0,
                y,
                1.45 + size * 0.2 * np.sqrt(max(0.0, 1 - ((y + 0.08 * size) / (0.38 * size)) ** 2)),
            ]
            for y in np.linspace(-0.44, 0.28, 24) * size
        ]
        parts.append(Part(tube(seam, 0.32, 8), "metal2" if spec.metal2 else "metal"))
        reach = 0.38 * size
    head = sphere(size * 0.13, 28, 18).scaled(1.25, 0.8, 0.7).moved(0, reach - 0.03 * size, 2.0)
    front = [
        tube(
            spline(
                [
                    [s * 0.06 * size, reach + 0.04 * size, 2],
                    [s * 0.12 * size, reach + 0.15 * size, 2.2],
                    [s * 0.22 * size, reach + 0.19 * size, 2],
                ],
                16,
            ),
            0.4,
            8,
        )
        for s in (-1, 1)
    ]
    legs = []
    for y, lean in ((0.16, 0.16), (-0.06, 0.0), (-0.26, -0.17)):
        for s in (-1, 1):
            legs.append(
                tube(
                    spline(
                        np.array(
                            [
                                [s * 0.2, y, 0.05],
                                [s * 0.36, y + lean * 0.5, 0.07],
                                [s * 0.4, y + lean * 1.3, 0.025],
                            ]
                        )
                        * size,
                        20,
                    ),
                    0.6,
                    10,
                )
            )
    parts.append(Part(merge([head, *front, *legs]), "metal"))
    return Charm(parts, np.zeros(3), stones, {})
