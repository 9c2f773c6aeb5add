"""Words for a piece's stones: what they are, how they are held, what is around them."""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece, Stone, View
from assets.studio.words import lexicon
from assets.studio.words.lexicon import STRANDS, article, number, pick, plural
from assets.studio.words.visibility import CUT_SHOWN, NAMED, SETTING_SHOWN, share


def _stone_words(piece: Piece, index: int, cut_shown: bool, rng: np.random.Generator) -> str:
    """A stone before a noun or alone: "oval ruby", "turquoise cabochon", "white pearl"."""
    stone = piece.stones[index]
    noun = lexicon.stone_noun(stone)
    cut = pick(rng, lexicon.CUT_WORDS.get(stone.cut, ("",))) if cut_shown else ""
    if stone.kind == "emerald" and cut == "emerald cut":
        cut = "rectangular"
    if cut_shown and stone.cut == "cabochon":
        shape = "" if index else str(piece.details.get("cabochon", ""))
        cut = {"pear": "pear shaped", "cushion": "square"}.get(shape, shape)
        if stone.kind != "enamel":  # enamel is called a disc, not a cabochon
            noun = f"{noun} inlay" if piece.details.get("inlay") else f"{noun} cabochon"
    if cut_shown and rng.random() < 0.25 and stone.look not in (*noun.split(), "clear", "milky"):
        noun = f"{stone.look} {noun}"
    return f"{cut} {noun}".strip()


def main_stone(piece: Piece, view: View, rng: np.random.Generator) -> tuple[str, str, str]:
    """Finds words for the main stone.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words.

    Returns:
        The stone before a noun ("oval ruby"), after "with" ("an oval ruby"), and how it is held;
        "" where there is nothing to say.
    """
    stone, size = piece.stones[0], share(piece, view, 0)
    before = _stone_words(piece, 0, size >= CUT_SHOWN, rng)
    if piece.style in STRANDS:
        shown = [s for i, s in enumerate(piece.stones) if share(piece, view, i) >= NAMED]
        return lexicon.strung(shown), "", ""
    each = stone.count / 2 if piece.type == "earrings" else stone.count
    some = _plural_of(before)
    adjective = "large " if size > 0.3 else "small " if size < 0.05 else ""
    if each <= 1:
        after = f"{adjective}{some}" if piece.type == "earrings" else article(adjective + before)
    elif piece.details.get("row"):
        after = f"a row of {pick(rng, ('small ', ''))}{some}"
    elif each <= 5 and piece.type != "earrings":
        after = f"{number(int(each))} {adjective}{some}"
    else:
        after = f"{pick(rng, ('small ', '')) if size < 0.08 else ''}{some}"
    held = _held(piece, each) if size >= SETTING_SHOWN else ""
    return before, after, held


def _plural_of(phrase: str) -> str:
    """Makes the last noun of a stone phrase plural, whatever stands before it."""
    for mass in lexicon.MASS:
        if phrase == mass or phrase.endswith(f" {mass}"):
            return phrase.removesuffix(mass) + plural(mass)
    *before, last = phrase.split(" ")
    return " ".join([*before, plural(last)])


def _held(piece: Piece, each: float) -> str:
    many = each > 1 or piece.type == "earrings"
    return {
        "prong": "in claws" if many else "in prongs",
        "bezel": "in bezels" if many else "in a bezel",
        "channel": "in a channel",
        "pave": "set in pave",
    }.get(piece.setting, "")


def around(piece: Piece, view: View) -> str:
    """Finds words for the stones around the main one, "" where none shows.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
    """
    shown = [i for i in range(1, len(piece.stones)) if share(piece, view, i) >= NAMED]
    if not shown or piece.style in STRANDS:
        return ""
    stone = piece.stones[shown[0]]
    same = stone.kind == piece.stones[0].kind
    some = "clear stones" if same and stone.kind == "diamond" else plural_noun(stone)
    some = "smaller stones" if same and stone.kind != "diamond" else some
    if piece.setting == "halo" or piece.style == "halo":
        return f"framed by small {some}" if not same else "ringed by smaller stones"
    if piece.style == "three-stone":
        return f"between two {some}"
    return f"and small {some}" if not same else "and smaller stones"


def plural_noun(stone: Stone) -> str:
    """The plural of a stone's name; beads are called beads."""
    noun = lexicon.stone_noun(stone)
    bare = stone.cut == "bead" and stone.kind != "pearl" and not noun.endswith("bead")
    return f"{noun} beads" if bare else plural(noun)
