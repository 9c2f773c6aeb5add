"""The tables of the jeweler's language: types, metals, stones, colours and motifs.

Data rather than code: to teach the program a word, add it to its row in the file of its language.
A photo shows a look, not a mineral, so metals are named by the colour seen and stones are grouped
by look. Here are the tables that captions are read with, which are English; `vocabulary` reads
typed words in every language with the same rows.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any


def words(text: str) -> list[str]:
    """Lower-case words without accents and punctuation; a hyphen parts two words.

    Reads the first 20,000 characters: no caption is longer, and nobody waits for a pasted book.

    >>> words("Pavé two-tone tiger's-eye RING!")
    ['pave', 'two', 'tone', "tiger's", 'eye', 'ring']
    """
    plain = text[:20_000].lower().replace("\u2019", "'")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain).lower()
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain)


_SINGULARS = {
    "leaves": "leaf", "halves": "half", "wolves": "wolf", "topazes": "topaz", "quartzes": "quartz",
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """The singular of a regular plural: "leaves" -> "leaf", "rubies" -> "ruby"."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word in _SINGULARS:
        return _SINGULARS[word]
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and len(word) > 3:
        return word[:-1]
    return word


class Phrases(dict[str, str]):
    """Phrases of up to three words to what they name.

    Attributes:
        openers: First words of all phrases; most words of a caption open none.
    """

    def __init__(self, rows: Mapping[str, str]) -> None:
        """Turns {name: "word, two words"} round: {"word": name, "two words": name}."""
        super().__init__(
            (part.strip(), name) for name, row in rows.items() for part in row.split(",")
        )
        self.openers = frozenset(phrase.split()[0] for phrase in self)


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def matches(said: Sequence[str], table: Phrases) -> list[tuple[int, int, str]]:
    """Finds the longest phrases of a table in the words, from the left.

    Returns:
        Start and end of each phrase among the words, and what the table says it names.
    """
    found: list[tuple[int, int, str]] = []
    openers = table.openers
    if openers.isdisjoint(said):
        return found
    passed = 0
    for start, word in enumerate(said):
        if word not in openers or start < passed:
            continue
        for end in range(min(start + 3, len(said)), start, -1):
            named = table.get(" ".join(said[start:end]))
            if named:
                found.append((start, end, named))
                passed = end
                break
    return found


LEXICONS = Path(__file__).parent
"""The folder with a file for each language."""

CONCEPTS = LEXICONS.parent / "concepts.toml"
"""What words mean in every language."""


@cache
def rows(path: Path) -> Mapping[str, Any]:
    """The sections of a file of words, each a mapping of names to rows; read once."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


_ENGLISH = rows(LEXICONS / "en.toml")
_STYLE_TYPES: Mapping[str, str] = rows(CONCEPTS)["style_types"]


def _joined(*sections: Mapping[str, str]) -> dict[str, str]:
    """Sections of rows as one; rows of one name are joined."""
    joined: dict[str, str] = {}
    for section in sections:
        for name, row in section.items():
            joined[name] = f"{joined[name]}, {row}" if name in joined else row
    return joined


def _set(row: str) -> frozenset[str]:
    return frozenset(word.strip() for word in row.split(","))


HEAD_ENDS = _set(_ENGLISH["captions"]["head_ends"])
"""Words that end the noun phrase that names a piece."""

TYPES = Phrases(
    _joined(
        _ENGLISH["types"],
        *({kind: _ENGLISH["styles"][style]} for style, kind in _STYLE_TYPES.items()),
    )
)
"""Nouns that name a piece, to the type they name."""

SINGLE_PIECES = _set(_ENGLISH["captions"]["single_pieces"])
"""Nouns for one piece that no other noun follows, as "earrings" may follow "hoop" or "cuff"."""

HINTS = Phrases(_ENGLISH["hints"])
"""Words that only suggest a type, read in this order where no noun of `TYPES` is said."""

METALS = Phrases(_ENGLISH["metals"])
"""What metals are called, to the colour they show."""

LOOKS = Phrases(_ENGLISH["looks"])
"""Names of stones to what a photo shows of them; other names have no agreed look."""

COLOURS = Phrases(_joined(_ENGLISH["colours"], _ENGLISH["shades"]))
"""Colours of stones as people write them, to the colour in a stone's name."""

MOTIFS = Phrases(_ENGLISH["motifs"])
"""What a piece is shaped like, to the motif; the first said counts, shapes after pictures."""

STYLES = Phrases(_ENGLISH["styles"])
"""How a piece is made, set or worn, to the style's name."""
