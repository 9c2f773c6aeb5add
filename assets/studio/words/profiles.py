"""The captions of a profile: five for most, a short and a long one for "strangers"."""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece, View
from assets.studio.words.describer import describe
from assets.studio.words.pairs import pair


def captions(profile: str, piece: Piece, view: View, rng: np.random.Generator) -> list[str]:
    """Writes the captions of a picture.

    Args:
        profile: The sampler's profile.
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words and forms.
    """
    return pair(piece, view, rng) if profile == "strangers" else describe(piece, view, rng)
