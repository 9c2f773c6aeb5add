"""What carries the head of a ring: shanks with plain, split, twisted or stone-set shoulders."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.rings import shanks
from assets.studio.families.rings.shanks import Shank, at, hoop, tapered
from assets.studio.geometry.mesh import Mesh, merge
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.mounts import Mount
from assets.studio.settings.rows import row

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
STEPS = 200


def shank_of(rng: Rng, wide: tuple[float, float] = (1.6, 2.6)) -> Shank:
    """A shank that may narrow or widen towards the top."""
    w, t = rng.uniform(*wide), rng.uniform(1.4, 1.9)
    top = w * rng.choice([0.7, 0.85, 1.0, 1.0, 1.25])
    return Shank(
        inner=rng.uniform(8.1, 9.0),
        width=tapered(STEPS, top, w, 2.0),
        thick=tapered(STEPS, t, t * rng.uniform(0.85, 1.0)),
        profile=str(rng.choice(["D", "D", "court", "flat", "knife"])),
    )


def top_of(shank: Shank) -> float:
    """Outer radius at the top, which is in the middle of `shanks.around`."""
    thick = np.atleast_1d(shank.thick)
    return shank.inner + float(thick[len(thick) // 2])


def seated(seat: Mount, z: float, rng: Rng, turn: float = 0.0) -> list[Part]:
    """Sets a mount so that its foot lies at height z; its length runs along the finger."""
    along = (np.sin(turn), np.cos(turn), 0)
    return seat.placed([0, 0, z + seat.depth], (0, 0, 1), along)


def _carrier(
    rng: Rng, spec: Spec, shank: Shank, half: float, head: float
) -> tuple[list[Part], list[Stone], list[str]]:
    """A shank with plain, split, twisted, cathedral or stone-set shoulders.

    Args:
        half: Half width of the head in mm, under which the shoulders end.
        head: Height of the girdle in mm.
    """
    kind = str(
        rng.choice(["plain", "plain", "plain", "pave", "pave", "split", "cathedral", "twist"])
    )
    if kind == "pave" and len(spec.stones) > 1 and spec.stones[1] != "diamond":
        kind = "plain"
    top = top_of(shank)
    if kind == "twist":
        wire = rng.uniform(0.75, 0.95)
        ring = Part(merge(shanks.twisted(shank.inner, wire, 2, int(rng.integers(9, 15)))), "metal")
        return [ring], [], ["a twisted shank"]
    if kind == "split":
        return [Part(m, "metal") for m in _split(shank, rng)], [], ["a split shank"]
    parts = [Part(hoop(shank, STEPS), "metal")]
    if kind == "cathedral":
        a = np.arcsin(min(0.8, (half + rng.uniform(3.0, 4.5)) / top))
        for side in (-1, 1):
            start = at(top - 0.35, side * a)
            end = np.array([side * half * 0.55, 0, top + (head - top) * 0.55])
            parts.append(Part(shanks.bridge(start, end, 0.5, 1.5, 0.9), "metal"))
        return parts, [], ["cathedral shoulders"]
    if kind == "pave":
        return _pave_shoulders(rng, shank, half, parts)
    return parts, [], []


def _pave_shoulders(
    rng: Rng, shank: Shank, half: float, parts: list[Part]
) -> tuple[list[Part], list[Stone], list[str]]:
    """Rows of small diamonds down both sides of the head."""
    size = rng.uniform(1.15, 1.5)
    top = top_of(shank)
    start = np.arcsin(min(0.9, (half + 0.4) / top)) * 0.92
    end = start + rng.uniform(0.5, 0.85)
    slim = Shank(shank.inner, 1.35 * size, tapered(STEPS, 1.0, 1.5), "flat")
    parts = [Part(hoop(slim, STEPS), "metal")]
    r = slim.inner + float(np.asarray(slim.thick)[STEPS // 2]) + 0.42 * size
    for side in (-1, 1):
        a = side * np.linspace(start, end, 40)
        path = at(r, a)
        parts += row(path, at(1.0, a), size, 9, str(rng.choice(["pave", "prong"])))
    return parts, [Stone("diamond", "clear", "round", size, 20)], ["diamond shoulders"]


def _split(shank: Shank, rng: Rng) -> list[Mesh]:
    """Two slim bands that part towards the top."""
    gap = tapered(STEPS, rng.uniform(1.2, 1.9), 0.45, 3.0)
    slim = rng.uniform(0.95, 1.25)
    return [hoop(Shank(shank.inner, slim, shank.thick, "D", side * gap), STEPS) for side in (-1, 1)]


def _numbered(parts: list[Part], index: int) -> list[Part]:
    """Gives the stones that were built as number 9 their own number."""
    return [
        Part(p.mesh, f"stone:{index}" if p.material == "stone:9" else p.material) for p in parts
    ]


def headed(rng: Rng, spec: Spec, seat: Mount, stones: list[Stone], low: float = 0.55) -> Built:
    """Puts a head on a shank and collects what there is to say about it."""
    shank = shank_of(rng)
    half = float(np.abs(seat.outline[:, 0]).max()) * 0.8
    z = top_of(shank) - low
    carrier, extra, features = _carrier(rng, spec, shank, half * 0.6, z + seat.depth)
    index = next((i for i, s in enumerate(stones) if s.kind == "diamond" and extra), len(stones))
    parts = _numbered(carrier, index) + seated(seat, z, rng, turned_head(rng, stones[0]))
    if extra and index == len(stones):
        stones = [*stones, *extra]
    return parts, tuple(stones), {"features": tuple(features)}


def turned_head(rng: Rng, stone: Stone) -> float:
    """Long stones lie along the finger, now and then across it."""
    return (
        np.pi / 2 if stone.cut in ("oval", "marquise", "emerald") and rng.random() < 0.15 else 0.0
    )
