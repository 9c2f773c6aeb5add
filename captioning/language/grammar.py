"""Rules of English that a search keeps to: nothing is echoed, and a pair is of more than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transformers import PreTrainedTokenizerFast

from captioning.language.lexicon import HEAD_ENDS, SINGLE_PIECES, TYPES


@dataclass(frozen=True)
class Grammar:
    """What must not be said next, as ids of a vocabulary.

    A search adds up how probable each word is; where a decoder wavers between two pieces, the best
    sum may begin one and end the other ("a pair of silver bracelet").

    Attributes:
        joining: "and"; nothing follows itself, neither a word, at once or after this one ("pearls
            and pearls"), nor two ("blue stones and blue stones").
        pair_of: the two words that ask for a plural.
        pieces: nouns for one piece, not to be said until that plural is.
        closing: words with which the phrase that names the piece has ended: plurals, "with".
    """

    joining: int | None
    pair_of: tuple[int, ...] = ()
    pieces: frozenset[int] = frozenset()
    closing: frozenset[int] = frozenset()

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerFast) -> Grammar:
        """The rules in the ids of a vocabulary; words that it lacks cannot be said anyway."""
        known = tokenizer.get_vocab()

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
