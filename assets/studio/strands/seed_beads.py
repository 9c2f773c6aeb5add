"""The colours of seed beads, which bracelets and hoops are threaded with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.studio.pieces.piece import Stone
from assets.studio.sampling.market import TINTS
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone

METAL = 2  # the colour number of a metal bead; 0 and 1 are the two colours of seed beads


def material(colour: int) -> str:
    """Returns the `Part.material` of a colour number."""
    return "metal" if colour == METAL else f"stone:{colour}"


def bead_colours(
    spec: Spec, size: float, shares: dict[int, int], rng: np.random.Generator
) -> tuple[Stone, ...]:
    """Returns one stone entry for each colour of seed beads.

    Args:
        spec: The order; its tint is the first colour.
        size: Width of a bead in mm.
        shares: Number of beads by colour number; a second colour is drawn if it holds 1.
        rng: Draws the second colour.
    """
    first = gemstone(spec, 0, size, "bead", 60)
    if 1 not in shares:
        return (first,)
    others = [tint for tint in TINTS["seed beads"] if tint != spec.tint]
    return first, replace(first, look=str(rng.choice(others)), count=30)
