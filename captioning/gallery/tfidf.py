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
        counts = Counts()
        for document in documents:
            columns = [numbers.setdefault(term, len(numbers)) for term in document]
            counts.add(columns, document.values())
        return cls.of_counts(list(numbers), counts)

    @classmethod
    def of_counts(cls, terms: Sequence[Term], counts: "Counts") -> "tuple[TermWeights, csr_matrix]":
        """`fit` for documents whose terms were numbered in the order in which they were met.

        Args:
            terms: Of each number; every one is in some document.
            counts: Of the documents; used up, because the vectors take their place.
        """
        vectors = counts.matrix(len(terms))
        if not vectors.shape[0] or not terms:
            return cls([], np.ones(0)), csr_matrix(vectors.shape, dtype=np.float32)
        frequency = np.bincount(vectors.indices, minlength=len(terms))
        idf = np.sqrt(np.log((1 + vectors.shape[0]) / (1 + frequency)) + 1)
        _weigh(vectors, idf)
        vectors.sort_indices()
        return cls(terms, idf), vectors

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


class Counts:
    """Gathers the terms of documents, one after the other, in compact arrays."""

    def __init__(self) -> None:
        self._columns, self._values, self._ends = array("i"), array("f"), array("q", [0])

    def add(self, numbers: Iterable[int], counts: Iterable[float]) -> None:
        """Adds the numbers of a document's terms, each once, with their counts."""
        self._columns.extend(numbers)
        self._values.extend(counts)
        self._ends.append(len(self._columns))

    def matrix(self, terms: int) -> csr_matrix:
        """The counts (N, terms) float32, in the memory of what was gathered."""
        shape = (len(self._ends) - 1, terms)
        values = np.frombuffer(self._values or b"", np.float32)
        columns = np.frombuffer(self._columns or b"", np.int32)
        return csr_matrix((values, columns, np.asarray(self._ends)), shape=shape)


ROWS = 1 << 18
"""Rows that are weighed at once; more would only take more memory."""


def _weigh(counts: csr_matrix, idf: np.ndarray) -> None:
    """Weighs counts (N, V) by the terms' rarity, in place; rows become of length one, or empty."""
    rarity = idf.astype(np.float32)
    for start in range(0, counts.shape[0], ROWS):
        ends = counts.indptr[start : start + ROWS + 1]
        part = slice(ends[0], ends[-1])
        weights = counts.data[part] * rarity[counts.indices[part]]
        places = (counts.indices[part], ends - ends[0])
        squares = csr_matrix((weights**2, *places), shape=(len(ends) - 1, counts.shape[1]))
        lengths = np.sqrt(squares @ np.ones(counts.shape[1])).astype(np.float32)
        counts.data[part] = weights / np.repeat(lengths, np.diff(ends))
