"""Which caption of a search says best what the decoder says of the photo on the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from captioning.terms import expected_terms


def agreement(caption: str, expected: Mapping[str, float]) -> float:
    """How far a caption says what is expected of it, and no more.

    Dice's coefficient of two weighted bags: the caption's words, with what it names as a whole
    ("metal: silver"), and the expected counts of both.

    Args:
        caption: one caption, its words divided by spaces.
        expected: `Draws.expected` of its photo.

    Returns:
        In [0, 1]: 0 for nothing in common or nothing at all.
    """
    said = expected_terms(Counter(caption.split()), {caption: 1.0})
    shared = sum(min(count, expected.get(term, 0.0)) for term, count in said.items())
    total = sum(said.values()) + sum(expected.values())
    return 2 * shared / total if total else 0.0


def best_first(captions: Sequence[str], expected: Mapping[str, float]) -> list[int]:
    """Puts the caption that agrees most with what is expected before the others.

    One sentence may be the most probable and still say what few others say; the one closest to
    all that could be said risks least (minimum Bayes risk, Kumar and Byrne, NAACL 2004; of
    captions, Devlin et al., "Exploring nearest neighbor approaches", 2015).

    Args:
        captions: one or more captions that a search found, the most probable first.
        expected: `Draws.expected` of their photo.

    Returns:
        Their numbers: of equals the more probable one is first; the others stay in their order.
    """
    numbers = range(len(captions))
    best = max(numbers, key=lambda number: agreement(captions[number], expected))
    return [best, *(number for number in numbers if number != best)]
