"""Noun phrases of an English caption, and the preposition before each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from captioning.language.lexicon import LOOKS, MOTIFS, TYPES, singular, words
from captioning.language.phrases.wording import phrases, table

_LONGEST = 4  # words of a phrase in the tables
_TWO_GOLDS = re.compile(r"\b(yellow|white|rose) and (yellow|white|rose) gold\b", re.IGNORECASE)
_ARTICLES = ("a", "an")
_NOUNS = ("piece", "ground", "worn", "setting", "part", "stone", "motif")


@dataclass(frozen=True, slots=True)
class Item:
    """A word or set phrase of a caption.

    Attributes:
        said: The words as said.
        kinds: What it can be, to the key in the tables: {"part": "chain", "style": "chain"}.
        many: Whether it is a plural.
    """

    said: str
    kinds: dict[str, str]
    many: bool

    @property
    def noun(self) -> bool:
        """Whether a noun phrase can end with it."""
        return any(kind in self.kinds for kind in _NOUNS) or "head" in self.kinds


@dataclass(slots=True)
class Chunk:
    """A noun phrase and the preposition before it ("" at the start and after a comma).

    Attributes:
        relation: The preposition.
        items: The words and set phrases, without those that say nothing.
        counted: Whether it has an article: "a coral", but "coral" is what a piece is made of.
    """

    relation: str
    items: list[Item] = field(default_factory=list)
    counted: bool = False

    def keys(self, kind: str) -> list[str]:
        """Keys of all items that can be of a kind."""
        return [item.kinds[kind] for item in self.items if kind in item.kinds]

    @property
    def has_noun(self) -> bool:
        """Whether an item can be the noun of the phrase."""
        return any(item.noun for item in self.items)


def chunks(caption: str) -> list[Chunk]:
    """Parts a caption at commas and prepositions.

    "A red and blue stone" is one phrase, and so is "a garnet and amethyst bead bracelet".
    """
    found: list[Chunk] = []
    caption = _TWO_GOLDS.sub(r"\1 gold and \2 gold", caption)
    for clause in caption.split(","):
        chunk = Chunk("")
        found.append(chunk)
        for item in _items(words(clause)):
            relation = item.kinds.get("relation")
            if item.said in _ARTICLES:
                chunk.counted = True
            elif relation is None:
                chunk.items.append(item)
            elif not (relation == "and" and chunk.items and not chunk.has_noun):
                chunk = Chunk(relation)
                found.append(chunk)
    return _joined([chunk for chunk in found if chunk.items or chunk.relation == "rim"])


def _joined(found: list[Chunk]) -> list[Chunk]:
    """Stones linked by "and" that both describe a piece come into one phrase."""
    joined: list[Chunk] = []
    for chunk in found:
        if (
            joined
            and chunk.relation == "and"
            and chunk.keys("piece")
            and chunk.keys("stone")
            and joined[-1].keys("stone")
            and not joined[-1].keys("piece")
        ):
            joined[-1].items += chunk.items
        else:
            joined.append(chunk)
    return joined


def _items(said: list[str]) -> Iterator[Item]:
    """The longest phrases of the tables, from the left; fillers are left out."""
    known = _known()
    place = 0
    while place < len(said):
        if (
            said[place] == "letter"
            and len(said[place + 1 : place + 2][:1])
            and (len(said[place + 1]) == 1)
        ):
            kinds = {"motif": "letters", "letter": said[place + 1].upper()}
            yield Item(" ".join(said[place : place + 2]), kinds, False)
            place += 2
            continue
        end, kinds, many = place + 1, {}, False
        for end in range(min(place + _LONGEST, len(said)), place, -1):
            phrase = " ".join(said[place:end])
            alone = " ".join([*said[place : end - 1], singular(said[end - 1])])
            kinds = known.get(phrase) or known.get(alone) or {}
            many = phrase != alone
            if kinds:
                break
        if kinds.keys() != {"filler"} or phrase in _ARTICLES:
            yield Item(" ".join(said[place:end]), kinds, many)
        place = end


@cache
def _known() -> dict[str, dict[str, str]]:
    """Every phrase of the tables to what it can be."""
    known: dict[str, dict[str, str]] = {}

    def learn(kind: str, key: str, phrase: str) -> None:
        known.setdefault(" ".join(words(phrase)), {}).setdefault(kind, key)

    english = table("en")
    kinds = {
        "relations": "relation",
        "metals": "metal",
        "dark": "dark",
        "styles": "style",
        "heads": "head",
        "qualities": "quality",
        "counts": "count",
        "settings": "setting",
        "parts": "part",
        "grounds": "ground",
        "worn": "worn",
        "forms": "form",
        "motifs": "motif",
        "fillers": "filler",
    }
    for section, kind in kinds.items():
        for key, row in english[section].items():
            for phrase in phrases(row):
                learn(kind, key, phrase)
    for phrase, key in MOTIFS.items():
        learn("motif", key, phrase)
    for phrase, key in TYPES.items():
        if phrase not in known and singular(phrase) not in known:
            learn("piece", key, phrase)
    named = phrases(english["stones"]["names"])
    for name in LOOKS:
        colour, _, stone = name.partition(" ")
        if stone not in named or colour not in english["qualities"]:  # "blue topaz" is a topaz
            learn("stone", name, name)
            *first, last = name.split()
            learn("stone", name, " ".join([*first, singular(last)]))
    for key in english["stones"].keys() - {"names"}:
        for name in phrases(english["stones"][key]):
            known.pop(name, None)
            learn("stone", key, name)
    learn("piece", "set", "set")
    learn("pair", "pair", "pair of")
    learn("pair", "pair", "pair")
    return known
