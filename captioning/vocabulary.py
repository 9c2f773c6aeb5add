"""What a caption says of a piece: its type, metal, stones and motif, at three levels of detail.

A few rules of English noun phrases over the tables of `lexicon`, so that an edited or typed
sentence is understood exactly like a generated one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from captioning.lexicon import (
    COLOURS,
    HINTS,
    LOOKS,
    METALS,
    MOTIFS,
    TYPES,
    Phrases,
    singular,
    words,
)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STONES = {" ".join([*name.split()[:-1], singular(name.split()[-1])]): name for name in LOOKS}
_STONE_OPENERS = frozenset(name.split()[0] for name in _STONES)
_GEMS = _set("stone gem gemstone jewel crystal cabochon glass rhinestone baguette")
_BEADS = _set("bead beads beaded beadwork")
_HEAD_ENDS = _set(
    "with of on in at from set by over under above below against beside inside holding hanging "
    "worn lined topped framed featuring surrounded spelling made laid lying shown resting held "
    "hung ending each carrying dotted finished joined covered filled edged that whose for to "
    "engraved studded shaped centred centered like without having using"
)
_PHRASE_ENDS = _HEAD_ENDS - {"shaped"} | _set("a an the its their between around")
_COUNTS = _set("pair pairs set sets stack trio row group couple strand piece pieces")
_CUTS = _set("cabochon drop teardrop pear marquise navette oval round halo")
_SETTINGS = _set("pave paved halo tennis")
_VARIED = _set("quartz agate topaz sapphire diamond onyx jasper crystal")
_SHADES = _set(
    "dark milky clear white transparent sparkling brilliant reddish pinkish bluish greenish "
    "brownish whitish bronze cream champagne honey turquoise teal"
)
_COLOURED_LIKE_METAL = _set(
    "pearl pearls brown dial dials face faces hands numerals markers stone stones"
)
_DARK_STUFF = _set(
    "bead beads beaded cord cords leather stone stones crystal crystals onyx enamel thread fabric "
    "pearl pearls lace strap velvet suede seed pear oval round"
)
_SHAPES = _set("cut shape shapes shaped pattern patterned patterns mesh lattice")
_NEGATIONS = _set("without no not lacking")


@dataclass(frozen=True)
class Attributes:
    """What a caption says of a piece.

    Attributes:
        type: Fine type ("ring", "earrings", "necklace", "pendant", "bracelet", "bangle", "anklet",
            "brooch", "watch", "set"), or None where none is said.
        metal: Colour of the metal ("yellow gold", "rose gold", "silver", "copper", "bronze",
            "black", "mixed"), or None.
        stones: Names as said, singular, in order, each once; `look` gives their looks.
        motif: What the piece is shaped like ("heart", "flower", ...), or None.
    """

    type: str | None = None
    metal: str | None = None
    stones: tuple[str, ...] = ()
    motif: str | None = None


def attributes(caption: str) -> Attributes:
    """Reads type, metal, stones and motif off a caption, whoever wrote it.

    Args:
        caption: A sentence or a few words, any case and punctuation.

    Returns:
        What is said; None or an empty tuple for what is not.
    """
    said = _affirmed(words(caption))
    alloyed = _alloyed(said)
    stones = tuple(dict.fromkeys(_stones(alloyed)))
    return Attributes(_type(said), _metal(said), stones, _motif(alloyed))


def coarse_type(name: str | None) -> str | None:
    """The type with pendant and necklace as one ("necklace"), bangle and bracelet ("bracelet")."""
    return {"pendant": "necklace", "bangle": "bracelet"}.get(name or "", name)


def look(stone: str) -> str | None:
    """What a photo shows of a stone ("ruby" -> "red"), None where the name has no agreed look."""
    said = words(stone)
    for name in (" ".join(said), " ".join([*said[:-1], *map(singular, said[-1:])])):
        if name in LOOKS:
            return LOOKS[name]
    return None


def looks(stones: Sequence[str]) -> tuple[str, ...]:
    """The looks of several stones in order, each once; names without a look are left out."""
    return tuple(dict.fromkeys(seen for stone in stones if (seen := look(stone))))


def levels(caption: str) -> dict[str, str]:
    """A caption at three levels of detail (after Appl. Sci. 15(10):5538, 2025).

    Returns:
        "basic" names the type, "normal" adds the material, "complete" is the whole caption. Where
        no piece of jewelry is named, all three are the caption.
    """
    said = attributes(caption)
    if said.type is None:
        return dict.fromkeys(("basic", "normal", "complete"), caption)
    metal = {"mixed": "two-tone"}.get(said.metal or "", said.metal)
    material = metal or next(iter(said.stones), None)
    basic = "jewelry set" if said.type == "set" else said.type
    return {
        "basic": basic,
        "normal": f"{material} {basic}" if material else basic,
        "complete": caption,
    }


def matches(said: Sequence[str], table: Phrases) -> Iterator[tuple[int, int, str]]:
    """Finds the longest phrases of a table in the words, from the left.

    Yields:
        Start and end of a phrase among the words, and what the table says it names.
    """
    start = 0
    while start < len(said):
        if said[start] not in table.openers:
            start += 1
            continue
        for end in range(min(start + 3, len(said)), start, -1):
            named = table.get(" ".join(said[start:end]))
            if named:
                yield start, end, named
                start = end
                break
        else:
            start += 1


def _affirmed(said: list[str]) -> list[str]:
    """The words without what is denied: "band without stones on linen" -> band, on, linen."""
    kept: list[str] = []
    denied = 0
    for word in said:
        if word in _NEGATIONS:
            denied = 4
        elif denied and word in _HEAD_ENDS:
            denied = 0
        if denied:
            denied -= 1
        else:
            kept.append(word)
    return kept


def _head(said: Sequence[str]) -> int:
    """Where the first noun phrase ends: at "with" in "a pair of gold hoops with pearls"."""
    for place, word in enumerate(said):
        counted = word == "of" and place and said[place - 1] in _COUNTS
        if word in _HEAD_ENDS and not counted and place:
            return place
    return len(said)


def _type(said: Sequence[str]) -> str | None:
    named = list(matches(said, TYPES))
    head = _head(said)
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


def _metal(said: Sequence[str]) -> str | None:
    head = _head(said)
    named = [
        (start, name)
        for start, end, name in matches(said, METALS)
        if end == len(said) or said[end] not in _COLOURED_LIKE_METAL
    ]
    inside = list(dict.fromkeys(name for start, name in named if start < head))
    if "black" in said[:head] and not _DARK_STUFF.intersection(said[:head]):
        inside = list(dict.fromkeys([*inside, "black"]))
    if len(inside) > 1 or _two_golds(said):
        return "mixed"
    return next(iter(inside or [name for _, name in named]), None)


def _two_golds(said: Sequence[str]) -> bool:
    """Whether golds of two colours share the noun: "yellow and white gold"."""
    golds = {"yellow", "white", "rose", "pink"}
    return any(
        first in golds and link == "and" and second in golds and noun == "gold"
        for first, link, second, noun in zip(said, said[1:], said[2:], said[3:], strict=False)
    )


def _stones(said: Sequence[str]) -> Iterator[str]:
    """Names of stones in the order said, with repetitions."""
    names = [singular(word) for word in said]
    place = 0
    while place < len(names):
        longest = 3 if names[place] in _STONE_OPENERS else 0
        for end in range(min(place + longest, len(names)), place, -1):
            name = " ".join(names[place:end])
            if _is_stone(name) and not set(said[end : end + 1]) & _SHAPES:
                colour = COLOURS.get(said[place - 1]) if place and name in _VARIED else None
                plain = colour in (None, "clear", LOOKS[_STONES[name]])
                yield _STONES[name] if plain else f"{colour} stone"
                break
        else:
            end = place + 1
            yield from _unnamed(said, names[place], place)
        place = end


def _is_stone(name: str) -> bool:
    """Whether a singular name is a stone's own; "blue stone" and "bead" need the words before."""
    first, last = name.split()[0], name.split()[-1]
    general = name in _GEMS | _BEADS or (last in _GEMS and first in COLOURS)
    return name in _STONES and not general


def _alloyed(said: Sequence[str]) -> list[str]:
    """The words with every metal as "gold", lest "yellow gold drops" be taken for yellow stones."""
    plain = list(said)
    for start, end, _ in matches(said, METALS):
        if "bronze" not in said[start:end]:
            plain[start:end] = ["gold"] * (end - start)
    return plain


def _unnamed(said: Sequence[str], noun: str, place: int) -> Iterator[str]:
    """Stones told by colour or setting: "red and pale blue pear stones", "pave", "green drops"."""
    if noun in _SETTINGS:
        yield "clear stone"
    if noun not in _GEMS and noun not in _CUTS and noun not in _BEADS:
        return
    colours = list(dict.fromkeys(_colours_before(said, place)))
    if noun in _BEADS and colours and "gold" not in said[max(0, place - 2) : place]:
        yield "beads"
    elif colours:
        clear = "crystal" if noun == "crystal" else "clear stone"
        yield from (clear if colour == "clear" else f"{colour} stone" for colour in colours)
    elif noun in {"crystal", "rhinestone"}:
        yield noun


def _colours_before(said: Sequence[str], place: int) -> list[str]:
    """Colours in the noun phrase that ends here; "dark" and "milky" yield to another colour."""
    colours: list[str] = []
    for start in range(place - 1, max(-1, place - 7), -1):
        word, before = said[start], said[max(0, start - 1)]
        if word in _PHRASE_ENDS or (word == "and" and before not in COLOURS):
            break
        if word in COLOURS and not (word in _SHADES and said[start + 1] in COLOURS):
            colours.append(COLOURS[word])
    return colours[::-1]


def _motif(said: Sequence[str]) -> str | None:
    return next((name for _, _, name in matches(said, MOTIFS)), None)
