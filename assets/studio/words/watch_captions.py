"""Captions of watches: the metal, then the dial, the bezel and the band."""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece, View
from assets.studio.words import lexicon
from assets.studio.words.lexicon import article, pick
from assets.studio.words.line import SHORT, Line
from assets.studio.words.visibility import NAMED, share

Rng = np.random.Generator
SET = (
    "a diamond bezel",
    "a bezel set with small diamonds",
    "small diamonds around the rim",
)
SEEN = ("small clear stones around the rim", "a bezel of small clear stones")


def captions(piece: Piece, view: View, rng: Rng) -> list[str]:
    """Writes five different captions of a watch, from short to rich.

    Args:
        piece: A watch with its true attributes.
        view: What the photograph shows.
        rng: Chooses among words and forms.

    Returns:
        Five captions; the first two have at most `line.SHORT` tokens.
    """
    found: list[str] = []
    for write in (_plainest, _short, _middle, _rich, _seen):
        for _ in range(24):
            caption = write(piece, view, rng)
            if caption not in found:
                break
        found.append(caption)
    return found


def _metal(piece: Piece, rng: Rng, exact: bool = False) -> str:
    options = lexicon.METAL_WORDS[piece.metal]
    first = options[0] if exact or piece.metal2 else pick(rng, options)
    if piece.metal == "black":  # "a round black watch" would leave open what is black
        first = "black metal"
    if not piece.metal2:
        return first
    both = f"{first} and {pick(rng, lexicon.METAL_WORDS[piece.metal2])}"
    return pick(rng, (both, f"two-tone {both}", "two-tone"))


def _watch(piece: Piece, rng: Rng, shape: bool, exact: bool = False) -> str:
    """ "a square rose gold watch"."""
    noun = pick(rng, ("watch", "watch", "wristwatch"))
    if piece.details["counters"] and rng.random() < 0.6:
        noun = "chronograph watch"
    outline = str(piece.details["shape"]) if shape else ""
    return article(f"{outline} {_metal(piece, rng, exact)} {noun}".strip())


def _dial(piece: Piece) -> str:
    return article(f"{piece.details['dial']} dial")


def _marks(piece: Piece, rng: Rng) -> str:
    if piece.details["counters"] and rng.random() < 0.6:
        return "three small counters"
    return str(piece.details["marks"]) or "slim hands"


def _bezel(piece: Piece, view: View, rng: Rng, names: tuple[str, ...] = SET) -> str:
    """The bezel, "" if it is plain."""
    if piece.stones and share(piece, view, 0) >= NAMED:
        return pick(rng, names)
    return "a fluted bezel" if piece.details["bezel"] == "fluted" else ""


def _band(piece: Piece) -> str:
    return article(str(piece.details["band"]))


def _plainest(piece: Piece, view: View, rng: Rng) -> str:
    line = Line(_watch(piece, rng, False, exact=True), SHORT)
    line.add(_dial(piece), " with ")
    return line.text


def _short(piece: Piece, view: View, rng: Rng) -> str:
    line = Line(_watch(piece, rng, rng.random() < 0.5), SHORT)
    bezel = _bezel(piece, view, rng)
    line.add(bezel if bezel and rng.random() < 0.7 else _dial(piece), " with ")
    line.add(_band(piece), " on ")
    return line.text


def _middle(piece: Piece, view: View, rng: Rng) -> str:
    line = Line(_watch(piece, rng, True))
    line.add(_dial(piece), " with ")
    line.add(_bezel(piece, view, rng) or _marks(piece, rng), " and ")
    return line.text


def _rich(piece: Piece, view: View, rng: Rng) -> str:
    line = Line(_watch(piece, rng, True))
    line.add(_dial(piece), " with ")
    bezel = _bezel(piece, view, rng)
    if bezel and rng.random() < 0.5:
        line.add(_marks(piece, rng), ", ")
        line.add(bezel, " and ")
    else:
        line.add(bezel or _marks(piece, rng), " and ")
    line.add(_band(piece), ", on ")
    line.add(pick(rng, lexicon.ground(view)), ", ")
    return line.text


def _seen(piece: Piece, view: View, rng: Rng) -> str:
    """Starts from the face of the watch, and names stones by their look."""
    polish = pick(rng, (piece.finish, ""))
    line = Line(article(f"{polish} {_metal(piece, rng)} watch".strip()))
    colour, outline = piece.details["dial"], piece.details["shape"]
    line.add(article(f"{outline} {colour} face"), " holding ")
    line.add(_marks(piece, rng), " with ")
    line.add(_bezel(piece, view, rng, SEEN), " and ")
    line.add(_band(piece), ", on ")
    lies = "lying" if piece.pose == "lying" else "standing"
    place = pick(rng, lexicon.ground(view)).removeprefix("against ").removeprefix("on ")
    line.add(f"{lies} on {place}", ", ")
    return line.text
