"""The terms that are asked for as arrays: the cosines of many pieces, and bounds for all others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

from captioning.gallery.tfidf import Vector


class AskedTerms:
    """What a query asks, as T terms with weights; of alternatives the best counts for a piece.

    Attributes:
        numbers: (T,) int32, the terms, ascending.
        best: (T,) float64, the most that each can count.
        single: Whether there are no alternatives, so that each always counts so much.
    """

    def __init__(self, fixed: Vector, alternatives: Sequence[Sequence[Vector]] = ()) -> None:
        """Takes vectors of weights, which together are at most of length one.

        Args:
            fixed: What always counts.
            alternatives: Groups of vectors; of each group one counts for a piece, its best.
        """
        self.single = not alternatives
        columns = [fixed, *(choice for group in alternatives for choice in group)]
        numbers = sorted({number for column in columns for number in column})
        self.numbers = np.array(numbers, np.int32)
        self._weights = np.array([[one.get(n, 0.0) for one in columns] for n in numbers])
        ends = np.cumsum([1, *map(len, alternatives)]).tolist()
        self._groups = [slice(0, 1), *(slice(*pair) for pair in pairwise(ends))]
        if not numbers:
            self._weights = np.zeros((0, len(columns)))
        parts = np.stack([self._weights[:, group].max(axis=1) for group in self._groups])
        self.best = parts.sum(axis=0)

    def __bool__(self) -> bool:
        return len(self.numbers) > 0

    @property
    def union(self) -> Vector:
        """All terms, each with the most that it can count; no score is above its product."""
        return dict(zip(self.numbers.tolist(), self.best.tolist(), strict=True))

    def cosines(self, vectors: csr_matrix) -> np.ndarray:
        """The cosines with the rows of a matrix.

        Args:
            vectors: (n, V) float32, as many terms as the gallery has.

        Returns:
            (n,) in the kind of numbers that the matrix has.
        """
        weights = np.zeros((vectors.shape[1], self._weights.shape[1]), vectors.dtype)
        weights[self.numbers] = self._weights
        if weights.shape[1] == 1:
            return np.asarray(vectors @ weights[:, 0])
        parts = (vectors @ weights).T
        return np.asarray(sum(reduce(np.maximum, parts[group]) for group in self._groups))
