"""The workshop: hands an order to the family that makes it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.studio.families.bracelets import bangles, bracelets
from assets.studio.families.brooches import brooches
from assets.studio.families.earrings import earrings
from assets.studio.families.necklaces import necklaces
from assets.studio.families.pendants import pendants
from assets.studio.families.rings import rings
from assets.studio.families.sets import sets
from assets.studio.families.watches import watches
from assets.studio.pieces.piece import Piece
from assets.studio.sampling.sampler import Spec, generator

BUILDERS: dict[str, Callable[[np.random.Generator, Spec], Piece]] = {
    "rings": rings.build,
    "earrings": earrings.build,
    "pendants": pendants.build,
    "necklaces": necklaces.build,
    "bracelets": bracelets.build,
    "bangles": bangles.build,
    "brooches": brooches.build,
    "sets": sets.build,
    "watches": watches.build,
}


def build(spec: Spec) -> Piece:
    """Builds the piece of an order; the same order always gives the same piece.

    Args:
        spec: The order; `spec.family` is a key of `BUILDERS`.

    Returns:
        The piece with its geometry in mm and its true attributes.
    """
    return BUILDERS[spec.family](generator(spec.seed, spec.index, "piece"), spec)
