"""Where a gallery's pieces and vectors are held: in memory here, or in `milvus`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Protocol

import numpy as np

from captioning.data.attributes import Attributes
from captioning.gallery.asked_terms import AskedTerms
from captioning.gallery.blocks import Blocks
from captioning.gallery.index import InvertedIndex
from captioning.gallery.labels import FINE, has, spoken
from captioning.gallery.metadata import Piece
from captioning.gallery.nearest import Conditions, nearest
from captioning.gallery.tfidf import TermWeights, Vector
from captioning.gallery.traits import Traits
from captioning.gallery.wishes import Wishes
from captioning.language.attributes import looks, vocabulary_form
from captioning.language.facets import LOOK, METAL, MOTIF, STONE, Facet

Condition = str | tuple[str, ...] | None
"""A value that a piece must have, several of which it must have one, or None for any."""


@dataclass(frozen=True)
class Filters:
    """What a piece must be; None is no condition, and of several values one is enough.

    Values in any spelling are understood as labels are: "Rings" are "ring", "18K Gold" is "yellow
    gold", "Rubies" are "ruby".

    Attributes:
        type: Fine type, such as "pendant".
        metal: Colour of the metal.
        stone: Name of one of its stones ("ruby"), or a look ("red").
        motif: What it is shaped like.
        without: Facets that it must not have.
    """

    type: Condition = None
    metal: Condition = None
    stone: Condition = None
    motif: Condition = None
    without: tuple[Facet, ...] = ()

    def __post_init__(self) -> None:
        for name in ("type", "metal", "stone", "motif"):
            said = getattr(self, name)
            forms = tuple(_form(name, value) for value in values(said))
            if said is not None:
                object.__setattr__(self, name, forms[0] if isinstance(said, str) else forms)

    def match(self, piece: Piece) -> bool:
        """Whether a piece meets every condition."""
        return self.fit(piece) and not any(has(piece, facet) for facet in self.without)

    def fit(self, piece: Piece) -> bool:
        """Whether a piece meets every condition but `without`."""
        return (
            _meets(self.type, (piece.type,))
            and _meets(self.metal, (piece.metal,))
            and _meets(self.motif, (piece.motif,))
            and (self.stone is None or _meets(self.stone, (*piece.stones, *looks(piece.stones))))
        )

    @property
    def labels(self) -> tuple[tuple[Facet, ...], ...]:
        """Facets of which a piece must have one of each group, by its labels."""
        kinds = (((FINE,), self.type), ((METAL,), self.metal), ((MOTIF,), self.motif))
        return tuple(
            tuple(Facet(kind, value) for value in values(wanted) for kind in named)
            for named, wanted in (*kinds, ((STONE, LOOK), self.stone))
            if wanted is not None
        )


def values(condition: Condition) -> tuple[str, ...]:
    """The values of a condition; none where there is no condition."""
    if condition is None:
        return ()
    return (condition,) if isinstance(condition, str) else condition


def _form(name: str, value: str) -> str:
    """A value as labels have it."""
    if name == "stone":
        return next(iter(vocabulary_form(Attributes(stones=(value,))).stones), value)
    form = vocabulary_form(replace(Attributes(), **{name: value}))  # type: ignore[arg-type]
    return str(getattr(form, name) or value)


def _meets(condition: Condition, had: Sequence[str | None]) -> bool:
    return condition is None or any(value in had for value in values(condition))


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
    """Pieces, their inverted index and their facets in memory."""

    def __init__(
        self, pieces: Sequence[Piece], index: InvertedIndex, traits: Traits | None = None
    ) -> None:
        """Takes the pieces with what was read off them.

        Args:
            pieces: In the order of the rows.
            index: Of their terms.
            traits: Their facets; read off the pieces if None.
        """
        self.pieces = pieces
        self.index = index
        self.weights = index.weights
        self.traits = traits or Traits.of(pieces)
        self._blocks = Blocks(index.vectors, self.traits.kinds())
        self._among = lru_cache(maxsize=1024)(self._blocks_with)
        self._rows = {piece.id: row for row, piece in enumerate(pieces)}
        self._masks = lru_cache(maxsize=16)(self._passing)
        self.vector = lru_cache(maxsize=1024)(index.vector)

    def current(self) -> "MemoryBackend":
        """Itself: pieces in memory stay what they were when they were read."""
        return self

    def row(self, piece_id: str) -> int | None:
        """The row of a piece, or None."""
        return self._rows.get(piece_id)

    def nearest(
        self, query: Vector, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and cosine of the k pieces nearest to a vector, best first, ties by row."""
        conditions = self._conditions(filters)
        return nearest(self._blocks, AskedTerms(query), k, minimum, conditions)

    def best(
        self, wishes: Wishes, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and score of the k pieces that suit wishes best, best first, ties by row."""
        kept = [partial(demand.kept, self.traits.has) for demand in wishes.demands]
        most = [demand.most_kept(self._among) for demand in wishes.demands]
        whole = np.multiply.reduce(most, axis=0) if most else None
        conditions = replace(self._conditions(filters), kept=kept, most=whole)
        return nearest(self._blocks, wishes.terms, k, minimum, conditions)

    def fitting(self, k: int, filters: Filters) -> list[int]:
        """The first k rows of pieces that pass the filters."""
        return np.flatnonzero(self._allowed(filters))[:k].tolist()

    def count(self, filters: Filters, facets: Sequence[Sequence[Facet]] = ()) -> int:
        """How many pieces pass the filters and have one facet of each group."""
        mask = self._allowed(filters).copy()
        for group in facets:
            mask &= self._having(group)
        return int(mask.sum())

    def _blocks_with(self, facet: Facet) -> np.ndarray:
        """The blocks (B,) bool that may have pieces with a facet, if captions cannot give it."""
        if spoken(facet):
            return np.ones(len(self._blocks.rows), bool)
        return self._blocks.having(self.traits.labelled.of(facet))

    def _conditions(self, filters: Filters) -> Conditions:
        """The filters as a search takes them."""
        return Conditions(self._allowed(filters) if filters.labels or filters.without else None)

    def _passing(
        self, labels: tuple[tuple[Facet, ...], ...], without: tuple[Facet, ...]
    ) -> np.ndarray:
        """The pieces (N,) bool that have one label of each group and no facet of others."""
        mask = self._with_labels(labels)
        for facet in without:
            mask &= ~self.traits.mask(facet)
        return mask

    def _allowed(self, filters: Filters) -> np.ndarray:
        """The pieces (N,) bool that pass the filters."""
        return self._masks(filters.labels, filters.without)

    def _with_labels(self, groups: tuple[tuple[Facet, ...], ...]) -> np.ndarray:
        """The pieces (N,) bool that have one label of each group."""
        mask = np.ones(len(self.pieces), bool)
        for group in groups:
            mask &= np.logical_or.reduce([self.traits.labelled_mask(facet) for facet in group])
        return mask

    def _having(self, group: Sequence[Facet]) -> np.ndarray:
        return np.asarray(np.logical_or.reduce([self.traits.mask(facet) for facet in group]))
