"""A beam search guided by what the attribute classifier sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

import numpy as np

from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.engine.contract import FloatArray, IntArray
from captioning.language.attributes import type_of_word
from captioning.language.lexicon import COLOURS
from captioning.language.stones import look, looks, may_tell, stones_said
from captioning.settings import Guidance
from captioning.vision.evidence import Evidence, likely_jewelry

GENERAL = ("stone", "stones", "gem", "gems", "gemstone", "gemstones", "crystal", "crystals")
_REMEMBERED = 50_000  # captions begun; those of many photos begin alike

State = tuple[frozenset[str], str | None, bool]
"""Looks named so far, the colour that is the last word, and whether no type was named."""


class Naming:
    """What the words of a vocabulary name, by their ids.

    Attributes:
        tokenizer: the words.
        types: coarse type of each word that names or suggests one ("ring", "pair").
        stones: look of each stone whose name is one word.
        colours: look of "... stones" for each colour.
        general: "stones" and the like, which name a look after a colour.
    """

    def __init__(self, tokenizer: WordTokenizer) -> None:
        """Looks all words of a vocabulary up in the tables of `lexicon`."""
        ids = tokenizer.get_vocab()
        self.tokenizer = tokenizer
        self.types = {ids[word]: kind for word in ids if (kind := type_of_word(word))}
        self.stones = {ids[word]: seen for word in ids if (seen := look(word))}
        self.colours = {
            ids[w]: seen for w in ids if w in COLOURS and (seen := look(f"{COLOURS[w]} stone"))
        }
        self.general = np.array([ids[word] for word in GENERAL if word in ids], np.int64)
        self.kinds, self.typed, self.kind_of = _table(self.types)
        self.looks, self.set_stones, self.look_of = _table(self.stones)
        self._telling = {ids[word] for word in ids if may_tell(word)}
        self.state = lru_cache(_REMEMBERED)(self._state)

    def _state(self, caption: tuple[int, ...]) -> State:
        """What the ids of a caption's first words have named."""
        if not caption:
            return frozenset(), None, True
        said, _, untyped = self.state(caption[:-1])
        last = caption[-1]
        if last in self._telling:
            words = [self.tokenizer.words[token] for token in caption]
            said = frozenset(looks(tuple(stones_said(words))))
        return said, self.colours.get(last), untyped and last not in self.types


def _table(named: Mapping[int, str]) -> tuple[tuple[str, ...], IntArray, IntArray]:
    """Names, ids of the words that mean one, and for each of these the place of its name."""
    names = tuple(dict.fromkeys(named.values()))
    places = {name: place for place, name in enumerate(names)}
    return names, np.array(list(named), np.int64), np.array([*map(places.get, named.values())], int)


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
        self.applies = likely_jewelry(evidence.jewelry)
        types = {kind: log(max(p, settings.unlikely)) for kind, p in evidence.types.items()}
        self._types = np.array([types.get(kind, 0.0) for kind in naming.kinds])
        # beams and steps share few states, so gains are kept by state
        self._known: dict[State, FloatArray] = {}
        neutral = _logit(settings.threshold, settings.sure)
        self._looks = {
            seen: _logit(p, settings.sure) - neutral for seen, p in evidence.looks.items()
        }

    def gains(self, captions: Iterable[Sequence[int]]) -> FloatArray:
        """What to add to the log-probabilities of the next words.

        Args:
            captions: W captions so far, as ids without the begin token.

        Returns:
            (W, V) float32; zeros if the guide does not apply.
        """
        states = [self._naming.state(tuple(caption)) for caption in captions]
        for state in states:
            if state not in self._known:
                self._known[state] = self._weighed(*state)
        return np.stack([self._known[state] for state in states])

    def _weighed(self, said: frozenset[str], colour: str | None, untyped: bool) -> FloatArray:
        """(V,) gains after these looks, with a colour as the last word, and no type so far."""
        naming = self._naming
        weighed = np.zeros(len(naming.tokenizer), np.float32)
        if not self.applies:
            return weighed
        worth = {
            seen: min(gain, 0.0) if seen in said else gain for seen, gain in self._looks.items()
        }
        by_look = np.array([worth.get(seen, 0.0) for seen in naming.looks])
        weighed[naming.set_stones] = by_look[naming.look_of]
        if colour is not None:
            weighed[naming.general] = worth.get(colour, 0.0)
        if untyped:
            weighed[naming.typed] = self._types[naming.kind_of]
        weighed[naming.tokenizer.eos_token_id] = -sum(gain for gain in worth.values() if gain > 0)
        return weighed


def _logit(probability: float, sure: float) -> float:
    p = min(max(probability, sure), 1 - sure)
    return log(p / (1 - p))
