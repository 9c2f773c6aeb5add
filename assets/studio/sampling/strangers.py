"""The profile "strangers": pieces of small makers that captioners take for another type.

Bead necklaces against bead bracelets, cuffs seen from the front against rings, pairs of bangles
against earrings, long chains laid down against bracelets; copper, bronze and oxidised silver
against gold. Rings and hoops on the same grounds keep ground and view from telling the type.
"""

from __future__ import annotations

import numpy as np

from assets.studio.sampling.market import Request
from assets.studio.sampling.proportions import Weights, choose, weights

STYLES = weights(
    "necklace bead strands 24, necklace laid beads 19, necklace long chain 11, pendant cut 7, "
    "pendant wire wrapped 6, bracelet bead loops 18, bracelet cord charm 8, bracelet link charm 7, "
    "bracelet thread band 5, bangle front cuff 11, bangle pair 7, ring band 2, ring signet 1, "
    "ring cocktail 1, earrings hoop 3"
)
BEADED = ("bead strands", "laid beads", "bead loops")
METALS: dict[str, Weights] = {
    "": weights("yellow gold 40, silver 34, bronze 10, copper 8, rose gold 8"),
    "long chain": weights("yellow gold 62, silver 22, rose gold 8, copper 4, bronze 4"),
    "cut": weights("silver 50, yellow gold 22, bronze 14, copper 12, rose gold 2"),
    "wire wrapped": weights("copper 55, silver 25, bronze 10, yellow gold 10"),
    "front cuff": weights("silver 44, yellow gold 22, copper 16, bronze 16, black 2"),
    "pair": weights("yellow gold 78, silver 12, copper 5, bronze 5"),
    "link charm": weights("silver 58, yellow gold 28, bronze 8, copper 6"),
}
FINISHES: dict[str, Weights] = {
    "silver": weights("polished 40, satin 10, hammered 12, oxidised 38"),
    "bronze": weights("satin 18, hammered 6, oxidised 76"),
    "copper": weights("polished 45, satin 15, hammered 15, oxidised 25"),
    "": weights("polished 72, satin 16, hammered 12"),
}
BEADS = weights(
    "beads 34, coral 14, pearl 9, turquoise 7, onyx 6, garnet 4, jade 4, lapis lazuli 4, agate 4, "
    "rose quartz 3, moonstone 4, amethyst 2, wooden beads 5, seed beads 4, glass beads 4"
)
FACES = weights(
    "turquoise 14, agate 12, onyx 10, lapis lazuli 9, jade 8, coral 8, moonstone 10, opal 6, rose "
    "quartz 8"
)
STONE_SHARE = {"front cuff": 0.42, "cocktail": 1.0, "signet": 0.2, "wire wrapped": 1.0}
MOTIFS = weights(
    "heart 16, star 12, moon 16, cross 12, flower 10, leaf 10, circle 8, clover 4, butterfly 5, "
    "teardrop 4, infinity 3"
)
CHAINS: dict[str, Weights] = {
    "long chain": weights("rope 26, snake 18, curb 18, box 12, cable 12, figaro 8, ball 6"),
    "link charm": weights("cable 30, curb 30, figaro 16, belcher 12, paperclip 12"),
}
# Dark cloth, velvet, gloss, linen, wood, among them some of a shop's grounds.
SCENES = weights(
    "black cloth 13, black velvet 7, black acrylic 8, black paper 5, burgundy cloth 4, "
    "purple cloth 3, navy cloth 2, green cloth 2, white cloth 8, beige cloth 5, pink cloth 2, "
    "white linen 4, beige linen 6, wood 7, dark wood 5, pale wood 4, slate 3, white paper 12, "
    "grey paper 6, cream paper 3, pink paper 2, blue paper 1.5, white marble 2, "
    "brown leather 1.5, green velvet 1"
)
LIGHTINGS = weights("softbox 34, tent 12, strips 10, window 22, lamp 22")
PROPS: dict[str, Weights] = {
    kind: weights("flower 40, leaves 25, log slice 20, pebble 8, twig 7")
    for kind in ("necklace", "pendant", "bracelet")
} | {
    "bangle": weights("flower 45, leaves 30, pebble 25"),
    "ring": weights("flower 40, leaves 30, pebble 30"),
    "earrings": weights("flower 40, leaves 30, pebble 30"),
}
# As strangers often show them: pairs of bangles and cords on white.
PALE = ("pair", "cord charm")


def draw_request(rng: np.random.Generator) -> Request:
    """Draws the main attributes of the next piece."""
    kind, _, style = choose(rng, STYLES).partition(" ")
    metal = choose(rng, METALS.get(style, METALS[""]))
    return Request(kind, style, metal, "", _stones(rng, style), "metal")


def _stones(rng: np.random.Generator, style: str) -> tuple[str, ...]:
    if style in BEADED:
        main = choose(rng, BEADS)
        second = choose(rng, BEADS) if rng.random() < 0.3 else main
        made = {"beads", "seed beads", "glass beads", "wooden beads"}
        mixes = second != main and not {main, second} & made
        return (main, second) if mixes else (main,)
    if rng.random() >= STONE_SHARE.get(style, 0.0):
        return ()
    return (choose(rng, FACES),)


def finish(rng: np.random.Generator, metal: str) -> str:
    """How the metal is finished: silver, bronze and copper are often oxidised."""
    return choose(rng, FINISHES.get(metal, FINISHES[""]))


def chain(rng: np.random.Generator, style: str) -> str:
    """The pattern of a chain, "" for styles without one."""
    return choose(rng, CHAINS[style]) if style in CHAINS else ""


def motif(rng: np.random.Generator, kind: str) -> str:
    """A motif for a cut pendant or for what may hang from a strand."""
    return choose(rng, MOTIFS) if kind not in ("ring", "earrings") else ""


def scenes(style: str) -> Weights:
    """The grounds of a style."""
    if style not in PALE:
        return SCENES
    return SCENES | {"white paper": 60.0, "grey paper": 25.0, "white cloth": 15.0}
