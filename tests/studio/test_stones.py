"""Cuts have the facets of their plans; settings hold stones and leave their backs open."""

import numpy as np
import pytest

from assets.studio.pieces.piece import CUTS, Stone
from assets.studio.settings.halos import cluster, halo
from assets.studio.settings.mounts import bezel, prongs
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import mount
from assets.studio.stones.cuts import brilliant, princess, step_cut
from assets.studio.stones.facets import solid
from assets.studio.stones.gems import gem
from assets.studio.stones.girdles import ASPECT, outline

FACETED = ("round", "oval", "pear", "marquise", "cushion", "princess", "emerald", "heart")


def facets(mesh) -> int:
    """Counts the faces that are neither of the girdle (upright) nor table or culet (level)."""
    count = 0
    for face in mesh.faces:
        a, b, c = mesh.vertices[list(face[:3])]
        n = np.cross(b - a, c - a)
        n /= np.linalg.norm(n)
        count += 1e-6 < abs(n[2]) < 1 - 1e-6
    return count


@pytest.mark.parametrize("cut", CUTS)
def test_every_cut_is_a_closed_ball_of_its_width(cut):
    mesh = gem(cut, 6.0, rng=np.random.default_rng(1))
    low, high = mesh.bounds()
    assert mesh.is_closed()
    assert mesh.euler() == 2
    assert mesh.volume() > 0
    assert high[0] - low[0] == pytest.approx(6.0, rel=0.03)


@pytest.mark.parametrize("cut", ["round", "oval", "pear", "marquise", "cushion"])
def test_a_brilliant_has_56_facets_besides_table_and_culet(cut):
    assert facets(brilliant(cut, ASPECT.get(cut, 1.0))) == 8 + 8 + 16 + 16 + 8


def test_the_round_brilliant_has_the_standard_proportions():
    mesh = brilliant("round", 1.0)
    low, high = mesh.bounds()
    table = mesh.vertices[np.isclose(mesh.vertices[:, 2], high[2])]
    assert np.linalg.norm(table[:, :2], axis=1).max() == pytest.approx(0.56, abs=0.01)
    assert -low[2] / 2 == pytest.approx(0.431 + 0.0175, abs=0.01)  # pavilion depth, of the width


def test_step_and_square_cuts_have_their_facets():
    # of 8 sides with 6 steps the lowest steps of the 4 corners run out into the keel
    assert facets(step_cut(1.36)) == 8 * 6 - 4
    # two crown steps on each side; below, chevrons on both sides of each main
    assert facets(princess()) == 4 * 2 + 4 * 4


def test_a_heart_has_a_flat_table_a_cleft_and_two_equal_halves():
    mesh = gem("heart", 6.0)
    v = mesh.vertices
    top = v[np.isclose(v[:, 2], v[:, 2].max())]
    assert 2.5 < np.ptp(top[:, 0]) < 4.5
    girdle = v[np.abs(v[:, 2]) < 0.2]
    cleft = girdle[np.abs(girdle[:, 0]) < 1e-6, 1].max()
    assert 0.3 < girdle[:, 1].max() - cleft < 1.5
    mirrored = np.sort((v * [-1, 1, 1]).round(6).view("f8,f8,f8").ravel())
    assert (mirrored == np.sort(v.round(6).view("f8,f8,f8").ravel())).all()


@pytest.mark.parametrize("cut", FACETED)
def test_facets_are_flat(cut):
    mesh = gem(cut, 6.0)
    for face in mesh.faces:
        points = mesh.vertices[list(face)]
        rel = points - points.mean(axis=0)
        assert np.linalg.svd(rel)[1][2] < 1e-5


def test_half_spaces_of_a_cube_make_a_cube():
    planes = [[*(s * np.eye(3)[k]), 1.0] for k in range(3) for s in (1, -1)]
    cube = solid(planes)
    assert len(cube.faces) == 6
    assert len(cube.vertices) == 8
    assert cube.volume() == pytest.approx(8.0)


def test_an_unknown_cut_is_refused_by_name():
    with pytest.raises(ValueError, match="asscher"):
        gem("asscher", 5.0)


@pytest.mark.parametrize("cut", [c for c in CUTS if c not in ("bead", "baroque")])
@pytest.mark.parametrize("setting", ["prong", "bezel", "halo"])
def test_settings_are_closed_and_reach_below_the_stone(cut, setting):
    seat = mount(Stone("ruby", "red", cut, 6.0), setting, np.random.default_rng(2), shape="oval")
    assert all(p.mesh.is_closed() for p in seat.parts)
    assert all(p.mesh.volume() > 0 for p in seat.parts)
    lowest = min(p.mesh.bounds()[0][2] for p in seat.parts if p.material == "metal")
    assert lowest == pytest.approx(-seat.depth, abs=0.1)


def test_claws_reach_over_the_girdle_and_bezels_around_it():
    stone = Stone("diamond", "clear", "round", 6.0)
    claws = prongs(stone, 4).parts[0].mesh.vertices
    inside = claws[(claws[:, 2] > 0.3) & (np.linalg.norm(claws[:, :2], axis=1) < 2.9)]
    assert len(inside) > 0
    lip = bezel(stone).parts[0].mesh.vertices
    assert np.linalg.norm(lip[:, :2], axis=1).max() > 3.0


def test_stones_of_a_halo_do_not_touch_each_other_or_the_middle_stone():
    middle = Stone("sapphire", "blue", "oval", 5.0)
    ring = halo(prongs(middle, 4), 1.3, 1)
    small = next(p.mesh for p in ring.parts if p.material == "stone:1")
    each = len(gem("round", 1.3).vertices)
    centres = small.vertices.reshape(-1, each, 3).mean(axis=1)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    assert apart[apart > 0].min() > 1.3
    girdle = outline("oval", 5.0)
    assert min(np.linalg.norm(girdle - c[:2], axis=1).min() for c in centres) > 0.65


@pytest.mark.parametrize("setting", ["pave", "channel", "prong"])
def test_stones_of_a_row_stand_clear_of_each_other(setting):
    a = np.linspace(0, 1.5, 80)
    normals = np.stack([np.sin(a), 0 * a, np.cos(a)], axis=1)
    parts = row(10 * normals, normals, 1.5, 0, setting)
    each = len(gem("round", 1.5).vertices)
    centres = parts[0].mesh.vertices.reshape(-1, each, 3).mean(axis=1)
    assert np.linalg.norm(np.diff(centres, axis=0), axis=1).min() > 1.45
    assert all(p.mesh.volume() > 0 for p in parts)


def test_a_cluster_counts_its_accents():
    seat = cluster(Stone("ruby", "red", "round", 4.0), 8, 2.5)
    assert sum(p.material == "stone:1" for p in seat.parts) == 8
