"""Rings of every style are sound solids around a finger, and say truly what they carry."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from assets.studio.families.rings import rings
from assets.studio.families.rings.bands import PATTERNS
from assets.studio.families.rings.shanks import PROFILES, Shank, hoop, section
from assets.studio.sampling.sampler import draw, generator

ORDERS = [s for s in (draw(11, i) for i in range(400)) if s.type == "ring"]
STYLES = sorted(rings.MAKERS)


def order(style: str, count: int = 2):
    """The first orders of a style."""
    return [s for s in ORDERS if s.style == style][:count]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_closed_and_numbers_its_stones(style):
    orders = order(style)
    assert orders
    for spec in orders:
        piece = rings.build(generator(spec.seed, spec.index, "piece"), spec)
        assert all(p.mesh.is_closed() and p.mesh.volume() > 0 for p in piece.parts)
        used = {p.material for p in piece.parts if p.material.startswith("stone:")}
        assert used == {f"stone:{i}" for i in range(len(piece.stones))}
        assert (piece.type, piece.style, piece.metal) == ("ring", style, spec.metal)
        assert piece.stones[:1] == () or piece.stones[0].kind == spec.stones[0]


def test_the_same_order_gives_the_same_ring():
    spec = order("halo")[0]
    one, two = (rings.build(generator(11, spec.index, "piece"), spec) for _ in range(2))
    assert one.details == two.details
    assert all(
        np.array_equal(a.mesh.vertices, b.mesh.vertices)
        for a, b in zip(one.parts, two.parts, strict=True)
    )


def test_equal_orders_with_other_numbers_give_other_rings():
    spec = order("solitaire")[0]
    one, two = (rings.build(generator(11, i, "piece"), spec) for i in (1, 2))
    assert one.stones[0].size_mm != two.stones[0].size_mm


@pytest.mark.parametrize("profile", PROFILES)
def test_a_finger_fits_through(profile):
    mesh = hoop(Shank(8.5, 2.0, 1.6, profile))
    radius = np.hypot(mesh.vertices[:, 0], mesh.vertices[:, 2])
    assert radius.min() == pytest.approx(8.5, abs=0.02)
    assert radius.max() == pytest.approx(10.1, abs=0.02)
    assert mesh.euler() == 0
    assert section(profile)[:, 0].max() <= 1.0


def test_bands_of_every_pattern_are_sound():
    spec = replace(order("band")[0], stones=(), metal2="", finish="polished")
    seen = set()
    for k in range(60):
        piece = rings.build(np.random.default_rng(k), spec)
        assert all(p.mesh.is_closed() and p.mesh.volume() > 0 for p in piece.parts)
        seen.add((piece.details["features"], piece.details["adjectives"]))
        if len(seen) > 8:
            break
    assert len(seen) > 6
    assert len(set(PATTERNS)) > 8


def test_rings_of_a_stack_do_not_cut_through_each_other():
    for k in range(6):
        spec = replace(order("stacking")[0], stones=(), metal2="silver")
        piece = rings.build(np.random.default_rng(k), spec)
        first = piece.parts[0].mesh.vertices
        axis = np.linalg.svd(first - first.mean(0), full_matrices=False)[2][2]  # through the hole
        heights = [part.mesh.vertices @ axis for part in piece.parts]
        spans = sorted((height.min(), height.max()) for height in heights)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
