"""The rows of the files of words, as a vocabulary takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from captioning.language.lexicon import LEXICONS, rows
from captioning.language.understanding.folding import phrases_of, pieces
from captioning.language.understanding.meaning import SECTIONS

PHRASES = LEXICONS.parent / "phrases"
"""The folder with the words of captions in each language."""

_STONES_OF_TWO_WORDS = frozenset({"lava stone", "japanese seed bead"})


def entries(data: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Section, name and phrase of every row that queries are read with."""
    for section, named in data.items():
        if section in (*SECTIONS, "grammar"):
            for name, row in named.items():
                if section == "grammar" and name in ("gold", "coloured", "sizes"):
                    continue
                for phrase in phrases_of(row):
                    yield (name if section == "grammar" else section), name, phrase


def described_with(language: str) -> dict[tuple[str, ...], str]:
    """Words that captions in a language describe with, folded, to the English ones."""
    path = PHRASES / f"{language}.toml"
    if language == "en" or not path.is_file():
        return {}
    data = rows(path)
    found: dict[tuple[str, ...], str] = {}
    for section in ("qualities", "settings", "parts"):
        for english, row in data.get(section, {}).items():
            said = pieces(str(row).split(",")[0])
            if len(said) == 1 and len(said[0]) > 2:
                found.setdefault(said, english)
    return found


def canonical_stone(look: str, phrase: str) -> str:
    """The facet of an English stone: itself, or its look where only that is named."""
    names = phrase.split()
    general = names[-1] in ("stone", "bead") or phrase == "black beads"
    return f"look:{look}" if general and phrase not in _STONES_OF_TWO_WORDS else phrase
