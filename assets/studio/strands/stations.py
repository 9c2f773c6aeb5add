"""Fine chains with stones set into them at intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.mesh import merge
from assets.studio.geometry.sweeps import torus
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone, held
from assets.studio.strands import chains, layouts
from assets.studio.strands.layouts import Layout

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def necklace(rng: Rng, spec: Spec) -> Built:
    """Makes a fine chain with stones set into it at intervals.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    width, size = rng.uniform(1.2, 1.9), rng.uniform(3.2, 6.5)
    line, _ = layouts.loop_or_drape(rng, rng.uniform(300, 350), width / 2, rng.choice([0.7, 1.0]))
    count = int(rng.integers(5, 10))
    return station_line(spec, line, width, size, count, rng)


def station_line(
    spec: Spec, line: Layout, width: float, size: float, count: int, rng: Rng
) -> Built:
    """A chain broken by stones in collars, or by pearls, at even intervals.

    Args:
        spec: Its chain and its main stone.
        line: Where they lie.
        width: Of the chain, mm.
        size: Width of a stone in mm.
        count: How many stones.
        rng: Draws the collars, and the links of the chain.

    Returns:
        Parts, stones and details.
    """
    if line.closed:
        line = layouts.opened(line, 0.01)
    shown = np.flatnonzero(line.near)
    path, total = line.path, chains.measured(line.path)[1][-1]
    length = chains.measured(path)[1]
    start, end = length[shown[0]], length[shown[-1]]
    at = start + (end - start) * (np.arange(count) + 0.5) / count
    seat = held(spec, 0, size, rng, "bezel")
    reach = float(seat.outline[:, 1].max()) if spec.stones[0] != "pearl" else size / 2
    parts: list[Part] = []
    cuts = [0.0, *[x for a in at for x in (a - reach - 0.5, a + reach + 0.5)], total]
    for a, b in zip(cuts[::2], cuts[1::2], strict=True):
        bend = chains.along(path, np.linspace(a, b, 60))[0]
        framed = start - 1 <= (a + b) / 2 <= end + 1
        parts.append(Part(chains.chain(spec.chain, bend, width, rng), "metal", framed))
    places, ahead = chains.along(path, at)
    rings = []
    for p, d in zip(places, ahead, strict=True):
        z = seat.depth if spec.stones[0] != "pearl" else size / 2
        if spec.stones[0] == "pearl":
            body = [
                Part(q.mesh.moved(*p[:2], z), q.material)
                for q in seat.parts
                if q.material != "metal"
            ]
        else:
            body = seat.placed([*p[:2], z], (0, 0, 1), d)
        parts += body
        for s in (-1, 1):
            rings.append(
                torus(0.62 * width, 0.2 * width, 18, 8).moved(
                    *(p + s * d * (reach + 0.35 * width))[:2], 0.62 * width
                )
            )
    parts.append(Part(merge(rings), "metal"))
    setting = "" if spec.stones[0] == "pearl" else "bezel"
    return parts, (gemstone(spec, 0, size, "", count),), {"setting": setting}
