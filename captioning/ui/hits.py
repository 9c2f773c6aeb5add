"""The pieces found, as HTML: what matched, how well, and each piece's details with its reasons."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from markupsafe import Markup

from captioning.gallery.gallery import Hit, Piece, Reason
from captioning.language.terms import WORD
from captioning.ui.markup import render

Address = Callable[[Piece, str], str]  # piece and size of picture -> where a browser finds it


MARKED_SHARE = 0.05  # part of the score from which a reason's words are marked
MOST_WORDS = 4  # shown of the words behind a reason
MOST_REASONS = 8  # bars; the remaining reasons are summed up in one more


@dataclass(frozen=True)
class ReasonRow:
    """A bar of a piece's details.

    Attributes:
        words: The words that matched.
        share: Their part of the score.
        kind: The kind of attribute that they name, such as "metal", or "".
        query_words: The words of the query, where they are others, or "".
    """

    words: str
    share: float
    kind: str = ""
    query_words: str = ""


@dataclass(frozen=True)
class Item:
    """A piece in the list.

    Attributes:
        piece: The piece.
        address: Gives the address of a piece's picture.
        hit: Score and reasons, if the piece was searched for.
    """

    piece: Piece
    address: Address
    hit: Hit | None = None

    @property
    def small(self) -> str:
        """Address of the picture in the list."""
        return self.address(self.piece, "small")

    @property
    def large(self) -> str:
        """Address of the picture in the details."""
        return self.address(self.piece, "large")

    @property
    def caption(self) -> Markup:
        """The caption shown, with the matched words marked."""
        return marked(self.piece.captions[0], self._matched)

    @property
    def others(self) -> list[Markup]:
        """The other captions, with the matched words marked."""
        return [marked(caption, self._matched) for caption in self.piece.captions[1:]]

    @property
    def attributes(self) -> dict[str, str]:
        """The known attributes by their names for people."""
        piece = self.piece
        values = {
            "Type": piece.type,
            "Metal": piece.metal,
            "Stones": ", ".join(piece.stones),
            "Motif": piece.motif,
            "Style": ", ".join(piece.style),
        }
        return {name: value for name, value in values.items() if value}

    @property
    def reasons(self) -> list[ReasonRow]:
        """The bars of the details, the largest first."""
        reasons = self.hit.reasons if self.hit else ()
        rows = [_reason_row(reason) for reason in reasons[:MOST_REASONS]]
        if rest := reasons[MOST_REASONS:]:
            total = fsum(reason.share for reason in rest)
            rows.append(ReasonRow(f"{len(rest)} smaller ones", total))
        return rows

    @cached_property
    def _matched(self) -> set[str]:
        """The words that matter for the score; marking all of them would be restless."""
        if self.hit is None:
            return set()
        least = MARKED_SHARE * self.hit.score
        phrases = (reason.piece_words for reason in self.hit.reasons if reason.share >= least)
        return {word.lower() for words in phrases for phrase in words for word in phrase.split()}


def hits_html(hits: Sequence[Hit], heading: str, address: Address) -> Markup:
    """The hits in order, each a button that opens its details.

    Args:
        hits: Best first.
        heading: What they answer; plain text.
        address: Gives the address of a piece's picture.
    """
    items = [Item(hit.piece, address, hit) for hit in hits]
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


def marked(caption: str, words: set[str]) -> Markup:
    """A caption as HTML with the given words (in lower case) marked."""
    parts = [(part, _matches(part, words)) for part in re.split(r"([\w'’-]+)", caption)]
    return render("marked", parts=parts)


def _matches(part: str, words: set[str]) -> bool:
    lower = part.lower()
    return bool(part) and (lower in words or any(half in words for half in lower.split("-")))


def _reason_row(reason: Reason) -> ReasonRow:
    query_words, piece_words = (
        ", ".join(words[:MOST_WORDS]) for words in (reason.query_words, reason.piece_words)
    )
    same = set(reason.query_words) & set(reason.piece_words)
    kind = reason.term.kind
    return ReasonRow(
        words=piece_words or reason.name,
        share=reason.share,
        kind=kind if kind != WORD else "",
        query_words="" if same else query_words,
    )
