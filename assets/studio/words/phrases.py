"""Finding words for what a photograph shows of a piece, before they are put into sentences.

What the picture does not show is left out, see `visibility.py`.

Apart from the attributes of `Piece`, these entries of `Piece.details` are read:
    adjectives: tuple of adjectives true of the whole piece, e.g. ("slim",).
    features: tuple of noun phrases with their article, e.g. ("a twisted shank",).
    letter: the initial of a letter pendant.
    count: rings of a stack, strands of a necklace, bangles of a set.
    row: the main stones stand in a row.
    inlay: the main stone is a slab inside a rim.
    cabochon: outline of a cabochon, "round", "oval", ...
    cord: colour of the cord.
    metal_seen: "clasp" if the metal shows nowhere else, "none" if it does not show.
    metal_beads: metal beads lie between the stone ones.
    mixed_motifs: motifs of the charms, if they differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.studio.pieces.piece import Piece, View
from assets.studio.words import lexicon
from assets.studio.words.lexicon import STRANDS, article, listed, motif_word, pick
from assets.studio.words.nouns import head_nouns
from assets.studio.words.stone_phrases import around, main_stone
from assets.studio.words.visibility import CHAIN_CONTRAST, NAMED, share

PLURAL_TYPES = ("earrings",)
# How a piece is laid out with a prop.
PROPS = {
    "ring box": ("in an open ring box", "standing in a ring box", "shown in a ring box"),
    "earring card": ("on an earring card",),
    "bust": ("shown on a bust", "displayed on a bust"),
    "pebble": ("beside a pebble", "next to a smooth pebble"),
    "pebbles": ("beside pebbles", "next to smooth pebbles"),
    "flower": ("beside a flower", "next to a flower"),
    "flowers": ("beside flowers", "next to flowers"),
    "leaves": ("beside green leaves", "next to leaves"),
    "log slice": ("on a slice of a log", "on a log slice"),
    "twig": ("beside a twig", "next to a bare twig"),
}


@dataclass(frozen=True)
class Phrases:
    """Fragments of sentences about one piece; "" where there is nothing to mention."""

    metal: str
    head: str
    other_head: str
    many: bool
    stone: str  # before a noun: "oval ruby"
    main: str  # after "with": "an oval ruby"
    held: str
    around: str
    features: tuple[str, ...]
    adjectives: tuple[str, ...]
    chain: str
    ground: str
    other_ground: str


def phrases(piece: Piece, view: View, rng: np.random.Generator, exact: bool = False) -> Phrases:
    """Finds words for everything that the picture shows of a piece.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words.
        exact: Name the metal in full: "yellow gold", never "gold".
    """
    head, other = head_nouns(piece, rng)
    adjectives = tuple(piece.details.get("adjectives", ()))
    metallic = piece.style not in STRANDS
    if metallic and (piece.finish != "polished" or rng.random() < 0.3):
        adjectives = (piece.finish, *adjectives)
    grounds = lexicon.ground(view)
    main = pick(rng, [i for i in range(len(piece.stones)) if share(piece, view, i) >= NAMED][:1])
    stone, after, held = main_stone(piece, view, rng) if main == 0 else ("", "", "")
    return Phrases(
        metal=_metal(piece, rng, exact),
        head=head,
        other_head=other,
        many=piece.type in PLURAL_TYPES or head.endswith(("rings", "bangles")),
        stone=stone,
        main=after,
        held=held,
        around=around(piece, view),
        features=_features(piece, rng),
        adjectives=adjectives,
        chain=_chain(piece, view, rng),
        ground=grounds[min(1, len(grounds) - 1)] if rng.random() < 0.4 else pick(rng, grounds),
        other_ground=_setting_out(piece, view, rng),
    )


def _metal(piece: Piece, rng: np.random.Generator, exact: bool) -> str:
    if piece.style in STRANDS:
        return ""
    options = lexicon.METAL_WORDS[piece.metal]
    first = options[0] if exact or piece.metal2 else pick(rng, options)
    if not piece.metal2:
        return first
    second = pick(rng, lexicon.METAL_WORDS[piece.metal2])
    if first.endswith(" gold") and second.endswith(" gold"):
        return f"two-tone {first.removesuffix(' gold')} and {second}"
    return f"two-tone {first} and {second}"


def _features(piece: Piece, rng: np.random.Generator) -> tuple[str, ...]:
    found = list(piece.details.get("features", ()))
    metal = pick(rng, lexicon.METAL_WORDS[piece.metal])
    if piece.details.get("metal_seen") == "clasp":
        found.append(article(f"{metal} clasp"))
    if piece.details.get("metal_beads"):
        found.append(f"small {metal} spacers")
    if piece.details.get("mixed_motifs"):
        found.append(listed([motif_word(m) for m in piece.details["mixed_motifs"][:3]]) + " charms")
    rng.shuffle(found)
    return tuple(found)


def _chain(piece: Piece, view: View, rng: np.random.Generator) -> str:
    if not piece.chain or piece.style in ("chain", "choker", "layered"):
        return ""
    if piece.chain == "cord":
        return f"on {article(piece.details.get('cord', 'black') + ' cord')}"
    if view.contrast < CHAIN_CONTRAST:
        return "on a fine chain"
    fine = pick(rng, ("", "fine ", "thin "))
    return f"on {article(fine + pick(rng, lexicon.CHAIN_WORDS.get(piece.chain, ('chain',))))}"


def _setting_out(piece: Piece, view: View, rng: np.random.Generator) -> str:
    """How the piece is laid out for the photograph."""
    place = pick(rng, lexicon.ground(view)).removeprefix("against ").removeprefix("on ")
    if view.prop in PROPS:
        return pick(rng, PROPS[view.prop])
    if piece.pose == "hanging":
        return f"hanging against {place}"
    if piece.type == "earrings" and rng.random() < 0.3:
        return f"a pair on {place}"
    lies = piece.pose == "lying"
    return (
        f"{pick(rng, ('lying', 'resting', 'laid') if lies else ('standing', 'shown'))} on {place}"
    )
