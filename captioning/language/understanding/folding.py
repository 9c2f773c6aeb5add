"""Words as they are compared: in lower case, without accents, elisions apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from captioning.language.lexicon import words

_WHOLE = frozenset({"i'm", "pin's"})


@lru_cache(maxsize=1 << 14)
def folded(word: str) -> str:
    """A word in lower case without accents: "Weißgold" -> "weissgold", "küpe" -> "kupe"."""
    plain = word.lower().replace("ß", "ss").replace("ı", "i").replace("œ", "oe")
    return " ".join(words(plain))


@lru_cache(maxsize=1 << 14)
def pieces(text: str) -> tuple[str, ...]:
    """The folded words of a phrase; an elision is a word of its own: "d'or" -> d, or."""
    return tuple(
        part
        for word in folded(text).split()
        for part in ([word] if word.endswith(("'s", "'t")) or word in _WHOLE else word.split("'"))
        if part
    )


def phrases_of(row: str) -> Iterator[str]:
    """The phrases of a row."""
    return (phrase.strip() for phrase in row.split(",") if phrase.strip())
