"""What a typed query excludes, as facets of pieces and words of their captions."""

from collections.abc import Iterator

from captioning.gallery.labels import stems_of
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
    Said,
)
from captioning.language.lexicon import words
from captioning.language.query import Query

_NAMED = (TYPE, METAL, STYLE, MOTIF, STONE)
_GOLD = {Facet(METAL, "yellow gold"), Facet(METAL, "rose gold")}


def excluded_facets(query: Query) -> tuple[Facet, ...]:
    """The facets that no piece found may have, words of captions included."""
    found: dict[Facet, None] = {}
    for group in query.excluded:
        for said in group.choices:
            found[said.facet] = None
            found.update(dict.fromkeys(_spelled(said)))
        if _GOLD.issubset(group.facets):
            found.update({Facet(WORD, "gold"): None, Facet(WORD, "golden"): None})
    return tuple(found)


def _spelled(said: Said) -> Iterator[Facet]:
    """The words of captions that name an excluded facet."""
    facet = said.facet
    if facet.kind == LOOK:
        yield Facet(WORD, f"{facet.value} enamel")
        yield Facet(WORD, f"{facet.value} stone")
    elif facet.kind in _NAMED and facet.value not in (ANY, "black"):
        for typed in said.words:
            if stems_of(typed) & stems_of(facet.value):
                yield Facet(WORD, " ".join(words(typed)))
