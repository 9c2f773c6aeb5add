"""Stones in a caption, with the words that describe them."""

from dataclasses import replace

from captioning.language.attributes import look
from captioning.language.phrases.chunks import Item
from captioning.language.phrases.description import Phrase
from captioning.language.phrases.modifiers import STONE, described
from captioning.language.phrases.wording import phrases, table

_COLOURED = {"clear": "clear", "milky": "milky white", "turquoise": "teal"}
UNCOUNTED = frozenset(
    {"coral", "jade", "amber", "enamel", "lava", "mother of pearl", "shell", "resin", "glass"}
    | {"onyx", "turquoise", "lapis lazuli", "agate", "malachite", "amazonite", "jasper", "quartz"}
    | {"hematite", "obsidian", "smoky quartz", "rose quartz", "aventurine", "larimar", "tiger eye"}
)
"""Stones that a piece is made of or inlaid with; of others people say how many there are."""

_SINGLE_STONE = {"ring", "pendant", "brooch"}
_OF_METAL = frozenset(
    {"polished", "satin", "hammered", "slim", "wide", "thin", "chunky", "rigid", "twisted", "woven"}
    | {"openwork", "two-tone", "statement", "plain", "fluted", "ridged", "flat", "double", "short"}
)
"""Qualities of the piece, also where the name of a stone follows: "a hammered ruby ring"."""


def described_stone(item: Item, others: list[Item]) -> tuple[Phrase, list[str]]:
    """A stone by its name, or by its colour if the languages have no name for it."""
    name, left = item.kinds["stone"], []
    named = next((one for one in others if "stone" in one.kinds), None)
    if name == "stone" and named:  # "smoky quartz stones"
        name, others = named.kinds["stone"], [one for one in others if one is not named]
    stone = Phrase(name, many=item.many)
    if name not in phrases(table("en")["stones"]["names"]) and name != "stone":
        colour = look(name) or ""
        colour = _COLOURED.get(colour, colour)
        stone = Phrase("stone", item.many)
        if colour in table("en")["qualities"]:
            stone = replace(stone, qualities=(colour,))
        if not name.endswith(" stone"):
            left = [item.said]
    others = sorted(others, key=lambda one: "quality" not in one.kinds)
    stone, rest = described(stone, others, STONE)
    return stone, left + rest


def stones_before(noun: str, before: list[Item]) -> tuple[list[Phrase], list[Item], list[str]]:
    """Stones that stand before a piece: "a round sapphire ring", "an opal bead bracelet"."""
    places = [place for place, item in enumerate(before) if "stone" in item.kinds]
    named = [place for place in places if "form" not in before[place].kinds]
    places = named or places  # "opal bead bracelet": the beads are the opals
    found: list[Phrase] = []
    used: set[int] = set()
    left: list[str] = []
    form = next((item for item in before if "form" in item.kinds), None) if places else None
    for place in places:
        start = place
        while start and start - 1 not in used and _is_of_stone(before[start - 1]):
            start -= 1
        end = place + 1
        while end < len(before) and before[end].kinds.get("quality") == "cabochon":
            end += 1
        used |= set(range(start, end))
        around = [before[one] for one in range(start, end) if one != place]
        strung = before[place].kinds["stone"].endswith(("pearl", "beads"))
        formed = [form] if form and not strung else []
        stone, rest = described_stone(before[place], [*around, *formed])
        left += rest
        uncounted = stone.noun in UNCOUNTED and not formed and noun not in _SINGLE_STONE
        many = not uncounted and (noun not in _SINGLE_STONE or bool(formed))
        found.append(replace(stone, many=many, uncounted=uncounted))
    kept = [
        item
        for place, item in enumerate(before)
        if place not in used and not (item is form and "form" in item.kinds)
    ]
    return found, kept, left


def _is_of_stone(item: Item) -> bool:
    return item.kinds.get("quality", "polished") not in _OF_METAL
