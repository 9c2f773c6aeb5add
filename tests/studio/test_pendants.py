"""Pendants and brooches: closed solids, true attributes, rings that do not cut each other."""

from itertools import pairwise

import numpy as np
import pytest
from solids import check, closed, order, rng

from assets.studio.charms import charms, motifs
from assets.studio.families.brooches import brooches
from assets.studio.families.pendants import pendants, suspension
from assets.studio.geometry.outlines import area
from assets.studio.sampling.proportions import STYLES


@pytest.mark.parametrize("style", STYLES["pendant"])
def test_pendants(style):
    spec = order("pendant", style)
    piece = pendants.build(rng(spec), spec)
    check(piece, spec)
    assert piece.chain == spec.chain and piece.motif == spec.motif


@pytest.mark.parametrize("style", STYLES["brooch"])
def test_brooches(style):
    spec = order("brooch", style)
    check(brooches.build(rng(spec), spec), spec)


@pytest.mark.parametrize("name", motifs.OUTLINES)
def test_outlines_are_simple_and_counter_clockwise(name):
    outlines = [motifs.OUTLINES[name](np.random.default_rng(seed)) for seed in range(3)]
    for p in outlines:
        assert area(p) > 0
        assert np.abs(p).max() < 1.4
        assert not _crosses_itself(p[::2])
    assert name in ("circle", "coin") or not np.allclose(outlines[0], outlines[1])


def _crosses_itself(p):
    a, b = p, np.roll(p, -1, axis=0)

    def side(u, v, w):
        return (v[..., 0] - u[..., 0]) * (w[..., 1] - u[..., 1]) - (v[..., 1] - u[..., 1]) * (
            w[..., 0] - u[..., 0]
        )

    a1, b1, a2, b2 = a[:, None], b[:, None], a[None], b[None]
    one = side(a1, b1, a2) * side(a1, b1, b2) < -1e-14
    return bool((one & one.T).any())


@pytest.mark.parametrize(
    "motif", ["heart", "star", "leaf", "butterfly", "infinity", "key", "clover"]
)
def test_every_motif_can_carry_a_stone(motif):
    spec = order("pendant", "motif", motif=motif)
    made = charms.charm(motif, spec, 18.0, np.random.default_rng(4))
    assert all(closed(part.mesh) and part.mesh.volume() > 0 for part in made.parts)
    assert len(made.stones) == (1 if spec.stones else 0)
    lows = [part.mesh.bounds()[0][2] for part in made.parts]
    assert min(lows) > -1.0


def test_the_wire_of_an_infinity_clears_itself():
    path, height = motifs.lemniscate(np.random.default_rng(1))
    assert np.linalg.norm(path[0]) > 1
    middle = np.argsort(np.linalg.norm(path, axis=1))[:2]
    assert abs(height[middle[0]] - height[middle[1]]) == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("chain", [1.0, 1.6, 2.2])
def test_a_bail_clears_the_ring_and_the_chain(chain):
    stream = np.random.default_rng(int(chain * 10))
    mesh, at = suspension._bail(np.zeros(3), chain, stream)
    assert closed(mesh)
    wire = np.linalg.norm(mesh.vertices - at, axis=1).min()
    assert wire > chain / 2


def test_letters_stand_in_their_measure():
    for strokes in motifs.LETTERS.values():
        points = np.concatenate(strokes)
        assert np.abs(points).max() <= 1.1
        assert np.ptp(points[:, 1]) > 1.8
        for stroke in strokes:
            assert min(np.linalg.norm(b - a) for a, b in pairwise(stroke)) < 2.5
