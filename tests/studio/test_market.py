"""Orders of the profile "market" can be built, and their captions parse to their attributes."""

from collections import Counter

import numpy as np
import pytest
from solids import check, closed

from assets.studio.families.bracelets.woven import woven
from assets.studio.families.workshop import build
from assets.studio.materials.optics import TINTED, body
from assets.studio.pieces.piece import View
from assets.studio.sampling.market import DEMAND, KINDS, SHOWN, TINTS, draw_request
from assets.studio.sampling.sampler import draw, generator
from assets.studio.words.describer import describe, labels
from captioning.language.attributes import attributes, coarse_type, look, looks

ORDERS = [draw(8, i, "market") for i in range(400)]


def test_every_request_has_a_style_and_every_look_a_stone_that_shows_it():
    for (kind, metal), row in DEMAND.items():
        for seen in row:
            name = f"mixed {seen}" if metal == "mixed" else seen
            assert name in SHOWN[kind] or "colour" in SHOWN[kind]
            assert seen == "none" or {look(stone) for stone in KINDS[seen]} == {seen}


def test_metal_and_stones_are_drawn_jointly():
    rng = np.random.default_rng(5)
    requests = [draw_request(rng) for _ in range(3000)]
    watches = [one for one in requests if one.type == "watch"]
    assert not [one for one in watches if one.metal == "black" and one.stones]
    pearls = Counter(one.metal for one in requests if one.stones[:1] == ("pearl",))
    assert pearls["yellow gold"] > 3 * pearls["silver"]
    assert 0.08 < sum(bool(one.metal2) for one in requests) / 3000 < 0.25


def test_colours_of_beads_are_those_the_studio_can_make():
    for kind, colours in TINTS.items():
        assert set(colours) == set(TINTED[kind])
        assert all(body(kind, colour).look == colour for colour in colours)


@pytest.mark.parametrize("style", ["woven", "beaded hoop", "beaded", "dangle"])
def test_beads_are_built_and_read(style):
    orders = [o for o in ORDERS if o.style == style and o.tint][:3]
    assert orders
    for spec in orders:
        piece = build(spec)
        check(piece, spec)
        found = labels(piece)
        for caption in describe(piece, View("paper", "white"), generator(8, 1, "captions")):
            read = attributes(caption)
            assert coarse_type(read.type) == coarse_type(found["type"]), caption
            assert set(looks(read.stones)) <= set(looks(found["stones"])), caption


def test_a_two_tone_setting_is_of_the_second_metal():
    spec = next(o for o in ORDERS if o.head == "metal2" and o.style == "drop")
    piece = build(spec)
    assert piece.metal2 == spec.metal2
    assert {"metal", "metal2"} <= {part.material for part in piece.parts}


def test_woven_rows_do_not_sink_into_one_another():
    spec = next(o for o in ORDERS if o.style == "woven")
    parts, stones, _ = woven(np.random.default_rng(3), spec)
    assert all(closed(part.mesh) for part in parts)
    assert min(part.mesh.bounds()[0][2] for part in parts) > -stones[0].size_mm
