"""What a piece has of the facets that a query may want or exclude: by its labels and its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from captioning.gallery.index import InvertedIndex
from captioning.gallery.metadata import Piece
from captioning.language.attributes import coarse_type, look, looks
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
from captioning.language.lexicon import words
from captioning.language.stems import STOP_WORDS, stem
from captioning.language.terms import Term

_SPOKEN = (STONE, STYLE, MOTIF, SCENE, WORD)  # the type and metal are labels of the whole piece

MAIN = "main"
"""Kind of a facet that only the first stone of a piece has: its name or its look."""


def labels(piece: Piece) -> Iterator[Facet]:
    """The facets of a piece by its labels; type and metal of what its captions say without."""
    if piece.type:
        yield Facet(TYPE, piece.type)
        coarse = coarse_type(piece.type)
        if coarse and coarse != piece.type:
            yield Facet(TYPE, coarse)
    if piece.metal:
        yield Facet(METAL, piece.metal)
    if piece.motif:
        yield Facet(MOTIF, piece.motif)
    for style in piece.style:
        yield Facet(STYLE, style)
    if piece.stones:
        yield Facet(STONE, ANY)
        main = piece.stones[0]
        yield Facet(MAIN, main)
        if seen := look(main):
            yield Facet(MAIN, f"look:{seen}")
    for stone in piece.stones:
        yield Facet(STONE, stone)
    for seen in looks(piece.stones):
        yield Facet(LOOK, seen)


def has(piece: Piece, facet: Facet) -> bool:
    """Whether a piece has a facet, by its labels or in the words of its captions."""
    if facet in _labels(piece):
        return True
    return facet.kind in _SPOKEN and facet.value != ANY and says(piece, facet.value)


def says(piece: Piece, phrase: str) -> bool:
    """Whether one caption of a piece has all words of a phrase."""
    wanted = stems_of(phrase)
    return bool(wanted) and any(wanted <= said for said in _stems(piece.captions))


@lru_cache(maxsize=1 << 12)
def stems_of(phrase: str) -> frozenset[str]:
    """The stems of the words of a phrase, without stop words."""
    return frozenset(stem(word) for word in words(phrase) if word not in STOP_WORDS)


@lru_cache(maxsize=1 << 13)
def _labels(piece: Piece) -> frozenset[Facet]:
    return frozenset(labels(piece))


@lru_cache(maxsize=1 << 13)
def _stems(captions: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, words(caption))) for caption in captions)


class Traits:
    """Which pieces of a gallery in memory have a facet, for a million pieces at once."""

    def __init__(self, pieces: Sequence[Piece], index: InvertedIndex) -> None:
        self._pieces = pieces
        self._index = index
        self._rows: dict[Facet, np.ndarray] | None = None
        self.mask = lru_cache(maxsize=128)(self._mask)

    def _mask(self, facet: Facet) -> np.ndarray:
        """The pieces (N,) bool that have a facet, as `has` says of each."""
        mask = np.zeros(len(self._pieces), bool)
        if facet.kind not in (WORD, SCENE):
            rows = self._labelled().get(facet)
            if rows is not None:
                mask[rows] = True
        if facet.kind in _SPOKEN and facet.value != ANY:
            mask[self._saying(facet.value)] = True
        return mask

    def _labelled(self) -> dict[Facet, np.ndarray]:
        """Rows by label, read once when first asked for."""
        if self._rows is None:
            found: dict[Facet, list[int]] = defaultdict(list)
            for row, piece in enumerate(self._pieces):
                for facet in labels(piece):
                    found[facet].append(row)
            self._rows = {facet: np.array(rows, np.int64) for facet, rows in found.items()}
        return self._rows

    def _saying(self, phrase: str) -> np.ndarray:
        """Rows of pieces with all words of a phrase in one caption."""
        numbers = self._index.weights.numbers
        wanted = stems_of(phrase)
        found = [numbers.get(Term(WORD, word)) for word in wanted]
        lists = sorted((self._index.rows(n) for n in found if n is not None), key=len)
        if not lists or len(lists) < len(wanted):
            return np.zeros(0, np.int64)
        rows = lists[0]
        for others in lists[1:]:
            places = np.minimum(np.searchsorted(others, rows), len(others) - 1)
            rows = rows[others[places] == rows]
        certain = [
            row
            for row in rows.tolist()
            if (len(wanted) == 1 and not self._pieces[row].expected)
            or says(self._pieces[row], phrase)
        ]
        return np.array(certain, np.int64)
