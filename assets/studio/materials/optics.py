"""How metals, stones and other materials look, in numbers for `rendering/shaders.py`.

Colours are linear RGB. A gem is smooth glass whose colour comes from absorption inside, in
proportion to its size, as in nature: tinted surfaces look like plastic.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]

METAL_COLOURS: dict[str, Colour] = {
    "yellow gold": (0.95, 0.68, 0.30),
    "rose gold": (0.92, 0.58, 0.44),
    "white gold": (0.86, 0.84, 0.80),
    "silver": (0.92, 0.91, 0.88),
    "platinum": (0.80, 0.79, 0.77),
    "copper": (0.90, 0.42, 0.26),
    "bronze": (0.62, 0.40, 0.19),
    "black": (0.055, 0.055, 0.06),
}


@dataclass(frozen=True)
class Gem:
    """A transparent stone.

    Attributes:
        look: The colour word people see.
        ior: Index of refraction.
        colour: What light keeps its colour on the way through.
        depth: How much is absorbed, per width of the stone.
    """

    look: str
    ior: float
    colour: Colour
    depth: float


@dataclass(frozen=True)
class Opaque:
    """A stone that shows its surface.

    Attributes:
        look: The colour word people see.
        colour: Main colour.
        second: Colour of veins, clouds or sheen.
        pattern: "plain", "veins", "clouds", "flecks", "grain" (wood), "play" (opal) or "sheen"
            (moonstone).
        depth: Share of light scattered under the surface.
    """

    look: str
    colour: Colour
    second: Colour
    pattern: str
    depth: float = 0.0


GEMS: dict[str, Gem] = {
    "diamond": Gem("clear", 2.42, (1.0, 1.0, 1.0), 0.0),
    "ruby": Gem("red", 1.77, (0.90, 0.02, 0.12), 3.4),
    "sapphire": Gem("blue", 1.77, (0.03, 0.10, 0.78), 2.4),
    "emerald": Gem("green", 1.66, (0.03, 0.66, 0.24), 2.2),
    "amethyst": Gem("purple", 1.62, (0.42, 0.10, 0.76), 1.7),
    "citrine": Gem("yellow", 1.62, (0.98, 0.62, 0.04), 1.5),
    "topaz": Gem("blue", 1.66, (0.22, 0.68, 0.95), 1.2),
    "aquamarine": Gem("light blue", 1.64, (0.42, 0.86, 0.90), 0.9),
    "garnet": Gem("dark red", 1.76, (0.62, 0.02, 0.03), 3.6),
    "peridot": Gem("light green", 1.68, (0.52, 0.80, 0.10), 1.7),
    "smoky quartz": Gem("brown", 1.64, (0.46, 0.22, 0.09), 1.5),
    "morganite": Gem("pink", 1.64, (0.94, 0.46, 0.50), 0.9),
}
OPAQUES: dict[str, Opaque] = {
    "opal": Opaque("milky", (0.86, 0.88, 0.88), (0.25, 0.75, 0.6), "play", 0.3),
    "moonstone": Opaque("milky", (0.80, 0.83, 0.88), (0.45, 0.62, 0.95), "sheen", 0.5),
    "turquoise": Opaque("turquoise", (0.10, 0.60, 0.62), (0.12, 0.07, 0.03), "veins"),
    "onyx": Opaque("black", (0.006, 0.006, 0.007), (0.02, 0.02, 0.02), "plain"),
    "jade": Opaque("green", (0.12, 0.44, 0.18), (0.36, 0.62, 0.34), "clouds", 0.35),
    "coral": Opaque("orange", (0.86, 0.16, 0.09), (0.92, 0.34, 0.22), "clouds", 0.15),
    "lapis lazuli": Opaque("blue", (0.02, 0.05, 0.36), (0.75, 0.55, 0.2), "flecks"),
    "rose quartz": Opaque("pink", (0.82, 0.42, 0.46), (0.90, 0.62, 0.64), "clouds", 0.4),
    "agate": Opaque("brown", (0.30, 0.10, 0.03), (0.56, 0.27, 0.10), "clouds", 0.1),
}


def _glass(look: str, red: float, green: float, blue: float, depth: float = 1.6) -> Gem:
    return Gem(look, 1.52, (red, green, blue), depth)


def _plain(look: str, red: float, green: float, blue: float) -> Opaque:
    return Opaque(look, (red, green, blue), (red, green, blue), "plain")


def _table(*bodies: Gem | Opaque) -> dict[str, Gem | Opaque]:
    return {body.look: body for body in bodies}


# What comes in many colours, by the colour word.
TINTED: dict[str, dict[str, Gem | Opaque]] = {
    "glass beads": _table(
        _glass("blue", 0.04, 0.18, 0.80),
        _glass("green", 0.05, 0.55, 0.22),
        _glass("red", 0.80, 0.03, 0.05, 2.2),
        _glass("purple", 0.40, 0.10, 0.66),
        _glass("brown", 0.62, 0.26, 0.05),
        _glass("teal", 0.08, 0.68, 0.70),
        _glass("pink", 0.92, 0.36, 0.48, 1.1),
    ),
    "wooden beads": _table(
        Opaque("brown", (0.30, 0.135, 0.05), (0.17, 0.07, 0.026), "grain"),
        Opaque("dark brown", (0.085, 0.036, 0.017), (0.04, 0.016, 0.008), "grain"),
        Opaque("light brown", (0.55, 0.36, 0.19), (0.40, 0.235, 0.11), "grain"),
    ),
    "seed beads": _table(
        _plain("red", 0.62, 0.03, 0.03),
        _plain("blue", 0.03, 0.10, 0.50),
        _plain("teal", 0.05, 0.52, 0.54),
        _plain("white", 0.82, 0.80, 0.76),
        _plain("black", 0.008, 0.008, 0.009),
        _plain("pink", 0.82, 0.24, 0.36),
        _plain("green", 0.04, 0.34, 0.12),
    ),
    "beads": _table(  # of clay, resin or paste: the photograph only shows their colour
        _plain("white", 0.80, 0.78, 0.73),
        _plain("black", 0.010, 0.010, 0.011),
        _plain("red", 0.56, 0.03, 0.025),
        _plain("orange", 0.80, 0.22, 0.05),
        _plain("yellow", 0.82, 0.55, 0.06),
        _plain("green", 0.06, 0.34, 0.11),
        _plain("teal", 0.05, 0.46, 0.48),
        _plain("blue", 0.03, 0.11, 0.48),
        _plain("purple", 0.24, 0.06, 0.36),
        _plain("pink", 0.82, 0.30, 0.40),
        _plain("beige", 0.66, 0.50, 0.34),
        _plain("brown", 0.20, 0.08, 0.035),
    ),
    "enamel": _table(
        _plain("blue", 0.02, 0.08, 0.42),
        _plain("red", 0.55, 0.02, 0.03),
        _plain("green", 0.02, 0.26, 0.12),
        _plain("white", 0.82, 0.82, 0.80),
        _plain("black", 0.01, 0.01, 0.012),
        _plain("teal", 0.03, 0.42, 0.45),
        _plain("pink", 0.80, 0.28, 0.36),
    ),
}
# Body, and the overtone of the rim.
PEARLS: dict[str, tuple[Colour, Colour]] = {
    "white": ((0.93, 0.88, 0.82), (0.84, 0.68, 0.64)),
    "cream": ((0.84, 0.73, 0.55), (0.80, 0.60, 0.44)),
    "pink": ((0.86, 0.66, 0.61), (0.78, 0.50, 0.54)),
    "black": ((0.05, 0.06, 0.065), (0.10, 0.20, 0.16)),
}
CORDS: dict[str, Colour] = {
    "black": (0.012, 0.011, 0.011),
    "brown": (0.10, 0.042, 0.018),
    "red": (0.35, 0.015, 0.02),
    "beige": (0.52, 0.40, 0.26),
}
# Threads of tassels, braids and woven bands.
THREADS: dict[str, Colour] = {
    **CORDS,
    "white": (0.78, 0.76, 0.72),
    "orange": (0.76, 0.20, 0.05),
    "yellow": (0.78, 0.52, 0.05),
    "green": (0.05, 0.27, 0.10),
    "teal": (0.03, 0.30, 0.32),
    "blue": (0.02, 0.07, 0.33),
    "purple": (0.17, 0.04, 0.25),
    "pink": (0.76, 0.20, 0.32),
    "grey": (0.20, 0.20, 0.21),
}
LEATHERS: dict[str, Colour] = {
    "black": (0.014, 0.013, 0.013),
    "brown": (0.105, 0.042, 0.018),
    "tan": (0.38, 0.18, 0.075),
    "red": (0.26, 0.014, 0.018),
}


def body(kind: str, tint: str = "") -> Gem | Opaque:
    """How a kind of stone looks; `tint` chooses among those that come in many colours.

    Raises:
        ValueError: If the studio has no such stone.
    """
    if kind in TINTED:
        return TINTED[kind][tint] if tint else next(iter(TINTED[kind].values()))
    found = GEMS.get(kind) or OPAQUES.get(kind)
    if found is None:
        names = ", ".join(sorted([*GEMS, *OPAQUES, *TINTED, "pearl"]))
        raise ValueError(f"The studio has no stone {kind!r}; it has {names}.")
    return found


def look(kind: str, pearl: str = "white", tint: str = "") -> str:
    """Returns the colour word for a kind of stone; for pearls and tinted beads the given one.

    Raises:
        ValueError: If the studio has no such stone.
    """
    return pearl if kind == "pearl" else body(kind, tint).look
