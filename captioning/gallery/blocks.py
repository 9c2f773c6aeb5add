"""An index in blocks of like pieces, most of which a search need not look into.

Pieces of one type, metal and main stone share their weightiest terms. What the best piece of a
block can have of a query is known beforehand, so a search begins with the most promising block, and
blocks that cannot reach what it found there are never read (block-max indexes of Ding and Suel,
2011, with blocks by kind of piece).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

LEAST = 1 << 13
"""Fewest rows of a block: a look into it costs as much as adding up so many postings."""

PART = 512
"""A block has at least this part of all rows, but for the last one, which has the small groups."""


class Blocks:
    """Vectors of length one, or empty, in B blocks.

    Attributes:
        vectors: (N, V) float32, by row.
        rows: For each block its rows (n,) int32, ascending.
        lists: The vectors (n, V) of each block, by term.
        most: (B, V) float32, the largest weight of each term in each block.
    """

    def __init__(self, vectors: csr_matrix, alike: Sequence[np.ndarray] = ()) -> None:
        """Takes vectors apart.

        Args:
            vectors: (N, V) float32.
            alike: Each (N,) int from 0 on, equal for rows that are alike; first where they are
                most alike. Rows of which there are too few for a block are grouped by the next.
        """
        self.vectors = vectors
        groups = _groups(len(self), alike)
        order = np.argsort(groups, kind="stable").astype(np.int32)
        self.rows = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
        self.lists = [vectors[rows].tocsc() for rows in self.rows]
        self.most = np.zeros((len(self.rows), vectors.shape[1]), np.float32)
        self._of_row = np.empty(len(self), np.int16)
        for block, (rows, lists) in enumerate(zip(self.rows, self.lists, strict=True)):
            self._of_row[rows] = block
            met = np.flatnonzero(np.diff(lists.indptr))
            if len(met):
                self.most[block, met] = np.maximum.reduceat(lists.data, lists.indptr[met])

    def __len__(self) -> int:
        """How many rows there are."""
        return self.vectors.shape[0]

    def having(self, rows: np.ndarray) -> np.ndarray:
        """The blocks (B,) bool that have one of some rows (n,)."""
        return np.bincount(self._of_row[rows], minlength=len(self.rows)) > 0


def _groups(rows: int, alike: Sequence[np.ndarray]) -> np.ndarray:
    """The group (N,) of each row: of those that are large enough the one where most is alike."""
    least = max(LEAST, rows // PART)
    groups, left, passed = np.zeros(rows, np.int32), np.arange(rows), 1
    for numbers in alike:
        own = numbers[left]
        counts = np.bincount(own)
        large = counts[own] >= least
        groups[left[large]] = passed + own[large]
        left, passed = left[~large], passed + len(counts)
    return groups
