"""What a caption says of a piece: its type, metal, stones and motif, at three levels of detail.

A few rules of English noun phrases over the tables of `lexicon`, so that an edited or typed
sentence is understood exactly like a generated one.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from captioning.data.attributes import Attributes
from captioning.language.lexicon import (
    HEAD_ENDS,
    HINTS,
    METALS,
    MOTIFS,
    TYPES,
    matches,
    word_set,
    words,
)
from captioning.language.stones import look, looks, stone_names, stones_said

__all__ = [
    "NOT_ONE_COLOUR",
    "attributes",
    "attributes_in",
    "coarse_type",
    "levels",
    "look",
    "looks",
    "type_of_word",
    "vocabulary_form",
]

NOT_ONE_COLOUR = frozenset({"mixed", "none", "other"})
"""Labels of a metal that name no single colour."""

_COUNTS = word_set("pair pairs set sets stack trio row group couple strand piece pieces")
_COLOURED_LIKE_METAL = word_set(
    "pearl pearls brown dial dials face faces hands numerals markers stone stones"
)
_DARK_STUFF = word_set(
    "bead beads beaded cord cords leather stone stones crystal crystals onyx enamel thread fabric "
    "pearl pearls lace strap velvet suede seed pear oval round"
)
_SETS = frozenset(
    (before, "set")
    for before in ["", *"a gold silver copper bronze drop pave cluster halo chain layered".split()]
)
_NO_STONES = frozenset(
    ("none", "no", "no stone", "no stones", "without stones", "n/a", "-", "plain")
)
_NEGATIONS = word_set("without no not lacking")
_COARSE = {"pendant": "necklace", "bangle": "bracelet"}


def attributes(caption: str) -> Attributes:
    """Reads type, metal, stones and motif off a caption, whoever wrote it.

    Args:
        caption: A sentence or a few words, any case and punctuation.

    Returns:
        What it names; None or an empty tuple for what it does not.
    """
    return attributes_in(words(caption))


def attributes_in(said: Sequence[str]) -> Attributes:
    """`attributes` of a caption already taken apart by `lexicon.words`."""
    said = _affirmed(said)
    head, metals = _head(said), matches(said, METALS)
    alloyed = _alloyed(said, metals)
    stones = tuple(dict.fromkeys(stones_said(alloyed)))
    return Attributes(_type(said, head), _metal(said, head, metals), stones, _motif(alloyed))


@lru_cache(maxsize=4096)
def vocabulary_form(labels: Attributes) -> Attributes:
    """Labels as people write them, in the form in which captions are understood.

    Args:
        labels: Of a data set or a gallery.

    Returns:
        The same with the vocabulary's names: "Earring" is "earrings", "white gold" is "silver",
        "Rubies" are "ruby". What the vocabulary lacks is only put into lower case.
    """
    kind, metal = (" ".join((label or "").lower().split()) for label in (labels.type, labels.metal))
    stones = tuple(dict.fromkeys(name for label in labels.stones for name in stone_names(label)))
    none = bool(stones) and _NO_STONES.issuperset(stones)
    return replace(
        labels,
        type=attributes(kind).type or kind or None,
        metal=attributes(metal).metal or metal or None,
        stones=() if none else stones,
        no_stones=none or labels.no_stones,
        motif=labels.motif.lower() if labels.motif else None,
        style=tuple(style.lower() for style in labels.style),
    )


def coarse_type(name: str | None) -> str | None:
    """The type with pendant and necklace as one ("necklace"), bangle and bracelet ("bracelet")."""
    return _COARSE.get(name or "", name)


def type_of_word(word: str) -> str | None:
    """The coarse type that a word names ("ring") or suggests ("pair", "dial"), if any."""
    return coarse_type(TYPES.get(word) or HINTS.get(word))


def levels(caption: str) -> dict[str, str]:
    """A caption at three levels of detail (after Appl. Sci. 15(10):5538, 2025).

    Returns:
        "basic" names the type and the material; "normal" is the caption, and so is "complete" as
        long as no longer caption of the piece is known. Where no piece of jewelry is named, all
        three are the caption.
    """
    said = attributes(caption)
    if said.type is None:
        return dict.fromkeys(("basic", "normal", "complete"), caption)
    metal = {"mixed": "two-tone"}.get(said.metal or "", said.metal)
    material = metal or next(iter(said.stones), None)
    kind = "jewelry set" if said.type == "set" else said.type
    basic = f"{material} {kind}" if material else kind
    return {"basic": basic, "normal": caption, "complete": caption}


def _affirmed(said: Sequence[str]) -> list[str]:
    """The words without what is denied: "band without stones on linen" -> band, on, linen."""
    if _NEGATIONS.isdisjoint(said):
        return list(said)
    kept: list[str] = []
    denied = 0
    for word in said:
        if word in _NEGATIONS:
            denied = 4
        elif denied and word in HEAD_ENDS:
            denied = 0
        if denied:
            denied -= 1
        else:
            kept.append(word)
    return kept


def _head(said: Sequence[str]) -> int:
    """Where the first noun phrase ends: at "with" in "a pair of gold hoops with pearls"."""
    for place, word in enumerate(said):
        if not place or word not in HEAD_ENDS:
            continue
        counted = word == "of" and said[place - 1] in _COUNTS
        if not counted and not (word == "set" and said[place + 1 : place + 2] == ["of"]):
            return place
    return len(said)


def _type(said: Sequence[str], head: int) -> str | None:
    named = matches(said, TYPES)
    if not named and "set" in said and any(pair in _SETS for pair in pairwise(["", *said])):
        return "set"
    if not any(start < head for start, _, _ in named) and (hint := _hint(said, head)):
        return hint
    if not named:
        return _hint(said, len(said))
    inside = [name for start, _, name in named if start < head]
    found = inside[-1] if inside else named[0][2]
    if _is_set(said, named, head):
        return "set"
    if "watch" in inside:
        return "watch"
    if found == "necklace" and any(name == "pendant" for _, _, name in named):
        return "pendant"
    if found == "bracelet" and ("bangle" in inside or "rigid" in said[:head]):
        return "bangle"
    return found


def _hint(said: Sequence[str], end: int) -> str | None:
    """The type only suggested by the first words, the firmest suggestion first."""
    hinted = {name for _, _, name in matches(said[:end], HINTS)}
    return next((name for name in dict.fromkeys(HINTS.values()) if name in hinted), None)


def _is_set(said: Sequence[str], named: Sequence[tuple[int, int, str]], head: int) -> bool:
    """Whether pieces are sold together: "ring and matching earrings", "pearl necklace set"."""
    for _, end, name in named:
        after = said[end : end + 2]
        if name == "set" or (after[:1] == ["set"] and after[1:] in ([], ["of"], ["on"], ["and"])):
            return True
    kinds = {coarse_type(name) for start, _, name in named if start < head}
    if len(kinds) > 1 and "set" in said[:2]:
        return True
    for (start, end, name), (other_start, _, other) in pairwise(named):
        between = said[end:other_start]
        linked = (start < head and between[:1] == ["and"]) or "matching" in between
        if linked and name != "watch" and coarse_type(name) != coarse_type(other):
            return True
    return False


def _metal(said: Sequence[str], head: int, metals: Sequence[tuple[int, int, str]]) -> str | None:
    named = [
        (start, name)
        for start, end, name in metals
        if not _COLOURED_LIKE_METAL.intersection(said[end : end + 1])
    ]
    inside = list(dict.fromkeys(name for start, name in named if start < head))
    if "black" in said[:head] and not _DARK_STUFF.intersection(said[:head]):
        inside = list(dict.fromkeys([*inside, "black"]))
    if len(inside) > 1 or _two_golds(said):
        return "mixed"
    after = said[head : head + 3]
    if not inside and after[:2] == ["in", "black"] and after[2:] in ([], ["with"], ["on"]):
        return "black"
    return next(iter(inside or [name for _, name in named]), None)


def _two_golds(said: Sequence[str]) -> bool:
    """Whether golds of two colours share the noun: "yellow and white gold"."""
    golds = {"yellow", "white", "rose", "pink"}
    if "and" not in said or golds.isdisjoint(said):
        return False
    return any(
        first in golds and link == "and" and second in golds and noun == "gold"
        for first, link, second, noun in zip(said, said[1:], said[2:], said[3:], strict=False)
    )


def _alloyed(said: Sequence[str], metals: Sequence[tuple[int, int, str]]) -> list[str]:
    """The words with every metal as "gold", lest "yellow gold drops" be taken for yellow stones."""
    plain = list(said)
    for start, end, _ in metals:
        if "bronze" not in said[start:end]:
            plain[start:end] = ["gold"] * (end - start)
    return plain


def _motif(said: Sequence[str]) -> str | None:
    return next((name for _, _, name in matches(said, MOTIFS)), None)
