"""The rows of an index that suit a query best, exactly, without looking at most of the others.

A row of length one that lacks the query's rarest terms cannot have a large cosine, by Cauchy and
Schwarz; so terms are taken one after the other, the rare and weighty ones first, until no row that
has only the terms left can be among the best (MaxScore of Turtle and Flood, 1995, with a bound for
unit vectors). Where that would read most of the lists, all rows are read in the order of memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from captioning.gallery.asked_terms import AskedTerms
from captioning.gallery.index import InvertedIndex

SLACK = 1e-5
"""Upper bound of the rounding errors of lengths and cosines that are summed in 32 bits."""

TINY = float(np.finfo(np.float32).tiny)
DECIMALS = 12
"""Scores that are equal to so many decimals are ties."""

BATCH = 512
CHUNK = 1 << 18

READ, LOOK_UP = 40, 150
"""What a row of a list, and one that is looked up, cost in entries read in the order of memory."""

TRIED = 4
"""A part (1 / TRIED) of what reading all rows costs is spent before that is thought of."""


@dataclass(frozen=True)
class Conditions:
    """What else decides which rows are found; each takes rows (n,) int32, ascending.

    Attributes:
        mask: (N,) bool, the rows that may be found; None for all.
        kept: The parts (n,) of their cosine that rows keep, one for each demand.
        passing: Which of the rows (n,) bool may be found; None for all. Asked of few rows.
    """

    mask: np.ndarray | None = None
    kept: Sequence[Callable[[np.ndarray], np.ndarray]] = ()
    passing: Callable[[np.ndarray], np.ndarray] | None = None


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
        self._looked_up = 0
        self._seen = np.zeros(len(index), bool)
        self.rows = np.zeros(0, np.int32)
        self.scores = np.zeros(0)

    def run(self) -> None:
        """Finds all that may be among the best."""
        index, asked = self._index, self._asked
        counts = index.counts[asked.numbers]
        order = np.argsort(counts / np.maximum(asked.best, TINY) ** 2, kind="stable")
        rests = self._rests(order)
        for step, place in enumerate(order.tolist()):
            weight, rest = float(asked.best[place]), float(rests[step + 1])
            rows, values = index.posting(int(asked.numbers[place]))
            if rests[step] >= self._bar:
                first = rows[self._peak(values, weight, rest)]
                self._look_up(np.sort(first[self._open(first)]))
            if rests[step] < self._bar:
                return
            if self._is_dear(order[step:], rests[step:]):
                self._read_all()
                return
            some = self._span(values, weight, rest)
            self._staged(rows[some], _bounds(values[some], weight, rest))

    def _rests(self, order: np.ndarray) -> np.ndarray:
        """The most that rows can score without the first 0, 1, ... T terms of an order."""
        left = np.ones(len(order), bool)
        rests = [self._asked.rest(left)]
        for place in order:
            left[place] = False
            rests.append(self._asked.rest(left))
        return np.array(rests) + SLACK

    def _is_dear(self, order: np.ndarray, rests: np.ndarray) -> bool:
        """Whether reading all rows costs less than the terms left, by the bar as it is."""
        cost, most = LOOK_UP * self._looked_up, self._index.vectors.nnz
        for place, this, rest in zip(order.tolist(), rests[:-1], rests[1:], strict=True):
            if this < self._bar:
                break
            _, values = self._index.posting(int(self._asked.numbers[place]))
            some = self._span(values, float(self._asked.best[place]), float(rest))
            cost += READ * (some.stop - some.start)
            if TRIED * cost < most:
                return False
            if cost > most:
                return True
        return False

    def _peak(self, values: np.ndarray, weight: float, rest: float) -> slice:
        """Some of the values with the highest bounds."""
        place = int(np.searchsorted(values, values.dtype.type(weight / math.hypot(weight, rest))))
        start = max(0, min(place - BATCH // 2, len(values) - BATCH))
        return slice(start, start + BATCH)

    def _span(self, values: np.ndarray, weight: float, rest: float) -> slice:
        """The values v, of those that rise, whose bound reaches the bar.

        The bound `weight * v + rest * sqrt(1 - v * v)` is a cosine of two angles, and so highest
        where v is the sine of the one between weight and rest.
        """
        peak, most = math.atan2(weight, rest), math.hypot(weight, rest)
        width = math.acos(min(1.0, max(0.0, (self._bar - 2 * SLACK) / most)))
        least, largest = peak - width, min(peak + width, math.pi / 2)
        bounds = [math.sin(max(0.0, least)) - SLACK, math.sin(largest) + SLACK]
        start, end = np.searchsorted(values, np.array(bounds, values.dtype)).tolist()
        return slice(start, end)

    def _staged(self, rows: np.ndarray, bounds: np.ndarray) -> None:
        """Looks at rows, those with the highest bounds first, while they reach the bar."""
        fresh = self._open(rows)
        rows, bounds = rows[fresh], bounds[fresh]
        if len(rows) > BATCH:
            order = np.argpartition(-bounds, BATCH)
            first, others = order[:BATCH], order[BATCH:]
            self._look_up(np.sort(rows[first]))
            rows, bounds = self._reaching(rows[others], bounds[others])
            if self._conditions.kept:
                order = np.argsort(rows)
                rows, bounds = self._kept(rows[order], bounds[order])
        for start in range(0, len(rows), CHUNK):
            self._look_up(np.sort(rows[start : start + CHUNK]))

    def _open(self, rows: np.ndarray) -> np.ndarray:
        """Which of the rows may be found and were not looked up yet."""
        mask = self._conditions.mask
        return ~self._seen[rows] if mask is None else ~self._seen[rows] & mask[rows]

    def _kept(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows that still reach the bar, with what they keep of their scores."""
        for kept in self._conditions.kept:
            rows, scores = self._reaching(rows, scores * kept(rows))
        return rows, scores

    def _look_up(self, rows: np.ndarray) -> None:
        """Scores rows exactly and keeps those that may be among the best."""
        self._looked_up += len(rows)
        self._seen[rows] = True
        scores = self._asked.cosines(self._index.vectors[rows].astype(np.float64))
        rows, scores = self._reaching(rows, scores)
        rows, scores = self._kept(rows, scores)
        if self._conditions.passing is not None:
            passing = self._conditions.passing(rows)
            rows, scores = rows[passing], scores[passing]
        self.rows = np.concatenate([self.rows, rows])
        self.scores = np.concatenate([self.scores, scores])
        if len(self.rows) > self._k:
            least = np.partition(self.scores, len(self.scores) - self._k)[-self._k]
            self._bar = max(self._bar, float(least) - SLACK)
            self.rows, self.scores = self._reaching(self.rows, self.scores)

    def _reaching(self, rows: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        high = scores >= self._bar
        return rows[high], scores[high]

    def _read_all(self) -> None:
        """Bounds the scores of all rows in the order of memory, and looks up the highest."""
        for start in range(0, len(self._index), CHUNK):
            bounds = self._asked.bounds(_chunk(self._index.vectors, start, start + CHUNK))
            bounds += np.float32(SLACK)
            rows = np.flatnonzero(bounds >= self._bar).astype(np.int32)
            self._staged(rows + np.int32(start), bounds[rows])


def _bounds(values: np.ndarray, weight: float, rest: float) -> np.ndarray:
    """The most that rows can score whose first term has these values."""
    others = np.sqrt(np.maximum(np.float32(1) - values * values, np.float32(0)))
    return np.asarray(np.float32(weight) * values + np.float32(rest) * others + np.float32(SLACK))


def _chunk(vectors: csr_matrix, start: int, end: int) -> csr_matrix:
    """Some rows of a matrix, without a copy."""
    ends = vectors.indptr[start : end + 1]
    entries = slice(int(ends[0]), int(ends[-1]))
    arrays = (vectors.data[entries], vectors.indices[entries], ends - ends[0])
    return csr_matrix(arrays, shape=(len(ends) - 1, vectors.shape[1]), copy=False)
