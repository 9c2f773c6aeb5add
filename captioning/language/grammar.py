"""Rules of English for the beam search: no repetitions, and "a pair of" is followed by a plural."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from captioning.language.lexicon import HEAD_ENDS, SINGLE_PIECES, TYPES


@dataclass(frozen=True)
class Grammar:
    """Words that must not come next, as ids of a vocabulary.

    Beam search maximises the sum of log-probabilities. If a decoder is undecided between two
    pieces, the best sum may begin with one and end with the other ("a pair of silver bracelet").

    Attributes:
        joining: "and". No word repeats at once or around it ("pearls and pearls"), and no two
            words repeat around it ("blue stones and blue stones").
        pair_of: the two words that require a plural.
        pieces: nouns for one piece, forbidden until that plural.
        closing: words that end the phrase that names the piece: plurals, "with".
    """

    joining: int | None
    pair_of: tuple[int, ...] = ()
    pieces: frozenset[int] = frozenset()
    closing: frozenset[int] = frozenset()

    @classmethod
    def of(cls, known: Mapping[str, int]) -> Grammar:
        """The rules in the ids of a vocabulary; words that it lacks cannot be predicted anyway."""

        def ids(words: Sequence[str]) -> tuple[int, ...]:
            return tuple(known[word] for word in words if word in known)

        plurals = [noun for noun in TYPES if noun.endswith("s")]
        return cls(
            joining=known.get("and"),
            pair_of=ids(["pair", "of"]),
            pieces=frozenset(ids(sorted(SINGLE_PIECES))),
            closing=frozenset(ids([*plurals, *sorted(HEAD_ENDS)])),
        )

    @cached_property
    def _pieces(self) -> np.ndarray:
        return np.array(sorted(self.pieces), np.int64)

    @cached_property
    def _closing(self) -> np.ndarray:
        return np.array(sorted(self.closing), np.int64)

    def forbidden(self, captions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Words that must not come next.

        Args:
            captions: (N, T) ids so far, without the begin token.

        Returns:
            Pairs as two arrays: numbers of captions, and the ids that must not follow them.
        """
        count, length = captions.shape
        if not length:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        last = captions[:, -1]
        pairs = [(np.arange(count), last)]
        if length > 1:  # "pearls and" pearls
            rows = np.flatnonzero(last == self.joining)
            pairs.append((rows, captions[rows, -2]))
        if length > 3:  # "blue stones and blue" stones
            rows = np.flatnonzero((captions[:, -2] == self.joining) & (last == captions[:, -4]))
            pairs.append((rows, captions[rows, -3]))
        rows = np.flatnonzero(self._want_plural(captions))
        if len(rows):
            pieces = self._pieces
            pairs.append((np.repeat(rows, len(pieces)), np.tile(pieces, len(rows))))
        captions_of, words = zip(*pairs, strict=True)
        return np.concatenate(captions_of), np.concatenate(words)

    def _want_plural(self, captions: np.ndarray) -> np.ndarray:
        """(N,) whether the last "a pair of" of a caption has had no plural yet."""
        if len(self.pair_of) < 2 or captions.shape[1] < 2:
            return np.zeros(len(captions), bool)
        first, second = self.pair_of
        pairs = (captions[:, :-1] == first) & (captions[:, 1:] == second)
        if not pairs.any():
            return np.zeros(len(captions), bool)
        closed = np.isin(captions, self._closing)
        return pairs.any(1) & (_last(closed) < _last(pairs) + 2)


def _last(found: np.ndarray) -> np.ndarray:
    """(N, T) -> (N,) the last place where it is true, -1 where there is none."""
    places = found.shape[1] - 1 - found[:, ::-1].argmax(1)
    return np.where(found.any(1), places, -1)
