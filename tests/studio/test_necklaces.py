"""Necklaces, their chains, beads and clasps."""

import numpy as np
import pytest
from solids import check, closed, order, rng, shells

from assets.studio.families.necklaces import necklaces
from assets.studio.families.sets import sets
from assets.studio.geometry.mesh import merge
from assets.studio.sampling.proportions import STYLES
from assets.studio.strands import chains, layouts
from assets.studio.strands.beads import Bead, strung

ROUND = 40 * np.column_stack(
    [np.sin(np.linspace(0, 6.2, 200)), np.cos(np.linspace(0, 6.2, 200)), np.full(200, 0.03)]
)


@pytest.mark.parametrize("style", [s for s in STYLES["necklace"] if s not in ("tennis", "station")])
def test_necklaces(style):
    spec = order("necklace", style)
    piece = necklaces.build(rng(spec), spec)
    check(piece, spec)
    assert min(part.mesh.bounds()[0][2] for part in piece.parts) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("style", STYLES["set"])
def test_sets(style):
    spec = order("set", style)
    check(sets.build(rng(spec), spec), spec)


@pytest.mark.parametrize("kind", chains.KINDS)
def test_chains_are_closed_solids(kind):
    mesh = chains.chain(kind, ROUND[:60], 2.0, np.random.default_rng(0))
    assert closed(mesh) and mesh.volume() > 0


def test_links_pass_through_each_other_without_touching():
    straight = np.column_stack([np.linspace(0, 20, 50), np.zeros(50), np.zeros(50)])
    for kind in ("cable", "paperclip", "belcher"):
        ratio, wire = chains.LINKS[kind]
        width = 2.0
        places, _ = chains._spread(straight, (ratio - 4 * wire) * width * 0.97, False)
        pitch = places[1, 0] - places[0, 0]
        inner = ratio * width - 4 * wire * width
        assert pitch <= inner * 1.05  # the wires meet inside the hole, not in each other
        assert width / 2 - 2 * wire * width > wire * width * 0.9  # the hole lets a wire through


def test_an_unknown_chain_is_refused_by_name():
    with pytest.raises(ValueError, match="cable"):
        chains.chain("daisy", ROUND, 2.0, np.random.default_rng(0))


@pytest.mark.parametrize("kind", ["lobster", "spring ring", "box", "barrel", "ball", "toggle"])
def test_clasps(kind):
    assert closed(chains.clasp(kind))


def test_beads_do_not_touch_and_fill_the_string():
    line = layouts.loop(150, 4, np.random.default_rng(3))
    pattern = [(Bead("stone:0"), 8.0)]
    parts = strung(line, pattern, np.random.default_rng(1), 0.2)
    beads = shells(next(p for p in parts if p.material == "stone:0"))
    middles = np.array([b.mean(axis=0) for b in beads])
    radii = np.array([np.ptp(b[:, 2]) / 2 for b in beads])
    gaps = np.linalg.norm(np.roll(middles, -1, axis=0) - middles, axis=1)
    free = gaps - radii - np.roll(radii, -1)
    assert (free > 0).all()
    assert free.max() < 2.0


def test_strands_of_a_set_lie_on_the_floor():
    spec = order("set", "pearl set")
    piece = sets.build(rng(spec), spec)
    low = merge([part.mesh for part in piece.parts]).bounds()[0][2]
    assert low == pytest.approx(0, abs=1e-9)
