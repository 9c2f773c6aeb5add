"""Where a gallery's pieces and vectors are held: in memory here, or in `milvus`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from captioning.gallery.index import InvertedIndex
from captioning.gallery.metadata import Piece
from captioning.gallery.tfidf import TermWeights, Vector
from captioning.language.attributes import looks


@dataclass(frozen=True)
class Filters:
    """What a piece must be; None is no condition.

    Attributes:
        type: Fine type, such as "pendant".
        metal: Colour of the metal.
        stone: Name of one of its stones ("ruby"), or a look ("red").
        motif: What it is shaped like.
    """

    type: str | None = None
    metal: str | None = None
    stone: str | None = None
    motif: str | None = None

    def match(self, piece: Piece) -> bool:
        """Whether a piece meets every condition."""
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


class MemoryBackend:
    """Pieces and their inverted index in memory."""

    def __init__(self, pieces: Sequence[Piece], index: InvertedIndex) -> None:
        self.pieces = pieces
        self.index = index
        self.weights = index.weights
        self._rows = {piece.id: row for row, piece in enumerate(pieces)}
        self._allowed = lru_cache(maxsize=64)(self._matching)

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

    def _matching(self, filters: Filters) -> np.ndarray:
        matching = (filters.match(piece) for piece in self.pieces)
        return np.fromiter(matching, dtype=bool, count=len(self.pieces))
