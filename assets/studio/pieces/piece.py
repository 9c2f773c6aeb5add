"""The records of the studio: stones, parts, charms, pieces, and what a photograph shows of them.

`sampling` draws an order, `families` build the piece, `scenes` place it, `rendering` photographs
it, and `words` caption it.

Conventions of a built piece:
    - millimetres, z up; the camera stands at -y and looks to +y, so +y is the top of a photo
      taken from above and -y faces the viewer.
    - "standing": on the floor; "lying": flat on the floor, front side up (+z), top to +y;
      "hanging": in the x-z plane, front side to -y, before a wall.
    - `staging.grounded` moves the piece so that its lowest point touches the floor (or, hanging, so
      that its back is just before the wall); the camera frames the parts with `framed=True`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assets.studio.geometry.mesh import Array, Mesh, rotation

Pose = Literal["standing", "lying", "hanging"]

TYPES = (
    "ring",
    "earrings",
    "necklace",
    "pendant",
    "bracelet",
    "bangle",
    "anklet",
    "brooch",
    "set",
    "watch",
)
METALS = (
    "yellow gold",
    "rose gold",
    "white gold",
    "silver",
    "platinum",
    "copper",
    "bronze",
    "black",
)
FINISHES = ("polished", "satin", "hammered", "oxidised")
CUTS = (
    "round",
    "oval",
    "pear",
    "marquise",
    "princess",
    "cushion",
    "emerald",
    "heart",
    "cabochon",
    "bead",
    "baroque",
)
SETTINGS = ("prong", "bezel", "halo", "pave", "channel", "cluster")


@dataclass(frozen=True)
class Stone:
    """One kind of stone in a piece; several stones of a kind share one entry.

    Attributes:
        kind: "diamond", "ruby", "pearl", ... a key of `optics.GEMS`.
        look: The colour word people see: "clear", "red", "blue", "white", "pink", ...
        cut: One of `CUTS`.
        size_mm: Width of the largest single stone.
        count: How many there are.
    """

    kind: str
    look: str
    cut: str
    size_mm: float
    count: int = 1


@dataclass(frozen=True)
class Part:
    """A solid with its material.

    Attributes:
        mesh: The geometry.
        material: "metal", "metal2" (second metal of a two-tone piece), "stone:<n>" (n-th entry of
            the piece's stones), "cord", "cord:<colour>", "leather:<colour>", "dial:<colour>",
            "enamel:<colour>" or "prop:<name>".
        framed: Whether the camera must keep it in the picture; False for a chain that may leave
            the frame, and for props.
    """

    mesh: Mesh
    material: str
    framed: bool = True


@dataclass(frozen=True)
class Piece:
    """A piece of jewelry: its geometry and its true attributes.

    Attributes:
        family: Who built it, a key of `workshop.BUILDERS` ("rings", "pendants", ...).
        style: Shape within the family ("solitaire", "halo", "hoop", "tennis", ...).
        type: One of `TYPES`.
        metal: One of `METALS`, as the main parts look.
        metal2: Second metal of a two-tone piece, or "".
        finish: One of `FINISHES`.
        stones: Main stone first.
        motif: "heart", "leaf", ... or "".
        chain: "cable", "rope", "box", "snake", "cord", ... or "".
        setting: One of `SETTINGS`, or "".
        parts: The geometry in its pose.
        pose: How it is photographed.
        details: More true facts for the describer, e.g. {"band": "twisted", "letter": "M"}.
    """

    family: str
    style: str
    type: str
    metal: str
    parts: list[Part]
    finish: str = "polished"
    metal2: str = ""
    stones: tuple[Stone, ...] = ()
    motif: str = ""
    chain: str = ""
    setting: str = ""
    pose: Pose = "standing"
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Charm:
    """A small flat ornament.

    Attributes:
        parts: Lying, back at z = 0, top to +y.
        top: (3,) where a ring is soldered on.
        stones: Its stones, numbered as in the parts' materials.
        details: True facts for the describer ("features", "adjectives", ...).
        ends: (3,) left and right ends, if it can hang between two chains.
        level: It must hang by its ends.
    """

    parts: list[Part]
    top: Array
    stones: tuple[Stone, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    ends: tuple[Array, Array] | None = None
    level: bool = False


@dataclass(frozen=True)
class View:
    """What the photograph shows around the piece and how large its stones appear.

    Attributes:
        floor: "paper", "velvet", "linen", "marble", "slate", "wood", "leather", "acrylic".
        tone: "white", "grey", "black", "pink", "sage green", ... the floor's colour word.
        prop: "ring box", "earring card", "bust", "pebble", "pebbles", "twig", or "".
        stone_share: For each entry of `Piece.stones`, the width of one stone as a share of the
            picture's width (0 to 1); what is under about 0.012 cannot be recognised.
        contrast: Difference of lightness between metal and background, 0 to 1.
    """

    floor: str
    tone: str
    prop: str = ""
    stone_share: tuple[float, ...] = ()
    contrast: float = 1.0


def numbered(parts: list[Part], shift: int) -> list[Part]:
    """Adds `shift` to the stone numbers of parts that were built as a piece of their own."""
    return [
        replace(p, material=f"stone:{int(p.material[6:]) + shift}")
        if p.material.startswith("stone:")
        else p
        for p in parts
    ]


def moved(parts: list[Part], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> list[Part]:
    """Shifts parts by (x, y, z) mm."""
    return [replace(p, mesh=p.mesh.moved(x, y, z)) for p in parts]


def turned(parts: list[Part], axis: str, radians: float) -> list[Part]:
    """Turns parts about an axis through the origin."""
    m = rotation(axis, radians)
    return [replace(p, mesh=p.mesh.transformed(m)) for p in parts]
