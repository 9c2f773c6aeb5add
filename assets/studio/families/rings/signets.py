"""Signet rings: solid, with a flat face that carries a stone, a motif or a rim."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.charms import motifs
from assets.studio.families.rings import shanks
from assets.studio.families.rings.shanks import Shank, hoop
from assets.studio.geometry.mesh import TAU, Array, Mesh
from assets.studio.geometry.outlines import plate
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.mounts import wall
from assets.studio.settings.set_stones import gemstone, held

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def signet(rng: Rng, spec: Spec) -> Built:
    """Makes a solid ring that swells into a flat face.

    Args:
        rng: Draws the shape.
        spec: Metal, stones and setting.

    Returns:
        Parts, stones and details.
    """
    inner = rng.uniform(8.2, 9.2)
    shape = str(rng.choice(["oval", "round", "cushion", "long"]))
    half_x, half_y = {
        "oval": (4.6, 6.0),
        "round": (5.4, 5.4),
        "cushion": (5.2, 5.4),
        "long": (6.2, 4.4),
    }[shape]
    scale = rng.uniform(0.85, 1.1)
    half_x, half_y = half_x * scale, half_y * scale
    low, flat = rng.uniform(2.4, 3.4), inner + rng.uniform(2.0, 2.6)
    a = shanks.around(480)
    x = np.abs(flat * np.tan(np.clip(a, -1.2, 1.2))) / half_x
    p = 4.0 if shape == "cushion" else 2.0
    face = half_y * np.clip(1 - x**p, 0, 1) ** (1 / p)
    edge = np.arctan(half_x / flat)
    beyond = np.maximum(np.abs(a) - 0.8 * edge, 0)
    slope = low / 2 + (half_y * 0.72 - low / 2) * np.exp(-((beyond / 0.62) ** 2))
    wide = 2 * np.maximum(face, slope)
    reach = flat / np.cos(np.minimum(np.abs(a), edge)) - inner + 0.25
    thick = 1.5 + (reach - 1.5) * np.exp(-((np.maximum(np.abs(a) - edge, 0) / 0.5) ** 2))
    body = hoop(Shank(inner, wide, thick, "flat"), 480)
    v = body.vertices.copy()
    v[:, 2] = np.minimum(v[:, 2], flat)
    parts: list[Part] = [Part(Mesh(v, body.faces), "metal")]
    return _face(rng, spec, parts, flat, half_x, half_y, shape)


def _face(
    rng: Rng, spec: Spec, parts: list[Part], z: float, half_x: float, half_y: float, shape: str
) -> Built:
    """Finishes the flat face of a signet ring: a stone, a raised motif, a rim or nothing."""
    small = min(half_x, half_y)
    if spec.stones:
        size = small * rng.uniform(0.7, 1.15)
        seat = held(spec, 0, size, rng, "bezel")
        stone = gemstone(spec, 0, size)
        return [*parts, *seat.placed([0, 0, z + 0.35 * seat.depth])], (stone,), {"setting": "bezel"}
    kind = rng.choice(["plain", "motif", "motif", "rim"])
    name = ""
    if kind == "motif":
        name = str(rng.choice(["star", "heart", "flower", "moon", "cross", "leaf"]))
        outline = motifs.OUTLINES[name](rng) * small * 0.58
        material = "metal2" if spec.metal2 else "metal"
        parts = [*parts, Part(plate(outline, 0.75, 0.25).moved(z=z - 0.1), material)]
    if kind in ("rim", "motif") and shape != "cushion":
        a = np.linspace(0, TAU, 96, endpoint=False)
        oval: Array = np.stack([np.cos(a) * half_x * 0.84, np.sin(a) * half_y * 0.84], axis=1)
        rim = wall(
            oval, [(-0.3, 1, z - 0.3), (0.3, 1, z - 0.3), (0.2, 1, z + 0.3), (-0.2, 1, z + 0.3)]
        )
        parts = [*parts, Part(rim, "metal")]
    features = (f"a raised {'crescent ' if name == 'moon' else ''}{name}",) if name else ()
    word = {"round": "a round face", "oval": "an oval face", "cushion": "a square face"}.get(shape)
    features = features or ((word,) if word else ())
    return parts, (), {"features": features}
