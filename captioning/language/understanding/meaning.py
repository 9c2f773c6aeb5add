"""What the rows of the lexicon mean: `concepts.toml` and the facets of each section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from captioning.language.facets import METAL, MOTIF, STONE, STYLE, TYPE, Facet
from captioning.language.lexicon import CONCEPTS, rows

SECTIONS = (
    "types metals looks stones colours styles motifs scenes trade marks body structure".split()
)
"""Sections whose rows mean something of a piece."""

CAPTIONS = "captions"
"""The section of words that only captions have; the name is the English word."""

STONY = ("looks", "stones")
"""Sections that name stones."""

Choices = tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase is.

    Attributes:
        section: The section of its row, such as "types" or "negations".
        name: The name of its row, such as "ring"; for grammar the section again.
        denied: Whether its ending says "without".
    """

    section: str
    name: str
    denied: bool = False

    @property
    def means(self) -> bool:
        """Whether it says something of a piece, as grammar does not."""
        return self.section in SECTIONS


@dataclass(frozen=True)
class Meaning:
    """What an entry says of a piece outright and by implication: groups of alternatives."""

    says: tuple[Choices, ...] = ()
    implies: tuple[Choices, ...] = ()
    denies: Choices = ()


@lru_cache(maxsize=4096)
def meaning_of(entry: Entry) -> Meaning:
    """What the row of an entry says and implies."""
    section, name = entry.section, entry.name
    if section in STONY:
        return _says(Facet.of(name) if ":" in name else Facet(STONE, name))
    if section == "colours":
        return Meaning((looks_of(name),))
    if section == "styles":
        return _style(name)
    kinds = {"types": TYPE, "metals": METAL, "motifs": MOTIF}
    return _says(Facet(kinds[section], name)) if section in kinds else concepts()[name]


def _says(facet: Facet) -> Meaning:
    return Meaning(((facet,),))


def _style(name: str) -> Meaning:
    kind, hint = table("style_types").get(name), table("style_hints").get(name)
    says: list[Choices] = [(Facet(STYLE, name),)]
    if kind:
        says.append((Facet(TYPE, kind),))
    implied = (tuple(Facet(TYPE, one) for one in hint.split("|")),) if hint else ()
    return Meaning(tuple(says), implied)


def looks_of(colour: str) -> Choices:
    """The looks of stones of a colour."""
    return _choices(table("colour_looks")[colour])


def things_of(colour: str) -> Choices:
    """What else shows a colour: enamel and beads, as captions name them."""
    row = table("colour_things").get(colour)
    return _choices(row) if row else ()


@cache
def concepts() -> dict[str, Meaning]:
    """The meaning of every concept of `concepts.toml`."""
    found = {}
    for name, lines in rows(CONCEPTS)["concepts"].items():
        said = lines.get("says", ())
        found[name] = Meaning(
            says=tuple(_choices(line) for line in said if not line.startswith("-")),
            implies=tuple(map(_choices, lines.get("implies", ()))),
            denies=tuple(Facet.of(line[1:]) for line in said if line.startswith("-")),
        )
    return found


def _choices(line: str) -> Choices:
    return tuple(map(Facet.of, line.split("|")))


@cache
def table(section: str) -> Mapping[str, str]:
    """A section of `concepts.toml` that maps names to facets."""
    found: Mapping[str, str] = rows(CONCEPTS)[section]
    return found
