"""What the photograph of a piece shows, and what is too small in it to be named.

A stone is named when one of its kind is at least `NAMED` of the picture's width, its cut and
setting from `CUT_SHOWN` and `SETTING_SHOWN`, the pattern of a chain only where the metal stands
out from the floor.
"""

from __future__ import annotations

from assets.studio.pieces.piece import Piece, View

NAMED, CUT_SHOWN, SETTING_SHOWN = 0.012, 0.045, 0.06
CHAIN_CONTRAST = 0.06
# Width of the picture in mm where the renderer has not measured the stones.
USUAL_WIDTH = {
    "ring": 28,
    "earrings": 45,
    "pendant": 40,
    "necklace": 170,
    "bracelet": 80,
    "bangle": 85,
    "anklet": 100,
    "brooch": 55,
    "set": 150,
    "watch": 52,
}


def share(piece: Piece, view: View, index: int) -> float:
    """The width of a stone of this entry as a share of the picture's width, 0 to 1."""
    if index < len(view.stone_share):
        return view.stone_share[index]
    return piece.stones[index].size_mm / USUAL_WIDTH[piece.type]
