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


def by_agreement(captions: Sequence[str], expected: Mapping[str, float]) -> list[int]:
    """Ranks the captions that a search found.

    The most probable sentence is often a short one that few others agree with; the one closest to
    everything that could be said names more and errs less (minimum Bayes risk, Kumar and Byrne,
    NAACL 2004; of captions, Devlin et al., "Exploring nearest neighbor approaches", 2015).

    Args:
        captions: the most probable captions, best first.
        expected: `Draws.expected` of their photo.

    Returns:
        Their numbers, the one that agrees most first; equals stay in the order of the search.
    """
    agreements = [agreement(caption, expected) for caption in captions]
    return sorted(range(len(captions)), key=lambda index: -agreements[index])
