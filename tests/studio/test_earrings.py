"""Earrings come in pairs of sound solids that hang together and lie on the floor."""

from dataclasses import replace

import numpy as np
import pytest

from assets.studio.families.earrings import earrings
from assets.studio.sampling.sampler import draw, generator

DRAWN = [draw(12, i, profile) for profile in ("catalogue", "market") for i in range(500)]
ORDERS = [s for s in DRAWN if s.type == "earrings"]


def order(style: str):
    """The first two orders of a style."""
    return [s for s in ORDERS if s.style == style][:2]


@pytest.mark.parametrize("style", sorted(earrings.MAKERS))
def test_every_style_is_a_sound_pair(style):
    orders = order(style)
    assert orders
    for spec in orders:
        piece = earrings.build(generator(spec.seed, spec.index, "piece"), spec)
        assert all(p.mesh.is_closed() and p.mesh.volume() > 0 for p in piece.parts)
        used = {p.material for p in piece.parts if p.material.startswith("stone:")}
        assert used == {f"stone:{i}" for i in range(len(piece.stones))}
        metal = [p for p in piece.parts if p.material.startswith("metal")]
        assert len(metal) % 2 == 0
        assert piece.type == "earrings"


@pytest.mark.parametrize("style", ["stud", "hoop", "huggie", "ear cuff"])
def test_the_two_earrings_stand_clear_of_each_other(style):
    for spec in order(style):
        piece = earrings.build(generator(spec.seed, spec.index, "piece"), spec)
        parts = [p for p in piece.parts if not p.material.startswith("prop")]
        left = np.concatenate([p.mesh.vertices for p in parts[: len(parts) // 2]])
        right = np.concatenate([p.mesh.vertices for p in parts[len(parts) // 2 :]])
        assert left[:, 0].mean() < right[:, 0].mean()
        thin = left[:: max(1, len(left) // 1500)], right[:: max(1, len(right) // 1500)]
        assert np.linalg.norm(thin[0][:, None] - thin[1][None], axis=2).min() > 0.1


def test_pieces_of_a_drop_hang_below_one_another():
    spec = replace(order("drop")[0], stones=("ruby",), setting="bezel", cut="pear")
    parts, stones, details = earrings.MAKERS["drop"](np.random.default_rng(4), spec)
    stone = next(p.mesh for p in parts if p.material == "stone:0")
    assert stone.bounds()[1][1] < 0
    assert stones[0].count >= 2
    assert details["setting"] == "bezel"


def test_a_stud_rests_on_its_edge_and_its_back():
    spec = replace(order("stud")[0], stones=("diamond",), setting="prong", cut="round")
    piece = earrings.build(np.random.default_rng(8), spec)
    assert piece.pose == "standing"
    assert all(np.isfinite(p.mesh.vertices).all() for p in piece.parts)
