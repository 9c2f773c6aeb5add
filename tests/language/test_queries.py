"""Typed queries with known answers, over the shipped gallery.

A query's `want` says what a relevant piece has: type, metal, stones, style, motif, scene (any of
the list), `not_...` (none of it), `no_stones`.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from captioning.gallery.exclusions import excluded_facets
from captioning.gallery.gallery import Gallery
from captioning.shipped import shipped

QUERIES = [
    json.loads(line)
    for line in Path(__file__).with_name("queries.jsonl").read_text("utf-8").splitlines()
]
Labels = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def labels() -> Labels:
    lines = (shipped("assets/gallery") / "metadata.jsonl").read_text("utf-8").splitlines()
    return {record["file_name"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    shown = Gallery.open(shipped("assets/gallery"))
    return shown


def values(piece: dict[str, Any], key: str) -> set[str]:
    value = piece[key]
    return set(value if isinstance(value, list) else [value])


def good(piece: dict[str, Any], want: dict[str, Any]) -> bool:
    for key, allowed in want.items():
        if key == "no_stones":
            met = not piece["stones"]
        elif key == "scene":
            met = any(scene in piece["scene"] for scene in allowed)
        elif key.startswith("not_"):
            met = not values(piece, key.removeprefix("not_")) & set(allowed)
        else:
            met = bool(values(piece, key) & set(allowed))
        if not met:
            return False
    return True


def found(gallery: Gallery, labels: Labels, query: str) -> list[dict[str, Any]]:
    return [labels[hit.piece.id] for hit in gallery.search(query, k=10)]


def test_there_are_queries_of_every_kind_and_each_has_an_answer(labels: Labels) -> None:
    assert len(QUERIES) >= 150
    assert {query["kind"] for query in QUERIES} == set(
        "plain exclusion either colour trade marks body structure spelling language".split()
    )
    for query in QUERIES:
        assert any(good(piece, query["want"]) for piece in labels.values()), query["query"]


def test_most_of_the_first_five_hits_are_what_was_asked(gallery: Gallery, labels: Labels) -> None:
    by_kind = defaultdict(list)
    for query in QUERIES:
        hits = found(gallery, labels, query["query"])[:5]
        relevant = sum(good(piece, query["want"]) for piece in labels.values())
        precise = sum(good(piece, query["want"]) for piece in hits) / min(5, relevant)
        by_kind[query["kind"]].append(precise)
    shares = {kind: sum(precise) / len(precise) for kind, precise in by_kind.items()}
    assert min(shares.values()) >= 0.9, shares
    assert sum(map(sum, by_kind.values())) / len(QUERIES) >= 0.97


def test_no_hit_has_what_was_excluded(gallery: Gallery, labels: Labels) -> None:
    for query in QUERIES:
        excluded = {k: v for k, v in query["want"].items() if k.startswith("no")}
        if excluded:
            hits = found(gallery, labels, query["query"])
            assert hits and all(good(hit, excluded) for hit in hits), query["query"]


def test_reasons_name_nothing_excluded_and_add_up(gallery: Gallery) -> None:
    for query in QUERIES[::7]:
        understood = gallery.understand(query["query"])
        excluded = {facet.value for facet in excluded_facets(understood)}
        for hit in gallery.search(understood, k=5):
            assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score)
            assert not {reason.term.text for reason in hit.reasons} & excluded
