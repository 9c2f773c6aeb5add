"""A query without slips: words of other spelling, and words that belong together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from captioning.language.facets import Correction
from captioning.language.stems import stem
from captioning.language.understanding.reading import UNKNOWN, Item, languages_of, read
from captioning.language.understanding.spelling import SHORTEST, correction, gallery_word, sibling
from captioning.language.understanding.tokens import Token, corrected
from captioning.language.understanding.vocabulary import vocabulary

MOST_CORRECTED = 30
"""Unknown words of a query that may be slips; a text with more is no query."""

_SHORTEST_JOINED = 7
"""Letters of the shortest word that is made of two: "earring" of "ear ring"."""


@dataclass(frozen=True)
class Respelled:
    """A query without slips.

    Attributes:
        said: Its tokens.
        language: Of the tokens.
        items: What they are.
        corrections: What was corrected.
    """

    said: list[Token]
    language: str
    items: list[Item]
    corrections: tuple[Correction, ...]


def respelled(said: Sequence[Token], known: Collection[str]) -> Respelled:
    """Corrects a query.

    Args:
        said: As typed.
        known: Stems of the words that the gallery has; none of them is corrected.
    """
    ahead = languages_of(said)
    language = next(iter(ahead), "en")
    spelled, listed = _listed(said, language, known)
    joined, together = _together(spelled, language)
    items = read(joined, language, known)
    near, others = _near(joined, items, language if len(ahead) == 1 else None, known)
    made = (*listed, *together, *others)
    if made:
        language = next(iter(languages_of(near)), "en")
        items = read(near, language, known)
    return Respelled(near, language, items, made)


def _listed(
    said: Sequence[Token], language: str, known: Collection[str]
) -> tuple[list[Token], list[Correction]]:
    """Slips that the lexicon lists, because they are words of their own: "perl", "sliver"."""
    fresh, made = list(said), list[Correction]()
    slips = vocabulary(language).slips
    for place, token in reversed(list(enumerate(said))):
        meant = None if token.mark or token.exact else slips.get(token.typed.lower())
        if meant and not (stem(token.word) in known and stem(token.word) != stem(meant)):
            fresh = corrected(fresh, place, meant)
            made.append(Correction(token.typed, meant))
    return fresh, made[::-1]


def _together(said: Sequence[Token], language: str) -> tuple[list[Token], list[Correction]]:
    """Two words that are one in the vocabulary: "ear rings", "moon stone"."""
    words, fresh, made = vocabulary(language), list(said), list[Correction]()
    for place in range(len(said) - 2, -1, -1):
        first, second = said[place], said[place + 1]
        whole = first.word + second.word
        marked = first.mark or second.mark or len(second.word) < SHORTEST
        entry = None if marked else words.find((whole,))
        if first.exact or second.exact or not entry:
            continue
        if words.find((first.word, second.word)):
            continue
        if entry.means and len(whole) >= _SHORTEST_JOINED and "'" not in whole:
            fresh = corrected(fresh, place, whole, width=2)
            made.append(Correction(f"{first.typed} {second.typed}", whole))
    return fresh, made[::-1]


def _near(
    said: Sequence[Token], items: Sequence[Item], language: str | None, known: Collection[str]
) -> tuple[list[Token], list[Correction]]:
    """Words that nothing is known of, and that are near to one that is known."""
    fresh, made = list(said), list[Correction]()
    strange = [item for item in items if item.entries == (UNKNOWN,)]
    for item in strange if len(strange) <= MOST_CORRECTED else ():
        token = said[item.start]
        if token.exact:
            continue
        if meant := _meant(token.word, language, known):
            fresh = corrected(fresh, item.start, meant)
            made.append(Correction(token.typed, meant))
    return fresh, made


def _meant(word: str, language: str | None, known: Collection[str]) -> str | None:
    if stem(word) in known:
        return sibling(word)
    if word in vocabulary(language or "en").words or word in vocabulary("en").words:
        return None
    return correction(word, language) or gallery_word(word, language, known)
