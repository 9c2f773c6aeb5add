"""A model's caption of a photo: its words, and what else the model considered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp
from typing import Any

import numpy as np

from captioning.describe.certainty import Certainty
from captioning.language.phrases import ENGLISH, Rendering, in_language, known_language
from captioning.language.sure_part import sure_part
from captioning.language.terms import Term
from captioning.vision.evidence import likely_jewelry


@dataclass(frozen=True)
class Word:
    """A word of a caption.

    Attributes:
        text: the word.
        probability: the model's, given the words before it, in (0, 1].
        attention: (rows, columns), non-negative, sums to 1, over `Captioner.view` of the photo.
    """

    text: str
    probability: float
    attention: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Alternative:
    """Another caption that the beam search considered.

    Attributes:
        text: the caption.
        log_probability: mean over the tokens, in nats, at most 0.
    """

    text: str
    log_probability: float

    @property
    def confidence(self) -> float:
        """Geometric mean of the tokens' probabilities, in (0, 1]."""
        return exp(self.log_probability)

    def to_json(self) -> dict[str, Any]:
        """`caption`, `confidence` and `log_probability`, as in `Caption.to_json`."""
        return {
            "caption": self.text,
            "confidence": round(self.confidence, 4),
            "log_probability": round(self.log_probability, 4),
        }


@dataclass(frozen=True)
class Caption:
    """One model's caption of a photo.

    Attributes:
        text: the caption: of those that the searches found, the one that agrees most with all
            that the model could say and, for jewelry, with what the attribute classifier sees.
        words: its words with probability and attention.
        log_probability: mean over the tokens, the end token included, in nats, at most 0.
        alternatives: the other captions found, the most probable first; some may be more probable
            than the caption.
        levels: "basic", "normal" and "complete" descriptions; the last is a caption of its own,
            which agrees with this one.
        milliseconds: decoding time of this photo.
        expected: expected counts of words over all that the model could say, and of attribute
            terms ("type: ring"), for jewelry combined with the attribute classifier.
        certainty: probabilities that type, metal and main stone are right, None for a photo of
            something else.
        unclear: those of "type", "metal" and "stone" that are likelier wrong than right.
        jewelry: probability that the photo is of jewelry, in [0, 1]: 0 of an empty picture, and 1
            where no attribute classifier was fitted.
    """

    text: str
    words: tuple[Word, ...]
    log_probability: float
    alternatives: tuple[Alternative, ...]
    levels: dict[str, str]
    milliseconds: float = 0.0
    expected: Mapping[Term, float] = field(default_factory=dict, repr=False)
    certainty: Certainty | None = None
    unclear: tuple[str, ...] = ()
    jewelry: float = 1.0

    @property
    def shows_jewelry(self) -> bool:
        """Whether the photo is rather of jewelry than of anything else."""
        return likely_jewelry(self.jewelry)

    @property
    def confidence(self) -> float:
        """Geometric mean of the tokens' probabilities, in (0, 1]."""
        return exp(self.log_probability)

    @property
    def sureness(self) -> float:
        """How sure the caption is, in [0, 1].

        Of a piece of jewelry the least of the probabilities that type, metal and main stone are
        right; of anything else the confidence.
        """
        least = self.certainty.least if self.certainty else None
        return self.confidence if least is None else least

    @property
    def sure(self) -> str:
        """What is sure of the caption: "a ring with green stones, metal unclear"."""
        open_ends = "".join(f", {name} unclear" for name in self.unclear)
        return sure_part(self.text, self.unclear) + open_ends

    def in_language(self, code: str) -> Rendering:
        """The caption as jewelers of a language word it, at its three levels.

        Args:
            code: "en", "es", "fr", "de", "it" or "tr".

        Returns:
            Its `levels`, and in `left` the words that they do not carry.

        Raises:
            UnknownLanguage: There are no captions in that language.
        """
        return in_language(self.text, code).with_complete(
            in_language(self.levels["complete"], code)
        )

    def to_json(self, language: str = ENGLISH) -> dict[str, Any]:
        """The caption as JSON, the same for every door; attention and expected terms stay out.

        Args:
            language: Code of a language in which the caption is also wanted.

        Returns:
            `caption`; `confidence`, the geometric mean of the tokens' probabilities, and
            `log_probability`, its logarithm; `words`, each with `word` and `probability`;
            `certainty`, the probabilities that `type`, `metal` and `stone` are right, or null;
            `sure`, the caption without what is likelier wrong than right;
            `jewelry`, the probability that the photo is of jewelry;
            `levels` (`basic`, `normal`, `complete`); `alternatives`, each with `caption`,
            `confidence` and `log_probability`; and `milliseconds` of the decoder. Probabilities
            have four decimals. In another language than English also `in_language`:
            `Rendering.to_json`.

        Raises:
            UnknownLanguage: There are no captions in that language.
        """
        rendering = self.in_language(language)
        record: dict[str, Any] = {
            "caption": self.text,
            "confidence": round(self.confidence, 4),
            "log_probability": round(self.log_probability, 4),
            "words": [
                {"word": word.text, "probability": round(word.probability, 4)}
                for word in self.words
            ],
            "certainty": self.certainty.to_json() if self.certainty else None,
            "sure": self.sure,
            "jewelry": round(self.jewelry, 4),
            "levels": dict(self.levels),
            "alternatives": [other.to_json() for other in self.alternatives],
            "milliseconds": round(self.milliseconds, 1),
        }
        if known_language(language) != ENGLISH:
            record["in_language"] = rendering.to_json()
        return record


def surest_first(captions: Mapping[str, Caption]) -> dict[str, Caption]:
    """Several models' captions of a photo, the surest first; of equals the model named first.

    Wherever a single caption stands for a photo it is the first of these, behind every door.

    Args:
        captions: By model name.
    """
    return dict(sorted(captions.items(), key=lambda one: -one[1].sureness))
