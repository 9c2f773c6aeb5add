"""The rows of an index that suit a query best, exactly, without adding up all postings.

A row of length one that lacks a query's rare and weighty terms cannot have a large cosine, by
Cauchy and Schwarz. So the postings of those are added up first; where no row can reach the best
ones found with the terms that are left, these are not read at all (MaxScore of Turtle and Flood,
1995, with a bound for unit vectors).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from captioning.gallery.asked_terms import AskedTerms
from captioning.gallery.index import InvertedIndex

SLACK = 1e-5
"""Upper bound of the rounding errors of lengths and cosines that are summed in 32 bits."""

TINY = float(np.finfo(np.float32).tiny)
DECIMALS = 12
"""Scores that are equal to so many decimals are ties."""

BATCH, THOUGHT_OF = 128, 1024
"""Rows that are looked up first, to raise the bar for the others, and of how many the best."""

STEP = 16
"""Of so many sums one is looked at to find which are high."""

PARTS = (0.12, 0.5, 1.0)
"""Shares of all postings that are added up, the rare and weighty terms first."""

FEW = 1 << 18
"""So few postings are added up at once."""

DEAR = 12
"""Adding up so many postings costs as much as thinking of one row."""


@dataclass(frozen=True)
class Conditions:
    """What else decides which rows are found; each takes rows (n,) int32, ascending.

    Attributes:
        mask: (N,) bool, the rows that may be found; None for all.
        kept: The parts (n,) of their cosine that rows keep, one for each demand.
    """

    mask: np.ndarray | None = None
    kept: Sequence[Callable[[np.ndarray], np.ndarray]] = ()


def nearest(
    index: InvertedIndex,
    asked: AskedTerms,
    k: int,
    minimum: float,
    conditions: Conditions,
) -> list[tuple[int, float]]:
    """Finds the rows with the largest scores.

    Args:
        index: Of N rows of length one.
        asked: What is asked.
        k: How many at most.
        minimum: Least score. At 0 a row must still share a term.
        conditions: Which rows may be found, and what they lose of their score.

    Returns:
        Row and score in [0, 1], best first, ties in the order of their rows.
    """
    if k < 1 or not asked or not len(index):
        return []
    search = _Search(index, asked, k, minimum, conditions)
    search.run()
    scores = np.minimum(search.scores, 1.0)
    found = zip(search.rows.tolist(), scores.tolist(), strict=True)
    return best_first(pair for pair in found if pair[1] >= minimum)[:k]


def best_first(found: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Rows and their scores by score, ties in the order of their rows; scores of 0 left out."""
    some = [pair for pair in found if pair[1] > 0]
    return sorted(some, key=lambda pair: (-round(pair[1], DECIMALS), pair[0]))


class _Search:
    """One search: the best rows so far, and the bar that others must reach."""

    def __init__(
        self,
        index: InvertedIndex,
        asked: AskedTerms,
        k: int,
        minimum: float,
        conditions: Conditions,
    ) -> None:
        self._index = index
        self._asked = asked
        self._k = k
        self._conditions = conditions
        self._bar = max(minimum - SLACK, TINY)
        self._seen = np.zeros(len(index), bool)
        self.rows = np.zeros(0, np.int32)
        self.scores = np.zeros(0)

    def run(self) -> None:
        """Finds all that may be among the best."""
        asked = self._asked
        left = np.ones(len(asked.numbers), bool)
        sums = np.zeros(len(self._index), np.float32)
        parts = self._parts()
        for place, terms in enumerate(parts):
            sums += self._index.lists[:, asked.numbers[terms]] @ asked.best[terms].astype(
                sums.dtype
            )
            if self._conditions.mask is not None:
                sums *= self._conditions.mask
            left[terms] = False
            self._look_at_the_highest(sums)
            bound = _Bound(float(np.linalg.norm(asked.best[~left])), asked.rest(left))
            rows = np.flatnonzero(sums >= bound.least(self._bar)).astype(np.int32)
            following = sum(self._postings(terms) for terms in parts[place + 1 : place + 2])
            if not following or (bound.rest < self._bar and DEAR * len(rows) < following):
                self._look_at(rows, bound.of(sums[rows]))
                return

    def _parts(self) -> list[np.ndarray]:
        """The terms, by place, in the parts in which they are added up."""
        counts = self._index.counts[self._asked.numbers]
        if counts.sum() < FEW:
            return [np.arange(len(counts))]
        order = np.argsort(counts / np.maximum(self._asked.best, TINY) ** 2, kind="stable")
        ends = np.cumsum(counts[order]) / max(1, counts.sum())
        cuts = np.searchsorted(ends, PARTS[:-1], side="right")
        return [np.sort(part) for part in np.split(order, cuts) if len(part)]

    def _postings(self, terms: np.ndarray) -> int:
        return int(self._index.counts[self._asked.numbers[terms]].sum())

    def _look_at_the_highest(self, sums: np.ndarray) -> None:
        """Looks up some rows with the highest sums (N,), so that others must reach theirs."""
        sample = sums[::STEP]
        sample = sample[sample >= TINY]
        high = _largest(sample, THOUGHT_OF // STEP) if len(sample) else TINY
        rows = np.flatnonzero(sums >= high)[: 2 * THOUGHT_OF].astype(np.int32)
        rows = rows[~self._seen[rows]]
        scores = sums[rows]
        for kept in self._conditions.kept:
            scores = scores * kept(rows)
        if len(rows) > BATCH:
            rows = rows[scores >= _largest(scores, BATCH)][: 2 * BATCH]
        self._look_up(rows)

    def _look_at(self, rows: np.ndarray, bounds: np.ndarray) -> None:
        """Looks up the rows (n,), ascending, that can still reach the bar."""
        fresh = ~self._seen[rows]
        rows, _ = self._kept(*self._reaching(rows[fresh], bounds[fresh]))
        self._look_up(rows)

    def _kept(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows that still reach the bar, with what they keep of their scores."""
        for kept in self._conditions.kept:
            if len(rows):
                rows, scores = self._reaching(rows, scores * kept(rows))
        return rows, scores

    def _look_up(self, rows: np.ndarray) -> None:
        """Scores rows, ascending, exactly and keeps those that may be among the best."""
        if not len(rows):
            return
        self._seen[rows] = True
        scores = self._asked.cosines(self._index.vectors[rows].astype(np.float64))
        rows, scores = self._reaching(rows, scores)
        rows, scores = self._kept(rows, scores)
        self.rows = np.concatenate([self.rows, rows])
        self.scores = np.concatenate([self.scores, scores])
        if len(self.rows) > self._k:
            self._bar = max(self._bar, _largest(self.scores, self._k) - SLACK)
            self.rows, self.scores = self._reaching(self.rows, self.scores)

    def _reaching(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        high = scores >= self._bar
        return rows[high], scores[high]


@dataclass(frozen=True)
class _Bound:
    """The largest score of a row of length one by the sum of some of its terms.

    Attributes:
        own: Length of the query in the terms that were added up.
        rest: Its length in the others.
    """

    own: float
    rest: float

    def of(self, sums: np.ndarray) -> np.ndarray:
        """The largest scores (n,) of rows with such sums (n,)."""
        shares = np.minimum(sums / np.float32(max(self.own, TINY)), np.float32(1))
        others = np.float32(self.rest) * np.sqrt(np.float32(1) - shares * shares)
        return np.asarray(sums + others + np.float32(SLACK))

    def least(self, bar: float) -> float:
        """The least sum of rows that may score as much as the bar, over 0.

        The bound `own * v + rest * sqrt(1 - v * v)` is the cosine of the angle between two vectors.
        """
        peak, most = math.atan2(self.own, self.rest), math.hypot(self.own, self.rest)
        width = math.acos(min(1.0, max(0.0, (bar - SLACK) / max(most, TINY))))
        return max(self.own * math.sin(max(0.0, peak - width)) - SLACK, TINY)


def _largest(values: np.ndarray, k: int) -> float:
    """The k-th largest, or the least where there are no more than k."""
    return float(np.partition(values, -k)[-k] if len(values) > k else values.min())
