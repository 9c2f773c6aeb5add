"""Slips of the keyboard and of the ear: "saphire", "neckless"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from captioning.language.stems import stem
from captioning.language.understanding.everyday import is_everyday
from captioning.language.understanding.vocabulary import LANGUAGES, vocabulary
from captioning.settings import SpellingSettings, shipped_settings

_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("ch", "k"), ("qu", "k"), ("sch", "s"), ("c(?=[eiy])", "s"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("y", "i"), ("th", "t"), ("[aeiou]", ""),
    ("h", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_STEPS = tuple((re.compile(pattern), by) for pattern, by in _SOUNDS)

SHORTEST = 4
"""Letters of the shortest word that is corrected: almost any three are near to some word."""


_SHORTEST_COMPOUND = 8
"""Letters of the shortest compound that is corrected."""


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """The consonants of a word as they sound: "neckless" and "necklace" are both "nkls"."""
    rest = word
    for pattern, by in _STEPS:
        rest = pattern.sub(by, rest)
    return word[0] + rest if word[0] in "aeiou" else rest


@lru_cache(maxsize=4096)
def correction(word: str, language: str | None) -> str | None:
    """The word of a vocabulary that was meant.

    Args:
        word: Folded, unknown to the vocabulary and the gallery.
        language: Of the query; English counts as second best. None if no word of the query tells
            its language: then English is followed by all others.

    Returns:
        The nearest word; None where none is near, or where the word is an everyday one.
    """
    if not _may_be_slip(word, language):
        return None
    costs = shipped_settings().spelling
    found = [
        (_cost(word, match, costs) + (costs.second_language if place else 0), place, match)
        for place, name in enumerate(_languages(language))
        for match in (*_near(word, _words(name), costs), *_compounds(word, name))
    ]
    best = min(found, default=None)
    return best[2] if best and best[0] <= costs.most(len(word)) else None


def sibling(word: str) -> str | None:
    """The English word that lacks or has one "e" at its end: "necklac", "pearle", "bronz".

    A gallery knows words by their stems, so it takes such a slip for a word of its own.
    """
    found = {f"{word}e", word.removesuffix("e")} & vocabulary("en").telling - {word}
    return next(iter(found), None) if _may_be_slip(word, "en") else None


def gallery_word(word: str, language: str | None, known: Iterable[str]) -> str | None:
    """The word of a gallery that was meant: "hamered" for "hammered".

    Args:
        word: Folded, unknown to every vocabulary.
        language: Of the query, or None.
        known: Stems of the gallery's words.

    Returns:
        The one stem with a letter more or fewer, or two in another order, and the ending typed.
        Another letter in its place makes another word too often: "smell" is not "small".
    """
    root = stem(word)
    if len(root) <= SHORTEST or not _may_be_slip(word, language):
        return None
    near = process.extract(root, list(known), scorer=OSA.distance, score_cutoff=1, limit=3)
    alike = [
        match
        for match, *_ in near
        if match[0] == root[0] and (len(match) != len(root) or sorted(match) == sorted(root))
    ]
    ending = word.removeprefix(root) if word.startswith(root) else ""
    return alike[0] + ending if len(alike) == 1 else None


def _languages(language: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((language, "en"))) if language else LANGUAGES


def _may_be_slip(word: str, language: str | None) -> bool:
    """Whether a word is long enough, and no everyday one, in any form in its first language."""
    if len(word) < SHORTEST or not word.isalpha():
        return False
    first, *others = _languages(language)
    return not (
        is_everyday(word, first) or any(is_everyday(word, name, exactly=True) for name in others)
    )


def _near(word: str, words: Sequence[str], costs: SpellingSettings) -> Iterator[str]:
    most = int(costs.most(len(word)))
    for match, *_ in process.extract(
        word, words, scorer=OSA.distance, score_cutoff=most, limit=None
    ):
        yield str(match)


def _compounds(word: str, language: str) -> Iterator[str]:
    """German compounds of which one part is a letter off: "Smargdring", "Silberktte"."""
    if language != "de" or len(word) < _SHORTEST_COMPOUND:
        return
    words = vocabulary(language)
    for end in range(SHORTEST, len(word) - SHORTEST + 1):
        first, rest = word[:end], word[end:]
        if rest in _types():
            for match in _one_off(first, tuple(words.parts)):
                yield match + rest
        elif first in words.parts:
            for match in _one_off(rest, _types()):
                yield first + match


def _one_off(part: str, parts: Sequence[str]) -> Iterator[str]:
    found = process.extract(part, parts, scorer=OSA.distance, score_cutoff=1, limit=None)
    return (str(match) for match, *_ in found if match[0] == part[0])


@cache
def _types() -> tuple[str, ...]:
    """German words for a piece that compounds end with, plurals as well."""
    parts = vocabulary("de").parts
    return tuple(word for word, entry in parts.items() if entry.section == "types")


def _cost(word: str, match: str, costs: SpellingSettings) -> float:
    """The slips, and more where the first letters or the sounds differ."""
    alike = sound(word) == sound(match) or sorted(word) == sorted(match)
    first = word[0] == match[0] or (alike and word[0] not in "aeiou")
    slips: int = OSA.distance(word, match)
    return slips + (0 if first else costs.first_letter) + (0 if alike else costs.sound)


@cache
def _words(language: str) -> tuple[str, ...]:
    """The words that a slip may stand for: those that mean something of a piece."""
    return tuple(sorted(word for word in vocabulary(language).telling if len(word) > 2))
