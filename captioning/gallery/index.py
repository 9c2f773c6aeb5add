"""An inverted index over TF-IDF vectors: a search costs only the postings of its own terms."""

import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from captioning.gallery.tfidf import TermWeights, Vector
from captioning.language.terms import Term

SPARSE = 8
"""Postings that are fewer than this fraction (1 / SPARSE) of the gallery are merged by row."""

SLACK = 1e-4
"""Upper bound of the rounding error of a cosine summed in 32 bits."""


class InvertedIndex:
    """Documents as unit vectors, stored by row to read one and by term to find many.

    Attributes:
        weights: The terms and their inverse document frequencies.
        vectors: (N, V) float32 rows of length one (or empty).
        fingerprint: Of what the index was built from, compared before a saved index is used.
    """

    def __init__(self, weights: TermWeights, vectors: csr_matrix, fingerprint: str = "") -> None:
        self.weights = weights
        self.vectors = vectors
        self.fingerprint = fingerprint
        self._lists = vectors.tocsc()

    @classmethod
    def build(
        cls, documents: Iterable[Mapping[Term, float]], fingerprint: str = ""
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

    def rows(self, number: int) -> np.ndarray:
        """The rows, ascending, of the documents that have a term."""
        start, end = self._lists.indptr[number : number + 2]
        return self._lists.indices[start:end]

    def posting(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the documents that have a term, and its weights in them."""
        start, end = self._lists.indptr[number : number + 2]
        return self._lists.indices[start:end], self._lists.data[start:end]

    def nearest(
        self,
        query: Vector,
        k: int,
        minimum: float = 0.0,
        allowed: np.ndarray | None = None,
    ) -> list[tuple[int, float]]:
        """Finds the documents with the largest cosine, exactly.

        Only the lists of the query's own terms are read, once and in the order of memory. They are
        summed in 32 bits, half the work, to find the few documents that may be among the best;
        only their cosines are computed in 64 bits.

        Args:
            query: Term number to weight, of length one.
            k: How many at most.
            minimum: Least cosine. At 0 a document must still share a term.
            allowed: (N,) bool, the documents that may be found; None for all.

        Returns:
            Row and cosine in [0, 1], best first, ties in the order of their rows.
        """
        if k < 1 or not query:
            return []
        rows, rough = self._scored(query)
        if allowed is not None:
            rough = np.where(allowed[rows], rough, 0)
        places = promising(rough, k, minimum)
        found = places if isinstance(rows, slice) else rows[places]
        scores = self._exact(found, query)
        best = np.flatnonzero(scores >= minimum)
        best = best[np.argsort(-scores[best], kind="stable")[:k]]
        return list(zip(found[best].tolist(), np.minimum(scores[best], 1.0).tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Writes the index as arrays (no pickle), atomically."""
        header = {
            "fingerprint": self.fingerprint,
            "terms": [term.to_json() for term in self.weights.terms],
        }
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
        """Reads a saved index; None if there is none or the file is damaged."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                header = json.loads(stored["header"].tobytes())
                terms = [Term.from_json(record) for record in header["terms"]]
                weights = TermWeights(terms, stored["idf"])
                arrays = (stored["data"], stored["indices"], stored["indptr"])
                shape = (len(arrays[2]) - 1, len(weights.terms))
                return cls(weights, csr_matrix(arrays, shape=shape), header["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None

    def _scored(self, query: Vector) -> tuple[np.ndarray | slice, np.ndarray]:
        """Rows that may share a term, in rising order, and their cosines up to `SLACK`."""
        lists = self._lists[:, list(query)]  # (N, terms of the query)
        weights = np.array(list(query.values()), np.float32)
        if lists.nnz * SPARSE > len(self):
            return slice(None), lists @ weights
        rows, places = np.unique(lists.indices, return_inverse=True)
        parts = lists.data * np.repeat(weights, np.diff(lists.indptr))
        return rows, np.bincount(places, parts, minlength=len(rows))

    def _exact(self, rows: np.ndarray, query: Vector) -> np.ndarray:
        """Cosines of a few rows in float64."""
        weights = np.zeros(self.vectors.shape[1])
        weights[list(query)] = list(query.values())
        return self.vectors[rows] @ weights


def promising(scores: np.ndarray, k: int, minimum: float) -> np.ndarray:
    """Positions, ascending, of the scores that may be among the k largest and above the minimum.

    Scores may be off by `SLACK`; those that are not positive are left out. The k-th largest of a
    sample is never above the k-th largest of all scores, so a sample of one sixteenth gives a
    bound that rules out nearly all of them.
    """
    bar = max(minimum - SLACK, np.finfo(np.float32).tiny)
    sample = scores[::16]
    if sample.size > max(k, 1000):
        bar = max(bar, _largest(sample, k) - 2 * SLACK)
    places = np.flatnonzero(scores >= bar)
    if len(places) > k:
        places = places[scores[places] >= _largest(scores[places], k) - 2 * SLACK]
    return places


def _largest(scores: np.ndarray, k: int) -> float:
    """The k-th largest of more than k scores."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])
