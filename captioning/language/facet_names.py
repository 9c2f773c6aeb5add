"""The words that name a facet in a language, from the files in which queries are read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from captioning.language.facets import (
    ANY,
    LOOK,
    METAL,
    MOTIF,
    SCENE,
    STONE,
    STYLE,
    TYPE,
    WORD,
    Facet,
    Group,
)
from captioning.language.ground_names import ground_name
from captioning.language.lexicon import LEXICONS, rows
from captioning.language.stones import look
from captioning.language.understanding.folding import folded, phrases_of

_SECTIONS = {TYPE: "types", METAL: "metals", STONE: "stones", STYLE: "styles", MOTIF: "motifs"}


def group_name(group: Group, language: str) -> str:
    """The words that name a group in a language: "ruby or garnet", "rubí o granate"."""
    return alternatives((facet_name(one.facet, language) for one in group.shown), language)


def facet_name(facet: Facet, language: str) -> str:
    """A facet in words of a language, where its file has them; in English otherwise.

    Args:
        facet: A facet; of a stone's look the colour alone.
        language: Code of a language.
    """
    if facet.kind == SCENE:
        return ground_name(facet.value, language) or str(facet)
    data = rows(LEXICONS / f"{language}.toml")
    if facet.kind == LOOK:
        found = data["colours"].get(facet.value, facet.value) if language != "en" else facet.value
    elif facet == Facet(STONE, ANY):
        found = data["trade"].get("stones", "")
    elif facet.kind == WORD or language == "en":
        found = ""
    else:
        found = data.get(_SECTIONS.get(facet.kind, ""), {}).get(facet.value, "")
        if not found and facet.kind == STONE and " " in facet.value:
            return _described_stone(facet.value, language)
    return next(phrases_of(found), str(facet))


def _described_stone(stone: str, language: str) -> str:
    """A stone with its colour: "blue sapphire" by its name, "blue stone" by its colour."""
    name = stone.rpartition(" ")[2]
    if name in rows(LEXICONS / f"{language}.toml")["stones"]:
        return facet_name(Facet(STONE, name), language)
    colour = look(stone)
    return facet_name(Facet(LOOK, colour), language) if colour else stone


def alternatives(names: Iterable[str], language: str) -> str:
    """Names with "or" between them, each once: "rubí o granate", but "rubí u ópalo"."""
    said = list(dict.fromkeys(names))
    return "".join([*said[:1], *(f" {_either(name, language)} {name}" for name in said[1:])])


def _either(name: str, language: str) -> str:
    """The word before an alternative: "or"; Spanish "o" is "u" before its own sound."""
    usual, *others = grammar(language)["alternatives"]
    return others[0] if language == "es" and folded(name).startswith(("o", "ho")) else usual


@cache
def grammar(language: str) -> dict[str, list[str]]:
    """The small words of a language by their use, such as "negations"; English for ""."""
    data = rows(LEXICONS / f"{language or 'en'}.toml")["grammar"]
    return {key: list(phrases_of(row)) for key, row in data.items()}
