"""A beam search guided by what the attribute classifier sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import torch
from torch import Tensor

from captioning.decoders.tokenizer import WordTokenizer
from captioning.language.attributes import type_of_word
from captioning.language.lexicon import COLOURS
from captioning.language.stones import look, looks, stones_said
from captioning.settings import Guidance
from captioning.vision.attribute_classifier import Evidence

GENERAL = ("stone", "stones", "gem", "gems", "gemstone", "gemstones", "crystal", "crystals")


@dataclass(frozen=True)
class Naming:
    """What the words of a vocabulary name, by their ids.

    Attributes:
        words: the vocabulary.
        types: coarse type of each word that names or suggests one ("ring", "pair").
        stones: look of each stone whose name is one word.
        colours: look of "... stones" for each colour.
        general: "stones" and the like, which name a look after a colour.
        end: id of the end token.
    """

    words: tuple[str, ...]
    types: dict[int, str]
    stones: dict[int, str]
    colours: dict[int, str]
    general: tuple[int, ...]
    end: int

    @classmethod
    def of(cls, tokenizer: WordTokenizer) -> Naming:
        """Looks all words of a vocabulary up in the tables of `lexicon`."""
        ids = tokenizer.get_vocab()
        types = {ids[word]: kind for word in ids if (kind := type_of_word(word))}
        stones = {ids[word]: seen for word in ids if (seen := look(word))}
        colours = {
            ids[w]: seen for w in ids if w in COLOURS and (seen := look(f"{COLOURS[w]} stone"))
        }
        return cls(
            words=tuple(tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))),
            types=types,
            stones=stones,
            colours=colours,
            general=tuple(ids[word] for word in GENERAL if word in ids),
            end=tokenizer.eos_token_id,
        )


class Guide:
    """What each next word gains in the search for one photo.

    The decoder's probability of a sentence is multiplied by the classifier's odds of what it
    names, relative to `Guidance.threshold`: a product of experts (Hinton, 2002). A look gains
    once. A sentence that ends without naming it pays the same amount.

    Attributes:
        applies: whether the photo is of jewelry; other photos are described without guidance.
    """

    def __init__(self, naming: Naming, evidence: Evidence, settings: Guidance) -> None:
        """Weighs the evidence of a photo.

        Args:
            naming: of the decoder's vocabulary.
            evidence: of the photo.
            settings: how strong it is.
        """
        self._naming = naming
        self.applies = evidence.jewelry > 0.5
        self._types = {kind: log(max(p, settings.unlikely)) for kind, p in evidence.types.items()}
        # beams and steps share few states, so gains are kept by state
        self._known: dict[tuple[frozenset[str], str | None, bool], Tensor] = {}
        neutral = _logit(settings.threshold, settings.sure)
        self._looks = {
            seen: _logit(p, settings.sure) - neutral for seen, p in evidence.looks.items()
        }

    def gains(self, caption: Sequence[int]) -> Tensor | None:
        """What to add to the log-probabilities of the next word.

        Args:
            caption: ids so far, without the begin token.

        Returns:
            (V,) float32; None if the guide does not apply.
        """
        if not self.applies:
            return None
        naming = self._naming
        said = looks(tuple(stones_said([naming.words[token] for token in caption])))
        colour = naming.colours.get(caption[-1]) if caption else None
        state = frozenset(said), colour, naming.types.keys().isdisjoint(caption)
        if state not in self._known:
            self._known[state] = self._weighed(*state)
        return self._known[state]

    def _weighed(self, said: frozenset[str], colour: str | None, untyped: bool) -> Tensor:
        """(V,) gains after these looks, with a colour as the last word, and no type so far."""
        naming = self._naming
        worth = {
            seen: min(gain, 0.0) if seen in said else gain for seen, gain in self._looks.items()
        }
        gains = {token: worth.get(seen, 0.0) for token, seen in naming.stones.items()}
        if colour is not None:
            gains.update(dict.fromkeys(naming.general, worth.get(colour, 0.0)))
        if untyped:
            gains.update({t: self._types.get(kind, 0.0) for t, kind in naming.types.items()})
        gains[naming.end] = -sum(gain for gain in worth.values() if gain > 0)
        weighed = torch.zeros(len(naming.words))
        weighed[list(gains)] = torch.tensor(list(gains.values()))
        return weighed


def _logit(probability: float, sure: float) -> float:
    p = min(max(probability, sure), 1 - sure)
    return log(p / (1 - p))
