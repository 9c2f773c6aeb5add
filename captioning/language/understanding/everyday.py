"""Words that are no slips of jewelry words, though "people" is near to "purple"."""

from __future__ import annotations

from functools import cache, lru_cache

from captioning.language.lexicon import LEXICONS, rows
from captioning.language.understanding.entries import PHRASES
from captioning.language.understanding.folding import pieces
from captioning.language.understanding.vocabulary import vocabulary

EVERYDAY = LEXICONS / "everyday"
"""The folder with a list of words for each language."""

_SHORTEST_STEM = 5
"""Letters of a stem that counts; shorter ones are the roots of many words."""


@lru_cache(maxsize=1 << 14)
def is_everyday(word: str, language: str, exactly: bool = False) -> bool:
    """Whether a folded word is in the language's list, or in captions in that language.

    Args:
        word: Folded.
        language: Its code.
        exactly: Whether another form of a listed word does not count.
    """
    forms = (word,) if exactly else vocabulary(language).forms(word)
    return word in _of_captions(language) or not _listed(language).isdisjoint(forms)


@cache
def _listed(language: str) -> frozenset[str]:
    """The words of a list and their stems."""
    text = (EVERYDAY / f"{language}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    listed = {word for line in lines for word in pieces(line)}
    stems = map(vocabulary(language).stem, listed)
    return frozenset(listed | {stem for stem in stems if len(stem) >= _SHORTEST_STEM})


@cache
def _of_captions(language: str) -> frozenset[str]:
    """The words that captions are written with."""
    sections = rows(PHRASES / f"{language}.toml").values()
    texts = (row for section in sections if isinstance(section, dict) for row in section.values())
    return frozenset(word for row in texts if isinstance(row, str) for word in pieces(row))
