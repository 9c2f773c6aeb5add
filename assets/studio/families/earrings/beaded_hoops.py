"""Wire hoops threaded with seed beads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.families.earrings.drops import Drop, hung
from assets.studio.families.earrings.findings import jump_ring
from assets.studio.geometry.mesh import TAU, Mesh, merge
from assets.studio.geometry.sweeps import sphere, torus
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.strands.seed_beads import METAL, bead_colours, material

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def beaded_hoop(rng: Rng, spec: Spec) -> Built:
    """A ring of wire below an ear hook, threaded with seed beads all around or along its foot.

    Args:
        rng: Draws size and pattern.
        spec: Metal and colour of the beads.

    Returns:
        One earring, its stones and details.
    """
    radius, size = rng.uniform(8.5, 14.5), rng.uniform(2.1, 3.0)
    ring = torus(radius, 0.42, 72, 10).moved(0, -radius, 0)
    span = TAU if rng.random() < 0.5 else rng.uniform(2.6, 4.2)
    count = int(span * radius / size)
    angle = (np.arange(count) - (count - 1) / 2) * size / radius  # from the foot of the ring
    every = int(rng.integers(3, 6))
    two = rng.random() < 0.6
    found: dict[int, list[Mesh]] = {}
    body = sphere(0.5 * size, 14, 10).scaled(0.88, 1, 1)
    for k, a in enumerate(angle):
        if np.cos(a) < -0.9:
            continue  # the loop of the hook goes here
        k = abs(k - count // 2)
        colour = METAL if k % every == every - 1 else 1 if two and k // every % 2 else 0
        place = [radius * np.sin(a), -radius - radius * np.cos(a), 0]
        found.setdefault(colour, []).append(body.turned("z", a).moved(*place))
    loop = Part(jump_ring(1.5, 0.38, True).moved(0, -0.6), "metal")
    parts = [Part(ring, "metal"), loop]
    for colour, meshes in sorted(found.items()):
        parts.append(Part(merge(meshes), material(colour)))
    stones = bead_colours(spec, size, {c: len(m) for c, m in found.items()}, rng)
    link = Drop(parts, 2 * radius, stones)
    made, stones, words = hung(str(rng.choice(["fish", "fish", "kidney"])), rng, [link])
    stones = tuple(replace(s, count=2 * s.count) for s in stones)
    return made, stones, {"setting": "", "features": tuple(words)}
