"""Watches: sound solids, dials that can be read, stones that get light, true captions."""

import numpy as np
import pytest
from solids import check

from assets.studio.families.watches import dials, watches
from assets.studio.geometry.curves import circle
from assets.studio.pieces.piece import View
from assets.studio.sampling.sampler import draw, generator
from assets.studio.words.describer import describe, labels
from assets.studio.words.lexicon import tokens
from assets.studio.words.line import LIMIT, SHORT
from captioning.language.attributes import attributes, looks

ORDERS = [order for order in (draw(8, i, "market") for i in range(110)) if order.type == "watch"]


@pytest.fixture(scope="module")
def built():
    """(order, piece) of every watch among the first orders."""
    return [(s, watches.build(generator(s.seed, s.index, "piece"), s)) for s in ORDERS]


def test_every_watch_is_sound(built):
    assert {spec.style for spec, _ in built} == {"link band", "mesh band", "leather strap"}
    assert {piece.pose for _, piece in built} == {"lying", "standing"}
    for spec, piece in built:
        check(piece, spec)
        low = min(part.mesh.bounds()[0][2] for part in piece.parts)
        assert low == pytest.approx(0, abs=1e-9)


def test_stones_are_set_around_the_bezel(built):
    jewelled = [piece for spec, piece in built if spec.stones]
    assert jewelled
    for piece in jewelled:
        assert piece.details["bezel"] == "set" and piece.stones[0].count > 30


def test_two_metals_are_labelled_mixed(built):
    mixed = [piece for spec, piece in built if spec.metal2]
    assert mixed and {labels(piece)["metal"] for piece in mixed} == {"mixed"}


@pytest.mark.parametrize("kind", ["bar markers", "roman numerals", "dot markers"])
def test_hour_marks_stay_on_the_dial(kind):
    window = circle(15.0, 96)
    marks = dials._marks(window, kind, 0, np.random.default_rng(1))
    assert len(marks) == 12
    assert max(np.hypot(*mark.vertices[:, :2].T).max() for mark in marks) < 15.0


def test_counters_replace_the_marks_they_cover():
    marks = dials._marks(circle(15.0, 96), "bar markers", 3, np.random.default_rng(1))
    assert len(marks) == 9


def test_an_edge_is_measured_clockwise_from_twelve():
    window = circle(10.0, 360) * [1.0, 1.5]
    assert dials.edge(window, 0.0) == pytest.approx(15.0, abs=0.01)
    assert dials.edge(window, np.pi / 2) == pytest.approx(10.0, abs=0.01)


def test_captions_are_five_short_and_parse_to_the_labels(built):
    for spec, piece in built:
        tone, _, floor = spec.scene.rpartition(" ")
        captions = describe(
            piece, View(floor, tone or "brown"), generator(8, spec.index, "captions")
        )
        assert len(set(captions)) == 5
        assert max(map(tokens, captions)) <= LIMIT and max(map(tokens, captions[:2])) <= SHORT
        for caption in captions:
            found = attributes(caption)
            assert found.type == "watch", caption
            assert found.metal == labels(piece)["metal"], caption
            assert set(looks(found.stones)) <= {stone.look for stone in piece.stones}, caption
