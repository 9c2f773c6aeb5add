"""Bracelets, anklets and bangles."""

import numpy as np
import pytest
from solids import check, closed, order, rng

from assets.studio.families.bracelets import bangles, bracelets, wristbands
from assets.studio.geometry.mesh import merge
from assets.studio.sampling.proportions import STYLES


@pytest.mark.parametrize("style", STYLES["bracelet"])
def test_bracelets(style):
    spec = order("bracelet", style)
    check(bracelets.build(rng(spec), spec), spec)


@pytest.mark.parametrize("style", ["charm"])
def test_anklets(style):
    spec = order("anklet", style)
    check(bracelets.build(rng(spec), spec), spec)


@pytest.mark.parametrize("style", STYLES["bangle"])
def test_bangles(style):
    spec = order("bangle", style)
    piece = bangles.build(rng(spec), spec)
    check(piece, spec)
    low, high = merge([part.mesh for part in piece.parts]).bounds()
    assert low[2] == pytest.approx(0, abs=1e-9)
    assert 50 < max(high - low) < 90  # a wrist goes through


@pytest.mark.parametrize("kind", ["round", "flat", "domed", "knife"])
def test_sections_of_bangles_are_solid(kind):
    points, normals = wristbands.around((30.0, 28.0))
    mesh = wristbands.band(points, normals, wristbands.section(kind, 2.0, 5.0), True)
    assert closed(mesh)
    assert mesh.euler() == 0
    assert 200 < mesh.volume() < 2200
    inside = np.linalg.norm(mesh.vertices[:, :2], axis=1).min()
    assert inside > 27.0


def test_stacked_bangles_lie_on_one_another_without_cutting():
    spec = order("bangle", "stacking", stones=(), metal2="")
    parts, _, details = bangles._stack(np.random.default_rng(6), spec)
    spans = sorted((p.mesh.bounds()[0][2], p.mesh.bounds()[1][2]) for p in parts)
    assert details["count"] >= 3
    tops: list[float] = []
    for low, high in spans:
        assert all(low >= top - 1e-9 or (low < top and (low, high) in spans) for top in tops)
        tops.append(high)
    assert spans[-1][0] > spans[0][1]
