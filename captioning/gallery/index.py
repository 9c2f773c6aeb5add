"""An inverted index over TF-IDF vectors: a search costs only the postings of its own terms."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from captioning.gallery.tfidf import TermWeights, Vector
from captioning.language.terms import Term


class InvertedIndex:
    """Documents as unit vectors; `blocks` has them by term.

    Attributes:
        weights: The terms and their inverse document frequencies.
        vectors: (N, V) float32 rows of length one (or empty).
    """

    def __init__(self, weights: TermWeights, vectors: csr_matrix) -> None:
        self.weights = weights
        self.vectors = vectors

    @classmethod
    def build(cls, documents: Iterable[Mapping[Term, float]]) -> "InvertedIndex":
        """Indexes documents given as term counts."""
        return cls(*TermWeights.fit(documents))

    def __len__(self) -> int:
        return self.vectors.shape[0]

    def vector(self, row: int) -> Vector:
        """The vector of a document: term number to weight."""
        start, end = self.vectors.indptr[row : row + 2]
        columns, values = self.vectors.indices[start:end], self.vectors.data[start:end]
        return dict(zip(columns.tolist(), values.tolist(), strict=True))

    def arrays(self) -> dict[str, np.ndarray]:
        """The index as plain arrays, to be saved."""
        terms = [term.to_json() for term in self.weights.terms]
        vectors = self.vectors
        return {
            "terms": text_array(terms),
            "idf": self.weights.idf,
            "data": vectors.data,
            "indices": vectors.indices,
            "indptr": vectors.indptr,
        }

    @classmethod
    def of_arrays(cls, stored: Mapping[str, np.ndarray]) -> "InvertedIndex":
        """Reads what `arrays` gave.

        Raises:
            ValueError, KeyError, TypeError: They are others.
        """
        terms = [Term.from_json(record) for record in read_text(stored["terms"])]
        weights = TermWeights(terms, stored["idf"])
        arrays = (stored["data"], stored["indices"], stored["indptr"])
        return cls(weights, csr_matrix(arrays, shape=(len(arrays[2]) - 1, len(terms))))


def text_array(records: object) -> np.ndarray:
    """Something as JSON in an array, as files of arrays need it."""
    return np.frombuffer(json.dumps(records).encode(), np.uint8)


def read_text(array: np.ndarray) -> Any:
    """Reads what `text_array` wrote."""
    return json.loads(array.tobytes())
