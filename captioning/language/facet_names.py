"""The words that name a facet in a language, from the files in which queries are read."""

from __future__ import annotations

from functools import cache

from captioning.language.facets import (
    ANY,
    LOOK,
    METAL,
    MOTIF,
    STONE,
    STYLE,
    TYPE,
    WORD,
    Facet,
    Group,
)
from captioning.language.lexicon import LEXICONS, rows
from captioning.language.stones import look
from captioning.language.understanding.folding import phrases_of

_SECTIONS = {TYPE: "types", METAL: "metals", STONE: "stones", STYLE: "styles", MOTIF: "motifs"}


def group_name(group: Group, language: str) -> str:
    """The words that name a group in a language: "ruby or garnet", "rubí o granate"."""
    return f" {either(language)} ".join(
        dict.fromkeys(facet_name(one.facet, language) for one in group.shown)
    )


def facet_name(facet: Facet, language: str) -> str:
    """A facet in words of a language, where its file has them; in English otherwise.

    Args:
        facet: A facet; of a stone's look the colour alone.
        language: Code of a language.
    """
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


def either(language: str) -> str:
    """The word between alternatives: "or"."""
    return grammar(language)["alternatives"][0]


@cache
def grammar(language: str) -> dict[str, list[str]]:
    """The small words of a language by their use, such as "negations"; English for ""."""
    data = rows(LEXICONS / f"{language or 'en'}.toml")["grammar"]
    return {key: list(phrases_of(row)) for key, row in data.items()}
