"""Stones in a caption: named, or described by a colour before a general word."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from captioning.language.lexicon import COLOURS, HEAD_ENDS, LOOKS, singular, word_set, words

_STONES = {" ".join([*name.split()[:-1], singular(name.split()[-1])]): name for name in LOOKS}
_GEMS = word_set("stone gem gemstone jewel crystal cabochon glass rhinestone baguette")
_BEADS = word_set("bead beads beaded beadwork")
_CUTS = word_set("cabochon drop teardrop pear marquise navette oval round halo")
_SETTINGS = word_set("pave paved halo tennis")
_VARIED = word_set("quartz agate topaz sapphire diamond onyx jasper crystal")
_SHADES = word_set(
    "dark milky clear white transparent sparkling brilliant reddish pinkish bluish greenish "
    "brownish whitish bronze cream champagne honey turquoise teal"
)
_SHAPES = word_set("cut shape shapes shaped pattern patterned patterns mesh lattice")
_PHRASE_ENDS = HEAD_ENDS - {"shaped"} | word_set("a an the its their between around")
# Words of stone names, and words that describe stones without a name.
_TELLING = _GEMS | _BEADS | _CUTS | _SETTINGS | {name.split()[0] for name in _STONES}


def _is_general(name: str) -> bool:
    """Whether a singular name is no stone's own; "blue stone" and "bead" need the words before."""
    first, last = name.split()[0], name.split()[-1]
    return name in _GEMS | _BEADS or (last in _GEMS and first in COLOURS)


_NAMED = frozenset(name for name in _STONES if not _is_general(name))
_IN_ONE_NAME = frozenset(pair for name in _NAMED for pair in pairwise(name.split()))
_CHANGING = _TELLING | _SHAPES | {word for name in _STONES for word in name.split()}


def may_tell(word: str) -> bool:
    """Whether a further word can change what `stones_said` finds in the words before it."""
    return word in _SHAPES or singular(word) in _CHANGING


def in_one_name(word: str, after: str) -> bool:
    """Whether two words in a row belong to the name of a stone: "mother of", "seed beads"."""
    return (word, singular(after)) in _IN_ONE_NAME


@lru_cache(maxsize=1 << 12)
def look(stone: str) -> str | None:
    """The look of a stone in a photo ("ruby" -> "red"); None if its name has no agreed look."""
    said = words(stone)
    for name in (" ".join(said), " ".join([*said[:-1], *map(singular, said[-1:])])):
        if name in LOOKS:
            return LOOKS[name]
    return None


def stone_names(label: str) -> tuple[str, ...]:
    """The stones of a label as a shop writes it, by the lexicon's names.

    >>> stone_names("Rubies"), stone_names("Natural Ruby, 2 ct"), stone_names("Zultanite")
    (('ruby',), ('ruby',), ('zultanite',))
    """
    said = words(label)
    name = " ".join([*said[:-1], *map(singular, said[-1:])])
    if name in _STONES:
        return (_STONES[name],)
    return tuple(dict.fromkeys(stones_said(said))) or (" ".join(label.lower().split()),)


def looks(stones: Sequence[str]) -> tuple[str, ...]:
    """The looks of several stones in order, each once; names without a look are left out."""
    return tuple(dict.fromkeys(seen for stone in stones if (seen := look(stone))))


def stones_said(said: Sequence[str]) -> Iterator[str]:
    """Names of stones in the order said, with repetitions.

    Args:
        said: Words of a caption in which no word means a metal, lest "yellow gold drops" be read
            as yellow stones.
    """
    names = [singular(word) for word in said]
    passed = 0
    for place, name in enumerate(names):
        if name not in _TELLING or place < passed:
            continue
        end = _stone_end(said, names, place)
        if end is not None:
            yield _with_colour(said, _STONES[" ".join(names[place:end])], place)
            passed = end
        elif name not in _BEADS or place != passed or not passed:  # "onyx beads" are onyx
            yield from _unnamed(said, name, place)


def _stone_end(said: Sequence[str], names: Sequence[str], place: int) -> int | None:
    """Where the stone's name that begins here ends; "emerald cut" is only a shape."""
    for end in range(min(place + 3, len(names)), place, -1):
        if " ".join(names[place:end]) in _NAMED and _SHAPES.isdisjoint(said[end : end + 1]):
            return end
    return None


def _with_colour(said: Sequence[str], stone: str, place: int) -> str:
    """A stone that comes in many colours, with the colour before it: "pink quartz"."""
    colour = COLOURS.get(said[place - 1]) if place and stone in _VARIED else None
    return stone if colour in (None, "clear", LOOKS[stone]) else f"{colour} stone"


def _unnamed(said: Sequence[str], noun: str, place: int) -> Iterator[str]:
    """Stones named by colour or setting: "red and pale blue pear stones", "pave", "green drops"."""
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
    """Colours in the noun phrase that ends here; another colour wins over "dark" and "milky"."""
    colours: list[str] = []
    for start in range(place - 1, max(-1, place - 7), -1):
        word, before = said[start], said[max(0, start - 1)]
        if word in _PHRASE_ENDS or (word == "and" and before not in COLOURS):
            break
        if word in COLOURS and not (word in _SHADES and said[start + 1] in COLOURS):
            colours.append(COLOURS[word])
    return colours[::-1]
