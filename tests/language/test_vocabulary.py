"""The files of words: one schema, every facet in each language, one meaning for each word."""

from collections import defaultdict

import pytest

from captioning.language.lexicon import CONCEPTS, LEXICONS, LOOKS, rows
from captioning.language.understanding.entries import canonical_stone, entries
from captioning.language.understanding.folding import folded, phrases_of
from captioning.language.understanding.meaning import SECTIONS, concepts
from captioning.language.understanding.vocabulary import LANGUAGES

ENGLISH = rows(LEXICONS / "en.toml")
SHARED = "types metals colours styles motifs scenes trade marks body structure grammar".split()
COLOURED = set("white black pink red blue green yellow orange fire clear japanese lava".split())


def stones() -> set[str]:
    """English stones that are no colour of another."""
    names = {canonical_stone(look, name) for name, look in LOOKS.items()}
    several = {"smoky quartz", "rose quartz", "fire opal"}
    plain = {n for n in names if ":" not in n and not COLOURED & set(n.split())} | several
    same = {"nacre", "lapis", "cubic zirconia", "tiger's eye"}  # other names of one stone
    return plain - same


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_has_the_same_sections_of_rows_of_words(language: str) -> None:
    data = rows(LEXICONS / f"{language}.toml")
    assert data.pop("language") == language
    assert set(SHARED) <= data.keys()
    for section in data.values():
        assert all(isinstance(row, str) and row == row.strip() for row in section.values())


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_every_english_facet_has_a_word(language: str) -> None:
    data = rows(LEXICONS / f"{language}.toml")
    for section in set(SHARED) - {"grammar"}:
        assert set(data[section]) == set(ENGLISH[section]), section
        assert all(list(phrases_of(row)) for row in data[section].values())
    assert stones() <= data["stones"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_has_one_meaning(language: str) -> None:
    meanings = defaultdict(set)
    for section, name, phrase in entries(rows(LEXICONS / f"{language}.toml")):
        if section in SECTIONS:
            meanings[folded(phrase)].add((section, name))
    assert {phrase: several for phrase, several in meanings.items() if len(several) > 1} == {}


def test_every_concept_is_named_and_every_name_has_a_concept() -> None:
    named = {
        name for section in ("trade", "marks", "body", "structure") for name in ENGLISH[section]
    }
    assert named == concepts().keys()
    assert rows(CONCEPTS)["style_types"].keys() <= ENGLISH["styles"].keys()
    assert rows(CONCEPTS)["colour_looks"].keys() == ENGLISH["colours"].keys()
