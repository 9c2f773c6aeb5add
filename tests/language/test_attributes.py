"""Attributes of captions as people and models write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioning.data import Attributes
from captioning.language.attributes import (
    attributes,
    coarse_type,
    levels,
    look,
    looks,
    vocabulary_form,
)
from captioning.language.lexicon import LOOKS, singular, words


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a white gold ring", "ring"),
        ("a pair of yellow gold hoops with pearls", "earrings"),
        ("two silver ear cuffs on a white background", "earrings"),
        ("a pearl necklace", "necklace"),
        ("a gold pendant necklace", "pendant"),
        ("a fine gold necklace with a small heart pendant", "pendant"),
        ("silver ring pendant on a leather cord", "pendant"),
        ("a slim silver chain bracelet", "bracelet"),
        ("an open silver cuff bracelet", "bangle"),
        ("a rigid gold bracelet with diamonds", "bangle"),
        ("a gold bangle with a chain", "bangle"),
        ("a beaded anklet worn above a sandal", "anklet"),
        ("a flower brooch with pearls", "brooch"),
        ("a steel bracelet watch with a black dial", "watch"),
        ("silver watch with a matching link bracelet", "watch"),
        ("crystal necklace with long matching earrings", "set"),
        ("a gold ring and earrings on a pillow", "set"),
        ("a pearl necklace set", "set"),
        ("a yellow gold set with crystals", "set"),
        ("small hoop earrings set with round diamonds", "earrings"),
        ("broad yellow gold chain with an S hook clasp", "necklace"),
        ("a plain wedding band", "ring"),
        ("an open collar ending in two balls, seen on a neck", "necklace"),
        ("a dog runs over the grass", None),
        ("", None),
    ],
)
def test_type_is_the_head_noun(caption: str, expected: str | None) -> None:
    assert attributes(caption).type == expected


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a gold ring", "yellow gold"),
        ("gold-tone hoops", "yellow gold"),
        ("white gold ring", "silver"),
        ("a platinum band", "silver"),
        ("stainless steel watch", "silver"),
        ("a white metal ring", "silver"),
        ("silver coloured bangle", "silver"),
        ("rose gold ring with a silver bead", "rose gold"),
        ("a pink gold pendant", "rose gold"),
        ("a two-tone watch", "mixed"),
        ("gold and silver hoops", "mixed"),
        ("yellow and white gold band", "mixed"),
        ("black watch with gold hands", "black"),
        ("a black bead bracelet with a gold clasp", "yellow gold"),
        ("earrings with golden pearls", None),
        ("a bronze cuff", "bronze"),
        ("a watch in black", "black"),
        ("a pearl necklace", None),
    ],
)
def test_metal_is_the_colour_seen(caption: str, expected: str | None) -> None:
    assert attributes(caption).metal == expected


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a ring with three round rubies and a diamond", ("ruby", "diamond")),
        ("pale purple pear cut stone in a gold ring", ("purple stone",)),
        ("earrings with red and pale blue stones", ("red stone", "blue stone")),
        ("a dark red cabochon ring", ("red stone",)),
        ("a mother-of-pearl dial", ("mother of pearl",)),
        ("studs in black diamonds", ("black diamond",)),
        ("pink sapphires and blue quartz", ("pink sapphire", "blue quartz")),
        ("a gold pavé ring", ("clear stone",)),
        ("yellow gold drop earrings", ()),
        ("emerald cut stone, diamond shaped links", ()),
        ("a necklace of small gold beads", ()),
        ("pink seed bead bracelet", ("seed beads",)),
        ("a bracelet of green beads", ("beads",)),
        ("beads of many colours", ()),
        ("a green jade bead bracelet", ("jade",)),
        ("black onyx beads between gold beads", ("onyx",)),
        ("black onyx beads and red beads", ("onyx", "beads")),
        ("a plain gold ring without diamonds on linen", ()),
        ("a necklace with no stones and a pearl", ("pearl",)),
        ("silver watch with black dial and clear stones", ("clear stone",)),
    ],
)
def test_stones_as_said(caption: str, expected: tuple[str, ...]) -> None:
    assert attributes(caption).stones == expected


def test_motif_is_the_first_picture() -> None:
    assert attributes("open hearts with a leaf").motif == "heart"
    assert attributes("blossom studs").motif == "flower"
    assert attributes("a plain band").motif is None


def test_a_whole_caption_in_capitals_with_punctuation() -> None:
    expected = Attributes("ring", "rose gold", ("ruby",), "heart")
    assert attributes("  ROSE-GOLD heart RING, with a Ruby!!") == expected


def test_looks_join_what_a_photo_cannot_tell_apart() -> None:
    assert look("diamond") == look("Cubic Zirconia") == look("crystals") == "clear"
    assert look("rubies") == "red"
    assert look("plutonium") is None
    assert looks(["diamond", "ruby", "zircon", "unheard of"]) == ("clear", "red")


def test_stones_read_from_captions_have_a_look() -> None:
    for name in LOOKS:
        assert look(name) == LOOKS[name]
        if name != "glass" and "bead" not in name:
            assert [look(stone) for stone in attributes(f"ring with {name}").stones] == [
                LOOKS[name]
            ]


def test_coarse_types() -> None:
    assert coarse_type("pendant") == coarse_type("necklace") == "necklace"
    assert coarse_type("bangle") == coarse_type("bracelet") == "bracelet"
    assert coarse_type("ring") == "ring"
    assert coarse_type(None) is None


def test_levels_grow_in_detail() -> None:
    caption = "a yellow gold ring with a ruby"
    assert levels(caption) == {
        "basic": "yellow gold ring",
        "normal": caption,
        "complete": caption,
    }
    assert levels("two-tone watch")["basic"] == "two-tone watch"
    assert levels("a strand of pearls as a necklace")["basic"] == "pearl necklace"
    assert set(levels("a dog in the snow").values()) == {"a dog in the snow"}


def test_words_lose_case_accents_and_punctuation() -> None:
    assert words("Pavé, two-tone tiger’s-eye RING!") == [
        *("pave", "two", "tone", "tiger's", "eye", "ring")
    ]


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("earrings", "earring"),
        ("rubies", "ruby"),
        ("leaves", "leaf"),
        ("brooches", "brooch"),
        ("crosses", "cross"),
        ("glass", "glass"),
        ("lapis", "lapis"),
        ("watches", "watch"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@given(st.text())
def test_any_text_is_read_without_complaint(text: str) -> None:
    said = attributes(text)
    assert attributes(text.swapcase() if text.isascii() else text) == said
    assert levels(text)["complete"] == text


def test_labels_are_put_into_the_vocabularys_form() -> None:
    written = Attributes(
        "Earring", "White  Gold", ("Rubies", "ruby", "Fluorite"), "Heart", ("Halo",)
    )
    expected = Attributes("earrings", "silver", ("ruby", "fluorite"), "heart", ("halo",))
    assert vocabulary_form(written) == expected
    assert vocabulary_form(expected) == expected


def test_labels_that_the_vocabulary_lacks_are_kept() -> None:
    labels = Attributes("tiara", "none", no_stones=True)
    assert vocabulary_form(labels) == labels
    assert vocabulary_form(Attributes()) == Attributes()


def test_no_stones_and_unknown_stones_are_told_apart() -> None:
    assert Attributes(no_stones=True).stones_known and Attributes(stones=("ruby",)).stones_known
    assert not Attributes().stones_known
    with pytest.raises(ValueError, match="ruby"):
        Attributes(stones=("ruby",), no_stones=True)
