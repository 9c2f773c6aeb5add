"""Orders of the profile "strangers": built as ordered, told apart by size, truly captioned."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image
from solids import check, closed, shells

from assets.studio.families.workshop import build
from assets.studio.geometry.mesh import merge
from assets.studio.pieces.piece import Piece
from assets.studio.sampling import strangers
from assets.studio.sampling.sampler import Spec, draw, generator
from assets.studio.scenes.backdrops import backdrop, before, choose_photo, shaded
from assets.studio.scenes.flowers import flower, log_slice, sprig
from assets.studio.scenes.free_space import covered
from assets.studio.scenes.props import MAKERS
from assets.studio.scenes.staging import grounded, stage, view_of
from assets.studio.strands.laid_lines import LIES, laid_line
from assets.studio.strands.layouts import loop
from assets.studio.strands.stringing import SHAPES, Strung, threaded, unit_bead
from assets.studio.words.describer import labels
from assets.studio.words.lexicon import tokens
from assets.studio.words.line import LIMIT, SHORT
from assets.studio.words.profiles import captions
from captioning.language.attributes import attributes, coarse_type, looks

ORDERS = [draw(9, i, "strangers") for i in range(700)]
STYLES = [tuple(name.split(maxsplit=1)) for name in strangers.STYLES]
OWN = [(kind, style) for kind, style in STYLES if kind not in ("ring", "earrings")]


@cache
def made(kind: str, style: str) -> tuple[Spec, Piece]:
    spec = next(o for o in ORDERS if (o.type, o.style) == (kind, style))
    return spec, grounded(build(spec))


@pytest.mark.parametrize(("kind", "style"), OWN)
def test_pieces_are_what_was_ordered(kind, style):
    spec, piece = made(kind, style)
    check(piece, spec)
    low = min(part.mesh.bounds()[0][2] for part in piece.parts)
    assert low == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("kind", "style"), STYLES)
def test_captions_read_as_the_labels_say(kind, style):
    spec, piece = made(kind, style)
    scene = stage(spec, piece, "strangers")
    view = view_of(piece, scene)
    found = labels(piece, view)
    for number in range(12):
        short, long = captions("strangers", piece, view, generator(9, number, "captions"))
        assert tokens(short) <= SHORT < LIMIT and tokens(long) <= LIMIT
        for caption in (short, long):
            read = attributes(caption)
            assert coarse_type(read.type) == coarse_type(found["type"]), caption
            assert read.metal in (None, found["metal"]), caption
            assert set(looks(read.stones)) <= set(looks(found["stones"])), caption


def test_every_contrast_is_drawn_and_only_white_and_red_metals_are_oxidised():
    assert {(o.type, o.style) for o in ORDERS} == set(STYLES)
    oxidised = {o.metal for o in ORDERS if o.finish == "oxidised"}
    assert oxidised == {"silver", "copper", "bronze"}
    dark = sum(o.scene.startswith(("black", "navy", "dark", "burgundy")) for o in ORDERS)
    assert 0.25 < dark / len(ORDERS) < 0.6


def test_a_bead_bracelet_is_a_small_loop_and_a_necklace_a_large_one():
    def beads(style):
        spec = next(o for o in ORDERS if o.style == style)
        return merge([p.mesh for p in build(spec).parts if p.material.startswith("stone")])

    def wide(mesh):
        return float(np.ptp(mesh.vertices[:, 0]))

    one = next(o for o in ORDERS if o.style == "bead loops" and build(o).details["count"] == 1)
    piece = build(one)
    assert 12 <= sum(stone.count for stone in piece.stones) <= 60
    assert wide(merge([p.mesh for p in piece.parts if p.material.startswith("stone")])) < 85
    assert wide(beads("bead strands")) > 90


def test_even_a_short_strand_holds_every_bead_that_its_mix_names():
    for spec in [o for o in ORDERS if o.style == "bead loops"][:9]:
        piece = build(replace(spec, stones=("beads",), tint="black", cut="bead"))
        made_of = {part.material for part in piece.parts}
        assert {f"stone:{i}" for i in range(len(piece.stones))} <= made_of
        assert not piece.details["metal_beads"] or "metal" in made_of


@pytest.mark.parametrize("kind", LIES)
def test_turns_of_a_laid_line_stay_apart(kind):
    rng = np.random.default_rng(4)
    line = laid_line(kind, 480.0, 7.0, rng)
    path = np.concatenate([line.path, line.path[:1]]) if line.closed else line.path
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert steps.sum() == pytest.approx(480, rel=0.1)
    at = np.concatenate([[0], np.cumsum(steps)])[: len(line.path)]
    apart = np.linalg.norm(line.path[:, None] - line.path[None], axis=2)
    along = np.abs(at[:, None] - at[None])
    along = np.minimum(along, steps.sum() - along) if line.closed else along
    assert apart[along > 30].min() > 6.5


@pytest.mark.parametrize("shape", SHAPES)
def test_beads_of_every_shape_are_solid(shape):
    mesh, long = unit_bead(shape, np.random.default_rng(2))
    assert closed(mesh) and mesh.volume() > 0
    assert np.ptp(mesh.vertices[:, 0]) == pytest.approx(long, rel=0.12)


def test_threaded_beads_do_not_touch():
    line = loop(160, 0.0, np.random.default_rng(3))
    parts, count = threaded(line, [Strung("stone:0", "round", 8.0)], np.random.default_rng(1))
    balls = shells(next(p for p in parts if p.material == "stone:0"))
    assert len(balls) == count == 19
    middles = np.array([ball.mean(axis=0) for ball in balls])
    radii = np.array([np.ptp(ball[:, 2]) / 2 for ball in balls])
    gaps = np.linalg.norm(np.roll(middles, -1, axis=0) - middles, axis=1)
    assert (gaps - radii - np.roll(radii, -1) > -0.02).all()


def test_flowers_leaves_and_logs_are_solid_and_never_cover_the_piece():
    rng = np.random.default_rng(5)
    assert all(closed(mesh) for mesh in (*flower(40, rng), sprig(80, rng), *log_slice(90, 2, rng)))
    spec, piece = made("pendant", "cut")
    scene = stage(replace(spec, scene="black cloth"), piece, "strangers")
    for name in ("flower", "leaves", "log slice"):
        added = MAKERS[name](piece, scene, np.random.default_rng(8))
        assert added.name.startswith(name[:6]) and not any(part.framed for part in added.parts)
    around = MAKERS["flower"](piece, scene, np.random.default_rng(8))
    shown = covered([part.mesh for part in piece.parts], scene.camera)
    assert not (shown & covered([part.mesh for part in around.parts], scene.camera)).any()


def test_a_phone_changes_exposure_and_white_balance_but_little():
    scenes = [stage(o, made("pendant", "cut")[1], "strangers") for o in ORDERS[:40]]
    casts = np.array([scene.cast for scene in scenes])
    assert (casts == 1).all(axis=1).any() and (casts != 1).any()
    assert np.abs(casts - 1).max() < 0.2


def test_a_photograph_becomes_the_ground_in_its_own_light(tmp_path):
    Image.new("RGB", (90, 70), (30, 90, 200)).save(tmp_path / "sea.jpg")
    photo = choose_photo(tmp_path, np.random.default_rng(1))
    ground = backdrop(photo, 32, np.random.default_rng(2))
    assert ground.shape == (32, 32, 3)
    spec, piece = made("bracelet", "bead loops")
    scene = before(stage(spec, piece, "strangers"), ground)
    red, green, blue = scene.floor.colour
    assert red < green < blue < 0.7
    for caption in captions("strangers", piece, view_of(piece, scene), generator(9, 1, "captions")):
        assert attributes(caption).type == "bracelet"


def test_only_shadows_are_taken_from_the_floor():
    ground = np.full((8, 8, 3), 100.0)
    floor = np.full((8, 8, 3), 50.0)
    floor[2:4, 2:4] = 10.0
    laid = shaded(ground, floor)
    assert laid[0, 0, 0] == pytest.approx(100) and laid[2, 2, 0] == pytest.approx(20)


def test_a_folder_without_photographs_is_named(tmp_path):
    with pytest.raises(ValueError, match="no photos"):
        choose_photo(tmp_path, np.random.default_rng(1))
