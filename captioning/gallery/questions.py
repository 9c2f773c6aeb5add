"""A query as one gallery is asked: which rows answer it, and why each of them does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from captioning.gallery.backend import Backend, Filters
from captioning.gallery.exclusions import excluded_facets
from captioning.gallery.hit import Hit
from captioning.gallery.reasons import WordsBehind, explained
from captioning.gallery.remarks import present
from captioning.gallery.tfidf import Vector
from captioning.gallery.wishes import Wishes
from captioning.language.query import Query, weighed, words_behind
from captioning.settings import SearchSettings

Ranked = list[tuple[int, float]]
"""Rows and their scores, best first."""


class Question(Protocol):
    """How a backend is asked."""

    def rows(self, k: int, least: float) -> Ranked:
        """The k best rows with their scores, from a least score on."""

    def hit(self, row: int, score: float) -> Hit:
        """A row with the reasons why it was found."""


def question(
    query: Query, backend: Backend, settings: SearchSettings, filters: Filters
) -> Question:
    """A query as a backend is asked.

    Args:
        query: Typed, or what models say of a photo; what it excludes is kept out.
        backend: Holds the pieces.
        settings: How pieces are found.
        filters: What the pieces must be.
    """
    filters = replace(filters, without=(*filters.without, *excluded_facets(query)))
    if not is_typed(query):
        return _Nearest(
            backend, filters, query_vector(query, backend, settings), words_behind(query)
        )
    if not query.wanted:
        return _Left(backend, filters)
    query = replace(query, groups=present(query.groups, backend))
    return _Suiting(backend, filters, Wishes(query, backend.weights, settings))


def alike(row: int, backend: Backend, filters: Filters) -> Question:
    """The question which pieces are like one of the gallery, itself included."""
    behind = words_behind(backend.pieces[row].query)
    return _Nearest(backend, filters, backend.vector(row), behind)


def is_typed(query: Query) -> bool:
    """Whether a query was understood as wishes and exclusions."""
    return bool(query.language and query.groups)


def query_vector(query: Query, backend: Backend, settings: SearchSettings) -> Vector:
    """The strongest terms of a query with their weights."""
    counts = weighed(query, settings.attribute_weight)
    return backend.weights.query(counts, settings.strongest)


def ranked(question: Question, k: int, least: float) -> Iterator[tuple[int, float]]:
    """Rows and scores, best first; asks for more than k only once those are used up."""
    given, asked = 0, max(0, k) + 4
    while asked > given and k > 0:
        found = question.rows(asked, least)
        yield from found[given:]
        if len(found) < asked:
            return
        given, asked = asked, asked * 4


@dataclass(frozen=True)
class _Nearest:
    """Asks with a vector."""

    backend: Backend
    filters: Filters
    vector: Vector
    asked: WordsBehind

    def rows(self, k: int, least: float) -> Ranked:
        return self.backend.nearest(self.vector, k, least, self.filters)

    def hit(self, row: int, score: float) -> Hit:
        vector = self.backend.vector(row)
        shares = {n: self.vector[n] * vector[n] for n in self.vector.keys() & vector}
        return explained(self.backend.pieces[row], score, shares, self.backend.weights, self.asked)


@dataclass(frozen=True)
class _Suiting:
    """Asks with the wishes of a typed query."""

    backend: Backend
    filters: Filters
    wishes: Wishes

    def rows(self, k: int, least: float) -> Ranked:
        return self.backend.best(self.wishes, k, least, self.filters)

    def hit(self, row: int, score: float) -> Hit:
        shares = self.wishes.shares(self.backend.vector(row))
        piece, asked = self.backend.pieces[row], self.wishes.asked
        return explained(piece, score, shares, self.backend.weights, asked)


@dataclass(frozen=True)
class _Left:
    """Asks for what is left where a query only excludes."""

    backend: Backend
    filters: Filters

    def rows(self, k: int, least: float) -> Ranked:
        return [(row, 0.0) for row in self.backend.fitting(k, self.filters)]

    def hit(self, row: int, score: float) -> Hit:
        return Hit(self.backend.pieces[row], score, ())
