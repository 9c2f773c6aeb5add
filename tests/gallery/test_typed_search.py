"""Typed searches against the plain computation: every piece scored one by one."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from captioning.gallery import blocks, nearest
from captioning.gallery.backend import Filters, MemoryBackend
from captioning.gallery.exclusions import excluded_facets
from captioning.gallery.gallery import Gallery, Piece
from captioning.gallery.questions import question, ranked
from captioning.gallery.wishes import Wishes
from captioning.language.attributes import attributes
from captioning.language.query import Query

PARTS = [
    ["plain", "twisted", "delicate", "a pair of", "hammered"],
    ["yellow gold", "rose gold", "silver", "bronze", "gold"],
    ["halo ring", "ring", "hoop earrings", "pendant necklace", "bangle", "snake bracelet"],
    ["", "with a ruby", "with diamonds", "with pearls and sapphires", "with an opal and a garnet"],
    ["", "on black velvet", "on white", "with a red ribbon"],
]
QUERIES = [
    "gold ring",
    "ring",
    "yellow gold ring with a ruby on black velvet",
    "ruby or garnet ring",
    "bangle or bracelet in bronze or silver",
    "opal / pearl / ruby earrings or necklace, not gold",
    "ring, not gold",
    "earrings without stones",
    "something red for my neck",
    "engagement ring",
    "delicate hammered snake, no red ribbon",
    "twisted silver bangle with emeralds",
    "Silberarmband",
    "black velvet",
    "silver ring with a ruby, hanging on a rose gold bangle with pearls",
    "bronze pendant or hoop earrings with an opal beside a gold ring on white",
]
FILTERS = [Filters(), Filters(type="pendant"), Filters(metal="silver", stone="red")]


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    rng = np.random.default_rng(3)
    pieces = []
    for number in range(700):
        texts = [
            " ".join(str(rng.choice(part)) for part in PARTS) for _ in range(1 + number % 7 // 5)
        ]
        said = attributes(texts[0])
        expected = Query({texts[0]: 0.7, "a halo ring": 0.2}) if number % 50 == 0 else Query()
        known = asdict(said) | {"style": ("halo",) if number % 9 == 0 else ()}
        pieces.append(
            Piece(id=str(number), image=Path("x"), captions=(*texts,), expected=expected, **known)
        )
    return Gallery.of(pieces)


def plain(gallery: Gallery, query: str, filters: Filters) -> list[tuple[int, float]]:
    """Row and score of every piece that may be found, best first."""
    backend, understood = gallery.backend, gallery.understand(query)
    filters = Filters(**{**vars(filters), "without": excluded_facets(understood)})
    asked = question(understood, backend, gallery.settings, filters)
    wishes: Wishes = asked.wishes
    found = [
        (row, wishes.score(backend.vector(row), piece))
        for row, piece in enumerate(backend.pieces)
        if filters.match(piece)
    ]
    return nearest.best_first(pair for pair in found if pair[1] >= 0.05)


@pytest.mark.parametrize("least", [1, 40, blocks.LEAST])
def test_order_and_scores_are_those_of_the_plain_computation(
    gallery: Gallery, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if least != blocks.LEAST:
        for number, few in {"BATCH": 8, "THOUGHT_OF": 32}.items():
            monkeypatch.setattr(nearest, number, few)
        monkeypatch.setattr(blocks, "LEAST", least)
        monkeypatch.setattr(blocks, "PART", len(gallery.pieces))
    held = gallery.backend
    backend = MemoryBackend(gallery.pieces, held.index, held.traits)
    gallery = Gallery(backend, gallery.settings)
    for query in QUERIES:
        understood = gallery.understand(query)
        for filters in FILTERS:
            asked = question(understood, gallery.backend, gallery.settings, filters)
            expected = plain(gallery, query, filters)
            for k in (1, 12):
                found = asked.rows(k, 0.05)
                assert [row for row, _ in found] == [row for row, _ in expected[:k]], query
                scores = [score for _, score in expected[:k]]
                assert [score for _, score in found] == pytest.approx(scores, abs=1e-12)
    assert sum(len(plain(gallery, query, Filters())) for query in QUERIES) > 1000


def test_hits_carry_the_scores_and_no_excluded_piece(gallery: Gallery) -> None:
    for query in QUERIES:
        understood = gallery.understand(query)
        asked = question(understood, gallery.backend, gallery.settings, Filters())
        hits, rows = gallery.search(query), ranked(asked, 8, 0.05)
        for hit, (row, score) in zip(hits, rows, strict=False):
            assert (hit.piece, hit.score) == (gallery.pieces[row], score)
            assert sum(reason.share for reason in hit.reasons) == pytest.approx(score, abs=1e-12)
            without = Filters(without=excluded_facets(understood))
            assert without.match(hit.piece)
