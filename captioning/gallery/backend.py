"""Where a gallery's pieces and vectors are held: in memory here, or in `milvus`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from captioning.data.attributes import Attributes
from captioning.gallery.index import InvertedIndex
from captioning.gallery.metadata import Piece
from captioning.gallery.suiting import suiting
from captioning.gallery.tfidf import TermWeights, Vector
from captioning.gallery.traits import Traits, has
from captioning.gallery.wishes import Wishes
from captioning.language.attributes import looks, vocabulary_form
from captioning.language.facets import Facet


@dataclass(frozen=True)
class Filters:
    """What a piece must be; None is no condition.

    Values in any spelling are understood as labels are: "Rings" are "ring", "18K Gold" is "yellow
    gold", "Rubies" are "ruby".

    Attributes:
        type: Fine type, such as "pendant".
        metal: Colour of the metal.
        stone: Name of one of its stones ("ruby"), or a look ("red").
        motif: What it is shaped like.
        without: Facets that it must not have.
    """

    type: str | None = None
    metal: str | None = None
    stone: str | None = None
    motif: str | None = None
    without: tuple[Facet, ...] = ()

    def __post_init__(self) -> None:
        stones = (self.stone,) if self.stone else ()
        form = vocabulary_form(Attributes(self.type, self.metal, stones, self.motif))
        stone = next(iter(form.stones), self.stone)
        for name, value in (
            ("type", form.type), ("metal", form.metal), ("motif", form.motif), ("stone", stone)
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def match(self, piece: Piece) -> bool:
        """Whether a piece meets every condition."""
        return self.fit(piece) and not any(has(piece, facet) for facet in self.without)

    def fit(self, piece: Piece) -> bool:
        """Whether a piece meets every condition but `without`."""
        return (
            self.type in (None, piece.type)
            and self.metal in (None, piece.metal)
            and self.motif in (None, piece.motif)
            and (self.stone is None or self.stone in (*piece.stones, *looks(piece.stones)))
        )


NO_FILTERS = Filters()


class Backend(Protocol):
    """What a gallery needs from whatever holds its pieces and vectors."""

    weights: TermWeights
    pieces: Sequence[Piece]

    def current(self) -> "Backend":
        """This backend, or the one that has taken its place since it was opened."""

    def row(self, piece_id: str) -> int | None:
        """The row of a piece, or None."""

    def vector(self, row: int) -> Vector:
        """The vector of a piece."""

    def nearest(
        self, query: Vector, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and cosine of the k pieces nearest to a vector, best first, ties by row."""

    def best(
        self, wishes: Wishes, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and score of the k pieces that suit wishes best, best first, ties by row."""

    def fitting(self, k: int, filters: Filters) -> list[int]:
        """The first k rows of pieces that pass the filters."""

    def count(self, filters: Filters, facets: Sequence[Sequence[Facet]] = ()) -> int:
        """How many pieces pass the filters and have one facet of each group."""


class MemoryBackend:
    """Pieces and their inverted index in memory."""

    def __init__(self, pieces: Sequence[Piece], index: InvertedIndex) -> None:
        self.pieces = pieces
        self.index = index
        self.weights = index.weights
        self._rows = {piece.id: row for row, piece in enumerate(pieces)}
        self._allowed = lru_cache(maxsize=64)(self._matching)
        self._traits = Traits(pieces, index)

    def current(self) -> "MemoryBackend":
        """Itself: pieces in memory stay what they were when they were read."""
        return self

    def row(self, piece_id: str) -> int | None:
        """The row of a piece, or None."""
        return self._rows.get(piece_id)

    def vector(self, row: int) -> Vector:
        """The vector of a piece."""
        return self.index.vector(row)

    def nearest(
        self, query: Vector, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and cosine of the k pieces nearest to a vector, best first, ties by row."""
        allowed = None if filters == NO_FILTERS else self._allowed(filters)
        return self.index.nearest(query, k, minimum, allowed)

    def best(
        self, wishes: Wishes, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and score of the k pieces that suit wishes best, best first, ties by row."""
        if k < 1 or not wishes or not len(self.pieces):
            return []
        allowed = None if filters == NO_FILTERS else self._allowed(filters)
        rows = suiting(self.index, wishes, self._traits.mask, k, minimum, allowed)
        exact = [(row, wishes.score(self.vector(row), self.pieces[row])) for row in rows]
        exact = [(row, score) for row, score in exact if score >= minimum and score > 0]
        return sorted(exact, key=lambda pair: (-pair[1], pair[0]))[:k]

    def fitting(self, k: int, filters: Filters) -> list[int]:
        """The first k rows of pieces that pass the filters."""
        return np.flatnonzero(self._allowed(filters))[:k].tolist()

    def count(self, filters: Filters, facets: Sequence[Sequence[Facet]] = ()) -> int:
        """How many pieces pass the filters and have one facet of each group."""
        mask = self._allowed(filters).copy()
        for group in facets:
            mask &= np.logical_or.reduce([self._traits.mask(facet) for facet in group])
        return int(mask.sum())

    def _matching(self, filters: Filters) -> np.ndarray:
        bare = replace(filters, without=())
        if bare == NO_FILTERS:
            mask = np.ones(len(self.pieces), bool)
        else:
            fitting = (filters.fit(piece) for piece in self.pieces)
            mask = np.fromiter(fitting, dtype=bool, count=len(self.pieces))
        for facet in filters.without:
            mask &= ~self._traits.mask(facet)
        return mask
