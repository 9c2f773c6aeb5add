"""The words of a language, from its TOML file; keys are the English words."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from captioning.language.phrases.description import Phrase

SIZES = ("small", "large", "thin", "slim", "wide", "long", "short", "dark", "pale", "spaced")
"""Qualities of size, shade and distance, whose place among adjectives differs between languages."""

COLOURS = frozenset(
    {"white", "pearly white", "milky white", "black", "grey", "blue", "light blue", "navy", "teal"}
    | {"green", "light green", "red", "dark red", "burgundy", "pink", "purple", "lilac", "yellow"}
    | {"dark green", "dark brown", "dark grey", "dark pink", "dark purple", "pale pink"}
    | {"orange", "brown", "light brown", "beige", "cream", "champagne", "clear"}
)
"""Qualities of colour, of which two are linked by "and"."""

_UNCUT = ("pearl", "mother of pearl", "shell", "enamel", "beads")

_STRUNG = ("pearl", "beads", "seed beads", "glass beads", "wooden beads")


@cache
def table(language: str) -> dict[str, Any]:
    """The data of a language, as its TOML file has it."""
    return tomllib.loads((files(__package__) / f"{language}.toml").read_text("utf-8"))


@lru_cache(maxsize=4096)
def phrases(row: str) -> tuple[str, ...]:
    """The phrases of a row, which are parted by commas."""
    return tuple(part.strip() for part in row.split(","))


@dataclass(frozen=True)
class Noun:
    """A noun and its forms.

    Attributes:
        one: The singular.
        many: The plural.
        gender: "m", "f" or "n".
        extra: What else the row says: a German noun's own adjective, or its part in compounds.
    """

    one: str
    many: str
    gender: str
    extra: str = ""

    def form(self, many: bool) -> str:
        """The singular or the plural."""
        return self.many if many else self.one


class Wording:
    """The tables of one language.

    Attributes:
        language: Its code, such as "fr".
        words: Function words and templates.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._table = table(language)
        self.words: dict[str, str] = self._table["words"]

    def row(self, section: str, key: str) -> str:
        """A row of a table, or "" where the table has none."""
        row: str = self._table.get(section, {}).get(key, "")
        return row

    def listed(self, key: str) -> tuple[str, ...]:
        """A list of the grammar table."""
        return phrases(self.row("grammar", key))

    def piece(self, piece: Phrase) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """The row of a piece's name, and what of the piece the name does not say.

        Returns:
            The row; the styles and the qualities that have to be said apart.
        """
        styles = [style for style in piece.styles if self.row("styles", style)]
        name = next((s for s in styles if self.row("pieces", f"{s} {piece.noun}")), None)
        key = f"{name} {piece.noun}" if name else piece.noun
        row = self.row("pieces", key) if name else self.row("types", key)
        implied = [one for said in (key, *styles) for one in phrases(self.row("implied", said))]
        rest = tuple(style for style in styles if style != name and style not in implied)
        return row, rest, tuple(quality for quality in piece.qualities if quality not in implied)

    def quality(self, quality: str, cut: bool) -> str:
        """A quality in words; "cushion" is the cut of a faceted gem, the shape of all else."""
        shape = "" if cut else self.row("qualities", f"{quality} shape")
        return shape or self.row("qualities", quality)

    def number(self, count: int | None) -> str:
        """A number from 2 to 8 in words, or ""."""
        return phrases(self.words["numbers"])[count - 1] if count and count > 1 else ""


def is_material(stone: Phrase, piece: Phrase) -> bool:
    """Whether a piece is made of the stone, as a string of pearls or beads is."""
    return stone.many and not piece.metals and ("bead" in stone.styles or stone.noun in _STRUNG)


def form_of(stone: Phrase, wording: Wording) -> str | None:
    """What a stone is made into, "cabochon" included, or None."""
    formed = next((one for one in stone.styles if wording.row("forms", one)), None)
    return formed or ("cabochon" if "cabochon" in stone.qualities else None)


def has_cut(stone: Phrase, form: str | None) -> bool:
    """Whether a stone has facets: a cabochon, a bead or a pearl only has a shape."""
    return form is None and stone.noun not in _UNCUT


def colours_linked(said: dict[str, str], link: str) -> list[str]:
    """Adjectives by their quality, two colours as one: "red", "white" -> "red and white".

    Two qualities with the same word, such as "thin" and "slim", have it once.
    """
    coloured = [text for quality, text in said.items() if quality in COLOURS]
    if len(coloured) < 2:
        return list(dict.fromkeys(said.values()))
    others = [text for quality, text in said.items() if quality not in COLOURS]
    return [*dict.fromkeys(others), listed(coloured, link)]


def alike(stones: list[Phrase]) -> bool:
    """Whether stones differ only in kind, so that what they are made into is said once."""
    return len(stones) > 1 and all(
        stone == replace(stones[0], noun=stone.noun) and stone.styles and not stone.qualities
        for stone in stones
    )


def sized(qualities: tuple[str, ...], first: bool) -> tuple[str, ...]:
    """Qualities with those of size first or last."""
    return tuple(sorted(qualities, key=lambda quality: (quality in SIZES) != first))


def listed(parts: list[str], link: str) -> str:
    """ "A, B and C"."""
    return f"{', '.join(parts[:-1])} {link} {parts[-1]}" if len(parts) > 1 else "".join(parts)
