"""The reasons why a piece was found: what each shared term gave to its score."""

import math
from collections.abc import Mapping

from captioning.gallery.hit import Hit, Reason
from captioning.gallery.metadata import GalleryError, Piece
from captioning.gallery.tfidf import TermWeights
from captioning.language.query import spoken, words_behind
from captioning.language.terms import WORD, Term

WordsBehind = Mapping[Term, tuple[str, ...]]
"""For each term the words behind it."""


def explained(
    piece: Piece,
    score: float,
    shares: Mapping[int, float],
    weights: TermWeights,
    asked: WordsBehind,
) -> Hit:
    """A hit with its reasons, the largest first.

    Args:
        piece: The piece found.
        score: Its score.
        shares: What each term, by its number, gave to it; scaled to add up to the score.
        weights: The terms of the gallery.
        asked: The words behind the terms of the query.

    Raises:
        GalleryError: A word is not the piece's: it belongs to another index.
    """
    offered = words_behind(piece.query)
    total = math.fsum(shares.values())
    reasons = []
    for number, share in shares.items():
        term = weights.terms[number]
        said = spoken(term, asked), spoken(term, offered)
        if term.kind == WORD and not said[1]:
            raise GalleryError("The gallery does not fit its index; fill or open it again.")
        reasons.append(Reason(term, share * (score / total), *said))
    reasons.sort(key=lambda reason: (-reason.share, reason.name))
    return Hit(piece, score, tuple(reasons))
