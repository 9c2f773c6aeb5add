"""Slips of the keyboard and of the ear: "saphire", "neckless"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from captioning.language.vocabulary import vocabulary

_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("ch", "k"), ("qu", "k"), ("sch", "s"), ("c(?=[eiy])", "s"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("y", "i"), ("th", "t"), ("[aeiou]", ""),
    ("h", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_STEPS = tuple((re.compile(pattern), by) for pattern, by in _SOUNDS)


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """The consonants of a word as they sound: "neckless" and "necklace" are both "nkls"."""
    rest = word
    for pattern, by in _STEPS:
        rest = pattern.sub(by, rest)
    return word[0] + rest if word[0] in "aeiou" else rest


def slips(length: int) -> int:
    """How many letters of a word of this length may be wrong."""
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 9 else 3


@cache
def _words(language: str) -> list[str]:
    return sorted(
        word
        for word, means in vocabulary(language).words.items()
        if means and len(word) > 2 and not word[0].isdigit()
    )


@cache
def _sounds(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in _words(language):
        found.setdefault(sound(word), []).append(word)
    return found


def correction(word: str, language: str, others: Iterable[str] = ()) -> str | None:
    """The word that was meant, or None.

    Args:
        word: Folded, unknown to the vocabulary and the gallery.
        language: Of the query.
        others: Words of the gallery; they are taken only for a single slip.
    """
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return None
    allowed = slips(len(word))
    names = list(dict.fromkeys((language, "en")))
    found: list[tuple[float, str]] = []
    for rank, name in enumerate(names):
        for match, distance, _ in process.extract(
            word, _words(name), scorer=OSA.distance, score_cutoff=allowed, limit=6
        ):
            found.append((_cost(word, match, distance) + rank / 2, match))
        for match in _sounds(name).get(sound(word), ()):
            if len(sound(word)) > 2 and abs(len(match) - len(word)) < 3:
                heard = OSA.distance(word, match)
                found.append((min(_cost(word, match, heard), 1.5) + rank / 2, match))
    if not found and len(word) > 4:
        for match, slip, _ in process.extract(
            word, list(others), scorer=OSA.distance, score_cutoff=1, limit=3
        ):
            found.append((_cost(word, match, slip), match))
    best = min(found, default=None)
    return best[1] if best and best[0] <= allowed + 0.5 else None


def _cost(word: str, match: str, distance: float) -> float:
    """The slips, and a little more where the first letters or the sounds differ."""
    return distance + (word[0] != match[0]) + 0.4 * (sound(word) != sound(match))
