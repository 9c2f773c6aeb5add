"""Short captions generated from labels, so that the decoders learn to name what is labelled."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator

from captioning.data import Attributes
from captioning.language.attributes import look, vocabulary_form
from captioning.language.lexicon import words

MOTIF_SHAPES = {"flower", "leaf", "heart", "butterfly", "star", "moon", "cross", "clover"}
STYLES = {"halo", "stud", "hoop", "drop", "cluster", "tennis", "beaded", "chain", "charm", "cuff",
          "solitaire", "three-stone", "eternity", "cocktail", "signet", "chandelier", "pave",
          "layered", "choker", "dangle"}  # fmt: skip
COUNTED = {"diamond", "crystal", "pearl", "amethyst", "citrine", "ruby", "sapphire", "garnet",
           "emerald", "aquamarine", "peridot", "zircon", "stone", "bead"}  # fmt: skip
"""Stones that people count ("with pearls"); of others they name the stuff ("with turquoise")."""


def label_caption(labels: Attributes, rng: random.Random, known: Container[str]) -> str | None:
    """One short sentence from labels.

    Args:
        labels: a jewelry photo's labels.
        rng: chooses the wording.
        known: the vocabulary. A stone without a known name is called by its look, because a
            caption with an unknown word cannot be learnt and rare stones would never be named.

    Returns:
        Such as "a rose gold halo ring with a diamond"; None where not even the type is known.
    """
    labels = vocabulary_form(labels)
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
    stones = _stone_phrase(list(_named(labels.stones, known)))
    swapped = metal and rng.random() < 0.3
    body = f"{noun} in {metal}" if swapped else f"{metal} {noun}".strip()
    if labels.type == "earrings":
        body = f"a pair of {body}" if rng.random() < 0.5 else body
    elif rng.random() < 0.75:
        body = f"{'an' if body[0] in 'aeiou' else 'a'} {body}"
    return f"{body} with {stones}" if stones else body


def _stone_phrase(stones: list[str]) -> str:
    """All the stones: people name six or seven of ten, and who learns from them no more."""
    return " and ".join(filter(None, (", ".join(stones[:-1]), *stones[-1:])))


def _named(stones: tuple[str, ...], known: Container[str]) -> Iterator[str]:
    """Names to say, in known words; a stone that has none is left out."""
    for stone in stones:
        name = _plural(stone) if stone.split()[-1] in COUNTED else stone
        if all(word in known for word in words(name)):
            yield name
        elif seen := look(stone):
            yield {"pearl": "pearls", "beads": "beads", "enamel": "enamel"}.get(
                seen, f"{seen} stones"
            )


def _plural(stone: str) -> str:
    return stone[:-1] + "ies" if stone.endswith("y") else stone + "s"
