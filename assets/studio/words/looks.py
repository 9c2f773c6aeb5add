"""The look of metal and stones in words.

Colours and shapes, without the names of stones.
"""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece, Stone, View
from assets.studio.sampling.proportions import MADE
from assets.studio.words import lexicon
from assets.studio.words.lexicon import pick
from assets.studio.words.visibility import CUT_SHOWN, NAMED, SETTING_SHOWN, share

Rng = np.random.Generator
METALS = {
    "yellow gold": ("gold", "yellow gold"),
    "rose gold": ("rose gold",),
    "silver": ("silver", "white metal"),
    "white gold": ("silver", "white metal", "white gold"),
    "platinum": ("silver", "white metal"),
    "copper": ("copper",),
    "bronze": ("bronze",),
    "black": ("black", "dark"),
}
SHAPES = {
    "pear": "pear shaped",
    "marquise": "pointed oval",
    "princess": "square",
    "cushion": "cushion shaped",
    "emerald": "rectangular",
    "heart": "heart shaped",
}


def metal(piece: Piece, rng: Rng) -> str:
    """The metal by its colour; both colours of a two-tone piece."""
    first = pick(rng, METALS[piece.metal])
    if not piece.metal2:
        return first
    if piece.metal.endswith("gold") and piece.metal2.endswith("gold"):
        return "two-tone gold"
    return f"two-tone {first} and {pick(rng, METALS[piece.metal2])}"


def surface(piece: Piece, rng: Rng) -> str:
    """An adjective for the metal: its finish, or one of the piece's own."""
    own = [str(a) for a in piece.details.get("adjectives", ())]
    finish = [piece.finish] if piece.finish != "polished" else ["smooth polished", "polished"]
    return pick(rng, own + finish)


def colour(stone: Stone) -> str:
    """The colour of a stone before a noun."""
    return {"milky": "milky white", "dark red": "deep red"}.get(stone.look, stone.look)


def noun(piece: Piece, view: View, index: int, rng: Rng) -> str:
    """A stone by shape and colour, singular: "pear shaped red stone"."""
    stone = piece.stones[index]
    if stone.kind == "pearl":
        return f"{colour(stone)} pearl"
    if stone.kind in ("enamel", *MADE):
        return lexicon.stone_noun(stone)
    shape = ""
    if share(piece, view, index) >= CUT_SHOWN:
        cut = stone.cut if stone.cut != "cabochon" else str(piece.details.get("cabochon", ""))
        shape = SHAPES.get(cut, cut if cut in ("round", "oval") else "")
        if stone.cut == "cabochon":
            shape = f"{pick(rng, ('smooth', 'glossy', 'domed'))} {shape}".strip()
    return f"{shape} {colour(stone)} stone".strip()


def shown(piece: Piece, view: View) -> list[int]:
    """Which of a piece's stones the picture shows."""
    return [i for i in range(len(piece.stones)) if share(piece, view, i) >= NAMED]


def size_word(piece: Piece, view: View, index: int) -> str:
    """How large a stone appears: "large ", "small " or ""."""
    size = share(piece, view, index)
    return "large " if size > 0.3 else "small " if size < 0.06 else ""


def around(piece: Piece, view: View, rng: Rng) -> str:
    """The accents by their colour."""
    others = [i for i in shown(piece, view) if i > 0]
    if not others:
        return ""
    stone = piece.stones[others[0]]
    same = stone.look == piece.stones[0].look
    named = lexicon.stone_noun(stone) if stone.kind in MADE else f"{colour(stone)} stone"
    some = "smaller ones" if same else f"small {named}s"
    if piece.style == "halo" or piece.setting == "halo":
        return f"{pick(rng, ('ringed by', 'circled by', 'framed by'))} {some}"
    if piece.style == "three-stone" and not same:
        return f"between two {colour(stone)} stones"
    return f"and {some}"


def held(piece: Piece, view: View, rng: Rng) -> str:
    """How the main stone is held, "" where that does not show."""
    if share(piece, view, 0) < SETTING_SHOWN:
        return ""
    holds = {"prong": ("in claws", "held in claws"), "bezel": ("in a plain bezel", "in a bezel")}
    return pick(rng, holds.get(piece.setting, ("",)))


def many(piece: Piece, view: View) -> bool:
    """Whether there are several of the main stone, on each earring of a pair."""
    return piece.stones[0].count > (2 if piece.type == "earrings" else 1)


def plural(piece: Piece, view: View, rng: Rng) -> str:
    """The main stones by size, shape and colour: "small round red stones"."""
    return size_word(piece, view, 0) + noun(piece, view, 0, rng) + "s"
