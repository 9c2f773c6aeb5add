"""Shaders for Blender: the card, leather, cloth, stone and wood of props."""

from __future__ import annotations

from typing import Any

from assets.studio.materials.optics import Colour
from assets.studio.rendering.node_graph import Graph

PROPS: dict[str, tuple[Colour, float]] = {  # colour and roughness
    "card": ((0.84, 0.82, 0.78), 0.7),
    "black box": ((0.012, 0.012, 0.013), 0.42),
    "navy box": ((0.010, 0.017, 0.060), 0.42),
    "burgundy box": ((0.095, 0.008, 0.018), 0.42),
    "cream box": ((0.66, 0.58, 0.47), 0.5),
    "cushion": ((0.74, 0.70, 0.63), 0.9),
    "dark cushion": ((0.050, 0.050, 0.054), 1.0),
    "bust": ((0.78, 0.76, 0.73), 0.9),
    "linen bust": ((0.60, 0.50, 0.38), 0.95),
    "dark bust": ((0.026, 0.026, 0.028), 1.0),
    "pebble": ((0.34, 0.32, 0.30), 0.62),
    "dark pebble": ((0.055, 0.057, 0.062), 0.5),
    "white pebble": ((0.70, 0.68, 0.64), 0.55),
    "white petal": ((0.80, 0.77, 0.68), 0.6),
    "pink petal": ((0.72, 0.30, 0.38), 0.6),
    "yellow petal": ((0.78, 0.52, 0.06), 0.6),
    "red petal": ((0.45, 0.02, 0.03), 0.6),
    "pollen": ((0.62, 0.36, 0.04), 0.8),
    "leaf": ((0.045, 0.13, 0.025), 0.5),
    "log": ((0.52, 0.32, 0.16), 0.7),
    "bark": ((0.11, 0.065, 0.038), 0.9),
    "twig": ((0.13, 0.075, 0.042), 0.8),
}


def prop_material(name: str) -> Any:
    """The shader for a part of a prop; `name` is a key of `PROPS`."""
    g = Graph(f"prop {name}")
    colour, rough = PROPS[name]
    cloth = name.endswith(("bust", "cushion"))
    if name == "log":
        return _end_grain(g, colour, rough)
    if name == "twig":  # bark runs along the wood; a noise drawn out every way passes for it
        fine = g.noise(1.6, 6.0)
        shade = g.mix(g.ramp(fine, 0.35, 0.65), tuple(0.45 * c for c in colour), colour)
        return g.surface(Base_Color=shade, Roughness=rough, Normal=g.bump(fine, 0.5, 0.12))
    fine = g.noise(0.9 if name.endswith("pebble") else 5.0, 6.0)
    shade = g.mix(g.ramp(fine, 0.3, 0.7), colour, tuple(0.78 * c for c in colour))
    look: dict[str, Any] = {"Normal": g.bump(fine, 0.25 if cloth else 0.12, 0.1)}
    if cloth:
        look |= {"Sheen_Weight": 0.3, "Sheen_Roughness": 0.4, "Sheen_Tint": colour}
    if name.endswith("pebble"):  # speckles, as in granite
        speck = g.ramp(g.noise(5.0, 2.0), 0.62, 0.68, (0.0, 0.35))
        shade = g.mix(speck, shade, tuple(min(0.9, 0.3 + c) for c in colour))
    if name == "linen bust":
        look["Normal"] = g.bump(_woven(g), 0.6, 0.12)
    return g.surface(Base_Color=shade, Roughness=rough, **look)


def _end_grain(g: Graph, colour: Colour, rough: float) -> Any:
    """Year rings around the middle of a log, and cracks."""
    rings = g.add(
        "ShaderNodeTexWave",
        {"wave_type": "RINGS", "rings_direction": "Z"},
        Vector=g.place,
        Scale=0.13,
        Distortion=1.6,
        Detail=3.0,
        i3=2.0,
    ).outputs["Fac"]
    late = tuple(0.45 * c for c in colour)
    shade = g.mix(g.ramp(rings, 0.3, 0.95), colour, late)
    shade = g.mix(g.ramp(g.noise(0.03, 3.0), 0.45, 0.7, (0.0, 0.4)), shade, late)
    return g.surface(Base_Color=shade, Roughness=rough, Normal=g.bump(rings, 0.3, 0.15))


def _woven(g: Graph) -> Any:
    """Threads that cross: the height of plain cloth of about two threads a mm."""
    bands = []
    for axis in ("X", "Y"):
        wave = g.add(
            "ShaderNodeTexWave",
            {"bands_direction": axis},
            Vector=g.place,
            Scale=0.7,
            Distortion=1.2,
            Detail=1.0,
        )
        bands.append(wave.outputs["Fac"])
    return g.math("MULTIPLY", *bands)
