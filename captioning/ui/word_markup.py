"""A caption as HTML in which every word can be pointed at and shows where the model looked."""

from base64 import b64encode
from html import escape

import numpy as np

from captioning.describe.captioner import Caption, Word
from captioning.language.terms import STOP_WORDS

UNSURE = 0.25  # a word less probable than this looks uncertain, unless it carries no meaning


def percent(probability: float) -> str:
    """A probability as whole per cent, never rounded up to certainty."""
    return f"{min(99, round(100 * probability))} %" if probability < 1 else "100 %"


def attention_bytes(attention: np.ndarray) -> str:
    """An attention map as base64 of one byte for each position, the strongest being 255.

    Args:
        attention: (rows, cols), not negative.
    """
    strongest = float(attention.max()) or 1.0
    levels = np.rint(255 * attention / strongest).astype(np.uint8)
    return b64encode(levels.tobytes()).decode()


def word_html(word: Word, place: int) -> str:
    """One word as a button that carries its attention map and its probability."""
    unsure = word.probability < UNSURE and word.text not in STOP_WORDS
    sure = f"{percent(word.probability)} sure"
    rows, columns = word.attention.shape
    return (
        f'<button type="button" class="word{" unsure" if unsure else ""}" '
        f'tabindex="{0 if place == 0 else -1}" aria-pressed="false" '
        f'aria-label="{escape(word.text)}, {sure}{", a guess" if unsure else ""}" '
        f'data-word="{escape(word.text)}" data-sure="{sure}" '
        f'data-rows="{rows}" data-columns="{columns}" '
        f'data-attention="{attention_bytes(word.attention)}">{escape(word.text)}</button>'
    )


def caption_html(caption: Caption, model: str) -> str:
    """The words of a caption in a row; arrow keys move along it.

    Args:
        caption: What a model said.
        model: The model's name, for the label.
    """
    if not caption.words:
        return '<p class="wordless">It has no words for this.</p>'
    words = " ".join(word_html(word, place) for place, word in enumerate(caption.words))
    label = f"Words of the {escape(model)} caption: arrow keys move, Enter holds the map"
    return f'<div class="words" role="toolbar" aria-label="{label}">{words}</div>'
