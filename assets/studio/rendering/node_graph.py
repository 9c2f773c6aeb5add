"""The node trees of Blender's materials; object coordinates are millimetres."""

from __future__ import annotations

from typing import Any

import bpy

from assets.studio.materials.optics import Colour


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
