"""Whatever is typed or pasted gets a sensible answer, or one sentence."""

import random

import pytest

from captioning.gallery.gallery import Gallery
from captioning.language.query import Query
from captioning.language.understanding.corrections import MOST_CORRECTED
from captioning.language.understanding.tokens import LONGEST_WORD, MOST, tokens
from captioning.shipped import shipped

LETTERS = random.Random(1)
LONG = 20_000
PASTES = {
    "a book": "a gold ring with a ruby, not silver; " * (LONG // 36),
    "noise": "".join(LETTERS.choice("abcdefghijklmnopqrstuvwxyz  ") for _ in range(LONG)),
    "one word": "a" * LONG,
    "one compound": "silber" * (LONG // 6),
    "endings": "lar" * (LONG // 3),
    "minus signs": "-" * LONG,
    "minus words": "-gold " * (LONG // 6),
    "quotes": '"' * LONG,
    "negations": "not " * (LONG // 4),
    "alternatives": "ruby or " * (LONG // 8),
    "emoji": "💍" * LONG,
    "right to left": "خاتم ذهب " * (LONG // 9),
}
NOTHING = "Nothing in these words says what to look for, such as a piece, metal or stone."


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    shown = Gallery.open(shipped("assets/gallery"))
    return shown


@pytest.mark.parametrize("name", PASTES)
def test_a_paste_is_read_up_to_a_bound(gallery: Gallery, name: str) -> None:
    said = tokens(PASTES[name])
    assert len(said) <= MOST
    assert all(len(token.typed) <= LONGEST_WORD for token in said)
    understood = gallery.understand(PASTES[name])
    assert len(understood.corrections) <= MOST_CORRECTED
    gallery.search(understood, k=3)
    sentences = gallery.remarks(understood)
    assert len(sentences) <= 4
    assert all(len(sentence) < 400 for sentence in sentences if "Showing" not in sentence)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("not gold", "not: yellow gold or rose gold"),
        ("no pearls, no diamonds", "not: pearl, diamond"),
        ("not not gold", "not: yellow gold or rose gold"),
        ("gold ring, not gold", "ring · not: yellow gold or rose gold"),
        ("anillo de gold con rubino und Perlen",
         "ring · metal: yellow gold or rose gold · stones: ruby · stones: pearl"),
        ("silver bague avec perla", "metal: silver · ring · stones: pearl"),
        ('"gold ring', "metal: yellow gold or rose gold · ring"),
        ("“gold ring” with ‘pearls’", "metal: yellow gold or rose gold · ring · stones: pearl"),
        ("- gold ring", "metal: yellow gold or rose gold · ring"),
        ("ring - gold -", "ring · metal: yellow gold or rose gold"),
        ("--gold ring--", "metal: yellow gold or rose gold · ring"),
        ("ring -gold -", "ring · not: yellow gold or rose gold"),
        ("💍 gold ring 💎", "metal: yellow gold or rose gold · ring"),
        ("gold ring خاتم", "metal: yellow gold or rose gold · ring"),
        ("\u202egold ring", "metal: yellow gold or rose gold · ring"),
        ("\ufeffgo\u200bld Ohr\u00adringe", "metal: yellow gold or rose gold · earrings"),
        ("gold\x00ring\x07", "metal: yellow gold or rose gold · ring"),
        ("gold\r\nring\t", "metal: yellow gold or rose gold · ring"),
        ("gold \ud83d ring", "metal: yellow gold or rose gold · ring"),
        (";;; gold ;; ring ;", "metal: yellow gold or rose gold · ring"),
        ("gold or or silver", "metal: yellow gold or rose gold or silver"),
        ("gold or", "metal: yellow gold or rose gold"),
        ("585", "metal: yellow gold or rose gold"),
    ],
)  # fmt: skip
def test_odd_queries_mean_what_they_can(gallery: Gallery, text: str, line: str) -> None:
    assert gallery.understand(text).line == line
    assert gallery.search(text, k=3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        *((text, NOTHING) for text in ("", "  ", "💍", "?!.,;:()", "---", '"""', "the of", "not")),
        ("1234567", "No piece of this gallery has “1234567”; it is set aside."),
        ("خاتم ذهب", "No piece of this gallery has “خاتم” or “ذهب”; they are set aside."),
        ("金戒指", "No piece of this gallery has “金戒指”; it is set aside."),
        ("uvw xyz wxy zzq qqz",
         "No piece of this gallery has “uvw” or “xyz” or “wxy” or 2 other words; they are set "
         "aside."),
        ("no rings, no earrings, no necklaces, no bracelets, no bangles, no pendants, no watches, "
         "no brooches, no anklets, no sets",
         "No piece is left without rings, earrings, necklaces, bracelets, bangles, pendants, "
         "watches, brooches, anklets, sets; exclude less."),
    ],
)  # fmt: skip
def test_what_asks_for_nothing_gets_one_sentence(
    gallery: Gallery, text: str, sentence: str
) -> None:
    assert gallery.search(text) == []
    assert gallery.remarks(text) == [sentence]


def test_what_is_wanted_and_excluded_is_excluded(gallery: Gallery) -> None:
    hits = gallery.search("gold ring, not gold", k=20)
    assert hits and not {"yellow gold", "rose gold"} & {hit.piece.metal for hit in hits}
    assert gallery.remarks("gold ring, not gold") == [
        "“gold” is both wanted and excluded; excluded counts."
    ]


def test_a_query_of_nothing_is_false(gallery: Gallery) -> None:
    assert not gallery.understand("")
    assert gallery.understand("") == Query(language="en")
