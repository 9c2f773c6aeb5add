"""Shaders for Blender: the floor, plain or with a painted tile."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from assets.studio.geometry.mesh import Array
from assets.studio.materials.textures import PAINTERS, SIZE
from assets.studio.rendering.node_graph import Graph
from assets.studio.scenes.scene import Scene


def floor(scene: Scene, scale: float, rng: np.random.Generator, wall: bool = False) -> Any:
    """The ground.

    Args:
        scene: Names the floor.
        scale: Width of the picture in mm; a tile of the pattern is three times as wide.
        rng: Draws the pattern.
        wall: The ground stands upright in the x-z plane.
    """
    ground, g = scene.floor, Graph(scene.floor.material)
    if ground.material in ("paper", "photo"):
        return g.surface("ShaderNodeBsdfDiffuse", Color=ground.colour, Roughness=0.3)
    if ground.material == "acrylic":
        if not scene.wear:
            return g.surface(Base_Color=ground.colour, Roughness=0.05, IOR=1.49)
        dust = _dust(g, scale, scene.wear)
        shade = g.mix(dust, ground.colour, DUST)
        rough = g.ramp(dust, 0.0, 1.0, (0.05, 0.7))
        return g.surface(Base_Color=shade, Roughness=rough, IOR=1.49)
    shade, height = PAINTERS[ground.material](rng, ground.colour)
    tile, turn = 1 / (3 * scale), (-np.pi / 2 if wall else 0.0)
    at = g.add(
        "ShaderNodeMapping", Vector=g.place, Scale=(tile, tile, tile), Rotation=(turn, 0, 0)
    ).outputs[0]
    look: dict[str, Any] = {"Base_Color": _picture(g, shade.clip(0, 0.9), at)}
    rough, specular, depth = SURFACES[ground.material]
    if depth:
        deep = height[..., None].repeat(3, axis=2) * 0.1 + 0.5
        look["Normal"] = g.bump(_picture(g, deep.clip(0, 1), at), 1.0, 10 * depth * scale)
    if ground.material == "velvet":
        look |= {"Sheen_Weight": 0.35, "Sheen_Roughness": 0.35, "Sheen_Tint": ground.colour}
    return g.surface(Roughness=rough, Specular_IOR_Level=specular, **look)


DUST = (0.42, 0.41, 0.39)


def _dust(g: Graph, scale: float, wear: float) -> Any:
    """Where specks lie on a glossy plate, 0 to 1: sparse, of different sizes.

    Args:
        scale: Width of the picture in mm.
        wear: Over 0, to 1 for a plate that has not been wiped.
    """
    cells = 16 / scale  # a mm; each cell may hold one speck
    drawn = g.add("ShaderNodeTexVoronoi", {"feature": "F1"}, Vector=g.place, Scale=cells)
    chance = g.add("ShaderNodeSeparateColor", i0=drawn.outputs["Color"]).outputs
    size = g.ramp(chance[0], 1 - 0.55 * wear, 1.0, (0.0, 0.06))
    near = g.math("SUBTRACT", size, drawn.outputs["Distance"])
    return g.math("MULTIPLY", g.ramp(near, 0.0, 0.008), g.ramp(chance[1], 0.0, 1.0, (0.25, 0.8)))


# Roughness, strength of the reflection, and height of the relief against the picture's width.
SURFACES: dict[str, tuple[float, float, float]] = {
    "marble": (0.16, 0.5, 0.0),
    "slate": (0.55, 0.4, 0.0035),
    "wood": (0.38, 0.35, 0.0007),
    "leather": (0.42, 0.45, 0.0022),
    "linen": (0.9, 0.15, 0.0016),
    "cloth": (0.8, 0.15, 0.05),
    "velvet": (1.0, 0.05, 0.0010),
}


def _picture(g: Graph, pixels: Array, at: Any) -> Any:
    """A painted tile as a texture, repeated without end."""
    image = bpy.data.images.new("tile", SIZE, SIZE, float_buffer=True)
    data = np.ones((SIZE, SIZE, 4), dtype=np.float32)
    data[..., :3] = pixels
    image.pixels.foreach_set(data.ravel())
    image.update()
    node = g.add("ShaderNodeTexImage", {"image": image, "extension": "REPEAT"}, Vector=at)
    return node.outputs[0]
