"""Filters and facets in Milvus's language."""

from collections.abc import Iterator, Sequence

from captioning.gallery.backend import Filters, values
from captioning.gallery.milvus_connection import literal
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
)

_WITH_FINE = {"necklace": ("necklace", "pendant"), "bracelet": ("bracelet", "bangle")}


def condition(filters: Filters, facets: Sequence[Sequence[Facet]] = ()) -> str:
    """What a piece must be, by its labels; what its words say is looked at afterwards.

    Args:
        filters: All must be passed.
        facets: One of each group must be had.
    """
    return " and ".join(_conditions(filters, facets))


def _conditions(filters: Filters, facets: Sequence[Sequence[Facet]]) -> Iterator[str]:
    for field in ("type", "metal", "motif"):
        if wanted := values(getattr(filters, field)):
            yield f"{field} in [{', '.join(map(literal, wanted))}]"
    if wanted := values(filters.stone):
        yield f"array_contains_any(stones, [{', '.join(map(literal, wanted))}])"
    for facet in filters.without:
        if had := _had(facet):
            yield f"not ({had})"
    for group in facets:
        if had := " or ".join(filter(None, map(_had, group))):
            yield f"({had})"


def _had(facet: Facet) -> str:
    """Having a facet as a label; empty for words and scenes, which are no labels."""
    value = literal(facet.value)
    if facet.kind == TYPE:
        named = ", ".join(map(literal, _WITH_FINE.get(facet.value, (facet.value,))))
        return f"type in [{named}]"
    if facet.kind in (METAL, MOTIF):
        return f"{facet.kind} == {value}"
    if facet == Facet(STONE, ANY):
        return "array_length(stones) > 0"
    if facet.kind in (STONE, LOOK):
        return f"array_contains(stones, {value})"
    if facet.kind == STYLE:
        return f'json_contains(piece["style"], {value})'
    assert facet.kind in (WORD, SCENE)
    return ""
