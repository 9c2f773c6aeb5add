"""Long captions without what is unlikely: each is still a caption that a person would write."""

import pytest

from captioning.language.attributes import attributes
from captioning.language.likely_part import likely_part
from captioning.language.terms import METAL, MOTIF, STONES, Term

SILVER, GOLD = Term(METAL, "silver"), Term(METAL, "yellow gold")
CLEAR, RED, BLUE, PEARL, BEADS = (
    Term(STONES, look) for look in ("clear", "red", "blue", "pearl", "beads")
)
LEAF, HEART = Term(MOTIF, "leaf"), Term(MOTIF, "heart")


@pytest.mark.parametrize(
    ("caption", "likely", "said"),
    [
        # a metal
        ("an oxidised silver ring on wood", [], "a ring on wood"),
        ("a silver open ring", [], "an open ring"),
        ("a bracelet in yellow gold with rubies", [RED], "a bracelet with rubies"),
        ("a pair of earrings in silver coloured on white", [], "a pair of earrings on white"),
        ("a beaded necklace with silver spacers", [], "a beaded necklace with spacers"),
        ("a two-tone silver and gold bangle", [], "a bangle"),
        ("a ring in black with rubies", [RED], "a ring with rubies"),
        # stones
        ("a silver ring with small blue stones", [SILVER], "a silver ring with small stones"),
        ("a silver ring with sapphires", [SILVER], "a silver ring"),
        ("a gold ring with rubies and diamonds", [GOLD, RED], "a gold ring with rubies"),
        ("a gold ring with rubies and diamonds", [GOLD, CLEAR], "a gold ring with diamonds"),
        (
            "a gold ring with a round ruby in a bezel and small diamonds on white",
            [GOLD],
            "a gold ring with a round stone in a bezel on white",
        ),
        ("a silver ring with black stones and clear stones", [SILVER], "a silver ring with stones"),
        ("a bracelet of red and white seed beads on wood", [], "a bracelet of beads on wood"),
        ("a bracelet with pearls and seed beads", [BEADS], "a bracelet with seed beads"),
        ("a bracelet with pearls and seed beads", [PEARL], "a bracelet with pearls"),
        ("gold earrings with turquoise and pearls", [GOLD, PEARL], "gold earrings with pearls"),
        ("a gold ring with mother of pearl", [GOLD], "a gold ring"),
        ("a ring with a row of small pearls", [], "a ring with a row of small stones"),
        # motifs
        ("a silver leaf pendant on a chain", [SILVER], "a silver pendant on a chain"),
        ("a heart shaped pendant on a chain", [], "a pendant on a chain"),
        ("a gold chain with a small heart and a small leaf", [GOLD, HEART],
         "a gold chain with a small heart"),
        ("two gold bangles one with a heart and one with a leaf", [GOLD, LEAF],
         "two gold bangles one with a detail and one with a leaf"),
    ],
)  # fmt: skip
def test_what_is_unlikely_goes_and_the_rest_stays_a_sentence(caption, likely, said):
    assert likely_part(caption, dict.fromkeys(likely, 0.6), 0.5) == said


@pytest.mark.parametrize(
    "caption",
    [
        "a silver ring with a round ruby in a bezel and small diamonds on a white background",
        "a yellow gold leaf pendant on a cable chain, lying on wood",
        "a dog in a black coat with a heart on it",
        "",
    ],
)
def test_what_is_likely_or_no_jewelry_stays_as_it_is(caption):
    named = attributes(caption)
    seen = [Term(METAL, named.metal), RED, CLEAR, LEAF] if named.type else []
    assert likely_part(caption, dict.fromkeys(seen, 0.5), 0.5) == caption


def test_nothing_unlikely_is_ever_left():
    stones = ("a round ruby in a bezel", "small blue stones", "pearls and diamonds", "seed beads")
    for piece in ("silver leaf ring", "pair of gold heart hoops", "black cuff", "bead necklace"):
        for first in stones:
            for second in stones:
                caption = f"a {piece} with {first} and {second} lying on white cloth"
                left = likely_part(caption, {}, 0.5)
                assert left is not None
                named = attributes(left)
                assert (named.metal, named.stones, named.motif) == (None, (), None)
                assert left.endswith(" lying on white cloth")
