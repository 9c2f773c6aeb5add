"""A gallery in Milvus: the same search, for more pieces than one machine holds.

Sparse vectors under inner product: with the unit vectors of `tfidf` this is the same cosine as in
memory. Needs pymilvus, and milvus-lite for a local file (both in tests/requirements.txt).
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from time import time
from typing import TYPE_CHECKING, Any

import numpy as np

from captioning.gallery import milvus_collections as collections
from captioning.gallery.backend import Backend, Filters
from captioning.gallery.labels import has_each, spoken
from captioning.gallery.metadata import GalleryError, Piece
from captioning.gallery.milvus_connection import answered, connect, literal
from captioning.gallery.milvus_filters import condition
from captioning.gallery.milvus_pieces import MilvusPieces
from captioning.gallery.milvus_records import (
    piece_of,
    piece_rows,
    piece_schema,
    term_of,
    term_rows,
    term_schema,
)
from captioning.gallery.nearest import best_first
from captioning.gallery.tfidf import TermWeights, Vector
from captioning.gallery.wishes import Wishes
from captioning.language.facets import Facet
from captioning.language.terms import Term

if TYPE_CHECKING:
    from pymilvus import MilvusClient

MOST = 16_384
"""Most hits that Milvus returns for one query."""

FAR = 2048
"""Pieces that are read for one answer before it may be less than exact."""

_UNREAD = Piece(id="", image=Path(), captions=("",))


class MilvusBackend:
    """Pieces and vectors in one collection of Milvus, terms and their weights in another.

    Each filling makes two collections of its own, `NAME_VERSION` and `NAME_VERSION_terms`, and then
    points the alias `NAME` at the first, in one step: whoever searches meanwhile has the old pieces
    with the old terms, and the new ones from the next search on.
    """

    def __init__(self, client: "MilvusClient", name: str) -> None:
        """Reads the terms of what the alias points at now.

        Args:
            client: Connected.
            name: The gallery's, an alias.
        """
        self._client = client
        self._alias = name
        self._name = collections.target(client, name)
        for collection in (self._name, collections.terms_of(self._name)):
            client.load_collection(collection)  # a reopened file has none loaded
        self.weights = self._weights()
        self.pieces: Sequence[Piece] = MilvusPieces(client, self._name)
        self._entity = lru_cache(maxsize=4096)(self._read)

    @classmethod
    def open(cls, url: str) -> "MilvusBackend":
        """Opens a gallery that `fill` made.

        Args:
            url: `milvus://host:port/name`, or a local file ending in .db (milvus-lite).

        Raises:
            GalleryError: pymilvus is absent, no server answers, another process has the file, or
                there is no such gallery.
        """
        client, name = connect(url)
        if not client.has_collection(name):
            raise GalleryError(
                f"Milvus has no gallery {name!r}; put one there with: python -m captioning index "
                "FOLDER --milvus URL"
            )
        return cls(client, name)

    @classmethod
    def fill(cls, url: str, backend: Backend) -> "MilvusBackend":
        """Puts all pieces of a backend into Milvus in place of what the gallery held.

        A gallery that is open elsewhere goes on with the pieces of before until its next search.
        """
        client, name = connect(url, create=True)
        before = collections.versions(client, name)
        searched = collections.target(client, name) if before else None
        fresh = f"{name}_{int(time() * 1000):013d}{token_hex(2)}"
        collections.create(client, collections.terms_of(fresh), term_schema())
        collections.create(client, fresh, piece_schema())
        collections.insert(client, collections.terms_of(fresh), term_rows(backend.weights))
        collections.insert(client, fresh, piece_rows(backend))
        for collection in (fresh, collections.terms_of(fresh)):
            client.load_collection(collection)
        collections.point(client, name, fresh)
        for collection in before:
            if collection != searched:  # that one may still be searched, until the next filling
                collections.drop(client, collection)
        return cls(client, name)

    @answered
    def current(self) -> "MilvusBackend":
        """This backend, or a new one where the gallery has been filled since."""
        if collections.target(self._client, self._alias) == self._name:
            return self
        return MilvusBackend(self._client, self._alias)

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    @answered
    def row(self, piece_id: str) -> int | None:
        """The row of a piece, or None."""
        wanted = f"id == {literal(piece_id)}"
        found = self._client.query(self._name, filter=wanted, output_fields=["row"], limit=1)
        return found[0]["row"] if found else None

    @answered
    def vector(self, row: int) -> Vector:
        """The vector of a piece."""
        return self._vector(self._entity(row)["vector"])

    @answered
    def nearest(
        self, query: Vector, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and cosine of the k pieces nearest to a vector, best first, ties by row.

        Milvus does not say which of several ties it returns, so this asks for more than k until
        the last hit is worse than the k-th.
        """
        if k < 1 or not query or not len(self.pieces):
            return []
        asked = min(k + 16, MOST)
        while True:
            full, _, pieces = self._candidates(query, asked, filters, bool(filters.without))
            scored = ((row, _cosine(query, vector)) for row, vector, _ in pieces)
            found = best_first(pair for pair in scored if pair[1] >= minimum)
            done = len(found) > k and found[-1][1] < found[k - 1][1] - 1e-6
            if done or not full or asked == MOST:
                return found[:k]
            asked = min(asked * 4, MOST)

    @answered
    def best(
        self, wishes: Wishes, k: int, minimum: float, filters: Filters
    ) -> list[tuple[int, float]]:
        """Row and score of the k pieces that suit wishes best, best first, ties by row.

        Milvus adds up all alternatives, which no score exceeds, and gives candidates in that order;
        their scores are computed here, until no other piece can be among the best.
        """
        if k < 1 or not wishes or not len(self.pieces):
            return []
        asked = min(max(16 * k, 512), MOST)
        while True:
            full, least, pieces = self._candidates(wishes.terms.union, asked, filters)
            scored = ((row, wishes.score(vector, piece)) for row, vector, piece in pieces)
            best = best_first(pair for pair in scored if pair[1] >= minimum)[:k]
            done = len(best) == k and (asked >= FAR or best[-1][1] > least + 1e-6)
            if done or not full or asked == MOST:
                return best
            asked = min(asked * 4, MOST)

    @answered
    def fitting(self, k: int, filters: Filters) -> list[int]:
        """The first k rows of pieces that pass the filters."""
        passing = condition(filters)
        entities = collections.entities(self._client, self._name, ["row", "piece"], passing)
        rows = (e["row"] for e in entities if filters.match(piece_of(e["piece"])))
        return sorted(rows)[: max(0, k)]

    @answered
    def count(self, filters: Filters, facets: Sequence[Sequence[Facet]] = ()) -> int:
        """How many pieces pass the filters and have one facet of each group.

        What captions say is looked at where at most `FAR` pieces are in question; in more, labels
        alone are counted.
        """
        labelled = [group for group in facets if not any(map(spoken, group))]
        passing = condition(filters, labelled)
        number = collections.count(self._client, self._name, passing)
        if len(labelled) == len(facets) and not any(map(spoken, filters.without)):
            return number
        if number > FAR:
            return collections.count(self._client, self._name, condition(filters, facets))
        entities = collections.entities(self._client, self._name, ["piece"], passing)
        pieces = (piece_of(entity["piece"]) for entity in entities)
        return sum(filters.match(piece) and has_each(piece, facets) for piece in pieces)

    def _candidates(
        self, query: Vector, limit: int, filters: Filters, whole: bool = True
    ) -> tuple[bool, float, list[tuple[int, Vector, Piece]]]:
        """The pieces with the largest products with a vector.

        Returns:
            Whether Milvus has more than the limit; the least product of those that it gave; and
            row, vector and, if whole, the piece of those that pass the filters.
        """
        (hits,) = self._client.search(
            self._name,
            data=[query],
            anns_field="vector",
            limit=limit,
            filter=condition(filters),
            search_params={"metric_type": "IP"},
            output_fields=["row", "vector", *(["piece"] if whole else [])],
        )
        found = []
        for entity in (hit["entity"] for hit in hits):
            piece = piece_of(entity["piece"]) if whole else _UNREAD
            if not whole or filters.match(piece):
                found.append((entity["row"], self._vector(entity["vector"]), piece))
        least = min((float(hit["distance"]) for hit in hits), default=0.0)
        return len(hits) == limit, least, found

    def _vector(self, stored: dict[int, float]) -> Vector:
        """A stored vector without the marker of a piece without terms."""
        mark = len(self.weights.terms)
        return {int(term): float(weight) for term, weight in stored.items() if int(term) != mark}

    def _read(self, row: int) -> dict[str, Any]:
        (entity,) = self._client.get(self._name, ids=[row], output_fields=["vector"])
        return entity

    def _weights(self) -> TermWeights:
        terms: dict[int, tuple[Term, float]] = {}
        for entity in collections.entities(
            self._client, collections.terms_of(self._name), ["number", "term", "idf"]
        ):
            try:
                terms[entity["number"]] = term_of(entity["term"]), entity["idf"]
            except ValueError as error:
                raise GalleryError(
                    f"The gallery {self._alias!r} was put into Milvus by an earlier version; put "
                    "it there again with: python -m captioning index FOLDER --milvus URL"
                ) from error
        ordered = [terms[number] for number in range(len(terms))]
        return TermWeights([term for term, _ in ordered], np.array([idf for _, idf in ordered]))


def _cosine(query: Vector, vector: Vector) -> float:
    """The cosine, computed from the stored vector: Milvus rounds its scores to 32 bits."""
    return min(sum(weight * vector.get(term, 0.0) for term, weight in query.items()), 1.0)
