"""The profile "market": pieces in the proportions in which shoppers search for them.

Type, metal and look of the stones are drawn jointly, because shoppers search for them jointly:
pearls on yellow gold, not pearls and yellow gold. A style that can show them and stones of that
look are drawn afterwards.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assets.studio.sampling.proportions import PAVE_STYLES, Weights, choose, weights


class Request(NamedTuple):
    """The main attributes of a piece, before its details.

    Attributes:
        type: The type ("ring", "watch", ...).
        style: The style within the type.
        metal: The main metal.
        metal2: The second metal of a two-tone piece, or "".
        stones: Kinds of stone, main one first; may be empty.
        head: "metal2" if the settings of the stones are of the second metal, else "metal".
    """

    type: str
    style: str
    metal: str
    metal2: str
    stones: tuple[str, ...]
    head: str


# Weights of looks of the main stones by kind of piece and metal; "none": without stones.
DEMAND: dict[tuple[str, str], Weights] = {
    ("watch", "mixed"): weights("none 10, clear 6"),
    ("watch", "rose gold"): weights("none 7, clear 9"),
    ("watch", "yellow gold"): weights("none 9, clear 5"),
    ("watch", "silver"): weights("none 9, clear 3"),
    ("watch", "black"): weights("none 5"),
    ("earrings", "yellow gold"): weights(
        "clear 12, none 9, pearl 11, enamel 4, red 3, black 3, milky 3, blue 3, purple 3, green 3, "
        "yellow 2, pink 2"
    ),
    ("earrings", "silver"): weights(
        "clear 9, beads 9, black 4, purple 4, brown 4, blue 3, red 4, milky 3, pearl 4, green 3, "
        "turquoise 2"
    ),
    ("earrings", "mixed"): weights("clear 8, none 8"),
    ("earrings", "rose gold"): weights("clear 6, pearl 2, pink 1"),
    ("wrist", "yellow gold"): weights(
        "clear 8, beads 15, pearl 8, black 6, enamel 4, milky 3, red 2"
    ),
    ("wrist", "silver"): weights("clear 4, beads 3"),
    ("wrist", "mixed"): weights("none 8"),
    ("neck", "yellow gold"): weights(
        "clear 6, pearl 7, blue 3, black 4, enamel 3, beads 4, milky 3"
    ),
    ("neck", "silver"): weights(
        "black 5, milky 5, brown 3, red 3, blue 3, clear 5, yellow 3, turquoise 2"
    ),
    ("neck", "mixed"): weights("clear 5, none 6"),
    ("ring", "silver"): weights("brown 5, blue 4, milky 3, black 4, yellow 2, red 2"),
    ("ring", "yellow gold"): weights("clear 6, none 3"),
    ("ring", "mixed"): weights("clear 6"),
    ("set", "yellow gold"): weights("none 5, clear 2"),
    ("set", "silver"): weights("clear 5"),
}
# Type and style of a piece by what its stones look like; other colours than those named are
# "colour", and two-tone pieces have styles of their own, whose second metal shows.
SHOWN: dict[str, dict[str, Weights]] = {
    "watch": {
        "none": weights("watch link band 62, watch mesh band 15, watch leather strap 23"),
        "clear": weights("watch link band 78, watch mesh band 12, watch leather strap 10"),
        "mixed none": weights("watch link band 90, watch leather strap 10"),
        "mixed clear": weights("watch link band 1"),
    },
    "earrings": {
        "none": weights(
            "earrings hoop 30, earrings huggie 14, earrings drop 22, earrings stud 12, earrings "
            "dangle 14, earrings ear cuff 4, earrings threader 4"
        ),
        "clear": weights(
            "earrings stud 20, earrings halo 16, earrings huggie 14, earrings hoop 12, earrings "
            "drop 20, earrings dangle 8, earrings chandelier 8"
        ),
        "pearl": weights("earrings stud 30, earrings drop 45, earrings dangle 25"),
        "beads": weights("earrings beaded hoop 45, earrings drop 30, earrings dangle 25"),
        "enamel": weights("earrings stud 55, earrings dangle 45"),
        "colour": weights(
            "earrings stud 25, earrings halo 12, earrings drop 38, earrings dangle 18, earrings "
            "chandelier 7"
        ),
        "mixed none": weights("earrings hoop 70, earrings ear cuff 30"),
        "mixed clear": weights("earrings stud 45, earrings drop 55"),
    },
    "wrist": {
        "clear": weights(
            "bracelet tennis 42, bracelet station 18, bangle pave 26, bangle bypass 14"
        ),
        "pearl": weights("bracelet beaded 55, bracelet station 35, bangle bypass 10"),
        "beads": weights("bracelet woven 60, bracelet beaded 40"),
        "enamel": weights("bracelet station 70, bangle bypass 30"),
        "colour": weights("bracelet station 45, bracelet beaded 25, bangle bypass 30"),
        "mixed none": weights(
            "bracelet link 45, bangle twisted 20, bangle stacking 20, bangle plain 15"
        ),
    },
    "neck": {
        "clear": weights(
            "pendant solitaire 30, pendant halo 22, pendant motif 16, pendant cluster 8, pendant "
            "bar 6, necklace tennis 10, necklace station 8"
        ),
        "pearl": weights("necklace pearl strand 25, pendant solitaire 40, necklace station 35"),
        "beads": weights("necklace beaded 1"),
        "enamel": weights("pendant solitaire 60, necklace station 40"),
        "colour": weights(
            "pendant solitaire 38, pendant halo 20, pendant drop 16, necklace beaded 12, necklace "
            "station 14"
        ),
        "mixed none": weights("pendant coin 40, pendant motif 30, pendant letters 30"),
        "mixed clear": weights("pendant solitaire 1"),
    },
    "ring": {
        "none": weights("ring band 45, ring signet 30, ring stacking 15, ring open 10"),
        "clear": weights(
            "ring solitaire 24, ring three-stone 14, ring halo 18, ring cluster 14, ring eternity "
            "20, ring cocktail 10"
        ),
        "colour": weights(
            "ring solitaire 26, ring three-stone 12, ring halo 18, ring cluster 10, ring cocktail "
            "26, ring signet 8"
        ),
        "mixed clear": weights("ring solitaire 40, ring halo 35, ring stacking 25"),
    },
    "set": {
        "none": weights("set pendant set 1"),
        "clear": weights("set pendant set 1"),
    },
}
KINDS: dict[str, Weights] = {
    "clear": weights("diamond 1"),
    "pearl": weights("pearl 1"),
    "red": weights("ruby 3, garnet 2"),
    "pink": weights("morganite 3, rose quartz 2"),
    "blue": weights("sapphire 4, topaz 2, aquamarine 2, lapis lazuli 2"),
    "green": weights("emerald 4, peridot 2, jade 2"),
    "turquoise": weights("turquoise 1"),
    "purple": weights("amethyst 1"),
    "yellow": weights("citrine 1"),
    "brown": weights("smoky quartz 5, agate 3"),
    "black": weights("onyx 1"),
    "milky": weights("moonstone 3, opal 2"),
    "enamel": weights("enamel 1"),
    "beads": weights("glass beads 65, wooden beads 35"),
}
SMALL_BEADS = ("woven", "beaded hoop")  # styles that are made of seed beads
PAIRS: Weights = weights(
    "yellow gold and silver 5, silver and yellow gold 4, rose gold and silver 4, silver and rose "
    "gold 3"
)
TINTS: dict[str, Weights] = {
    "glass beads": weights("blue 5, green 4, red 4, purple 2, brown 3, teal 3, pink 3"),
    "wooden beads": weights("brown 5, dark brown 3, light brown 2"),
    "seed beads": weights("red 4, blue 4, teal 3, white 3, black 3, pink 2, green 2"),
    "beads": weights(
        "white 5, black 3, red 4, orange 4, yellow 3, green 3, teal 4, blue 4, purple 2, pink 4, "
        "beige 3, brown 2"
    ),
    "enamel": weights("blue 4, red 3, green 3, white 2, black 3, teal 3, pink 2"),
}


def draw_request(rng: np.random.Generator) -> Request:
    """Draws the main attributes of the next piece."""
    rows = {f"{kind}|{metal}": sum(row.values()) for (kind, metal), row in DEMAND.items()}
    kind, metal = choose(rng, rows).split("|")
    look = choose(rng, DEMAND[kind, metal])
    styles = SHOWN[kind]
    name = f"mixed {look}" if metal == "mixed" else look
    type_, _, style = choose(rng, styles.get(name) or styles["colour"]).partition(" ")
    first, _, second = (
        choose(rng, PAIRS).partition(" and ") if metal == "mixed" else (metal, "", "")
    )
    stones = _stones(rng, look, style)
    head = "metal2" if second and stones and style in ("solitaire", "stud", "drop") else "metal"
    return Request(type_, style, first, second, stones, head)


def _stones(rng: np.random.Generator, look: str, style: str) -> tuple[str, ...]:
    """Kinds of stone of a look: the main one, and diamonds around a coloured one."""
    if look == "none":
        return ()
    if style in SMALL_BEADS:
        return ("seed beads",)
    main = choose(rng, KINDS[look])
    if look in ("clear", "pearl", "beads", "enamel") or style in PAVE_STYLES | {"beaded"}:
        return (main,)
    share = {"halo": 0.9, "three-stone": 0.6, "cluster": 0.4, "cocktail": 0.4}.get(style, 0.1)
    return (main, "diamond") if rng.random() < share else (main,)


def tint(rng: np.random.Generator, stones: tuple[str, ...]) -> str:
    """The colour of beads or enamel, "" for stones that have their own."""
    return choose(rng, TINTS[stones[0]]) if stones and stones[0] in TINTS else ""
