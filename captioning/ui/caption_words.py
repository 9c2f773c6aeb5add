"""The words of a caption as buttons that show where the model looked."""

from base64 import b64encode
from dataclasses import dataclass

import numpy as np

from captioning.describe.captioner import Caption, Word
from captioning.language.stems import STOP_WORDS

UNSURE = 0.25  # a word less probable than this looks uncertain, unless it carries no meaning


@dataclass(frozen=True)
class CaptionWord:
    """What the template shows of a word.

    Attributes:
        text: The word.
        probability: In (0, 1].
        unsure: Whether it looks uncertain.
        rows, columns: Shape of the attention map.
        attention: The map, as `attention_bytes` writes it.
    """

    text: str
    probability: float
    unsure: bool
    rows: int
    columns: int
    attention: str


def caption_words(caption: Caption) -> list[CaptionWord]:
    """The words of a caption, in order."""
    return [_caption_word(word) for word in caption.words]


def _caption_word(word: Word) -> CaptionWord:
    unsure = word.probability < UNSURE and word.text not in STOP_WORDS
    rows, columns = word.attention.shape
    attention = attention_bytes(word.attention)
    return CaptionWord(word.text, word.probability, unsure, rows, columns, attention)


def attention_bytes(attention: np.ndarray) -> str:
    """An attention map as base64 of one byte for each position, the strongest being 255.

    Args:
        attention: (rows, columns), not negative.
    """
    strongest = float(attention.max()) or 1.0
    levels = np.rint(255 * attention / strongest).astype(np.uint8)
    return b64encode(levels.tobytes()).decode()
