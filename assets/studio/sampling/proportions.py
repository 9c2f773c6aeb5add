"""How often each type, style, metal, stone, motif, chain and scene is drawn.

Every table is `{value: weight}`; weights need not add up to one. Where a table has profiles,
"catalogue" is balanced as a good shop's catalogue would be, and "training" follows the
proportions found among real shop photographs; "market" has its own tables in `market.py`.
"""

from __future__ import annotations

import numpy as np

Weights = dict[str, float]


def weights(table: str) -> Weights:
    """Read a table written as "ring 22, earrings 20"; the last word of each entry is its weight."""
    pairs = (entry.rsplit(maxsplit=1) for entry in table.split(","))
    return {name.strip(): float(weight) for name, weight in pairs}


def choose(rng: np.random.Generator, table: Weights) -> str:
    """One key of a table, drawn in proportion to its weight."""
    names = list(table)
    shares = np.array([table[name] for name in names], dtype=float)
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]


FACETED = (
    "diamond",
    "ruby",
    "sapphire",
    "emerald",
    "amethyst",
    "citrine",
    "topaz",
    "aquamarine",
    "garnet",
    "peridot",
    "smoky quartz",
    "morganite",
)
OPAQUE = (
    "opal",
    "moonstone",
    "turquoise",
    "onyx",
    "jade",
    "coral",
    "lapis lazuli",
    "rose quartz",
    "agate",
    "enamel",
)
# Beads that are not of stone; they come in many colours.
MADE = ("glass beads", "wooden beads", "seed beads", "beads")
KINDS = FACETED + OPAQUE + MADE + ("pearl",)

# The family that builds each type, a key of `workshop.BUILDERS`.
FAMILIES = {
    "ring": "rings",
    "earrings": "earrings",
    "pendant": "pendants",
    "necklace": "necklaces",
    "bracelet": "bracelets",
    "bangle": "bangles",
    "anklet": "bracelets",
    "brooch": "brooches",
    "set": "sets",
    "watch": "watches",
}

TYPES: dict[str, Weights] = {
    "catalogue": weights(
        "ring 22, earrings 20, pendant 16, necklace 12, bracelet 12, bangle 7, anklet 2, brooch "
        "5, set 4"
    ),
    "training": weights(
        "earrings 34, ring 16, bracelet 15, necklace 11, pendant 10, bangle 5, set 2, anklet 0.8, "
        "brooch 0.8"
    ),
}
STYLES: dict[str, Weights] = {
    "ring": weights(
        "solitaire 16, three-stone 9, halo 14, cluster 9, eternity 9, band 14, signet 8, cocktail "
        "11, stacking 6, open 6"
    ),
    "earrings": weights(
        "stud 17, halo 12, hoop 15, huggie 8, drop 22, dangle 12, chandelier 7, ear cuff 3, "
        "threader 4"
    ),
    "pendant": weights(
        "solitaire 16, halo 12, motif 40, coin 9, letters 9, drop 9, bar 8, cluster 6"
    ),
    "necklace": weights(
        "pearl strand 17, beaded 20, chain 20, choker 8, layered 13, tennis 10, collar 7, station "
        "11"
    ),
    "bracelet": weights("chain 26, tennis 16, charm 18, beaded 20, link 14, station 8"),
    "bangle": weights("plain 30, cuff 26, pave 16, twisted 12, stacking 12, bypass 10"),
    "anklet": weights("chain 30, charm 40, beaded 30"),
    "brooch": weights("flower 30, leaf 20, bow 16, bar 12, insect 22"),
    "set": weights("pendant set 55, pearl set 25, bead set 20"),
}
METALS: dict[str, Weights] = {
    "catalogue": weights(
        "yellow gold 38, silver 24, rose gold 18, white gold 11, platinum 4, black 3, copper 2.5, "
        "bronze 2.5"
    ),
    "training": weights(
        "yellow gold 54, silver 26, rose gold 9, white gold 7, platinum 1, black 1.6, copper 0.7, "
        "bronze 0.7"
    ),
}
TWO_TONE: dict[str, Weights] = {
    "yellow gold": weights("silver 7, rose gold 2"),
    "rose gold": weights("silver 6, yellow gold 2"),
    "silver": weights("yellow gold 6, rose gold 4"),
}
FINISHES = weights("polished 74, satin 14, hammered 12")
GEMS: dict[str, Weights] = {
    "catalogue": weights(
        "diamond 26, ruby 7, sapphire 9, emerald 8, amethyst 6, citrine 5, topaz 4, aquamarine 5, "
        "garnet 4, peridot 4, opal 4, moonstone 4, turquoise 5, onyx 5, jade 3, coral 3, lapis "
        "lazuli 3, pearl 9"
    ),
    "training": weights(
        "diamond 42, ruby 5, sapphire 6, emerald 5, amethyst 7, citrine 4.5, topaz 2.5, "
        "aquamarine 2.5, garnet 3.5, peridot 1.5, opal 1.5, moonstone 3, turquoise 4, onyx 7, "
        "jade 1.5, coral 1.5, lapis lazuli 2, pearl 14"
    ),
}
# Beads are rarely of diamond; colour is what sells a strand.
BEADS = weights(
    "turquoise 14, onyx 14, jade 11, coral 11, lapis lazuli 11, amethyst 8, garnet 5, moonstone "
    "7, citrine 5, aquamarine 5, peridot 4, opal 3"
)
PEARLS = weights("white 58, cream 18, pink 12, black 12")
CUTS = weights("round 40, oval 16, pear 11, cushion 9, emerald 9, marquise 6, princess 6, heart 3")
MOTIFS: dict[str, Weights] = {
    "pendant": weights(
        "heart 20, star 11, moon 10, cross 11, leaf 12, flower 13, butterfly 9, infinity 7, key "
        "7, clover 6, circle 7"
    ),
    "charm": weights(
        "heart 24, star 18, moon 10, flower 14, clover 8, cross 6, butterfly 8, leaf 8, coin 8"
    ),
    "insect": weights("butterfly 45, dragonfly 30, beetle 25"),
}
CHAINS: dict[str, Weights] = {
    "pendant": weights("cable 36, box 14, rope 16, snake 14, curb 12, cord 9"),
    "necklace": weights("cable 22, rope 20, snake 15, curb 20, box 10, paperclip 14, ball 8"),
    "bracelet": weights("cable 20, curb 28, rope 18, paperclip 14, box 8, snake 10"),
    "fine": weights("cable 60, rope 12, box 12, curb 10, ball 6"),
}
SCENES: dict[str, Weights] = {
    "catalogue": weights(
        "white paper 20, grey paper 12, cream paper 7, pink paper 6, blue paper 5, green paper 5, "
        "lilac paper 3, black paper 6, black velvet 5, navy velvet 3, burgundy velvet 3, green "
        "velvet 3, white linen 3, beige linen 5, white marble 6, slate 5, wood 5, brown leather 3, "
        "white acrylic 4, black acrylic 3"
    ),
    "training": weights(
        "white paper 52, grey paper 13, white acrylic 8, cream paper 4, pink paper 1.2, blue "
        "paper 1, green paper 1, lilac paper 0.6, black paper 3, black velvet 2, navy velvet 0.8, "
        "burgundy velvet 0.8, green velvet 1.2, white linen 1.5, beige linen 2, white marble 2, "
        "slate 1.5, wood 4.5, brown leather 1.5, black acrylic 1.5"
    ),
    "market": weights(
        "white paper 34, grey paper 14, cream paper 8, pink paper 3, blue paper 4, green paper 3, "
        "white acrylic 7, white linen 5, beige linen 6, white marble 6, wood 3, black paper 3, "
        "black velvet 2, navy velvet 2"
    ),
}
# On these, black metal and dark or clear beads would not be seen.
DARK_SCENES = (
    *("black", "navy", "burgundy", "purple", "green velvet", "green cloth", "slate", "dark wood"),
    "brown leather",
)
LIGHTINGS = weights("softbox 52, tent 14, strips 18, window 16")
# How the main stone may be held, by style; a style that is missing here has no choice.
SETTINGS: dict[str, Weights] = {
    "solitaire": weights("prong 68, bezel 32"),
    "three-stone": weights("prong 75, bezel 25"),
    "halo": weights("halo 1"),
    "cluster": weights("cluster 1"),
    "eternity": weights("pave 30, channel 30, prong 40"),
    "cocktail": weights("prong 40, bezel 35, halo 25"),
    "stud": weights("prong 55, bezel 45"),
    "drop": weights("prong 30, bezel 70"),
    "dangle": weights("bezel 1"),
    "chandelier": weights("bezel 1"),
    "tennis": weights("prong 70, bezel 30"),
    "station": weights("bezel 1"),
    "pave": weights("pave 60, channel 40"),
}

# The share of pieces of a style that carry stones; a style that is missing here always does.
STONE_SHARE: dict[str, Weights] = {
    "ring": weights("band 0.15, signet 0.35, stacking 0.6, open 0.65"),
    "earrings": weights(
        "stud 0.85, hoop 0.25, huggie 0.45, drop 0.8, dangle 0.65, ear cuff 0.4, threader 0.6"
    ),
    "pendant": weights("motif 0.4, coin 0.15, letters 0.25, drop 0.7, bar 0.4"),
    "necklace": weights("chain 0, choker 0.45, layered 0.35, collar 0.3"),
    "bracelet": weights("chain 0, charm 0.3, link 0"),
    "bangle": weights("plain 0, cuff 0.25, twisted 0, stacking 0.3, bypass 0.85"),
    "anklet": weights("chain 0, charm 0.2"),
    "brooch": weights("leaf 0.6, bow 0.6, bar 0.75"),
}
BEAD_STYLES = {"beaded", "bead set", "bead strands", "laid beads", "bead loops"}
PEARL_STYLES = {"pearl strand", "pearl set"}
PAVE_STYLES = {"eternity", "pave", "tennis"}
PEARLS_WELCOME = {"solitaire", "stud", "drop", "dangle", "station", "flower", "bypass", "cocktail"}
# How often a prop is tried, and which, by type; what does not fit its piece is left out.
PROP_SHARE = {"catalogue": 0.2, "training": 0.26, "market": 0.2, "strangers": 0.3}
PROPS: dict[str, Weights] = {
    "ring": weights("ring box 70, pebble 17, twig 13"),
    "pendant": weights("bust 56, pebble 24, twig 20"),
    "earrings": weights("pebble 55, twig 45"),
    "bracelet": weights("pebble 50, twig 50"),
    "bangle": weights("pebble 60, twig 40"),
    "brooch": weights("pebble 50, twig 50"),
    "necklace": weights("pebble 50, twig 50"),
    "anklet": weights("pebble 60, twig 40"),
}
