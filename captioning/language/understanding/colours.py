"""What a colour belongs to: stones, a metal, the ground, or a thing such as a cord."""

from __future__ import annotations

from collections.abc import Sequence

from captioning.language.facets import ANY, METAL, SCENE, STONE, STYLE, Facet
from captioning.language.stones import look
from captioning.language.understanding.folding import folded, pieces
from captioning.language.understanding.meaning import (
    CAPTIONS,
    STONY,
    looks_of,
    meaning_of,
    table,
    things_of,
)
from captioning.language.understanding.phrase import Phrase, caption_words, looks_phrase
from captioning.language.understanding.reading import Item
from captioning.language.understanding.vocabulary import vocabulary

_ON = frozenset({"on", "against", "sur", "su", "auf", "vor", "sobre", "contra", "contre"})

_LYING = frozenset("lying lies laid resting rests shown photographed placed".split())
_LEATHER = ("scenes", "leather")
_WATCHES = (("types", "watch"), ("body", "time"))

_WITHIN_NOUNS = ("colours", "styles", "motifs", "fillers", "word", CAPTIONS, "joins")
"""Sections of what may stand between a colour and its stones."""

Taken = tuple[int, Phrase]
"""A number of items, and the phrase that they are."""


def scene(items: Sequence[Item], place: int) -> Taken | None:
    """A ground: "black velvet", "on pink", "velours noir", "on a bust"; or a watch's leather."""
    item, following = items[place], item_at(items, place + 1)
    if _is_strap(items, place):
        return 1, Phrase(item.words, says=((Facet(STYLE, "leather strap"),),))
    if item.section == "colours" and _is_strap(items, place + 1):
        return None
    before = _last_word(items, place - 1)
    if section_at(items, place - 1) == "fillers":
        before = _last_word(items, place - 2)
    if item.section == "scenes" and item.means:
        if following and following.section == "colours" and following.language != "en":
            return 2, _ground((item, following))
        return (1, _ground((item,))) if before in _ON else None
    if following and following.section == "scenes":
        coloured = item.section == "colours"
        if coloured or (before in _ON and item.section in ("metals", "word", CAPTIONS)):
            return 2, _ground((item, following))
    ends = following is None or following.section in ("breaks", "joins", "prepositions")
    if before in ("on", "against") and ends and item.section in ("colours", "word"):
        return 1, _ground((item,))
    return None


def _is_strap(items: Sequence[Item], place: int) -> bool:
    """Whether leather is a watch's strap, as of a "watch on leather", and nothing it lies on."""
    item = item_at(items, place)
    if item is None or (item.section, item.name) != _LEATHER:
        return False
    lies = not _LYING.isdisjoint(_last_word(items, near) for near in range(place - 4, place))
    ground = section_at(items, place + 1) == "scenes"
    watch = any((one.section, one.name) in _WATCHES for one in items)
    return watch and not lies and not ground


def _ground(items: Sequence[Item]) -> Phrase:
    words = tuple(word for item in items for word in item.words)
    english = " ".join(
        " ".join(pieces(" ".join(item.words)))
        if (item.language == "en" and item.name != "background") or item.section == "word"
        else item.name
        for item in items
    )
    return Phrase(words, says=((Facet(SCENE, english),),))


def colour(items: Sequence[Item], place: int) -> Taken:
    """A colour: of the stone named after it, of a general word for stones, or of the metal."""
    item = items[place]
    near = (number for number in range(place + 1, place + 4) if number < len(items))
    until = next((number for number in near if items[number].section != "fillers"), len(items))
    after = item_at(items, until)
    if after is not None and (after.section, after.name) == ("trade", "stones"):
        return until - place + 1, looks_phrase(item, item.words + after.words)
    if _of_a_thing(items, place) or _shade(items, place):
        return 1, Phrase(item.words, words_besides=caption_words(item))
    if after is not None and _look_of(after) in ("beads", "enamel"):
        stone = meaning_of(after.entries[-1]).says[0]
        says = ((*stone, *looks_of(item.name)[:1]),)
        return until - place + 1, Phrase(item.words + after.words, says=says, general=True)
    return 1, _of_stones_near(items, place, after) or _alone(items, place)


def gold_of_colour(items: Sequence[Item], place: int) -> Phrase | None:
    """A colour of gold that is denied after gold was named: "gold but not rose"."""
    item, after = items[place], section_at(items, place + 1)
    denied = section_at(items, place - 1).startswith("negations")
    if not denied or len(item.words) > 1 or after in (*STONY, "metals", "trade"):
        return None
    if not any(one.section in ("metals", "marks") for one in items[:place]):
        return None
    words = vocabulary(item.language)
    said = folded(item.words[0])
    for gold in words.gold if said in words.metal_colours else ():
        named = words.find((said, gold)) or words.find((gold, said))
        if named and named.section == "metals":
            return Phrase(item.words, says=((Facet(METAL, named.name),),))
    return None


def is_shade(items: Sequence[Item], place: int) -> bool:
    """Whether a stone's name only shades the colour after it: "emerald green"."""
    item, after = items[place], item_at(items, place + 1)
    if item.language != "en" or item.section not in STONY or not after:
        return False
    if after.section != "colours":
        return False
    looks = [facet.value for facet in looks_of(after.name)]
    return _look_of(item) in looks or (item.name == "turquoise" and after.name in ("blue", "green"))


def _shade(items: Sequence[Item], place: int) -> bool:
    """Whether an English colour only shades the next: "smoky brown"."""
    return items[place].language == "en" and section_at(items, place + 1) == "colours"


def _of_stones_near(items: Sequence[Item], place: int, after: Item | None) -> Phrase | None:
    """A colour of stones that are named; nothing more is said where they always have it."""
    item, before = items[place], item_at(items, place - 1)
    for named in (after, before if before and before.language != "en" else None):
        if named is not None and _names_stones(named):
            if _look_of(named) == item.name:
                return Phrase(item.words, grammar="fillers")
            return Phrase(item.words, words_besides=caption_words(item))
    return None


def _alone(items: Sequence[Item], place: int) -> Phrase:
    """A colour of no stone that is named: a metal's beside a piece, or the look of stones."""
    item = items[place]
    metal = table("colour_metals").get(item.name)
    if metal and not _stones_near(items, place):
        return Phrase(item.words, says=((Facet.of(metal),),))
    says = (*looks_of(item.name), *things_of(item.name))
    return Phrase(item.words, says=(says,), general=True)


def _of_a_thing(items: Sequence[Item], place: int) -> bool:
    """Whether the colour is a cord's or a dial's."""
    words = vocabulary(items[place].language)
    near = list(items[place + 1 : place + 3])
    if items[place].language != "en":
        near = [*items[max(0, place - 1) : place], *near]
    for item in near:
        coloured = {words.key(folded(word)) for word in item.words} & words.coloured
        if coloured or (item.section, item.name) == _LEATHER:
            return True
        if item.section in ("types", "looks", "stones", "prepositions", "breaks"):
            return False
    return False


def _names_stones(item: Item) -> bool:
    """Whether an item names stones, in itself or in what it means."""
    entry = item.entries[-1]
    if entry.section in STONY:
        return ":" not in entry.name
    return entry.section == "trade" and any(
        facet.kind == STONE and facet.value != ANY
        for facets in meaning_of(entry).says
        for facet in facets
    )


def _look_of(item: Item) -> str | None:
    """The look of the stones that an item names."""
    if not _names_stones(item):
        return None
    facets = (facet for facets in meaning_of(item.entries[-1]).says for facet in facets)
    return next((look(facet.value) for facet in facets if facet.kind == STONE), None)


def _stones_near(items: Sequence[Item], place: int) -> bool:
    """Whether the colour is in one noun phrase with stones, or no piece is named at all."""
    for item in items[place + 1 : place + 4]:
        if item.section in STONY or (item.section, item.name) == ("trade", "stones"):
            return True
        if item.section not in _WITHIN_NOUNS:
            break
    return not any(_names_type(item) for item in items)


def _names_type(item: Item) -> bool:
    styles = item.section == "styles" and item.name in table("style_types")
    return styles or any(entry.section in ("types", "body") for entry in item.entries)


def item_at(items: Sequence[Item], place: int) -> Item | None:
    """The item at a place, if there is one."""
    return items[place] if 0 <= place < len(items) else None


def section_at(items: Sequence[Item], place: int) -> str:
    """The section of the item at a place; empty if there is none."""
    item = item_at(items, place)
    return item.section if item else ""


def _last_word(items: Sequence[Item], place: int) -> str:
    item = item_at(items, place)
    return folded(item.words[-1]) if item else ""
