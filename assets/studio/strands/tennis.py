"""Lines of stones: links of one stone each, hinged to one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.mesh import Mesh, merge
from assets.studio.geometry.sweeps import tube
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, mount
from assets.studio.strands import chains, layouts
from assets.studio.strands.layouts import Layout

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def necklace(rng: Rng, spec: Spec) -> Built:
    """Makes a line of stones in claws or collars all around.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    size = rng.uniform(2.8, 4.6)
    line, _ = layouts.loop_or_drape(rng, rng.uniform(300, 360), 0.75 * size)
    setting = spec.setting or "prong"
    parts = stone_line(spec, line, size, setting, rng)
    count = int(chains.measured(line.path)[1][-1] / size / 1.12)
    return parts, (gemstone(spec, 0, size, "round", count),), {"setting": setting}


def stone_line(spec: Spec, line: Layout, size: float, setting: str, rng: Rng) -> list[Part]:
    """Links of one stone each along a layout, joined by small hinges.

    Args:
        spec: Its main stone's cut may be round, square or emerald.
        line: Where they lie.
        size: Width of a stone in mm.
        setting: "prong" or "bezel".
        rng: Unsteadiness of the links.
    """
    stone = Stone("", "", spec.cut if spec.cut in ("round", "princess") else "round", size)
    seat = mount(stone, setting, rng)
    pitch = size * (1.16 if setting == "prong" else 1.3)
    parts: dict[tuple[str, bool], list[Mesh]] = {}
    stretches = [(line.path, True)] if line.closed else layouts.pieces(line)
    for path, framed in stretches:
        total = chains.measured(path, line.closed)[1][-1]
        count = int(total / pitch)
        places, ahead = chains.along(path, (np.arange(count) + 0.5) * total / count, line.closed)
        places[:, 2] = seat.depth + 0.25
        turns = chains.frames(ahead, rng.normal(0, 0.04, count))
        for p in seat.parts:
            parts.setdefault((p.material, framed), []).append(chains.copies(p.mesh, turns, places))
        between, along = chains.along(path, np.arange(1, count) * total / count, line.closed)
        between[:, 2] = 0.3 * size
        bar = tube([[-0.16 * pitch, 0, 0], [0.16 * pitch, 0, 0]], 0.12 * size, 8)
        parts.setdefault(("metal", framed), []).append(
            chains.copies(bar, chains.frames(along), between)
        )
    return [Part(merge(meshes), material, framed) for (material, framed), meshes in parts.items()]
