"""TF-IDF weights: a term weighs more the fewer captions use it."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from captioning.language.terms import Term

Vector = dict[int, float]
"""A sparse vector: term number to weight, of length one."""


class TermWeights:
    """The terms of a gallery and their inverse document frequencies.

    Attributes:
        terms: Term of each number.
        idf: (V,) float64, at least 1; a term in every document has 1. It is the square root of
            scikit-learn's, log((1 + N) / (1 + n)) + 1: query and document both carry it, so their
            cosine counts a term's rarity once. Twice would let one rare word that a model got
            wrong decide.
    """

    def __init__(self, terms: Sequence[Term], idf: np.ndarray) -> None:
        self.terms = list(terms)
        self.idf = np.asarray(idf, dtype=np.float64)
        self.numbers = {term: number for number, term in enumerate(self.terms)}

    @classmethod
    def fit(cls, documents: Iterable[Mapping[Term, float]]) -> "tuple[TermWeights, csr_matrix]":
        """Fits the weights to documents, which are read once.

        Args:
            documents: Term to count (whole or expected) of every document.

        Returns:
            The weights, and the documents' vectors (N, V) float32, each of length one or empty.
        """
        numbers: dict[Term, int] = {}
        counts = _counted(documents, numbers)
        if not counts.shape[0] or not numbers:
            return cls([], np.ones(0)), csr_matrix(counts.shape, dtype=np.float32)
        frequency = np.bincount(counts.indices, minlength=len(numbers))
        idf = np.sqrt(np.log((1 + counts.shape[0]) / (1 + frequency)) + 1)
        vectors = _of_length_one(counts, idf)
        vectors.sort_indices()
        return cls(list(numbers), idf), vectors

    def query(self, counts: Mapping[Term, float], strongest: int) -> Vector:
        """A query's vector.

        Args:
            counts: Term to count.
            strongest: Terms kept; the many faint ones of a photo mislead, and cost time.
        """
        vector = self.vector(counts)
        kept = sorted(vector, key=lambda number: -vector[number])[:strongest]
        length = float(np.sqrt(sum(vector[number] ** 2 for number in kept)))
        return {number: vector[number] / length for number in sorted(kept)}

    def vector(self, counts: Mapping[Term, float]) -> Vector:
        """Weighs term counts; terms that no document has are left out.

        Args:
            counts: Term to count of a query.

        Returns:
            Term number to weight in (0, 1]; empty where no term is known.
        """
        known = {
            self.numbers[term]: count for term, count in counts.items() if term in self.numbers
        }
        weighed = {number: count * self.idf[number] for number, count in known.items()}
        length = float(np.sqrt(sum(weight * weight for weight in weighed.values())))
        return {number: float(weight) / length for number, weight in sorted(weighed.items())}


def _of_length_one(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Counts (N, V) weighed by the terms' rarity; rows of length one, or empty."""
    weights = counts.data * idf[counts.indices].astype(np.float32)
    places = (counts.indices, counts.indptr)
    squares = csr_matrix((weights**2, *places), shape=counts.shape)
    lengths = np.sqrt(squares @ np.ones(counts.shape[1])).astype(np.float32)  # (N,)
    weights /= np.repeat(lengths, np.diff(counts.indptr))
    return csr_matrix((weights, *places), shape=counts.shape)


def _counted(documents: Iterable[Mapping[Term, float]], numbers: dict[Term, int]) -> csr_matrix:
    """Counts (N, V) in compact arrays; fills `numbers` with the terms met."""
    columns, values, ends = array("i"), array("f"), array("q", [0])
    for document in documents:
        for term, count in document.items():
            columns.append(numbers.setdefault(term, len(numbers)))
            values.append(count)
        ends.append(len(columns))
    shape = (len(ends) - 1, len(numbers))
    arrays = (np.asarray(values, np.float32), np.asarray(columns, np.int32), np.asarray(ends))
    return csr_matrix(arrays, shape=shape)
