"""The rows of an index that suit a query best, exactly, without looking at most of them.

Blocks of like rows are looked into from the most promising on. Within one all postings of the query
are added up in 32 bits; only rows whose sum, less what they lack, can be among the best are scored
in 64. Blocks that can have none of those are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from captioning.gallery.asked_terms import AskedTerms
from captioning.gallery.blocks import Blocks

SLACK = 1e-5
"""Upper bound of the rounding errors of lengths and cosines that are summed in 32 bits."""

TINY = float(np.finfo(np.float32).tiny)
DECIMALS = 12
"""Scores that are equal to so many decimals are ties."""

BATCH, THOUGHT_OF = 128, 1024
"""Rows that are looked up first, to raise the bar for the others, and of how many the best."""

STEP = 16
"""Of so many sums one is looked at to find which are high."""


@dataclass(frozen=True)
class Conditions:
    """What else decides which rows are found.

    Attributes:
        mask: (N,) bool, the rows that may be found; None for all.
        kept: The parts (n,) of their cosine that rows (n,) int32, ascending, keep: one for each
            demand.
        most: (B,), the most that the rows of each block keep in all; None for all of it.
    """

    mask: np.ndarray | None = None
    kept: Sequence[Callable[[np.ndarray], np.ndarray]] = ()
    most: np.ndarray | None = None


def nearest(
    blocks: Blocks,
    asked: AskedTerms,
    k: int,
    minimum: float,
    conditions: Conditions,
) -> list[tuple[int, float]]:
    """Finds the rows with the largest scores.

    Args:
        blocks: Of N rows of length one.
        asked: What is asked.
        k: How many at most.
        minimum: Least score. At 0 a row must still share a term.
        conditions: Which rows may be found, and what they lose of their score.

    Returns:
        Row and score in [0, 1], best first, ties in the order of their rows.
    """
    if k < 1 or not asked or not len(blocks):
        return []
    search = _Search(blocks, asked, k, minimum, conditions)
    search.run()
    high = search.scores >= max(minimum, TINY)
    rows, scores = search.rows[high], np.minimum(search.scores[high], 1.0)
    order = np.lexsort((rows, -scores.round(DECIMALS)))[:k]  # as `best_first`, for many ties
    return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))


def best_first(found: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Rows and their scores by score, ties in the order of their rows; scores of 0 left out."""
    some = [pair for pair in found if pair[1] > 0]
    return sorted(some, key=lambda pair: (-round(pair[1], DECIMALS), pair[0]))


class _Search:
    """One search: the best rows so far, and the bar that others must reach."""

    def __init__(
        self,
        blocks: Blocks,
        asked: AskedTerms,
        k: int,
        minimum: float,
        conditions: Conditions,
    ) -> None:
        self._blocks = blocks
        self._asked = asked
        self._weights = asked.best.astype(np.float32)
        self._k = k
        self._conditions = conditions
        self._bar = max(minimum - SLACK, TINY)
        self.rows = np.zeros(0, np.int32)
        self.scores = np.zeros(0)

    def run(self) -> None:
        """Finds all that may be among the best."""
        bounds = self._bounds()
        for block in np.argsort(-bounds, kind="stable"):
            if bounds[block] < self._bar:
                return
            self._look_into(block)

    def _bounds(self) -> np.ndarray:
        """The largest scores (B,) that the rows of each block can have.

        A cosine is at most the sum of the largest parts and, by Cauchy and Schwarz, the length of
        the query in the terms that the block has.
        """
        most, best = self._blocks.most[:, self._asked.numbers], self._asked.best
        bounds = np.minimum(most @ best, np.sqrt((most > 0) @ best**2)) + SLACK
        kept = self._conditions.most
        return np.asarray(bounds if kept is None else bounds * kept)

    def _look_into(self, block: int) -> None:
        """Looks up the rows of a block that may be among the best."""
        own, mask = self._blocks.rows[block], self._conditions.mask
        allowed = None if mask is None else mask[own]
        if allowed is not None and not allowed.any():
            return
        sums = self._blocks.lists[block][:, self._asked.numbers] @ self._weights
        if allowed is not None:
            sums *= allowed
        kept = 1.0 if self._conditions.most is None else self._conditions.most[block]
        high = self._high(sums, kept)
        if len(self.rows) < self._k and len(high) > BATCH:
            self._begin(sums, own)
            high = self._high(sums, kept)
        self._look_up(*self._kept(own[high], sums[high] + np.float32(SLACK)))

    def _high(self, sums: np.ndarray, kept: float) -> np.ndarray:
        """The places of sums that reach the bar if a row keeps as much as it can."""
        return np.flatnonzero(sums >= max((self._bar - SLACK) / kept, TINY))

    def _begin(self, sums: np.ndarray, own: np.ndarray) -> None:
        """Raises the bar by some rows with the highest sums, so that others must reach theirs.

        Args:
            sums: (n,), of the rows of a block; 0 afterwards for rows that were looked up.
            own: (n,), their numbers.
        """
        sample = sums[::STEP]
        sample = sample[sample >= TINY]
        high = _largest(sample, THOUGHT_OF // STEP) if len(sample) else TINY
        places = np.flatnonzero(sums >= high)[: 2 * THOUGHT_OF]
        part = np.ones(len(places))
        for kept in self._conditions.kept:
            part *= kept(own[places])
        scores = sums[places] * part
        if self._asked.single and len(places) >= self._k:
            self._bar = max(self._bar, _largest(scores, self._k) - 2 * SLACK)
            return
        if len(places) > BATCH:
            some = np.flatnonzero(scores >= _largest(scores, BATCH))[: 2 * BATCH]
            places, part = places[some], part[some]
        self._look_up(own[places], part)
        sums[places] = 0

    def _kept(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows that still reach the bar, and the part of their scores that they keep."""
        part = np.ones(len(rows))
        for kept in self._conditions.kept:
            if not len(rows):
                break
            own = kept(rows)
            high = np.flatnonzero(scores * own >= self._bar)
            rows, scores, part = rows[high], (scores * own)[high], (part * own)[high]
        return rows, part

    def _look_up(self, rows: np.ndarray, part: np.ndarray) -> None:
        """Scores rows exactly and keeps those that may be among the best.

        Args:
            rows: (n,), ascending.
            part: (n,), what they keep of their cosines.
        """
        if not len(rows):
            return
        scores = self._asked.cosines(self._blocks.vectors[rows].astype(np.float64)) * part
        rows, scores = self._reaching(rows, scores)
        self.rows = np.concatenate([self.rows, rows])
        self.scores = np.concatenate([self.scores, scores])
        if len(self.rows) > self._k:
            self._bar = max(self._bar, _largest(self.scores, self._k) - SLACK)
            self.rows, self.scores = self._reaching(self.rows, self.scores)

    def _reaching(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        high = scores >= self._bar
        return rows[high], scores[high]


def _largest(values: np.ndarray, k: int) -> float:
    """The k-th largest, or the least where there are no more than k."""
    return float(np.partition(values, -k)[-k] if len(values) > k else values.min())
