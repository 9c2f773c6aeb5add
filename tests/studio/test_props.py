"""Props are sound solids that neither hide nor touch a piece, and captions mention them."""

import json

import numpy as np
import pytest
from solids import closed

from assets.studio import relabel
from assets.studio.families.workshop import build
from assets.studio.sampling.proportions import PROPS
from assets.studio.sampling.sampler import draw, generator
from assets.studio.scenes.free_space import covered
from assets.studio.scenes.props import MAKERS, prop, with_prop
from assets.studio.scenes.staging import grounded, stage, view_of

SEED = 62


def staged(index: int, profile: str = "catalogue"):
    spec = draw(SEED, index, profile)
    piece = grounded(build(spec))
    return spec, piece, stage(spec, piece)


@pytest.fixture(scope="module")
def props():
    """(piece, scene, prop) of several pieces with each prop."""
    found = {name: [] for name in MAKERS}
    for index in range(90):
        spec = draw(SEED, index)
        for name in PROPS.get(spec.type, ()):
            if len(found[name]) < 3:
                _, piece, scene = staged(index)
                made = MAKERS[name](piece, scene, np.random.default_rng(index))
                found[name] += [(piece, scene, made)] if made.name else []
    return found


@pytest.mark.parametrize("name", sorted({name for table in PROPS.values() for name in table}))
def test_props_are_closed_and_never_framed(props, name):
    assert props[name]
    for _, _, made in props[name]:
        for part in made.parts:
            assert closed(part.mesh) and part.mesh.volume() > 0
            assert part.material.startswith("prop:") and not part.framed


@pytest.mark.parametrize("name", ["pebble", "twig"])
def test_stones_and_wood_lie_on_the_floor_and_hide_nothing(props, name):
    for piece, scene, made in props[name]:
        shown = covered([p.mesh for p in piece.parts], scene.camera)
        nearest = np.concatenate([p.mesh.vertices for p in piece.parts]) - scene.camera.position
        far = (nearest @ scene.camera.forward).max()
        for part in made.parts:
            assert part.mesh.bounds()[0][2] == pytest.approx(0, abs=1e-9)
            before = (part.mesh.vertices - scene.camera.position) @ scene.camera.forward
            hides = covered([part.mesh], scene.camera) & shown
            assert not hides.any() or before.min() > far


def test_a_ring_stands_in_the_slit_of_its_box_without_touching_it(props):
    for piece, _, made in props["ring box"]:
        cushion = next(p.mesh for p in made.parts if p.material.endswith("cushion"))
        ring = np.concatenate([p.mesh.vertices for p in piece.parts])
        top = cushion.bounds()[1][2]
        low = ring[ring[:, 2] < top]
        rolls = cushion.vertices
        assert 0.2 < top / ring[:, 2].max() < 0.35
        assert rolls[rolls[:, 1] < low[:, 1].mean(), 1].max() < low[:, 1].min()
        assert rolls[rolls[:, 1] > low[:, 1].mean(), 1].min() > low[:, 1].max()
        assert min(p.mesh.bounds()[0][2] for p in made.parts) >= -made.depth - 1e-9


def test_a_bust_lies_behind_its_pendant_and_wider_than_its_chain(props):
    for piece, _, made in props["bust"]:
        points = np.concatenate([p.mesh.vertices for p in piece.parts if p.framed])
        low, high = made.parts[0].mesh.bounds()
        assert low[0] < points[:, 0].min() and high[0] > points[:, 0].max()
        if piece.pose == "hanging":
            assert low[1] > points[:, 1].max()
        else:
            assert high[2] < points[:, 2].min()


@pytest.mark.parametrize(
    ("profile", "least", "most"), [("catalogue", 0.07, 0.18), ("training", 0.1, 0.25)]
)
def test_some_pictures_have_a_prop_and_the_same_one_each_time(profile, least, most):
    names = []
    for index in range(40):
        _, piece, scene = staged(index, profile)
        made = prop(piece, scene, profile, generator(SEED, index, "props"))
        names.append(made.name)
        if made.name:
            again = prop(piece, scene, profile, generator(SEED, index, "props"))
            assert (made.name, len(made.parts)) == (again.name, len(again.parts))
            for one, two in zip(made.parts, again.parts, strict=True):
                assert np.array_equal(one.mesh.vertices, two.mesh.vertices)
    assert least < sum(map(bool, names)) / len(names) < most


def test_a_record_without_a_prop_is_not_told_to_have_one(tmp_path):
    index = next(i for i in range(200) if draw(SEED, i).type == "ring")
    path = tmp_path / f"{SEED}-{index:05d}.json"
    path.write_text(json.dumps({"file_name": "images/x.webp"}))
    relabel.relabel(path, "catalogue")
    assert json.loads(path.read_text())["scene"] != "in a box"
    path.write_text(json.dumps({"file_name": "images/x.webp", "prop": "ring box"}))
    relabel.relabel(path, "catalogue")
    line = json.loads(path.read_text())
    assert line["scene"] == "in a box" and line["prop"] == "ring box"
    assert any("box" in caption for caption in line["captions"])


def test_a_prop_changes_what_is_told_and_nothing_else():
    _, piece, scene = staged(0)
    other = with_prop(piece, "pebble")
    assert with_prop(piece, "") is piece
    assert other.parts == piece.parts
    assert view_of(other, scene).stone_share == view_of(piece, scene).stone_share
