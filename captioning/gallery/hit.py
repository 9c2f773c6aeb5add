"""A piece found, and the reasons why it was found."""

from dataclasses import dataclass
from math import fsum
from typing import Any

from captioning.gallery.metadata import Piece
from captioning.language.terms import WORD, Term


@dataclass(frozen=True)
class Reason:
    """A term that a query and a piece share.

    Attributes:
        term: What is shared.
        share: Its part of the score, over 0; all shares of a hit add up to its score.
        query_words: The words behind it in the query ("white gold").
        piece_words: The words behind it in the piece's captions ("silver").
    """

    term: Term
    share: float
    query_words: tuple[str, ...]
    piece_words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The word as asked ("rings", not its stem), or what is named ("metal: silver")."""
        return self.query_words[0] if self.term.kind == WORD else str(self.term)


@dataclass(frozen=True)
class Hit:
    """A piece found.

    Attributes:
        piece: The piece.
        score: Cosine of its captions and the query, in (0, 1].
        reasons: Why, the largest share first.
    """

    piece: Piece
    score: float
    reasons: tuple[Reason, ...]

    @property
    def caption(self) -> str:
        """The piece's caption that has most of what matched, the first of equals."""

        def matched(caption: str) -> float:
            said = f" {caption.lower()} "
            return fsum(
                reason.share
                for reason in self.reasons
                if any(f" {words.lower()} " in said for words in reason.piece_words)
            )

        return max(self.piece.captions, key=matched)

    def to_json(self, image: str) -> dict[str, Any]:
        """The hit as JSON, the same for every door.

        Args:
            image: Where the reader finds the photo: a path, or an address.

        Returns:
            `id`, the photo's file name in the gallery; `image`; `score` from 0 to 1; `caption`;
            `type`, `metal`, `stones` and `motif`, null or empty if unknown; and `reasons`, the
            largest first, each with its `term` as it is shown, `share` of the score,
            `query_words` and `piece_words`. Numbers have four decimals.
        """
        piece = self.piece
        return {
            "id": piece.id,
            "image": image,
            "score": round(self.score, 4),
            "caption": piece.captions[0],
            "type": piece.type,
            "metal": piece.metal,
            "stones": list(piece.stones),
            "motif": piece.motif,
            "reasons": [
                {
                    "term": reason.name,
                    "share": round(reason.share, 4),
                    "query_words": list(reason.query_words),
                    "piece_words": list(reason.piece_words),
                }
                for reason in self.reasons
            ],
        }
