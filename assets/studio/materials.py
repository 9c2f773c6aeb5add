"""Shaders for Blender: metals, gems, pearls, cords, props and floors.

The numbers come from `metals.py`; object coordinates are millimetres.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mesh import Array
from metals import CORDS, GEMS, METAL_COLOURS, OPAQUES, PEARLS, Colour
from parts import Piece, Stone
from scenes import Scene
from textures import PAINTERS, SIZE

ENAMELS: dict[str, Colour] = {
    "red": (0.55, 0.02, 0.03),
    "blue": (0.02, 0.08, 0.42),
    "green": (0.02, 0.26, 0.12),
    "white": (0.82, 0.82, 0.80),
    "black": (0.01, 0.01, 0.012),
    "turquoise": (0.03, 0.42, 0.45),
    "pink": (0.80, 0.28, 0.36),
}
PROPS: dict[str, tuple[Colour, float]] = {  # colour and roughness
    "card": ((0.84, 0.82, 0.78), 0.7),
    "box": ((0.03, 0.035, 0.05), 0.45),
    "cushion": ((0.80, 0.78, 0.74), 0.9),
    "bust": ((0.78, 0.76, 0.73), 0.8),
    "dark bust": ((0.02, 0.02, 0.022), 0.85),
    "pebble": ((0.36, 0.34, 0.32), 0.6),
    "twig": ((0.16, 0.09, 0.05), 0.8),
    "peg": ((0.62, 0.44, 0.27), 0.6),
}


class Graph:
    """Builds the node tree of a new material, one node a call."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.output = self.tree.nodes.new("ShaderNodeOutputMaterial")
        self.place = self.add("ShaderNodeTexCoord").outputs["Object"]

    def add(self, kind: str, settings: dict[str, Any] | None = None, **inputs: Any) -> Any:
        """Adds a node; inputs are values or sockets, named with _ for blanks, `i0` by position."""
        node = self.tree.nodes.new(kind)
        for key, value in (settings or {}).items():
            setattr(node, key, value)
        for key, value in inputs.items():
            socket = node.inputs[int(key[1:]) if key[1:].isdigit() else key.replace("_", " ")]
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, socket)
            else:
                socket.default_value = (*value, 1.0) if _is_colour(socket, value) else value
        return node

    def noise(self, scale: float, detail: float = 3.0, place: Any = None) -> Any:
        """Smooth noise in 0 to 1 at `scale` waves per mm."""
        at = self.place if place is None else place
        return self.add("ShaderNodeTexNoise", Vector=at, Scale=scale, Detail=detail).outputs[0]

    def stretched(self, x: float, y: float, z: float) -> Any:
        """Coordinates scaled along the axes."""
        return self.add("ShaderNodeMapping", Vector=self.place, Scale=(x, y, z)).outputs[0]

    def ramp(self, value: Any, low: float, high: float, to: tuple[float, float] = (0, 1)) -> Any:
        """Maps low..high to `to`, clamped."""
        node = self.add("ShaderNodeMapRange", i0=value, i1=low, i2=high, i3=to[0], i4=to[1])
        return node.outputs[0]

    def mix(self, share: Any, a: Any, b: Any) -> Any:
        """Blends two colours."""
        node = self.add("ShaderNodeMix", {"data_type": "RGBA"}, i0=share, i6=a, i7=b)
        return node.outputs[2]

    def math(self, operation: str, a: Any, b: Any = 0.0) -> Any:
        """One arithmetic operation."""
        return self.add("ShaderNodeMath", {"operation": operation}, i0=a, i1=b).outputs[0]

    def bump(self, height: Any, strength: float, distance: float) -> Any:
        """A normal from a height in mm."""
        return self.add(
            "ShaderNodeBump", Height=height, Strength=strength, Distance=distance
        ).outputs[0]

    def surface(self, kind: str = "ShaderNodeBsdfPrincipled", **inputs: Any) -> Any:
        """Adds the shader of the surface and connects it."""
        node = self.add(kind, **inputs)
        self.tree.links.new(node.outputs[0], self.output.inputs["Surface"])
        return self.material

    def volume(self, colour: Colour, density: float) -> None:
        """Lets the inside absorb."""
        node = self.add("ShaderNodeVolumeAbsorption", Color=colour, Density=density)
        self.tree.links.new(node.outputs[0], self.output.inputs["Volume"])


def _is_colour(socket: Any, value: Any) -> bool:
    return socket.type == "RGBA" and len(value) == 3


def metal(name: str, finish: str, wear: float, grain: float) -> Any:
    """A metal.

    Args:
        name: A key of `METAL_COLOURS`.
        finish: "polished", "satin" or "hammered".
        wear: Hairline scratches too fine to see one by one: they dull the polish, 0 to 1.
        grain: Size of a hammer mark in mm.
    """
    g = Graph(name)
    rough = {"polished": 0.06, "satin": 0.27, "hammered": 0.09}[finish]
    rough += 0.03 * wear + (0.12 if name == "black" else 0.0)
    look: dict[str, Any] = {"Base_Color": METAL_COLOURS[name], "Metallic": 1.0}
    if finish == "hammered":
        marks = g.add(
            "ShaderNodeTexVoronoi", {"feature": "SMOOTH_F1"}, Vector=g.place, Scale=1 / grain
        )
        look["Normal"] = g.bump(marks.outputs[0], 0.75, 0.35 * grain)
    return g.surface(Roughness=rough, **look)


def stone(which: Stone) -> Any:
    """A stone of any kind."""
    if which.kind == "pearl":
        return _pearl(which)
    return _opaque(which) if which.kind in OPAQUES else _gem(which)


def _gem(which: Stone) -> Any:
    gem, g = GEMS[which.kind], Graph(which.kind)
    if gem.depth:
        g.volume(gem.colour, gem.depth / max(which.size_mm, 0.5))
    return g.surface("ShaderNodeBsdfGlass", IOR=gem.ior, Roughness=0.0, Color=(1, 1, 1))


def _pearl(which: Stone) -> Any:
    g = Graph("pearl")
    body, rim = PEARLS[which.look]
    facing = g.add("ShaderNodeLayerWeight", Blend=0.35).outputs["Facing"]
    colour = g.mix(g.ramp(facing, 0.15, 0.9), body, rim)
    return g.surface(
        Base_Color=colour,
        Roughness=0.22,
        Coat_Weight=1.0,
        Coat_Roughness=0.06,
        Coat_IOR=1.7,
        Metallic=0.25 if which.look == "black" else 0.0,
        Specular_IOR_Level=0.6,
    )


def _opaque(which: Stone) -> Any:
    """Turquoise with veins, lapis with pyrite, opal with its play of colour."""
    look, g = OPAQUES[which.kind], Graph(which.kind)
    unit = 1 / max(which.size_mm, 1.0)
    colour: Any = look.colour
    if look.pattern == "veins":
        cells = g.add(
            "ShaderNodeTexVoronoi",
            {"feature": "DISTANCE_TO_EDGE"},
            Vector=_wobbled(g, 1.2 * unit),
            Scale=2.2 * unit,
        )
        vein = g.ramp(cells.outputs[0], 0.0, 0.045, (0.75, 0.0))
        patch = g.ramp(g.noise(0.8 * unit), 0.45, 0.62)
        colour = g.mix(g.math("MULTIPLY", vein, patch), look.colour, look.second)
    elif look.pattern == "clouds":
        colour = g.mix(g.ramp(g.noise(1.6 * unit), 0.35, 0.75), look.colour, look.second)
    elif look.pattern == "flecks":
        fleck = g.ramp(g.noise(9 * unit, 5.0), 0.68, 0.72)
        colour = g.mix(g.ramp(g.noise(2 * unit), 0.4, 0.7), look.colour, (0.035, 0.09, 0.5))
        colour = g.mix(fleck, colour, look.second)
    elif look.pattern == "play":
        cells = g.add("ShaderNodeTexVoronoi", Vector=_wobbled(g, 2 * unit), Scale=4.5 * unit)
        hue = g.add("ShaderNodeSeparateColor", i0=cells.outputs["Color"]).outputs[0]
        facing = g.add("ShaderNodeLayerWeight", Blend=0.5).outputs["Facing"]
        turn = g.math("FRACT", g.math("ADD", g.math("MULTIPLY", hue, 0.6), facing))
        play = g.add("ShaderNodeCombineColor", {"mode": "HSV"}, i0=turn, i1=0.55, i2=0.85)
        colour = g.mix(0.42, look.colour, play.outputs[0])
    elif look.pattern == "sheen":
        facing = g.add("ShaderNodeLayerWeight", Blend=0.5).outputs["Facing"]
        colour = g.mix(g.ramp(facing, 0.1, 0.75, (0.55, 0.0)), look.colour, look.second)
    return g.surface(
        Base_Color=colour,
        Roughness=0.16,
        Coat_Weight=0.8,
        Coat_Roughness=0.03,
        Subsurface_Weight=look.depth,
        Subsurface_Radius=(1.0, 1.0, 1.0),
        Subsurface_Scale=0.15 * which.size_mm,
    )


def _wobbled(g: Graph, scale: float) -> Any:
    """Coordinates displaced by noise."""
    shift = g.add("ShaderNodeTexNoise", Vector=g.place, Scale=scale, Detail=2.0).outputs["Color"]
    scaled = g.add("ShaderNodeVectorMath", {"operation": "SCALE"}, i0=shift, Scale=0.6 / scale)
    moved = g.add("ShaderNodeVectorMath", {"operation": "ADD"}, i0=g.place, i1=scaled.outputs[0])
    return moved.outputs[0]


def part_material(name: str, piece: Piece, scene: Scene) -> Any:
    """The shader for `Part.material`.

    Raises:
        ValueError: If the name is none of those that `parts.Part` lists.
    """
    kind, _, detail = name.partition(":")
    if kind in ("metal", "metal2"):
        which = piece.metal if kind == "metal" else (piece.metal2 or piece.metal)
        finish = piece.finish if kind == "metal" else "polished"
        return metal(which, detail or finish, scene.wear, piece.details.get("hammer_mm", 1.6))
    if kind == "stone":
        return stone(piece.stones[int(detail)])
    if kind == "cord":
        return _cord(detail or piece.details.get("cord", "black"))
    if kind == "enamel":
        g = Graph(name)
        return g.surface(Base_Color=ENAMELS[detail], Roughness=0.12, Coat_Weight=0.8)
    if kind == "prop":
        return _prop(detail)
    raise ValueError(f"No material is called {name!r}; see parts.Part.")


def _cord(colour: str) -> Any:
    g = Graph("cord")
    weave = g.noise(4.0, 2.0, g.stretched(1.0, 1.0, 1.0))
    normal = g.bump(weave, 0.5, 0.1)
    return g.surface(Base_Color=CORDS.get(colour, CORDS["black"]), Roughness=0.6, Normal=normal)


def _prop(name: str) -> Any:
    g = Graph(f"prop {name}")
    colour, rough = PROPS[name]
    fine = g.noise(2.5 if name != "pebble" else 0.6, 5.0)
    shade = g.mix(g.ramp(fine, 0.3, 0.7), colour, tuple(0.82 * c for c in colour))
    normal = g.bump(fine, 0.15, 0.1)
    return g.surface(Base_Color=shade, Roughness=rough, Normal=normal)


def floor(scene: Scene, scale: float, rng: np.random.Generator, wall: bool = False) -> Any:
    """The ground.

    Args:
        scene: Names the floor.
        scale: Width of the picture in mm; a tile of the pattern is three times as wide.
        rng: Draws the pattern.
        wall: The ground stands upright in the x-z plane.
    """
    ground, g = scene.floor, Graph(scene.floor.material)
    if ground.material == "paper":
        return g.surface("ShaderNodeBsdfDiffuse", Color=ground.colour, Roughness=0.3)
    if ground.material == "acrylic":
        return g.surface(Base_Color=ground.colour, Roughness=0.05, IOR=1.49)
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


# Roughness, strength of the reflection, and height of the relief against the picture's width.
SURFACES: dict[str, tuple[float, float, float]] = {
    "marble": (0.16, 0.5, 0.0),
    "slate": (0.55, 0.4, 0.0035),
    "wood": (0.38, 0.35, 0.0007),
    "leather": (0.42, 0.45, 0.0022),
    "linen": (0.9, 0.15, 0.0016),
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
