"""The caption that is shown, of those that the searches of a photo found."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.beam_search import Found
from captioning.describe.caption import Alternative, Caption, Word
from captioning.describe.complete import complete_caption
from captioning.describe.consensus import best_first, rarity
from captioning.language.attributes import levels
from captioning.language.terms import Term
from captioning.settings import Choice


class Chooser:
    """Chooses among the captions of one decoder, and makes a `Caption` of the best."""

    def __init__(self, tokenizer: WordTokenizer, choice: Choice, least: float) -> None:
        """Weighs the words of a vocabulary.

        Args:
            tokenizer: of the decoder.
            choice: weights of what captions name.
            least: how likely a metal, stone or motif must be that a complete caption names.
        """
        self._tokenizer, self._choice, self._least = tokenizer, choice, least
        self._rarity = rarity(tokenizer, choice.rarity)

    def caption(
        self,
        found: Found,
        photo: int,
        expected: Mapping[Term, float],
        *,
        kept: int,
        guided: bool,
        milliseconds: float,
    ) -> Caption:
        """The caption of a photo.

        Args:
            found: what the searches found.
            photo: its number in the batch.
            expected: what it is expected to show.
            kept: captions that are kept, alternatives included.
            guided: whether the classifier guided a search.
            milliseconds: decoding time of this photo.
        """
        texts = [self._tokenizer.text(tokens) for tokens in found.captions[photo].tolist()]
        complete = [self._tokenizer.text(tokens) for tokens in found.complete[photo].tolist()]
        scores = found.scores[photo].tolist()
        order = best_first(texts, scores, expected, self._rarity, self._choice, guided)
        best, *others = order[:kept]
        longer = complete_caption(texts[best], complete, expected, self._least)
        return Caption(
            text=texts[best],
            words=tuple(self._words(found, photo, best)),
            log_probability=scores[best],
            alternatives=tuple(Alternative(texts[other], scores[other]) for other in others),
            levels=levels(texts[best]) | {"complete": longer},
            milliseconds=milliseconds,
            expected=expected,
        )

    def _words(self, found: Found, photo: int, caption: int) -> list[Word]:
        """The words of a caption found, each with its probability and attention map."""
        words, special = self._tokenizer.words, self._tokenizer.special
        maps = found.attention(photo, caption)
        side = round(maps.shape[-1] ** 0.5)
        likelihood = np.exp(found.log_probs[photo, caption])
        return [
            Word(words[token], float(likelihood[place]), grid / grid.sum())
            for place, token in enumerate(found.captions[photo, caption].tolist())
            if token not in special
            for grid in [maps[place].reshape(side, side)]
        ]
