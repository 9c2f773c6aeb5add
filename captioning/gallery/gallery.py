"""A gallery of pieces: search by words, similar pieces, and the reasons why a piece was found."""

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path

from PIL import Image

from captioning.gallery.backend import NO_FILTERS, Backend, Filters, MemoryBackend
from captioning.gallery.building import build
from captioning.gallery.copies import Copies
from captioning.gallery.hit import Hit, Reason
from captioning.gallery.metadata import GalleryError, Piece, read_pieces
from captioning.gallery.questions import (
    Question,
    alike,
    is_typed,
    query_vector,
    question,
    ranked,
)
from captioning.gallery.remarks import NONE_HAS_ALL, Remark, remarks
from captioning.gallery.saved_index import folder_backend
from captioning.language.query import Query
from captioning.language.terms import WORD
from captioning.language.understanding import understand
from captioning.settings import LISTED, SearchSettings, shipped_settings

__all__ = ["Filters", "Gallery", "GalleryError", "Hit", "Piece", "Reason"]


class Gallery:
    """Pieces that can be searched by words.

    Attributes:
        backend: Holds the pieces and their vectors, in memory or in Milvus.
        settings: How pieces are found.
    """

    def __init__(self, backend: Backend, settings: SearchSettings | None = None) -> None:
        """Takes a filled backend; `open` and `of` fill one.

        Args:
            backend: Its vectors must be made with the same attribute weight.
            settings: Those of the shipped checkpoint if None.
        """
        self.backend = backend
        self.settings = settings or shipped_settings().search
        self._copies = Copies(self.settings)
        self._latest = self

    @classmethod
    def of(cls, pieces: Sequence[Piece], settings: SearchSettings | None = None) -> "Gallery":
        """A gallery of pieces in memory.

        Args:
            pieces: Any number, none included; ids must differ.
            settings: How they are found; as the shipped checkpoint says if None.
        """
        settings = settings or shipped_settings().search
        return cls(MemoryBackend(pieces, *build(pieces, settings)), settings)

    @classmethod
    def open(cls, source: str | Path, settings: SearchSettings | None = None) -> "Gallery":
        """Opens a gallery.

        Args:
            source: A folder with `metadata.jsonl` and photos, whose index is read from the folder
                or rebuilt if its captions have changed; or `milvus://host:port/name`, or a
                file ending in .db, for one in Milvus.
            settings: How pieces are found; as the shipped checkpoint says if None.

        Raises:
            GalleryError: There is no such gallery, or none of its pieces can be used.
        """
        if str(source).startswith("milvus:") or str(source).endswith(".db"):
            from captioning.gallery.milvus import MilvusBackend

            return cls(MilvusBackend.open(str(source)), settings)
        folder = Path(source)
        pieces, settings = read_pieces(folder), settings or shipped_settings().search
        return cls(folder_backend(folder, pieces, settings), settings)

    @property
    def pieces(self) -> Sequence[Piece]:
        """All pieces."""
        return self._now().backend.pieces

    def search(
        self,
        query: str | Query,
        k: int = LISTED,
        filters: Filters = NO_FILTERS,
        minimum: float | None = None,
        exclude: Collection[str] = (),
        photo: Image.Image | None = None,
    ) -> list[Hit]:
        """Finds the pieces that words describe best.

        Args:
            query: A sentence; or a query such as `photo_query` makes of what models say of a photo.
            k: How many at most.
            filters: What they must be.
            minimum: Least score in [0, 1]; what is under it is not called similar. That of the
                settings if None; where no piece has all typed words, those that have most of
                them are listed.
            exclude: Ids not to list.
            photo: The photo that the query describes; copies of it are not listed.

        Returns:
            Hits, best first, each picture once; none where no word of the query is known.

        Raises:
            GalleryError: Milvus does not answer.
        """
        return self._now()._search(query, k, filters, minimum, exclude, photo)

    def _search(
        self,
        query: str | Query,
        k: int,
        filters: Filters,
        minimum: float | None,
        exclude: Collection[str],
        photo: Image.Image | None,
    ) -> list[Hit]:
        query = self._understood(query) if isinstance(query, str) else query
        least = self.least(query) if minimum is None else minimum
        asked = question(query, self.backend, self.settings, filters)
        hits = self._picked(asked, k, least, exclude, photo)
        if not hits and minimum is None and is_typed(query):
            found = {remark.name for remark in remarks(query, filters, self.backend)}
            if not found.isdisjoint(NONE_HAS_ALL):  # a person reads so, above those that have most
                return self._picked(asked, k, 0.0, exclude, photo)
        return hits

    def _picked(
        self,
        asked: Question,
        k: int,
        least: float,
        exclude: Collection[str],
        photo: Image.Image | None,
    ) -> list[Hit]:
        """The hits of a question, each picture once."""
        hits: list[Hit] = []
        own = self._copies.of(photo)
        for row, score in ranked(asked, k, least):
            if self.backend.pieces[row].id in exclude:
                continue
            if not self._copies.listed(self.backend, row, own, hits):
                hits.append(asked.hit(row, score))
            if len(hits) == k:
                break
        return hits

    def understand(self, text: str) -> Query:
        """What a typed text asks, read with the words of this gallery in mind.

        Args:
            text: In any of the languages, of any length.
        """
        return self._now()._understood(text)

    def remarks(self, query: str | Query, filters: Filters = NO_FILTERS) -> list[Remark]:
        """What a person should know of a query: sentences, none where all is plain.

        Args:
            query: As searched with.
            filters: As searched with.
        """
        now = self._now()
        query = now._understood(query) if isinstance(query, str) else query
        return remarks(query, filters, now.backend)

    def _understood(self, text: str) -> Query:
        return understand(text, self._known)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Stems of the words that the gallery has."""
        terms = self.backend.weights.terms
        return frozenset(str(term.value) for term in terms if term.kind == WORD)

    def least(self, query: Query) -> float:
        """The least score of a piece for a query where nobody says one."""
        return self.settings.said_minimum if is_typed(query) else self.settings.minimum

    def similar(
        self,
        piece_id: str,
        k: int = LISTED,
        filters: Filters = NO_FILTERS,
        minimum: float | None = None,
    ) -> list[Hit]:
        """Finds the pieces most like one of the gallery, itself and copies of it left out.

        Raises:
            GalleryError: No piece has this id, or Milvus does not answer.
        """
        return self._now()._similar(piece_id, k, filters, minimum)

    def _similar(self, piece_id: str, k: int, filters: Filters, minimum: float | None) -> list[Hit]:
        row = self.backend.row(piece_id)
        if row is None:
            raise GalleryError(
                f"The gallery has no piece {piece_id!r}; ids are the photos' file names."
            )
        asked = alike(row, self.backend, filters)
        hits = [asked.hit(row, 1.0)]
        least = self.settings.minimum if minimum is None else minimum
        for other, score in ranked(asked, k + 1, least):
            if other != row and not self._copies.listed(self.backend, other, None, hits):
                hits.append(asked.hit(other, score))
            if len(hits) > k:
                break
        return hits[1:]

    def rank(
        self, query: str | Query, k: int, minimum: float = 0.0, filters: Filters = NO_FILTERS
    ) -> list[tuple[Piece, float]]:
        """The bare ranking: pieces and scores without reasons, copies of a picture included."""
        return self._now()._rank(query, k, minimum, filters)

    def _now(self) -> "Gallery":
        """This gallery, or one on the backend that has taken the place of its own.

        A search runs on one backend from its first step to its last: the numbers of its terms mean
        nothing in another.
        """
        backend = self._latest.backend.current()
        if backend is not self._latest.backend:
            self._latest = Gallery(backend, self.settings)
        return self._latest

    def _rank(
        self, query: str | Query, k: int, minimum: float, filters: Filters
    ) -> list[tuple[Piece, float]]:
        query = Query.typed(query) if isinstance(query, str) else query
        vector = query_vector(query, self.backend, self.settings)
        found = self.backend.nearest(vector, k, minimum, filters)
        return [(self.backend.pieces[row], score) for row, score in found]
