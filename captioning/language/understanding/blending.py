"""Two metals that one piece has at once: "oro y plata", "Gold und Silber"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from captioning.language.facets import METAL, Facet
from captioning.language.understanding.phrase import Phrase
from captioning.language.understanding.reading import Item

_MIXED = ((Facet(METAL, "mixed"),),)
_BETWEEN = ("joins", "fillers", "prepositions", "marks")
"""Sections of what may stand between two metals of one piece: "oro de 18k y plata"."""


def blended(said: Sequence[Phrase], items: Sequence[Item]) -> Sequence[Phrase]:
    """Phrases with two metals that "and" joins as a mixed one; "oro o plata" stays either.

    Args:
        said: What is wanted and excluded, in order.
        items: What it was read from. The grammar between phrases is only here.
    """
    metals = [place for place, one in enumerate(said) if one.kind == METAL and one.says]
    if len(metals) != 2:
        return said
    first, second = metals
    one, other = said[first], said[second]
    apart = second != first + 1 or one.excluded or other.excluded or other.joins is not None
    if apart or one.says[0][0] == other.says[0][0] or not _are_joined(one, other, items):
        return said
    words = (*one.words, *other.words)
    both = [replace(phrase, words=words, says=_MIXED, general=False) for phrase in (one, other)]
    return [*said[:first], *both, *said[second + 1 :]]


def _are_joined(one: Phrase, other: Phrase, items: Sequence[Item]) -> bool:
    """Whether two metals are named by themselves, with "and" and no other noun between them.

    "Goldring und Silberkette" are two pieces, and the black of "oro y negro" may be a stone's.
    """
    start, end = one.span[0], other.span[0]
    ends = [item for item in items if item.start in (start, end)]
    between = [item.section for item in items if start < item.start < end]
    metals = all(len(item.entries) == 1 and item.section in ("metals", "marks") for item in ends)
    return metals and "joins" in between and set(between) <= set(_BETWEEN)
