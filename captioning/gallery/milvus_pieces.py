"""The pieces of a collection in Milvus, fetched when they are asked for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from captioning.gallery import milvus_collections as collections
from captioning.gallery.metadata import Piece
from captioning.gallery.milvus_connection import answered
from captioning.gallery.milvus_records import piece_of

if TYPE_CHECKING:
    from pymilvus import MilvusClient


class MilvusPieces(Sequence[Piece]):
    """The pieces of a collection as a sequence, those asked for lately remembered."""

    def __init__(self, client: "MilvusClient", name: str) -> None:
        self._client = client
        self._name = name
        self._length = collections.count(client, name)
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
        found = collections.entities(self._client, self._name, ["row", "piece"])
        return map(piece_of, (entity["piece"] for entity in sorted(found, key=lambda e: e["row"])))

    @answered
    def _read(self, row: int) -> Piece:
        (entity,) = self._client.get(self._name, ids=[row], output_fields=["piece"])
        return piece_of(entity["piece"])
