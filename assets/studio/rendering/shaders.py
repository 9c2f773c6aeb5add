"""Shaders for Blender: metals, gems, pearls, cords and props.

The numbers come from `materials/optics.py`; object coordinates are millimetres.
"""

from __future__ import annotations

from typing import Any

from assets.studio.materials.optics import LEATHERS, PEARLS, THREADS, Colour, Gem, Opaque, body
from assets.studio.pieces.piece import Piece, Stone
from assets.studio.rendering.metal_shader import hammer_mark, metal
from assets.studio.rendering.node_graph import Graph
from assets.studio.rendering.prop_shader import prop_material
from assets.studio.scenes.scene import Scene

ENAMELS: dict[str, Colour] = {
    "red": (0.55, 0.02, 0.03),
    "blue": (0.02, 0.08, 0.42),
    "green": (0.02, 0.26, 0.12),
    "white": (0.82, 0.82, 0.80),
    "black": (0.01, 0.01, 0.012),
    "turquoise": (0.03, 0.42, 0.45),
    "pink": (0.80, 0.28, 0.36),
}
DIALS: dict[str, tuple[Colour, float]] = {  # colour, and how far it shines like metal
    "white": ((0.80, 0.79, 0.76), 0.0),
    "pearly white": ((0.84, 0.82, 0.80), 0.0),
    "black": ((0.008, 0.008, 0.009), 0.0),
    "champagne": ((0.80, 0.60, 0.34), 0.3),
    "silver": ((0.62, 0.62, 0.62), 0.3),
    "blue": ((0.016, 0.075, 0.36), 0.1),
    "green": ((0.010, 0.16, 0.07), 0.1),
}


def stone(which: Stone) -> Any:
    """A stone of any kind."""
    if which.kind == "pearl":
        return _pearl(which)
    made = body(which.kind, which.look)
    return _gem(which, made) if isinstance(made, Gem) else _opaque(which, made)


def _gem(which: Stone, gem: Gem) -> Any:
    g = Graph(which.kind)
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
        Metallic=0.22,  # lustre: nacre mirrors its surroundings in its own colour
        Specular_IOR_Level=0.6,
    )


def _opaque(which: Stone, look: Opaque) -> Any:
    """Turquoise with veins, lapis with pyrite, opal with its play of colour."""
    g = Graph(which.kind)
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
    elif look.pattern == "grain":
        grain = g.noise(1.1 * unit, 4.0, g.stretched(1.0, 6.0, 6.0))
        colour = g.mix(g.ramp(grain, 0.38, 0.62), look.colour, look.second)
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
        ValueError: If the name is none of those that `piece.Part` lists.
    """
    kind, _, detail = name.partition(":")
    if kind in ("metal", "metal2"):
        which = piece.metal if kind == "metal" else (piece.metal2 or piece.metal)
        finish = piece.finish if kind == "metal" else "polished"
        grain = piece.details.get("hammer_mm") or hammer_mark(piece)
        return metal(which, detail or finish, scene.wear, grain, scene.camera.width())
    if kind == "stone":
        return stone(piece.stones[int(detail)])
    if kind == "cord":
        return _cord(detail or piece.details.get("cord", "black"))
    if kind == "leather":
        return _leather(detail)
    if kind == "dial":
        return _dial(detail, piece.pose == "standing")
    if kind == "enamel":
        g = Graph(name)
        return g.surface(Base_Color=ENAMELS[detail], Roughness=0.12, Coat_Weight=0.8)
    if kind == "prop":
        return prop_material(detail)
    raise ValueError(f"No material is called {name!r}; see piece.Part.")


def _cord(colour: str) -> Any:
    g = Graph("cord")
    weave = g.noise(4.0, 2.0, g.stretched(1.0, 1.0, 1.0))
    normal = g.bump(weave, 0.5, 0.1)
    return g.surface(Base_Color=THREADS.get(colour, THREADS["black"]), Roughness=0.6, Normal=normal)


def _leather(colour: str) -> Any:
    g = Graph("leather")
    grain = g.add("ShaderNodeTexVoronoi", Vector=_wobbled(g, 0.8), Scale=1.6).outputs[0]
    normal = g.bump(grain, 0.35, 0.12)
    return g.surface(Base_Color=LEATHERS[colour], Roughness=0.42, Normal=normal)


def _dial(colour: str, stands: bool) -> Any:
    """Lacquer, or metal with a satin face, or nacre with its soft play of colour.

    A dial that stands faces away from the light above; photographers hold a card before it, and
    here it gives a little light of its own, or a white one would pass for grey.
    """
    g = Graph("dial")
    shade: Any = DIALS[colour][0]
    if colour == "pearly white":
        cloud = g.noise(0.35, 2.0, _wobbled(g, 0.25))
        tint = g.mix(g.ramp(cloud, 0.35, 0.65), (0.62, 0.78, 0.74), (0.86, 0.66, 0.72))
        shade = g.mix(0.45, shade, tint)
    lift = 0.3 if stands else 0.0
    return g.surface(
        Base_Color=shade,
        Roughness=0.5,
        Metallic=DIALS[colour][1],
        Emission_Color=shade,
        Emission_Strength=lift,
    )
