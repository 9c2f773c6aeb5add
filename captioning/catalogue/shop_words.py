"""What a shop's own words say of a piece, and whether a caption agrees with them.

A photo shows a colour, the shop knows the metal: where a title says "platinum" and the photo shows
white metal, the caption may say platinum. Where it shows yellow gold, a person has to look.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from captioning.catalogue import shop_metals
from captioning.catalogue.shop_file import Facts
from captioning.language.attributes import attributes, coarse_type, look, looks
from captioning.language.facets import STONE, TYPE
from captioning.language.lexicon import LOOKS, METALS
from captioning.language.query import Query
from captioning.language.understanding import understand
from captioning.vision.evidence import Told

_NOT_A_COLOUR = frozenset({"mixed", "none", "other"})
_NOT_A_STONE = frozenset({"enamel", "beads"})
_SAME_LOOK = ({"pearl", "milky"}, {"blue", "turquoise"}, {"orange", "red"}, {"brown", "orange"})
_NO_PLURAL = frozenset(
    "amber coral jade onyx turquoise zirconia quartz jet obsidian hematite malachite howlite "
    "labradorite larimar amazonite shell enamel lapis lazuli nacre".split()
)


@dataclass(frozen=True)
class Known:
    """What the shop says of a piece.

    Attributes:
        type: Coarse type ("necklace"), if exactly one is named.
        kind: The same as finely as it is named ("pendant").
        metal: The metal as captions name it ("platinum"), if exactly one is named.
        colours: Colours in which the metals named show; empty if none is named.
        stones: Stones named, in English and the singular.
    """

    type: str | None = None
    kind: str | None = None
    metal: str | None = None
    colours: frozenset[str] = frozenset()
    stones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Where a caption contradicts the shop's words.

    Attributes:
        kind: "type", "metal" or "stones"; "piece" where the caption names no jewelry at all.
        shop: What the shop says.
        photo: What the caption says.
    """

    kind: str
    shop: str
    photo: str

    def __str__(self) -> str:
        return f"{self.kind}: the shop says {self.shop}, the photo looks like {self.photo}"


@lru_cache(maxsize=4096)
def known(facts: Facts) -> Known:
    """What a product's title says, and where it is silent its tags.

    Args:
        facts: Its words in any of the languages of the captions.
    """
    title, tags = _known(facts.title), _known(facts.tags)
    metal_of = title if title.colours else tags
    return Known(
        type=title.type or tags.type,
        kind=title.kind if title.type else tags.kind,
        metal=metal_of.metal,
        colours=metal_of.colours,
        stones=title.stones or tags.stones,
    )


def told(facts: Facts) -> Told:
    """What a shop says of a product that leads the models: type, and looks of stones."""
    said = known(facts)
    return Told(said.type, looks(said.stones))


def conflicts(caption: str, said: Known) -> tuple[Conflict, ...]:
    """What a caption says otherwise than the shop; silence is no contradiction.

    Args:
        caption: In English.
        said: The shop's words.
    """
    return tuple(_conflicts(caption, said))


@lru_cache(maxsize=4096)
def with_known(caption: str, said: Known) -> str:
    """A caption that names metal and stones as the shop does, where the photo shows that colour.

    Args:
        caption: In English.
        said: The shop's words.
    """
    seen = attributes(caption)
    if said.metal and seen.metal in said.colours:
        caption = _replaced(caption, _metal_phrases(str(seen.metal)), said.metal, said.metal)
    for stone in said.stones:
        colour = look(stone)
        names = [name for name in seen.stones if look(name) == colour]
        if colour and names and not set(said.stones).intersection(seen.stones):
            caption = _replaced(caption, _stone_phrases(colour), stone, _plural(stone))
    return caption


def in_shops_words(caption: str, said: Known) -> str:
    """What the shop says of a piece as a caption; what it does not say comes from the photo.

    Args:
        caption: Of the photo, in English.
        said: The shop's words.

    >>> in_shops_words("a silver ring with a ruby", Known("bracelet", "bangle", "platinum"))
    'platinum bangle with ruby'
    """
    seen = attributes(caption)
    colours = sorted(said.colours)
    metal = said.metal or (("gold" if len(colours) > 1 else colours[0]) if colours else seen.metal)
    named = "" if metal in _NOT_A_COLOUR else metal
    stones = " and ".join((said.stones or seen.stones)[:2])
    piece = " ".join(filter(None, (named, said.kind or seen.type or "piece of jewelry")))
    return f"{piece} with {stones}" if stones else piece


def _known(text: str) -> Known:
    if not text:
        return Known()
    query = understand(text[:300])
    metals = shop_metals.metals(text, query.language)
    named = shop_metals.said(metals)
    kinds = list(dict.fromkeys(_values(query, TYPE)))
    one_type = len({coarse_type(name) for name in kinds}) == 1
    return Known(
        type=coarse_type(kinds[-1]) if one_type else None,
        kind=kinds[-1] if one_type else None,
        metal=named[0] if len(named) == 1 and len(metals) == 1 else None,
        colours=shop_metals.colours(metals),
        stones=tuple(dict.fromkeys(_values(query, STONE))),
    )


def _values(query: Query, kind: str) -> Iterator[str]:
    """What is said outright, without words that were read as others: "Pearla" is no pearl."""
    guessed = {one.read for one in query.corrections}
    for group in query.wanted:
        for choice in group.choices if not group.implied else ():
            if choice.facet.kind == kind and not guessed.intersection(choice.words):
                yield choice.facet.value


def _conflicts(caption: str, said: Known) -> Iterator[Conflict]:
    seen = attributes(caption)
    kind = coarse_type(seen.type)
    if said.type and not (kind or seen.metal or seen.stones):
        yield Conflict("piece", said.type, "no jewelry")
    if said.type and kind and "set" not in (said.type, kind) and kind != said.type:
        yield Conflict("type", said.type, str(kind))
    one_colour = seen.metal and seen.metal not in _NOT_A_COLOUR and "mixed" not in said.colours
    if said.colours and one_colour and seen.metal not in said.colours:
        named = said.metal or " or ".join(sorted(said.colours))
        yield Conflict("metal", named, str(seen.metal))
    told, shown = set(looks(said.stones)) - _NOT_A_STONE, set(looks(seen.stones)) - _NOT_A_STONE
    near = any(told & pair and shown & pair for pair in _SAME_LOOK)
    if told and shown and not told & shown and not near:
        yield Conflict("stones", ", ".join(said.stones), ", ".join(seen.stones))


def _replaced(caption: str, phrases: str, one: str, several: str) -> str:
    """The caption with other words for a thing, and the article that they need."""

    def put(match: re.Match[str]) -> str:
        new = several if match["many"] else one
        if not match["article"]:
            return new
        article = "an" if new[0] in "aeiou" else "a"
        return f"{article.capitalize() if match['article'][0] == 'A' else article} {new}"

    pattern = rf"(?:\b(?P<article>an?) )?\b(?:{phrases})(?P<many>(?:e?s)?)\b(?! (?:cut|shape))"
    return re.sub(pattern, put, caption, flags=re.IGNORECASE)


@cache
def _metal_phrases(colour: str) -> str:
    names = [phrase for phrase, shown in METALS.items() if shown == colour]
    names += [f"sterling {name}" for name in names if name == "silver"]
    return _either(names)


@cache
def _stone_phrases(colour: str) -> str:
    names = [phrase for phrase, shown in LOOKS.items() if shown == colour]
    stems = [f"{name[:-1]}ie(?=s)" for name in names if name.endswith("y")]
    return f"{_either(names)}|{'|'.join(stems)}" if stems else _either(names)


def _either(names: Sequence[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in longest_first)


def _plural(stone: str) -> str:
    if stone.split()[-1] in _NO_PLURAL:
        return f"{stone} stones"
    if stone.endswith("y"):
        return f"{stone[:-1]}ies"
    return f"{stone}es" if stone.endswith(("z", "x", "s")) else f"{stone}s"
