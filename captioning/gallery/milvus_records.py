"""Pieces and terms as records in Milvus."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from captioning.gallery.backend import Backend
from captioning.gallery.metadata import Piece
from captioning.gallery.tfidf import TermWeights
from captioning.language.attributes import looks
from captioning.language.query import Query
from captioning.language.terms import Term, term_records, weighted_terms

_TEXT = 65_535  # bytes, the longest VARCHAR


def piece_schema() -> Any:
    """What Milvus keeps of a piece: its row, id, what filters ask for, all of it, its vector."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    for field, length in (("id", _TEXT), ("type", 256), ("metal", 256), ("motif", 256)):
        schema.add_field(field, DataType.VARCHAR, max_length=length)
    schema.add_field(
        "stones",
        DataType.ARRAY,
        element_type=DataType.VARCHAR,
        max_capacity=256,
        max_length=256,
    )
    schema.add_field("piece", DataType.JSON)
    schema.add_field("vector", DataType.SPARSE_FLOAT_VECTOR)
    return schema


def piece_rows(backend: Backend) -> Iterator[dict[str, Any]]:
    """The pieces of a backend in the fields of `piece_schema`; a stone also by its look."""
    mark = len(backend.weights.terms)  # no term's number: Milvus takes no vector without entries
    for row, piece in enumerate(backend.pieces):
        yield {
            "row": row,
            "id": piece.id,
            "type": piece.type or "",
            "metal": piece.metal or "",
            "motif": piece.motif or "",
            "stones": list(dict.fromkeys((*piece.stones, *looks(piece.stones)))),
            "piece": _record(piece),
            "vector": backend.vector(row) or {mark: 1.0},
        }


def piece_of(record: dict[str, Any]) -> Piece:
    """A piece back from what `piece_rows` wrote in its field `piece`."""
    lists = {key: tuple(record[key]) for key in ("captions", "stones", "style")}
    said = record["expected"]
    expected = Query(said["texts"], weighted_terms(said["terms"]))
    return Piece(**{**record, **lists, "image": Path(record["image"]), "expected": expected})


def term_schema() -> Any:
    """What Milvus keeps of a term: its number, the term, its weight."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("number", DataType.INT64, is_primary=True)
    schema.add_field("term", DataType.VARCHAR, max_length=_TEXT)
    schema.add_field("idf", DataType.DOUBLE)
    # Milvus has no collection without vectors; this one is never searched.
    schema.add_field("vector", DataType.SPARSE_FLOAT_VECTOR)
    return schema


def term_rows(weights: TermWeights) -> Iterator[dict[str, Any]]:
    """The terms in the fields of `term_schema`."""
    for number, (term, idf) in enumerate(zip(weights.terms, weights.idf.tolist(), strict=True)):
        yield {
            "number": number,
            "term": json.dumps(term.to_json()),
            "idf": idf,
            "vector": {number: 1.0},
        }


def term_of(stored: str) -> Term:
    """A term back from what `term_rows` wrote in its field `term`.

    Raises:
        ValueError: An earlier version wrote it.
    """
    return Term.from_json(json.loads(stored))


def _record(piece: Piece) -> dict[str, Any]:
    return {
        "id": piece.id,
        "image": str(piece.image.resolve()),
        "captions": list(piece.captions),
        "type": piece.type,
        "metal": piece.metal,
        "stones": list(piece.stones),
        "motif": piece.motif,
        "style": list(piece.style),
        "no_stones": piece.no_stones,
        "expected": {
            "texts": dict(piece.expected.texts),
            "terms": term_records(piece.expected.terms),
        },
    }
