"""The pieces in memory that suit the wishes of a typed query."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from captioning.gallery.index import SLACK, InvertedIndex, promising
from captioning.gallery.wishes import Wishes
from captioning.language.facets import Facet

TINY = float(np.finfo(np.float32).tiny)


def suiting(
    index: InvertedIndex,
    wishes: Wishes,
    mask: Callable[[Facet], np.ndarray],
    k: int,
    minimum: float,
    allowed: np.ndarray | None = None,
) -> list[int]:
    """Rows that may be among the k that suit wishes best, ties included.

    Args:
        index: Of the N pieces.
        wishes: Of a query.
        mask: The pieces (N,) bool that have a facet.
        k: How many at least, if there are so many.
        minimum: Least score.
        allowed: (N,) bool, the pieces that may be found; None for all.
    """
    scores = np.zeros(len(index), np.float32)
    for wish in wishes.wishes:
        _add(index, scores, [choice.items() for choice in wish.choices], wishes.length)
    if allowed is not None:
        scores *= allowed
    least = float(max(minimum - SLACK, TINY))
    rows = np.flatnonzero(scores >= least)
    scores = scores[rows]
    for demand in wishes.demands:
        met = np.zeros(len(rows), np.float32)
        for facet, share in demand.ways:
            np.maximum(met, mask(facet)[rows] * np.float32(share), out=met)
        scores *= 1 - np.float32(demand.weight) * (1 - met)
    return rows[promising(scores, k, minimum)].tolist()


def _add(
    index: InvertedIndex,
    scores: np.ndarray,
    choices: Sequence[Iterable[tuple[int, float]]],
    length: float,
) -> None:
    """Adds the best of several choices to the scores of all pieces."""
    if len(choices) == 1:
        for number, weight in choices[0]:
            rows, values = index.posting(number)
            scores[rows] += values * np.float32(weight / length)
        return
    best = np.zeros(len(index), np.float32)
    for choice in choices:
        part = np.zeros(len(index), np.float32)
        _add(index, part, [choice], length)
        np.maximum(best, part, out=best)
    scores += best
