"""What a piece is called: its noun with its style, motif or initial."""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece
from assets.studio.sampling.proportions import MADE
from assets.studio.words import lexicon
from assets.studio.words.lexicon import MOTIF_WORDS, number, pick

HEADS: dict[tuple[str, str], tuple[str, ...]] = {
    ("ring", "solitaire"): ("solitaire ring", "engagement ring"),
    ("ring", "eternity"): ("eternity ring", "eternity band"),
    ("ring", "band"): ("band ring", "band"),
    ("ring", "stacking"): ("stacking rings",),
    ("ring", "open"): ("open ring",),
    ("earrings", "halo"): ("halo stud earrings", "halo earrings"),
    ("earrings", "hoop"): ("hoop earrings", "hoops"),
    ("earrings", "huggie"): ("huggie earrings", "small hoop earrings"),
    ("earrings", "ear cuff"): ("ear cuffs",),
    ("pendant", "drop"): ("teardrop pendant", "drop pendant"),
    ("pendant", "bar"): ("bar pendant",),
    ("pendant", "coin"): ("coin pendant", "disc pendant"),
    ("necklace", "pearl strand"): ("strand necklace", "necklace"),
    ("necklace", "beaded"): ("bead necklace", "beaded necklace"),
    ("necklace", "choker"): ("choker", "choker necklace"),
    ("necklace", "collar"): ("collar necklace", "collar"),
    ("bracelet", "beaded"): ("bead bracelet", "beaded bracelet"),
    ("bracelet", "woven"): ("woven bracelet",),
    ("earrings", "beaded hoop"): ("beaded hoop earrings", "beaded hoops"),
    ("watch", "link band"): ("watch", "bracelet watch"),
    ("watch", "mesh band"): ("watch",),
    ("watch", "leather strap"): ("watch", "wristwatch"),
    ("bangle", "plain"): ("bangle", "bangle bracelet"),
    ("bangle", "cuff"): ("cuff bangle", "open cuff"),
    ("bangle", "stacking"): ("bangles",),
    ("anklet", "beaded"): ("bead anklet", "beaded anklet"),
    ("set", "pendant set"): ("pendant and earrings set", "necklace and earrings set"),
    ("set", "pearl set"): ("necklace and earrings set",),
    ("set", "bead set"): ("bead necklace and earrings set", "beaded jewelry set"),
}
_OWN = ("flower", "leaf", "bow")


def head_nouns(piece: Piece, rng: np.random.Generator) -> tuple[str, str]:
    """Finds the noun with its style, and a second way to say it.

    Args:
        piece: With its true attributes.
        rng: Chooses among words and their order.
    """
    kind, count = piece.type, piece.details.get("count", 1)
    if piece.details.get("letter"):
        letter = piece.details["letter"]
        return f"letter {letter} {kind}", f"initial {letter} {kind}"
    heads = HEADS.get((kind, piece.style))
    if piece.style in ("beaded", "bead set") and piece.stones[0].kind in ("pearl", *MADE):
        heads = (heads[-1].replace("beaded ", ""),)  # their stones are called beads already
    if heads is None:
        heads = (kind,) if piece.style in ("motif", "plain") else (f"{piece.style} {kind}",)
    if piece.motif and piece.style in ("motif", "charm", "drop", "insect", "pendant set", *_OWN):
        motif = pick(rng, MOTIF_WORDS.get(piece.motif, (piece.motif,)))
        noun = heads[0] if kind == "set" else f"charm {kind}" if piece.style == "charm" else kind
        heads = (f"{motif} {noun}",)
    if kind == "necklace" and piece.style in ("layered", "pearl strand") and count > 1:
        heads = (*heads, f"{number(count)} strand necklace")
    if piece.chain and piece.style in ("chain", "choker"):
        chain = pick(rng, lexicon.CHAIN_WORDS.get(piece.chain, ("chain",)))
        heads = (*heads, f"{chain} {heads[0].removeprefix('chain ')}")
    order = [heads[int(i)] for i in rng.permutation(len(heads))]
    return order[0], order[-1]
