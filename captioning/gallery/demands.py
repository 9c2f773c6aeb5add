"""What a piece should have of what was typed, and what it loses without."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from captioning.gallery.labels import BY_LOOK, MAIN, has, stems_of
from captioning.gallery.metadata import Piece
from captioning.language import terms
from captioning.language.attributes import coarse_type, look
from captioning.language.facets import ANY, LOOK, STONE, TYPE, WORD, Facet, Group
from captioning.language.lexicon import words
from captioning.language.query import Query
from captioning.language.stems import stem
from captioning.language.terms import Term
from captioning.settings import SearchSettings

Having = Callable[[Facet, np.ndarray], np.ndarray]
"""Which of some rows (n,) have a facet, (n,) bool."""


@dataclass(frozen=True)
class Demand:
    """What a piece should have, and how much it counts.

    Attributes:
        weight: The part of its score, in [0, 1], that a piece loses without it.
        ways: Facets to how far each meets it, in (0, 1], the best first.
    """

    weight: float
    ways: tuple[tuple[Facet, float], ...]

    def met(self, piece: Piece) -> float:
        """How far a piece meets it, in [0, 1]."""
        return next((share for facet, share in self.ways if has(piece, facet)), 0.0)

    def most_kept(self, among: Callable[[Facet], np.ndarray]) -> np.ndarray:
        """The largest part of their score that any rows of B blocks keep.

        Args:
            among: The blocks (B,) bool that may have rows with a facet.

        Returns:
            (B,), in [0, 1].
        """
        shares = [among(facet) * share for facet, share in self.ways]
        return np.asarray(1.0 - self.weight * (1.0 - np.maximum.reduce(shares)))

    def kept(self, having: Having, rows: np.ndarray) -> np.ndarray:
        """The part (n,) of their score that rows (n,) keep."""
        kept = np.full(len(rows), 1.0 - self.weight)
        left = np.arange(len(rows))
        for facet, share in self.ways:
            met = having(facet, rows[left])
            kept[left[met]] = 1.0 - self.weight * (1.0 - share)
            left = left[~met]
        return kept


def demands_of(
    query: Query, settings: SearchSettings, known: Container[Term]
) -> tuple[Demand, ...]:
    """The demands of a query: its wanted groups, and that one caption has all of its words.

    Args:
        query: Typed.
        settings: How much each kind counts.
        known: The terms of the gallery; other words are set aside.
    """
    said = [word for word in words(query.wanted_text) if Term(terms.WORD, stem(word)) in known]
    return (*_demands(query.wanted, settings), *_whole(" ".join(said), settings.said_whole))


def _demands(groups: Iterable[Group], settings: SearchSettings) -> Iterator[Demand]:
    main = True  # the first stone that is named should be the piece's main one
    for group in groups:
        stony = group.kind in (STONE, LOOK)
        weight = 0.0 if group.kind == WORD else settings.said(group.kind) * group.weight
        if weight > 0:
            yield Demand(weight, _ways(group, main and stony, settings.near))
        main = main and not stony


def _ways(group: Group, main: bool, near: float) -> tuple[tuple[Facet, float], ...]:
    """What meets a group, the best first."""
    ways: dict[Facet, float] = {}
    for said in group.choices:
        for facet, share in _near(said.facet, main, near):
            ways[facet] = max(ways.get(facet, 0.0), share * said.weight / group.weight)
    return tuple(sorted(ways.items(), key=lambda way: -way[1]))


def _near(facet: Facet, main: bool, near: float) -> Iterator[tuple[Facet, float]]:
    """A facet and what comes near it, with how near."""
    if facet.kind == STONE and facet.value != ANY:
        yield from _near_stone(facet, main, near)
    elif facet.kind == LOOK and main:
        yield Facet(MAIN, BY_LOOK + facet.value), 1.0
        yield facet, near
    else:
        yield facet, 1.0
        coarse = coarse_type(facet.value) if facet.kind == TYPE else None
        if coarse and coarse != facet.value:
            yield Facet(TYPE, coarse), near


def _near_stone(facet: Facet, main: bool, near: float) -> Iterator[tuple[Facet, float]]:
    seen = look(facet.value)
    if main:
        yield Facet(MAIN, facet.value), 1.0
        if seen:
            yield Facet(MAIN, BY_LOOK + seen), near
    yield facet, near if main else 1.0
    if seen:
        yield Facet(LOOK, seen), near * near


def _whole(text: str, weight: float) -> Iterator[Demand]:
    """The demand that one caption has all words of a text, where they are three or more."""
    if weight and len(stems_of(text)) >= 3:
        yield Demand(weight, ((Facet(WORD, text), 1.0),))
