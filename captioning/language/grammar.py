"""Rules of English for the beam search: no repetitions, and "a pair of" is followed by a plural."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

    def forbidden(self, caption: Sequence[int]) -> set[int]:
        """Ids that must not come next.

        Args:
            caption: ids so far, without the begin token.
        """
        if not caption:
            return set()
        forbidden = {caption[-1]}
        if caption[-1] == self.joining and len(caption) > 1:
            forbidden.add(caption[-2])
        if len(caption) > 3 and caption[-2] == self.joining and caption[-1] == caption[-4]:
            forbidden.add(caption[-3])
        if self._wants_plural(caption):
            forbidden |= self.pieces
        return forbidden

    def _wants_plural(self, caption: Sequence[int]) -> bool:
        if len(self.pair_of) < 2:
            return False
        for place in range(len(caption) - 2, -1, -1):
            if tuple(caption[place : place + 2]) == self.pair_of:
                return self.closing.isdisjoint(caption[place + 2 :])
        return False
