"""German shades, which nobody can list: "grünlich", "himmelblau", "smaragdgrün", "honiggelb"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from captioning.language.understanding.meaning import Entry

_COLOUR = "blau|grun|gelb|braun|schwarz|weiss|violett|lila|orange|pink"
"""Colours that end no other words, as "rot" ends "Brot" and "rosa" "Prosa"; reds are rows."""

_ISH = re.compile(r"(.{3,})lich(?:e[rnms]?)?")
_SHADE = re.compile(rf"(.{{3,}}?)({_COLOUR})(?:e[rnms]?)?")
_OTHERS = re.compile(r".*sch|schwarz|weiss")
"""What stands before a colour in other words: "Schweiß", and "schwarzweiß", which is both."""


def shade(word: str, parts: Mapping[str, Entry]) -> Entry | None:
    """The colour that a German word is a shade of, whatever stands before it.

    What is named first only tells which green "smaragdgrün" is; nobody asks for emeralds with it.

    Args:
        word: Folded.
        parts: What the words of the language mean.
    """
    if ish := _ISH.fullmatch(word):
        colour = parts.get(ish[1])
    else:
        found = _SHADE.fullmatch(word)
        colour = parts.get(found[2]) if found and not _OTHERS.fullmatch(found[1]) else None
    return colour if colour and colour.section == "colours" else None  # "herzlich" is none
