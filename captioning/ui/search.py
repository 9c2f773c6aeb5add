"""The search of the page: words and options in, pieces with reasons as HTML out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from captioning.gallery.gallery import Filters, Gallery, GalleryError, Hit, Piece
from captioning.language.query import Query
from captioning.settings import LISTED
from captioning.ui.faults import noted
from captioning.ui.hits import hits_html, nothing_html, pieces_html
from captioning.ui.pictures import Pictures
from captioning.ui.texts import text

LONGEST_QUERY = 300  # characters
MOST_HITS = 24
NO_FILTER = "any"

Values = str | tuple[str, ...]
"""A value, or several of which one is enough; "", "any" or none for no condition."""


@dataclass(frozen=True)
class SearchOptions:
    """The number and kind of pieces wanted.

    Attributes:
        k: Most pieces to show.
        minimum: Score in [0, 1] under which a piece is not called similar; the gallery's if None.
        type, metal, stone: What a piece must be.
    """

    k: int = LISTED
    minimum: float | None = None
    type: Values = NO_FILTER
    metal: Values = NO_FILTER
    stone: Values = NO_FILTER

    @property
    def filters(self) -> Filters:
        """The filters of the gallery."""
        chosen = (self.type, self.metal, self.stone)
        kind, metal, stone = (v if v not in (NO_FILTER, "", (), None) else None for v in chosen)
        return Filters(type=kind, metal=metal, stone=stone)

    @property
    def count(self) -> int:
        """k within its bounds."""
        return max(1, min(MOST_HITS, int(self.k)))


@dataclass(frozen=True)
class Answer:
    """What a search shows.

    Attributes:
        html: The pieces, or a sentence where there are none.
        least: The minimum score that was applied.
    """

    html: str
    least: float


class GalleryView:
    """A gallery with the addresses of its pictures, ready to be shown."""

    def __init__(self, gallery: Gallery, pictures: Pictures, name: str) -> None:
        self.gallery = gallery
        self._name = name
        self._places = {piece.id: place for place, piece in enumerate(gallery.pieces)}
        pictures.put(name, [piece.image for piece in gallery.pieces])

    def address(self, piece: Piece, size: str) -> str:
        """Address of a piece's picture."""
        return Pictures.address(self._name, self._places[piece.id], size)

    def piece(self, name: str) -> Piece | None:
        """The piece with an id, or None."""
        place = self._places.get(name)
        return None if place is None else self.gallery.pieces[place]

    def choices(self) -> dict[str, list[str]]:
        """What can be filtered by, for each filter, "any" first."""
        pieces = self.gallery.pieces
        found: dict[str, set[str | None]] = {
            "type": {piece.type for piece in pieces},
            "metal": {piece.metal for piece in pieces},
            "stone": {stone for piece in pieces for stone in piece.stones},
        }
        return {key: [NO_FILTER, *sorted(filter(None, values))] for key, values in found.items()}

    def search(
        self, query: Query, options: SearchOptions, photo: Image.Image | None = None
    ) -> list[Hit]:
        """The pieces for a query, as the page and the endpoints find them.

        Args:
            query: What to search with.
            options: How many, how similar, of what kind.
            photo: What the query describes; copies of it are left out.

        Raises:
            GalleryError: The gallery cannot be searched.
        """
        query = self._understood(query, photo)
        return self.gallery.search(
            query, options.count, options.filters, options.minimum, photo=photo
        )

    def _understood(self, query: Query, photo: Image.Image | None) -> Query:
        """A query; words that nobody has read yet are read with the gallery's in mind."""
        if photo is None and not query.terms and not query.language:
            return self.gallery.understand(str(query))
        return query

    def similar(self, piece: Piece, options: SearchOptions) -> list[Hit]:
        """The pieces most like one of the gallery.

        Raises:
            GalleryError: The gallery cannot be searched.
        """
        return self.gallery.similar(piece.id, options.count, options.filters, options.minimum)

    def answer(
        self, query: Query, words: str, options: SearchOptions, photo: Image.Image | None = None
    ) -> Answer:
        """The pieces for a query, or a look around without one.

        Args:
            query: What to search with.
            words: The text of the search box.
            options: How many, how similar, of what kind.
            photo: What the query describes; copies of it are not shown.
        """
        if not words:
            return Answer(self._look_around(options), self._usual(options))
        query = self._understood(query, photo)
        texts = [words] if photo is None else list(query.texts)
        least = self._usual(options, query)
        return self._show(lambda: self.search(query, options, photo), "found", words, texts, least)

    def more_like(self, piece: Piece, options: SearchOptions) -> Answer:
        """The pieces most like one of the gallery."""
        words, least = piece.captions[0], self._usual(options)
        return self._show(lambda: self.similar(piece, options), "alike", words, [words], least)

    def _usual(self, options: SearchOptions, query: Query | None = None) -> float:
        """The minimum score that was chosen or, where none was, the gallery's own."""
        if options.minimum is not None:
            return options.minimum
        return self.gallery.settings.minimum if query is None else self.gallery.least(query)

    def _show(
        self,
        find: Callable[[], list[Hit]],
        aim: str,
        words: str,
        texts: Sequence[str],
        least: float,
    ) -> Answer:
        try:
            hits = find()
        except GalleryError as error:
            return Answer(nothing_html(text("hits.failed"), str(error)), least)
        except Exception:
            return Answer(nothing_html(text("hits.failed"), noted("a search")), least)
        if not hits:
            like = aim == "alike"
            advice = text("hits.nothing_like" if like else "hits.nothing_for", words=words)
            return Answer(nothing_html(text("hits.nothing"), advice), least)
        if hits[-1].score < least:  # where no piece has all, those that have most are listed
            least = 0.0
        asked = [self.gallery.understand(one) for one in texts]
        heading = text(f"hits.{aim}", n=len(hits), words=words)
        return Answer(hits_html(hits, heading, self.address, asked), least)

    def _look_around(self, options: SearchOptions) -> str:
        fitting = [piece for piece in self.gallery.pieces if options.filters.match(piece)]
        if not fitting:
            return nothing_html(text("hits.filtered"), text("hits.filtered_advice"))
        step = max(1, len(fitting) // options.count)
        shown = fitting[::step][: options.count]
        heading = text("hits.some", n=len(fitting), shown=len(shown))
        return pieces_html(shown, heading, self.address)
