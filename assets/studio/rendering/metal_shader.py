"""Shaders for Blender: metal, polished, satin or hammered, and its wear."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.materials.optics import METAL_COLOURS
from assets.studio.pieces.piece import Piece
from assets.studio.rendering.node_graph import Graph


def metal(name: str, finish: str, wear: float, grain: float, span: float) -> Any:
    """A metal, a little worn.

    Args:
        name: A key of `METAL_COLOURS`.
        finish: "polished", "satin", "hammered" or "oxidised": dark where it is not rubbed.
        wear: Strength of scratches and smudges, 0 to 1.
        grain: Size of a hammer mark in mm.
        span: Width of the picture in mm: scratches are as fine as a picture can show.
    """
    g = Graph(name)
    rough = {"polished": 0.06, "satin": 0.27, "hammered": 0.09, "oxidised": 0.24}[finish]
    rough += 0.12 if name == "black" else 0.0
    look: dict[str, Any] = {"Base_Color": METAL_COLOURS[name], "Metallic": 1.0}
    scratch, smudge = (_scratches(g, span), _smudges(g, span)) if wear else (0.0, 0.0)
    if finish == "hammered":
        marks = g.add(
            "ShaderNodeTexVoronoi", {"feature": "SMOOTH_F1"}, Vector=g.place, Scale=1 / grain
        )
        look["Normal"] = g.bump(marks.outputs[0], 0.75, 0.35 * grain)
    elif wear and finish == "polished":
        look["Normal"] = g.bump(scratch, 0.14 * wear, 0.0006 * span)
    if finish == "oxidised":
        look["Base_Color"] = g.mix(_rubbed(g, span), PATINA, METAL_COLOURS[name])
    if wear:
        dull = g.math("ADD", g.math("MULTIPLY", scratch, 0.16), g.math("MULTIPLY", smudge, 0.13))
        rough = g.math("ADD", g.math("MULTIPLY", dull, wear), rough)
    return g.surface(Roughness=rough, **look)


PATINA = (0.045, 0.042, 0.044)


def _rubbed(g: Graph, span: float) -> Any:
    """Where hands have rubbed the patina off, 0 to 1: not in corners, and not everywhere."""
    open_to = g.add(
        "ShaderNodeAmbientOcclusion", {"samples": 4, "only_local": False}, Distance=0.025 * span
    ).outputs["AO"]
    patch = g.ramp(g.noise(9 / span, 3.0), 0.32, 0.68, (0.2, 1.0))
    return g.math("MULTIPLY", g.ramp(open_to, 0.55, 0.97), patch)


def _scratches(g: Graph, span: float) -> Any:
    """Hairlines in three directions, 0 to 1, that come and go."""
    lines: Any = 0.0
    for turn in ((0.3, 0.9, 0.2), (1.4, 0.2, 1.1), (0.8, 1.7, 2.3)):
        at = g.add("ShaderNodeMapping", Vector=g.place, Rotation=turn, Scale=(1.0, 0.015, 0.015))
        fine = g.noise(130 / span, 2.0, at.outputs[0])
        lines = g.math("MAXIMUM", g.ramp(fine, 0.66, 0.71), lines)
    patch = g.ramp(g.noise(7 / span, 2.0), 0.42, 0.66)
    return g.math("MULTIPLY", lines, patch)


def _smudges(g: Graph, span: float) -> Any:
    """Where fingers have been, 0 to 1."""
    return g.ramp(g.noise(9 / span, 4.0), 0.48, 0.72)


def hammer_mark(piece: Piece) -> float:
    """Size of a hammer mark in mm: small on a ring, large on a cuff."""
    points = np.concatenate([p.mesh.vertices for p in piece.parts if p.framed])
    return float(np.clip(0.038 * np.ptp(points, axis=0).max(), 0.6, 2.4))
