"""What the sampler draws: the same order for the same number, in the stated proportions."""

from collections import Counter

import pytest

from assets.studio.sampling.proportions import (
    CUTS,
    DARK_SCENES,
    FACETED,
    OPAQUE,
    SCENES,
    STYLES,
    TYPES,
    weights,
)
from assets.studio.sampling.sampler import draw, generator

COUNT = 800


@pytest.fixture(scope="module", params=["catalogue", "training"])
def profile(request):
    return request.param


@pytest.fixture(scope="module")
def orders(profile):
    return [draw(3, i, profile) for i in range(COUNT)]


def test_an_order_depends_on_seed_and_index_alone():
    later = [draw(5, i) for i in (9, 4, 9)]
    assert later[0] == later[2] == draw(5, 9)
    assert draw(5, 4) != draw(6, 4)


def test_streams_of_different_purposes_are_independent():
    one, other = generator(1, 2, "piece"), generator(1, 2, "scene")
    assert one.random() == generator(1, 2, "piece").random()
    assert one.random() != other.random()


def test_types_are_drawn_as_often_as_the_table_says(orders, profile):
    total = sum(TYPES[profile].values())
    seen = Counter(order.type for order in orders)
    for kind, weight in TYPES[profile].items():
        share = weight / total
        spread = (share * (1 - share) / COUNT) ** 0.5
        assert abs(seen[kind] / COUNT - share) < 4 * spread, kind


def test_every_style_of_every_type_is_drawn(orders, profile):
    seen = {(order.type, order.style) for order in orders}
    common = {(kind, style) for kind in ("ring", "earrings") for style in STYLES[kind]}
    assert common <= seen


def test_training_scenes_are_mostly_white_and_grey():
    scenes = Counter(draw(4, i, "training").scene for i in range(700))
    plain = sum(n for name, n in scenes.items() if name.startswith(("white", "grey")))
    assert 0.7 < plain / 700 < 0.9


def test_orders_make_sense(orders, profile):
    for order in orders:
        assert bool(order.cut) == bool(order.stones)
        assert order.metal2 != order.metal
        assert order.scene in SCENES[profile]
        if not order.stones:
            assert not order.setting
            continue
        assert len(set(order.stones)) == len(order.stones)
        main = order.stones[0]
        if order.cut in CUTS:
            assert main in FACETED
        if order.cut == "cabochon":
            assert main in OPAQUE
        if order.setting == "prong":
            assert main not in OPAQUE and main != "pearl"


def test_dark_pieces_lie_on_light_ground(orders):
    dark = [o for o in orders if o.metal == "black" or o.stones[:1] == ("onyx",)]
    assert dark
    assert not [o for o in dark if o.scene.startswith(DARK_SCENES)]


def test_pendants_hang_and_their_motifs_are_named(orders):
    pendants = [order for order in orders if order.type == "pendant"]
    assert all(order.chain for order in pendants)
    assert all(order.motif for order in pendants if order.style in ("motif", "coin", "letters"))


def test_an_unknown_profile_is_refused_by_name():
    with pytest.raises(ValueError, match="catalogue, training"):
        draw(1, 0, "wholesale")


def test_tables_are_read_word_by_word():
    assert weights("yellow gold 3, lapis lazuli 0.5") == {"yellow gold": 3.0, "lapis lazuli": 0.5}
