"""German shades, which nobody can list: "rötlich", "himmelblau", "knallrot", "smaragdgrün"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from captioning.language.understanding.meaning import Entry

_ISH = re.compile(r"(.{3,})lich(?:e[rnms]?)?")
_NO_RED = re.compile(r".*b|.{1,3}")
"""What stands before "rot" in a word that is no red: "Abendbrot", "Schrot"."""

_SHORTEST = 3
"""Letters of the first part and of a colour at least."""


def shade(word: str, meaning: Callable[[str], Entry | None]) -> Entry | None:
    """The colour that a German word is a shade of, whatever stands before it.

    What is named first only tells which green "smaragdgrün" is; nobody asks for emeralds with it.

    Args:
        word: Folded.
        meaning: What a part of a compound means.
    """
    found = (meaning(part) for part in _colours_within(word))
    return next((one for one in found if one and _is_shade(one)), None)


def _colours_within(word: str) -> Iterator[str]:
    """The parts of a word that may be its colour, the longest first."""
    if ish := _ISH.fullmatch(word):
        yield ish[1]
    for start in range(_SHORTEST, len(word) - _SHORTEST + 1):
        if not (word.startswith("rot", start) and _NO_RED.fullmatch(word[:start])):
            yield word[start:]


def _is_shade(entry: Entry) -> bool:
    """Whether it is a colour; "kristallklar" and "herzlich" are no shades."""
    return entry.section == "colours" and entry.name != "clear"
