"""The pieces found, as HTML: what matched, how well, and each piece's details with its reasons."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup

from captioning.gallery.gallery import Hit, Piece
from captioning.language import facets
from captioning.language.phrases import ENGLISH, Rendering, in_language
from captioning.language.query import Query
from captioning.ui.markup import render
from captioning.ui.matches import Match, best_fitting
from captioning.ui.texts import language, text
from captioning.ui.word_names import SHORTEST_INSIDE, label_name

Address = Callable[[Piece, str], str]  # piece and size of picture -> where a browser finds it


@dataclass(frozen=True)
class Item:
    """A piece in the list.

    Attributes:
        piece: The piece.
        address: Gives the address of a piece's picture.
        match: Score, reasons and what was asked, if the piece was searched for.
    """

    piece: Piece
    address: Address
    match: Match | None = None

    @property
    def small(self) -> str:
        """Address of the picture in the list."""
        return self.address(self.piece, "small")

    @property
    def thumb(self) -> str:
        """Address of its picture where it is shown very small."""
        return self.address(self.piece, "thumb")

    @property
    def large(self) -> str:
        """Address of the picture in the details."""
        return self.address(self.piece, "large")

    @property
    def caption(self) -> Markup:
        """The caption that matches most, with the matched words marked in English."""
        return self._marked(self._first)

    @property
    def name(self) -> str:
        """The same as plain text."""
        return self._said(self._first).text

    @property
    def language(self) -> str:
        """Code of the language of `caption` and `name`."""
        return self._said(self._first).language

    @property
    def original(self) -> str:
        """The English caption where another language is shown, else ""."""
        return "" if self.language == ENGLISH else self.piece.captions[self._first]

    @property
    def others(self) -> list[Markup]:
        """The other captions, with the matched words marked."""
        places = range(len(self.piece.captions))
        return [self._marked(place) for place in places if place != self._first]

    @property
    def attributes(self) -> dict[str, str]:
        """The known attributes by their names for people."""
        piece = self.piece
        values = {
            "type": (facets.TYPE, [piece.type]),
            "metal": (facets.METAL, [piece.metal]),
            "stones": (facets.STONE, piece.stones),
            "motif": (facets.MOTIF, [piece.motif]),
            "style": (facets.STYLE, piece.style),
        }
        named = {
            name: ", ".join(label_name(kind, one) for one in known if one)
            for name, (kind, known) in values.items()
        }
        return {text(f"kinds.{name}"): value for name, value in named.items() if value}

    @property
    def _first(self) -> int:
        return self.match.caption if self.match else 0

    def _said(self, place: int) -> Rendering:
        return in_language(self.piece.captions[place], language())

    def _marked(self, place: int) -> Markup:
        said = self._said(place)
        if said.language != ENGLISH:
            names = self.match.names if self.match else set[str]()
            return marked(said.text, names, inside=True)
        return marked(self.piece.captions[place], self.match.words if self.match else set())


@dataclass(frozen=True)
class Place:
    """Where a search looks, shown above its results.

    Attributes:
        text: "Searching your catalogue (15)", or "" where there is nothing to say.
        other: Name of the other gallery, or "".
        offer: What leads there: "back to the gallery".
    """

    text: str = ""
    other: str = ""
    offer: str = ""


@dataclass(frozen=True)
class Step:
    """What the results answer, for the browser's history.

    Attributes:
        state: All that a search depends on, as JSON.
        kind: What led to it: "typed", "chip", "filter", "caption", "similar", "photo", "back".
    """

    state: Mapping[str, object] = field(default_factory=dict)
    kind: str = ""

    @property
    def json(self) -> str:
        """The state as a browser reads it."""
        return json.dumps(self.state, ensure_ascii=False)


def results_html(results: str, step: Step, place: Place, worked: str = "") -> Markup:
    """Results with the place that was searched and the step that led to them.

    Args:
        results: From the other functions here.
        step: What they answer.
        place: Where they were searched.
        worked: The worked example, as HTML, or "".
    """
    return render("results", results=results, step=step, place=place, worked=worked)


def hits_html(
    hits: Sequence[Hit], heading: str, address: Address, asked: Sequence[Query] = ()
) -> Markup:
    """The hits in order, each a button that opens its details.

    Args:
        hits: Best first.
        heading: What they answer; plain text.
        address: Gives the address of a piece's picture.
        asked: What was asked, as understood; of several sentences each piece is shown next to
            the one that it fits best.
    """
    matches = [Match(hit, best_fitting(hit.piece, asked)) for hit in hits]
    items = [Item(match.piece, address, match) for match in matches]
    return render("pieces", items=items, heading=heading, found=True)


def pieces_html(pieces: Sequence[Piece], heading: str, address: Address) -> Markup:
    """Pieces to look around in, before any search."""
    items = [Item(piece, address) for piece in pieces]
    return render("pieces", items=items, heading=heading, found=False)


def nothing_html(heading: str, advice: str) -> Markup:
    """The answer where nothing is similar.

    Args:
        heading: What is the case; plain text.
        advice: What can be done about it; plain text.
    """
    return render("nothing", heading=heading, advice=advice)


def marked(caption: str, words: set[str], inside: bool = False) -> Markup:
    """A caption as HTML with the given words marked.

    Args:
        caption: Plain text.
        words: In lower case; several words in one, such as "white gold", where they follow each
            other.
        inside: Whether longer words that hold one are marked too, such as a compound or a plural.
    """
    parts = re.split(r"([\w'’-]+)", caption)
    places = _phrase_places([part.lower() for part in parts], words)
    places |= {place for place, part in enumerate(parts) if _matches(part, words, inside)}
    runs = groupby(enumerate(parts), key=lambda one: one[0] in places)
    joined = [("".join(part for _, part in run), lit) for lit, run in runs]
    return render("marked", parts=joined)


def _matches(part: str, words: set[str], inside: bool) -> bool:
    lower = part.lower()
    if inside and any(word in lower for word in words if len(word) >= SHORTEST_INSIDE):
        return True
    halves = re.split(r"[-'’]", lower)  # "oval-cut", "d'oro"
    return bool(part) and (lower in words or any(half in words for half in halves if half))


def _phrase_places(parts: Sequence[str], words: set[str]) -> set[int]:
    """Places of the parts, words and what is between them in turn, that make a phrase."""
    found = set[int]()
    for phrase in words:
        wanted = re.split(r"( )", phrase)
        for start in range(1, len(parts) - len(wanted) + 1, 2):
            said = list(parts[start : start + len(wanted)])
            if len(wanted) > 1 and said in (wanted, [*wanted[:-1], f"{wanted[-1]}s"]):
                found |= set(range(start, start + len(wanted)))
    return found
