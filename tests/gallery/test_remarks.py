"""What a person is told of a query: corrections, words set aside, words that leave nothing."""

from dataclasses import asdict
from pathlib import Path

import pytest

from captioning.gallery.gallery import Filters, Gallery, Piece
from captioning.language.attributes import attributes

CAPTIONS = [
    *["a plain silver ring"] * 3,
    "a silver ring with a ruby",
    "a yellow gold ring with an emerald",
    "silver earrings with emeralds",
    "a bronze bangle with a snake",
    "a silver bracelet with beads",
]


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery.of(
        [
            Piece(id=str(place), image=Path("x"), captions=(said,), **asdict(attributes(said)))
            for place, said in enumerate(CAPTIONS)
        ]
    )


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        (
            "emerald ring, not gold",
            "No ring without gold has an emerald: without “emerald” there are 4.",
        ),
        (
            "bronze bangle with a ruby",
            "No bronze bangle has a ruby: without “ruby” there is 1.",
        ),
        (
            "beads bracelet with an emerald",
            "No bead bracelet has an emerald: without “emerald” there is 1.",
        ),
        ("silver anklet", "No piece of this gallery has “anklet”; it is set aside."),
        ("opal ring", "No piece of this gallery has “opal”; it is set aside."),
        (
            "silver ring with zirconium",
            "No piece of this gallery has “zirconium”; it is set aside.",
        ),
        ("gold ring, not gold", "“gold” is both wanted and excluded; excluded counts."),
        (
            "white gold ring, not silver",
            "“white gold” is both wanted and excluded; excluded counts.",
        ),
        ("emerlad ring", "Showing results for emerald ring, not emerlad ring."),
        ("ring, not rings", "“ring” is both wanted and excluded; excluded counts."),
        (
            "the of",
            "Nothing in these words says what to look for, such as a piece, metal or stone.",
        ),
    ],
)
def test_one_sentence_says_what_to_know(gallery: Gallery, query: str, remark: str) -> None:
    assert remark in gallery.remarks(query)


def test_a_plain_query_needs_no_remark(gallery: Gallery) -> None:
    assert gallery.remarks("silver ring") == []
    assert gallery.remarks("bangle, not gold") == []


def test_filters_count_too(gallery: Gallery) -> None:
    (remark,) = gallery.remarks("ring with an emerald", Filters(metal="silver"))
    assert remark == "No ring has an emerald: without “emerald” there are 4."


def test_a_word_that_no_piece_has_changes_nothing(gallery: Gallery) -> None:
    """Named and set aside, never fatal."""
    plain = gallery.search("silver ring")
    for query in ("zirconium silver ring", "opal silver ring", "silver ring on a xylophone"):
        found = gallery.search(query)
        assert [hit.piece.id for hit in found] == [hit.piece.id for hit in plain], query


def test_where_no_piece_has_all_those_that_have_most_are_found(gallery: Gallery) -> None:
    asked = "bronze bangle with an emerald, not gold"
    found = [hit.piece.captions[0] for hit in gallery.search(asked)]
    assert found[0] == "a bronze bangle with a snake"
    assert not any("gold" in said for said in found)
    assert gallery.remarks(asked)  # that no bronze bangle has an emerald
    assert gallery.search("snake bangle in silver with an emerald", minimum=0.05) == []
    assert gallery.search("zirconium") == []
