"""Short captions made from a photo's labels, so that the decoders learn to say what is labelled."""

from __future__ import annotations

import random

from captioning.data import Labels

MOTIF_SHAPES = {"flower", "leaf", "heart", "butterfly", "star", "moon", "cross", "clover"}
STYLES = {"halo", "stud", "hoop", "drop", "cluster", "tennis", "beaded", "chain", "charm", "cuff",
          "solitaire", "three-stone", "eternity", "cocktail", "signet", "chandelier", "pave",
          "layered", "choker", "dangle"}  # fmt: skip


def label_caption(labels: Labels, rng: random.Random) -> str | None:
    """One short sentence from labels.

    Args:
        labels: a jewelry photo's labels.
        rng: chooses the wording.

    Returns:
        Such as "a rose gold halo ring with a diamond"; None where not even the type is known.
    """
    if not labels.type:
        return None
    metal = {"mixed": "two-tone", "none": ""}.get(labels.metal or "", labels.metal or "")
    if metal == "silver" and rng.random() < 0.3:
        metal = rng.choice(("white gold", "silver coloured"))
    elif metal == "yellow gold" and rng.random() < 0.3:
        metal = "gold"
    styles = [style for style in labels.style if style in STYLES]
    style = rng.choice(styles) if styles and rng.random() < 0.6 else ""
    motif = labels.motif if labels.motif in MOTIF_SHAPES and rng.random() < 0.7 else ""
    noun = " ".join(part for part in (style, motif, labels.type) if part)
    stones = _stone_phrase(labels.stones[:2], rng)
    swapped = metal and rng.random() < 0.3
    body = f"{noun} in {metal}" if swapped else f"{metal} {noun}".strip()
    if labels.type == "earrings":
        body = f"a pair of {body}" if rng.random() < 0.5 else body
    elif rng.random() < 0.75:
        body = f"{'an' if body[0] in 'aeiou' else 'a'} {body}"
    return f"{body} with {stones}" if stones else body


def _stone_phrase(stones: tuple[str, ...], rng: random.Random) -> str:
    plain = {"enamel", "mother of pearl", "resin", "onyx"}
    plurals = [
        stone if stone in plain or stone.endswith("s") else _plural(stone) for stone in stones
    ]
    if len(plurals) == 2 and rng.random() < 0.7:
        return f"{plurals[0]} and {plurals[1]}"
    return plurals[0] if plurals else ""


def _plural(stone: str) -> str:
    return stone[:-1] + "ies" if stone.endswith("y") else stone + "s"
