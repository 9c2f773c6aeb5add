"""Retrieval metrics against values worked out by hand and an independent implementation."""

from collections import Counter
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import label_ranking_average_precision_score

from captioning.data import Attributes, Example
from captioning.evaluation.retrieval import (
    caption_to_image,
    figures,
    positions,
    retrieval_metrics,
    text_to_image,
)
from captioning.gallery.gallery import Gallery, Piece
from captioning.language.query import Query
from captioning.language.terms import Term, expected_terms
from captioning.settings import shipped_settings


def test_positions_worked_out_by_hand() -> None:
    scores = np.array([0.9, 0.5, 0.5, 0.5, 0.1])
    assert positions(scores, np.array([1, 0, 0, 0, 0], bool)).tolist() == [1]
    assert positions(scores, np.array([0, 1, 0, 0, 0], bool)).tolist() == [3]
    assert positions(scores, np.array([0, 1, 1, 1, 0], bool)).tolist() == [2, 3, 4]
    assert positions(scores, np.array([1, 0, 1, 0, 1], bool)).tolist() == [1, 3, 5]
    assert positions(scores, np.zeros(5, bool)).tolist() == []


@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6),
)
@settings(max_examples=50, deadline=None)
def test_positions_are_the_mean_over_all_orders_of_equals(items: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in items], float)
    relevant = np.array([good for _, good in items])
    places = []
    for order in permutations(range(len(items))):
        ranked = sorted(order, key=lambda item: -scores[item])
        if [scores[item] for item in ranked] == sorted(scores)[::-1]:
            places.append([place for place, item in enumerate(ranked, 1) if relevant[item]])
    np.testing.assert_allclose(positions(scores, relevant), np.mean(places, axis=0))


@given(st.integers(1, 12), st.integers(1, 8), st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_map_equals_scikit_learns_without_ties(items: int, queries: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.array([rng.permutation(items) for _ in range(queries)], float)
    relevant = rng.random((queries, items)) < 0.4
    relevant[:, 0] = True
    found = [positions(*pair) for pair in zip(scores, relevant, strict=True)]
    expected = label_ranking_average_precision_score(relevant, scores)
    assert figures(found)["map"] == pytest.approx(expected)


def test_figures_worked_out_by_hand() -> None:
    found = [np.array([1.0]), np.array([4.0]), np.array([2.0, 8.0]), np.array([])]
    assert figures(found) == {
        "queries": 3,
        "map": pytest.approx((1 + 1 / 4 + (1 / 2 + 2 / 8) / 2) / 3),
        "r1": pytest.approx(1 / 3),
        "r5": pytest.approx((1 + 1 + 0.5) / 3),
        "r10": pytest.approx(1),
        "median_rank": 2.0,
    }


def test_no_query_has_no_figures() -> None:
    nothing = {"map": None, "r1": None, "r5": None, "r10": None, "median_rank": None}
    assert figures([]) == figures([np.array([])]) == {"queries": 0} | nothing


SETTINGS = shipped_settings().search
REFERENCES = [
    ("a gold ring", "a ring of gold"),
    ("silver hoops", "a pair of hoops"),
    ("a pearl necklace", "pearls on a string"),
    ("a steel watch", "a watch with a dial"),
]


def test_perfect_captions_find_their_photos() -> None:
    said = [Query({texts[0]: 1.0}) for texts in REFERENCES]
    assert caption_to_image(said, REFERENCES, SETTINGS)["r1"] == 1
    assert text_to_image(REFERENCES, said, SETTINGS)["queries"] == 8
    assert text_to_image(REFERENCES, said, SETTINGS)["r1"] >= 0.75


@pytest.mark.parametrize("caption", ["", "zzz", "a ring"])
def test_one_caption_for_every_photo_scores_by_luck_alone(caption: str) -> None:
    said = [Query({caption: 1.0})] * 4
    assert caption_to_image([Query()] * 4, REFERENCES, SETTINGS)["r1"] == 0
    assert caption_to_image([Query()] * 4, REFERENCES, SETTINGS)["median_rank"] == 2.5
    metrics = text_to_image(REFERENCES, said, SETTINGS)
    assert metrics["r1"] == 0
    assert metrics["median_rank"] == 2.5


def jewel(number: int, kind: str, metal: str, *stones: str) -> Piece:
    caption = f"{metal} {kind} with {' '.join(stones)}"
    return Piece(kind, metal, stones, id=str(number), image=Path("absent.png"), captions=(caption,))


def test_similar_pieces_are_asked_for_with_the_caption_beside_all_that_is_expected() -> None:
    ring = Example(Path("a"), ("a gold ring",), "dev", "a", Attributes("ring", "yellow gold"))
    gallery = Gallery.of([jewel(0, "ring", "yellow gold"), jewel(1, "watch", "silver")])

    def first(text, expected):
        captions = {"lstm": [SimpleNamespace(text=text, expected=expected)]}
        figures = retrieval_metrics([ring], captions, gallery)["lstm"]
        return figures["similar-pieces+expected"]["median_rank"]

    assert first("gold ring", {}) == 1  # the caption alone
    assert (
        first("", {Term("word", "gold"): 1.0, Term("word", "ring"): 1.0}) == 1
    )  # all that is expected alone
    assert first("gold ring", {Term("type", "watch"): 0.2}) == 1
    assert first("silver watch", {Term("type", "watch"): 1.0}) == 2


def caption_of(text: str) -> SimpleNamespace:
    return SimpleNamespace(text=text, expected=expected_terms(Counter(text.split()), {text: 1.0}))


def test_all_protocols_and_both_models_together() -> None:
    examples = [
        Example(
            Path("a"), ("a gold ring",), "dev", "a", Attributes("ring", "yellow gold", ("zircon",))
        ),
        Example(Path("b"), ("a watch",), "dev", "b", Attributes("watch", "silver")),
        Example(Path("c"), ("an anklet",), "dev", "c", Attributes("anklet", "silver")),
    ]
    said = {
        "transformer": ["gold ring with a diamond", "silver watch", "silver anklet"],
        "lstm": ["silver ring", "silver watch", ""],
    }
    captions = {model: [caption_of(text) for text in texts] for model, texts in said.items()}
    gallery = Gallery.of(
        [
            jewel(0, "ring", "yellow gold", "diamond"),
            jewel(1, "ring", "yellow gold", "ruby"),
            jewel(2, "ring", "silver"),
            jewel(3, "watch", "silver"),
        ]
    )
    features = np.eye(7)[[0, 1, 2, 0, 3, 4, 5]]
    metrics = retrieval_metrics(
        examples,
        captions,
        gallery,
        pooled=lambda paths: features[:3] if len(paths) == 3 else features[3:],
    )
    assert set(metrics) == {"transformer", "lstm", "both", "embedding"}
    protocols = {"caption-to-image", "text-to-image", "similar-pieces"}
    assert set(metrics["both"]) == protocols | {f"{name}+expected" for name in protocols}
    best = metrics["transformer"]["similar-pieces"]
    assert (best["queries"], best["map"], best["r1"]) == (2, 1, 1)
    # three rings among five hits for the one photo, one watch for the other; no anklet is on offer
    assert best["p5_type"] == pytest.approx((3 / 5 + 1 / 5) / 2)
    assert best["p5_type_metal"] == pytest.approx((2 / 5 + 1 / 5) / 2)
    assert best["p5_type_metal_stone"] == pytest.approx((1 / 5 + 1 / 5) / 2)
    assert metrics["lstm"]["similar-pieces"]["map"] < 1
    assert metrics["embedding"]["similar-pieces"]["r1"] == 0.5
    assert (
        metrics["transformer"]["caption-to-image"]
        == (metrics["transformer"]["caption-to-image+expected"])
    )
