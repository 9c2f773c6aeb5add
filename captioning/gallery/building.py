"""Builds what a gallery is searched by, in one pass over its pieces.

Ten million captions have a few thousand words and name a few thousand sets of attributes. Each of
these becomes a number once; a caption then costs a few looks into dictionaries, and what its rules
of grammar take.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from captioning.gallery.index import InvertedIndex
from captioning.gallery.labels import caption_stems, labels
from captioning.gallery.metadata import Piece
from captioning.gallery.postings import Gatherer
from captioning.gallery.tfidf import Counts, TermWeights
from captioning.gallery.traits import Traits
from captioning.language.facets import Facet
from captioning.language.lexicon import words
from captioning.language.query import weighed
from captioning.language.stems import STOP_WORDS, stem
from captioning.language.terms import WORD, Term, Wholes, whole_terms, wholes
from captioning.settings import SearchSettings

_REMEMBERED = 1 << 16
"""Captions and sets of labels that are remembered: of many pieces, many say the same."""

_STOPPED = -1


def build(pieces: Iterable[Piece], settings: SearchSettings) -> tuple[InvertedIndex, Traits]:
    """Reads pieces, each once.

    Args:
        pieces: In the order of the rows.
        settings: How terms are weighed.

    Returns:
        The index of their terms, and their facets: as `InvertedIndex.build` of the pieces'
        `weighed` queries, and `Traits.of` the pieces.
    """
    reader = _Reader(settings.attribute_weight)
    labelled, said, first = Gatherer[Facet](), Gatherer[str](), array("i", [0])
    numbered = lru_cache(maxsize=_REMEMBERED)(labelled.numbered)
    for piece in pieces:
        for stems in reader.add(piece):
            said.add(said.numbered(stems))
        labelled.add(numbered(labels(piece)))
        first.append(len(said))
    index = InvertedIndex(*TermWeights.of_counts(reader.terms, reader.counts))
    return index, Traits(labelled.postings(), said.postings(), np.asarray(first, np.int32))


class _Reading(NamedTuple):
    """A caption as numbers of terms, as often as they are said, and the stems of its words."""

    terms: tuple[int, ...]
    stems: frozenset[str]


class _Reader:
    """Reads the terms of pieces.

    Attributes:
        counts: Of the pieces' terms.
    """

    def __init__(self, attribute_weight: float) -> None:
        self.counts = Counts()
        self._attribute_weight = attribute_weight
        self._numbers: dict[Term, int] = {}
        self._words: dict[str, int] = {}
        self._wholes: dict[Wholes, tuple[int, ...]] = {}
        self._once: list[float] = []  # what each term weighs where it is said once
        self._stems: list[str] = []  # its text
        self._reading = lru_cache(maxsize=_REMEMBERED)(self._read)

    @property
    def terms(self) -> list[Term]:
        """The terms met, by number."""
        return list(self._numbers)

    def add(self, piece: Piece) -> Iterable[frozenset[str]]:
        """Adds a piece; returns the stems of each of its captions."""
        if piece.expected:
            counts = weighed(piece.expected, self._attribute_weight)
            self.counts.add([self._number(term) for term in counts], counts.values())
            return map(caption_stems, piece.captions)
        readings = [self._reading(caption) for caption in piece.captions]
        self._add(readings)
        return (one.stems for one in readings)

    def _add(self, readings: Sequence[_Reading]) -> None:
        """Adds a piece that is found by its captions, weighed as `weighed` does whole counts."""
        said: dict[int, int] = {}
        for reading in readings:
            for number in reading.terms:
                said[number] = said.get(number, 0) + 1
        once = self._once
        self.counts.add(said, [once[number] * sqrt(count) for number, count in said.items()])

    def _read(self, caption: str) -> _Reading:
        said = words(caption)
        known = self._words
        numbers = [known[word] if word in known else self._word(word) for word in said]
        spoken = [number for number in numbers if number != _STOPPED]
        whole = wholes(said)
        if whole not in self._wholes:
            self._wholes[whole] = tuple(map(self._number, whole_terms(*whole)))
        stems = frozenset(map(self._stems.__getitem__, spoken))
        return _Reading((*spoken, *self._wholes[whole]), stems)

    def _word(self, word: str) -> int:
        number = _STOPPED if word in STOP_WORDS else self._number(Term(WORD, stem(word)))
        self._words[word] = number
        return number

    def _number(self, term: Term) -> int:
        number = self._numbers.setdefault(term, len(self._numbers))
        if number == len(self._once):
            self._once.append(1.0 if term.kind == WORD else self._attribute_weight)
            self._stems.append(term.text)
        return number
