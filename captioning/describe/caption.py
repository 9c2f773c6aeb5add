"""What a model says of a photo: a caption, its words, and what else it considered."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


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
        score: mean log-probability per token in nats, at most 0.
    """

    text: str
    score: float


@dataclass(frozen=True)
class Caption:
    """What one model says of a photo.

    Attributes:
        text: the caption: of those that the searches found, the one that agrees most with all
            that the model could say and, of jewelry, with what the attribute classifier sees.
        words: its words with probability and attention.
        score: mean log-probability per token in nats, the end token included, at most 0.
        alternatives: other captions that it found, the most probable first, which may be more
            probable than the caption.
        levels: "basic", "normal" and "complete" descriptions.
        milliseconds: decoding time of this photo.
        expected: how often the model expects to say each word, over all that it considered, and
            what is named ("type: ring"), of jewelry together with the attribute classifier.
    """

    text: str
    words: tuple[Word, ...]
    score: float
    alternatives: tuple[Alternative, ...]
    levels: dict[str, str]
    milliseconds: float = 0.0
    expected: dict[str, float] = field(default_factory=dict, repr=False)
