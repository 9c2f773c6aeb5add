"""Builders make closed solids with the right topology, size and winding."""

import numpy as np
import pytest

from assets.studio.geometry.curves import circle, spline
from assets.studio.geometry.mesh import Mesh, frame, merge, rotation
from assets.studio.geometry.outlines import area, box, dome, inset, plate, smoothed, triangulate
from assets.studio.geometry.sweeps import lathe, sphere, sweep, torus, tube

STAR = np.array(
    [
        [np.sin(a) * r, np.cos(a) * r]
        for a, r in zip(-np.arange(10) * np.pi / 5, [5, 2] * 5, strict=True)
    ]
)
SOLIDS = {
    "sphere": (sphere(2.0), 2),
    "torus": (torus(8.0, 1.0), 0),
    "open tube": (tube(spline([[0, 0, 0], [1, 2, 3], [4, 2, 1]], 30), 0.3), 2),
    "closed tube": (
        tube(spline([[3, 0, 0], [0, 2, 1], [-3, 0, 0], [0, -2, 2]], 60, True), 0.3, closed=True),
        0,
    ),
    "sweep": (sweep([[0, 0, 0], [0, 0, 5]], circle(1.0, 12)), 2),
    "lathe": (lathe([[0, 0], [1, 0.5], [0, 1]]), 2),
    "box": (box(3, 4, 1), 2),
    "star plate": (plate(STAR, 1.0, 0.2), 2),
    "plate with two holes": (
        plate(
            circle(5, 60),
            1.0,
            0.2,
            [circle(1, 30) + np.array([2, 0]), circle(1, 30) - np.array([2, 0])],
        ),
        -2,
    ),
    "dome": (dome(circle(3, 40), 2.0), 2),
    "pyramid": (dome(STAR, 2.0, power=1.0), 2),
    "mirrored torus": (torus(3.0, 1.0).scaled(-1, 1, 1), 0),
}


@pytest.mark.parametrize("name", SOLIDS)
def test_builders_make_closed_solids_with_normals_outward(name):
    mesh, euler = SOLIDS[name]
    assert mesh.is_closed()
    assert mesh.euler() == euler
    assert mesh.volume() > 0


def test_volumes_agree_with_geometry():
    assert sphere(2.0, 96, 64).volume() == pytest.approx(4 / 3 * np.pi * 8, rel=0.01)
    assert torus(8.0, 1.0, 128, 48).volume() == pytest.approx(2 * np.pi**2 * 8, rel=0.01)
    assert plate(circle(3.0, 128), 2.0, 0.0).volume() == pytest.approx(np.pi * 9 * 2, rel=0.01)


def test_a_missing_face_is_noticed():
    ball = sphere(1.0)
    assert not Mesh(ball.vertices, ball.faces[1:]).is_closed()


def test_an_inverted_solid_has_negative_volume():
    ball = sphere(1.0)
    assert Mesh(ball.vertices, [f[::-1] for f in ball.faces]).volume() < 0


def test_triangles_fill_a_concave_outline_exactly():
    triangles = triangulate(STAR)
    assert len(triangles) == len(STAR) - 2
    areas = [area(STAR[list(t)]) for t in triangles]
    assert min(areas) > 0
    assert sum(areas) == pytest.approx(area(STAR))


def test_inset_shrinks_by_its_distance():
    square = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4]])
    assert inset(square, 0.5) == pytest.approx(
        np.array([[0.5, 0.5], [3.5, 0.5], [3.5, 3.5], [0.5, 3.5]])
    )
    assert 0 < area(smoothed(square, 1.0)) < area(square)


def test_frames_are_right_handed_and_follow_their_axis():
    for normal in ((0, 0, 1), (0, 1, 0), (1, 2, -3)):
        f = frame(normal)
        assert f.T @ f == pytest.approx(np.eye(3))
        assert np.linalg.det(f) == pytest.approx(1.0)
        assert f[:, 2] == pytest.approx(np.array(normal) / np.linalg.norm(normal))


def test_turning_follows_the_right_hand():
    assert rotation("z", np.pi / 2) @ [1, 0, 0] == pytest.approx([0, 1, 0])
    assert rotation("x", np.pi / 2) @ [0, 1, 0] == pytest.approx([0, 0, 1])


def test_splines_pass_evenly_through_their_length():
    line = spline([[0, 0, 0], [10, 0, 0], [10, 10, 0]], 50)
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    assert steps.std() < 0.02 * steps.mean()


def test_merging_keeps_every_solid():
    both = merge([sphere(1.0), sphere(1.0).moved(x=5)])
    assert both.is_closed()
    assert both.euler() == 4
    assert both.volume() == pytest.approx(2 * sphere(1.0).volume())
