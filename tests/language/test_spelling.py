"""Slips are read as the word that was meant; everyday words and names are no slips."""

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest

from captioning.gallery.gallery import Gallery
from captioning.language.understanding import understand
from captioning.language.understanding.vocabulary import LANGUAGES
from captioning.shipped import shipped

HERE = Path(__file__).parent
SLIPS = tomllib.loads((HERE / "slips.toml").read_text("utf-8"))
EVERYDAY = tomllib.loads((HERE / "everyday.toml").read_text("utf-8"))
FRAMES = {
    "en": "{} with a nice box",
    "de": "eine {} aus Gold",
    "es": "{} de mujer",
    "fr": "une {} pour femme",
    "it": "{} da donna",
    "tr": "kırmızı {}",
}
ASKED = {
    "en": "a {} ring",
    "de": "ein Ring mit {}",
    "es": "un anillo con {}",
    "fr": "une bague avec {}",
    "it": "un anello con {}",
    "tr": "gümüş yüzük {}",
}
NOT_ALONE = {"baque", "penditif", "yüzk", "altn", "yakt"}
"""Short slips that a word of their language must stand next to."""


@cache
def known() -> frozenset[str]:
    return Gallery.open(shipped("assets/gallery"))._known


@pytest.mark.parametrize("language", LANGUAGES)
def test_slips_are_read_as_what_was_meant(language: str) -> None:
    assert len(SLIPS[language]) >= (90 if language == "en" else 19)
    for slip, meant in SLIPS[language].items():
        for frame in (FRAMES[language], "{}")[: 1 if slip in NOT_ALONE else 2]:
            wrong, right = (understand(frame.format(word), known()) for word in (slip, meant))
            assert wrong.line == right.line, (slip, frame)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_words_are_not_corrected(language: str) -> None:
    words = EVERYDAY[language].split()
    assert len(words) >= 60
    for word in words:
        for query in (word, ASKED[language].format(word)):
            assert understand(query, known()).corrections == (), query


def test_the_words_of_the_models_are_not_corrected() -> None:
    path = shipped("checkpoints") / "transformer" / "tokenizer.json"
    words = [
        word for word in json.loads(path.read_text("utf-8"))["model"]["vocab"] if word.isalpha()
    ]
    corrected = [
        correction.typed
        for start in range(0, len(words), 60)
        for correction in understand(", ".join(words[start : start + 60]), known()).corrections
    ]
    assert corrected == []


@pytest.mark.parametrize("text", ["saphire", "ear rings", "neck lace", "hamered ring", "necklac"])
def test_a_correction_is_named(text: str) -> None:
    (correction,) = understand(text, known()).corrections
    assert correction.typed in text
    assert correction.read not in text


def test_a_word_of_another_spelling_is_corrected_only_in_its_language() -> None:
    assert understand("ónix", known()).corrections == ()
    assert understand("Saphire Ohrringe", known()).language == "de"
    assert understand("Saphire Ohrringe", known()).corrections == ()


def test_what_nothing_is_known_of_is_named() -> None:
    assert understand("a wooden chair", known()).unknown == ("chair",)
    assert understand("ring for Martin", known()).unknown == ("Martin",)


def test_a_name_of_the_gallery_is_not_corrected() -> None:
    assert understand("saphire ring", known() | {"saphir"}).corrections == ()
    assert understand("perl ring", known() | {"perl"}).corrections == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("anillo martillado", "hammer"),
        ("bague martelée", "hammer"),
        ("gehämmerter Ring", "hammer"),
        ("anello satinato", "satin"),
        ("örgülü yüzük", "ring"),
    ],
)
def test_words_that_captions_describe_with_are_known(text: str, word: str) -> None:
    understood = understand(text, known())
    assert understood.unknown == ()
    assert word in [facet.value for group in understood.groups for facet in group.facets]


@pytest.mark.parametrize("word", ["more", "most", "larger", "carries", "karate", "florida"])
def test_an_english_word_is_no_form_of_a_foreign_one(word: str) -> None:
    """ "more" is no Turkish purple ("mor"), "karate" no German carat."""
    query = understand(f"a silver ring {word}")
    assert [group.kind for group in query.wanted if group.kind != "word"] == ["metal", "type"]
