"""An inverted index over TF-IDF vectors: search whose cost follows the postings it must read."""

import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from captioning.tfidf import TermWeights, Vector


class InvertedIndex:
    """Documents as unit vectors, by row for reading one and by term for finding many.

    Attributes:
        weights: The terms and their inverse document frequencies.
        vectors: (N, V) float32 rows of length one (or empty).
        fingerprint: What the index was built from, compared before it is used again.
    """

    def __init__(self, weights: TermWeights, vectors: csr_matrix, fingerprint: str = "") -> None:
        self.weights = weights
        self.vectors = vectors
        self.fingerprint = fingerprint
        self._lists = vectors.tocsc()
        filled = np.diff(self._lists.indptr) > 0
        self._largest = np.zeros(vectors.shape[1])
        if filled.any():
            starts = self._lists.indptr[:-1][filled]
            self._largest[filled] = np.maximum.reduceat(self._lists.data, starts)

    @classmethod
    def build(
        cls, documents: Iterable[Mapping[str, float]], fingerprint: str = ""
    ) -> "InvertedIndex":
        """Indexes documents given as term counts."""
        weights, vectors = TermWeights.fit(documents)
        return cls(weights, vectors, fingerprint)

    def __len__(self) -> int:
        return self.vectors.shape[0]

    def vector(self, row: int) -> Vector:
        """The vector of a document: term number to weight."""
        start, end = self.vectors.indptr[row : row + 2]
        columns, values = self.vectors.indices[start:end], self.vectors.data[start:end]
        return dict(zip(columns.tolist(), values.tolist(), strict=True))

    def nearest(
        self,
        query: Vector,
        k: int,
        minimum: float = 0.0,
        allowed: np.ndarray | None = None,
    ) -> list[tuple[int, float]]:
        """Finds the documents with the largest cosine, exactly.

        Terms are read from the rarest on. As soon as a document with none of the terms read so
        far could not reach the k-th best any more, the long lists of the common terms need not
        be read: only the few documents still in the race are scored in full (the idea of
        MaxScore, Turtle and Flood 1995).

        Args:
            query: Term number to weight, of length one.
            k: How many at most.
            minimum: Least cosine, and never zero: a document must share a term.
            allowed: (N,) bool, the documents that may be found; None for all.

        Returns:
            Row and cosine in [0, 1], best first, equals in the order of their rows.
        """
        if k < 1 or not query:
            return []
        race = _Race(len(self), k, minimum)
        order = sorted(query, key=self._length)
        bounds = [query[number] * self._largest[number] for number in order]
        for place, number in enumerate(order):
            if race.decided(remaining := sum(bounds[place:])):
                lists = sum(map(self._length, order[place:]))
                rows = race.contenders(remaining)
                if rows.size * self._mean_row < lists:
                    return _ranked(rows, self._cosines(rows, query), k, minimum)
            start, end = self._lists.indptr[number : number + 2]
            rows, values = self._lists.indices[start:end], self._lists.data[start:end]
            if allowed is not None:
                rows, values = rows[allowed[rows]], values[allowed[rows]]
            race.add(rows, query[number] * values.astype(np.float64))
        rows = race.contenders(0.0)
        return _ranked(rows, self._cosines(rows, query), k, minimum)

    def save(self, path: Path) -> None:
        """Writes the index as arrays (no pickle), whole or not at all."""
        header = {"fingerprint": self.fingerprint, "terms": self.weights.terms}
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as file:
                np.savez(
                    file,
                    header=np.frombuffer(json.dumps(header).encode(), dtype=np.uint8),
                    idf=self.weights.idf,
                    data=self.vectors.data,
                    indices=self.vectors.indices,
                    indptr=self.vectors.indptr,
                )
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "InvertedIndex | None":
        """Reads a saved index; None where there is none or the file is no whole index."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                header = json.loads(stored["header"].tobytes())
                weights = TermWeights(header["terms"], stored["idf"])
                arrays = (stored["data"], stored["indices"], stored["indptr"])
                shape = (len(arrays[2]) - 1, len(weights.terms))
                return cls(weights, csr_matrix(arrays, shape=shape), header["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None

    @property
    def _mean_row(self) -> float:
        """Terms a document has on average."""
        return self.vectors.nnz / max(1, len(self))

    def _length(self, number: int) -> int:
        """How many documents have a term."""
        return int(self._lists.indptr[number + 1] - self._lists.indptr[number])

    def _cosines(self, rows: np.ndarray, query: Vector) -> np.ndarray:
        dense = np.zeros(self.vectors.shape[1])
        dense[list(query)] = list(query.values())
        return np.minimum(self.vectors[rows].astype(np.float64) @ dense, 1.0)


class _Race:
    """Partial scores of the documents met so far, and the score that the k-th best has reached."""

    def __init__(self, size: int, k: int, minimum: float) -> None:
        self.scores = np.zeros(size)
        self.met: list[np.ndarray] = []
        self.k = k
        self.bar = minimum

    def add(self, rows: np.ndarray, parts: np.ndarray) -> None:
        """Adds one term's share to its documents."""
        before = self.scores[rows]
        self.met.append(rows[before == 0])
        self.scores[rows] = before + parts
        met = sum(map(len, self.met))
        if met >= self.k:
            scores = self.scores[np.concatenate(self.met)]
            self.bar = max(self.bar, np.partition(scores, met - self.k)[met - self.k])

    def decided(self, remaining: float) -> bool:
        """Whether a document not met yet can no longer get in."""
        return remaining < self.bar * (1 - 1e-6)

    def contenders(self, remaining: float) -> np.ndarray:
        """Documents that may still be among the best, in rising order."""
        if not self.met:
            return np.zeros(0, dtype=np.int64)
        rows = np.concatenate(self.met)
        return np.sort(rows[self.scores[rows] + remaining >= self.bar * (1 - 1e-6)])


def _ranked(
    rows: np.ndarray, scores: np.ndarray, k: int, minimum: float
) -> list[tuple[int, float]]:
    """The best k rows not under the minimum; rows come in rising order, so equals keep it."""
    kept = (scores >= minimum) & (scores > 0)
    rows, scores = rows[kept], scores[kept]
    best = np.argsort(-scores, kind="stable")[:k]
    return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))
