"""A gallery of pieces: search by words, similar pieces, and the reasons why a piece was found."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from captioning.gallery.backend import NO_FILTERS, Backend, Filters, MemoryBackend
from captioning.gallery.hit import Hit, Reason
from captioning.gallery.index import InvertedIndex
from captioning.gallery.metadata import GalleryError, Piece, read_pieces
from captioning.gallery.remarks import present, remarks
from captioning.gallery.saved_index import documents, folder_index
from captioning.gallery.tfidf import Vector
from captioning.gallery.wishes import Wishes, excluded_facets
from captioning.language.query import Query, spoken, weighed, words_behind
from captioning.language.terms import WORD, Term
from captioning.language.understanding import understand
from captioning.settings import LISTED, SearchSettings, shipped_settings
from captioning.vision.likeness import file_thumbprint, same_picture, thumbprint

__all__ = ["Filters", "Gallery", "GalleryError", "Hit", "Piece", "Reason"]

_WordsBehind = Mapping[Term, tuple[str, ...]]


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
        self._thumbprint = lru_cache(maxsize=4096)(file_thumbprint)
        self._latest = self

    @classmethod
    def of(cls, pieces: Sequence[Piece], settings: SearchSettings | None = None) -> "Gallery":
        """A gallery of pieces in memory.

        Args:
            pieces: Any number, none included; ids must differ.
            settings: How they are found; as the shipped checkpoint says if None.
        """
        settings = settings or shipped_settings().search
        index = InvertedIndex.build(documents(pieces, settings))
        return cls(MemoryBackend(pieces, index), settings)

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
        return cls(MemoryBackend(pieces, folder_index(folder, pieces, settings)), settings)

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
                settings if None.
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
        hits: list[Hit] = []
        query = self._understood(query) if isinstance(query, str) else query
        least = self._least(query) if minimum is None else minimum
        filters = replace(filters, without=(*filters.without, *excluded_facets(query)))
        asked = self._asked(query, filters)
        own = None if photo is None else thumbprint(photo)
        for row, _ in _ranked(asked.nearest, k, least):
            piece = self.backend.pieces[row]
            if piece.id in exclude or self._listed(piece, row, own, hits):
                continue
            hits.append(asked.hit(row))
            if len(hits) == k:
                break
        return hits

    def understand(self, text: str) -> Query:
        """What a typed text asks, read with the words of this gallery in mind.

        Args:
            text: In any of the languages, of any length.
        """
        return self._now()._understood(text)

    def remarks(self, query: str | Query, filters: Filters = NO_FILTERS) -> list[str]:
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

    def _least(self, query: Query) -> float:
        """The least score where nobody says one."""
        typed = query.language and query.groups
        return self.settings.said_minimum if typed else self.settings.minimum

    def _asked(self, query: Query, filters: Filters) -> "_Asked":
        """How the backend is asked, and how a hit is explained."""
        if not query.language or not query.groups:
            vector, behind = self._vector(query), words_behind(query)
            return _Asked(
                lambda k, least: self.backend.nearest(vector, k, least, filters),
                lambda row: self._hit(row, vector, behind),
            )
        only = not query.wanted
        query = replace(query, groups=present(query.groups, self.backend))
        wishes = Wishes(query, self.backend.weights, self.settings)
        if only:
            return _Asked(
                lambda k, _: [(row, 0.0) for row in self.backend.fitting(k, filters)],
                lambda row: Hit(self.backend.pieces[row], 0.0, ()),
            )
        return _Asked(
            lambda k, least: self.backend.best(wishes, k, least, filters),
            lambda row: self._suited(row, wishes),
        )

    def _suited(self, row: int, wishes: Wishes) -> Hit:
        piece, vector = self.backend.pieces[row], self.backend.vector(row)
        return self._explained(piece, wishes.shares(vector, piece), wishes.asked)

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
        piece = self.backend.pieces[row]
        vector, behind = self.backend.vector(row), words_behind(piece.query)
        hits = [self._hit(row, vector, behind)]
        least = self.settings.minimum if minimum is None else minimum

        def nearest(many: int, least: float) -> list[tuple[int, float]]:
            return self.backend.nearest(vector, many, least, filters)

        for other, _ in _ranked(nearest, k + 1, least):
            if other != row and not self._listed(self.backend.pieces[other], other, None, hits):
                hits.append(self._hit(other, vector, behind))
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
        vector = self._vector(Query.typed(query) if isinstance(query, str) else query)
        found = self.backend.nearest(vector, k, minimum, filters)
        return [(self.backend.pieces[row], score) for row, score in found]

    def _vector(self, query: Query) -> Vector:
        counts = weighed(query, self.settings.attribute_weight)
        return self.backend.weights.query(counts, self.settings.strongest)

    def _listed(self, piece: Piece, row: int, own: np.ndarray | None, hits: Sequence[Hit]) -> bool:
        """Whether a piece's photo is the query's own or already among the hits."""
        alike, same = self.settings.alike, self.settings.same
        if own is not None and same_picture(own, self._thumbprint(piece.image), same):
            return True
        vector = self.backend.vector(row)
        for hit in hits:
            other = self.backend.row(hit.piece.id)
            if other is not None and _cosine(vector, self.backend.vector(other)) >= alike:
                pictures = self._thumbprint(piece.image), self._thumbprint(hit.piece.image)
                if same_picture(*pictures, same):
                    return True
        return False

    def _hit(self, row: int, query: Vector, asked: _WordsBehind) -> Hit:
        piece, vector = self.backend.pieces[row], self.backend.vector(row)
        shares = {number: query[number] * vector[number] for number in query.keys() & vector}
        return self._explained(piece, shares, asked)

    def _explained(self, piece: Piece, shares: Mapping[int, float], asked: _WordsBehind) -> Hit:
        offered = words_behind(piece.query)
        total = math.fsum(shares.values())
        score = min(1.0, total)
        terms = self.backend.weights.terms
        reasons = [
            Reason(
                terms[number],
                share * (score / total),
                spoken(terms[number], asked),
                spoken(terms[number], offered),
            )
            for number, share in shares.items()
        ]
        if any(reason.term.kind == WORD and not reason.piece_words for reason in reasons):
            raise GalleryError("The gallery does not fit its index; fill or open it again.")
        reasons.sort(key=lambda reason: (-reason.share, reason.name))
        return Hit(piece, score, tuple(reasons))


@dataclass(frozen=True)
class _Asked:
    """A query as one backend is asked.

    Attributes:
        nearest: The k best rows and scores, from a least score on.
        hit: A row with its reasons.
    """

    nearest: Callable[[int, float], list[tuple[int, float]]]
    hit: Callable[[int], Hit]


def _ranked(
    nearest: Callable[[int, float], list[tuple[int, float]]], k: int, least: float
) -> Iterator[tuple[int, float]]:
    """Rows and scores, best first; asks for more than k only once those are used up."""
    given, asked = 0, max(0, k) + 4
    while asked > given and k > 0:
        found = nearest(asked, least)
        yield from found[given:]
        if len(found) < asked:
            return
        given, asked = asked, asked * 4


def _cosine(first: Vector, second: Vector) -> float:
    return math.fsum(weight * second.get(number, 0.0) for number, weight in first.items())
