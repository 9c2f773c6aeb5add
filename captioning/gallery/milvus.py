"""A gallery in Milvus: the same search, for more pieces than one machine holds.

Sparse vectors under inner product: with the unit vectors of `tfidf` this is the same cosine as in
memory. Needs pymilvus, and milvus-lite for a local file (both in tests/requirements.txt).
"""

import json
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload
from urllib.parse import urlsplit

import numpy as np

from captioning.gallery.backend import Backend, Filters
from captioning.gallery.metadata import GalleryError, Piece
from captioning.gallery.milvus_records import (
    piece_of,
    piece_rows,
    piece_schema,
    term_of,
    term_rows,
    term_schema,
)
from captioning.gallery.tfidf import TermWeights, Vector
from captioning.language.terms import Term

if TYPE_CHECKING:
    from pymilvus import MilvusClient

MOST = 16_384
"""Most hits that Milvus returns for one query."""

_BATCH = 1000


class MilvusBackend:
    """Pieces and vectors in one collection of Milvus, terms and their weights in another."""

    def __init__(self, client: "MilvusClient", name: str) -> None:
        self._client = client
        self._name = name
        for collection in (name, f"{name}_terms"):  # none is loaded when a file has been reopened
            client.load_collection(collection)
        self.weights = self._weights()
        self.pieces: Sequence[Piece] = _Pieces(client, name)
        self._entity = lru_cache(maxsize=4096)(self._read)

    @classmethod
    def open(cls, url: str) -> "MilvusBackend":
        """Opens a gallery that `fill` made.

        Args:
            url: `milvus://host:port/name`, or a local file ending in .db (milvus-lite).

        Raises:
            GalleryError: pymilvus is absent, no server answers, or it has no such gallery.
        """
        client, name = _connect(url)
        if not client.has_collection(name) or not client.has_collection(f"{name}_terms"):
            raise GalleryError(
                f"Milvus has no gallery {name!r}; put one there with: python -m captioning index "
                "FOLDER --milvus URL"
            )
        return cls(client, name)

    @classmethod
    def fill(cls, url: str, backend: Backend) -> "MilvusBackend":
        """Puts all pieces of a backend into Milvus and replaces what the gallery held."""
        client, name = _connect(url)
        for collection, schema in ((name, piece_schema()), (f"{name}_terms", term_schema())):
            if client.has_collection(collection):
                client.drop_collection(collection)
            params = client.prepare_index_params()
            params.add_index("vector", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            client.create_collection(
                collection, schema=schema, index_params=params, consistency_level="Strong"
            )
        _insert(client, f"{name}_terms", term_rows(backend.weights))
        _insert(client, name, piece_rows(backend))
        return cls(client, name)

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    def row(self, piece_id: str) -> int | None:
        """The row of a piece, or None."""
        wanted = f"id == {json.dumps(piece_id)}"
        found = self._client.query(self._name, filter=wanted, output_fields=["row"], limit=1)
        return found[0]["row"] if found else None

    def vector(self, row: int) -> Vector:
        """The vector of a piece."""
        return self._vector(self._entity(row)["vector"])

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
            found = self._search(query, asked, filters)
            last = found[-1][1] if len(found) == asked else 0.0
            if asked == MOST or len(found) < asked or last < found[k - 1][1] - 1e-6:
                break
            asked = min(asked * 4, MOST)
        return [(row, score) for row, score in found if score >= minimum and score > 0][:k]

    def _search(self, query: Vector, limit: int, filters: Filters) -> list[tuple[int, float]]:
        (hits,) = self._client.search(
            self._name,
            data=[query],
            anns_field="vector",
            limit=limit,
            filter=_condition(filters),
            search_params={"metric_type": "IP"},
            output_fields=["row", "vector"],
        )
        found = [(hit["entity"]["row"], hit["entity"]["vector"]) for hit in hits]
        scored = [(row, self._cosine(query, vector)) for row, vector in found]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def _cosine(self, query: Vector, stored: dict[int, float]) -> float:
        """The cosine, computed from the stored vector: Milvus rounds its scores to 32 bits."""
        vector = self._vector(stored)
        return min(sum(weight * vector.get(term, 0.0) for term, weight in query.items()), 1.0)

    def _vector(self, stored: dict[int, float]) -> Vector:
        """A stored vector without the marker of a piece without terms."""
        mark = len(self.weights.terms)
        return {int(term): float(weight) for term, weight in stored.items() if int(term) != mark}

    def _read(self, row: int) -> dict[str, Any]:
        (entity,) = self._client.get(self._name, ids=[row], output_fields=["vector"])
        return entity

    def _weights(self) -> TermWeights:
        terms: dict[int, tuple[Term, float]] = {}
        for entity in _all(self._client, f"{self._name}_terms", ["number", "term", "idf"]):
            try:
                terms[entity["number"]] = term_of(entity["term"]), entity["idf"]
            except ValueError as error:
                raise GalleryError(
                    f"The gallery {self._name!r} was put into Milvus by an earlier version; put it "
                    "there again with: python -m captioning index FOLDER --milvus URL"
                ) from error
        ordered = [terms[number] for number in range(len(terms))]
        return TermWeights([term for term, _ in ordered], np.array([idf for _, idf in ordered]))


class _Pieces(Sequence[Piece]):
    """The pieces of a collection, fetched when they are asked for."""

    def __init__(self, client: "MilvusClient", name: str) -> None:
        self._client = client
        self._name = name
        self._length = _count(client, name)
        self._piece = lru_cache(maxsize=4096)(self._read)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, row: int, /) -> Piece: ...

    @overload
    def __getitem__(self, row: slice, /) -> Sequence[Piece]: ...

    def __getitem__(self, row: int | slice, /) -> Piece | Sequence[Piece]:
        if isinstance(row, slice):
            return [self[at] for at in range(len(self))[row]]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._piece(row % len(self))

    def __iter__(self) -> Iterator[Piece]:
        found = _all(self._client, self._name, ["row", "piece"])
        return map(piece_of, (entity["piece"] for entity in sorted(found, key=lambda e: e["row"])))

    def _read(self, row: int) -> Piece:
        (entity,) = self._client.get(self._name, ids=[row], output_fields=["piece"])
        return piece_of(entity["piece"])


def _connect(url: str) -> "tuple[MilvusClient, str]":
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise GalleryError(
            "A gallery in Milvus needs the packages pymilvus and milvus-lite: pip install pymilvus "
            "milvus-lite"
        ) from error
    parts = urlsplit(url)
    local = not parts.netloc
    address = parts.path if local else f"http://{parts.netloc}"
    name = "pieces" if local else parts.path.strip("/")
    if not name.isidentifier():
        raise GalleryError(
            f"{url} names no gallery; write milvus://host:port/name, the name in letters, digits "
            "and underscores, or a file ending in .db."
        )
    try:
        return MilvusClient(address, token=os.environ.get("MILVUS_TOKEN", "")), name
    except (MilvusException, OSError, ValueError) as error:
        raise GalleryError(f"No Milvus answers at {url}; start it or mend the address.") from error


def _insert(client: "MilvusClient", collection: str, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            client.insert(collection, batch)
            batch = []
    if batch:
        client.insert(collection, batch)


def _condition(filters: Filters) -> str:
    """The filters in Milvus's language; JSON's quoting is its quoting."""
    conditions = [
        f"{field} == {json.dumps(value)}"
        for field in ("type", "metal", "motif")
        if (value := getattr(filters, field)) is not None
    ]
    if filters.stone is not None:
        conditions.append(f"array_contains(stones, {json.dumps(filters.stone)})")
    return " and ".join(conditions)


def _count(client: "MilvusClient", name: str) -> int:
    (counted,) = client.query(name, filter="", output_fields=["count(*)"])
    return int(counted["count(*)"])


def _all(client: "MilvusClient", name: str, fields: list[str]) -> Iterator[dict[str, Any]]:
    """Every entity of a collection, in batches."""
    iterator = client.query_iterator(name, batch_size=_BATCH, filter="", output_fields=fields)
    try:
        while batch := iterator.next():
            yield from batch
    finally:
        iterator.close()
