"""Reads a typed query word by word: its language, and what each phrase of it is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from captioning.language.stems import stem
from captioning.language.vocabulary import (
    LANGUAGES,
    LONGEST,
    Entry,
    Vocabulary,
    pieces,
    vocabulary,
)

MOST = 250
"""Words of a query that are understood; nobody waits for a pasted book."""

UNKNOWN = Entry("word", "")
"""A word that no file of words has."""

BREAK, MINUS, SLASH = Entry("breaks", ","), Entry("negations_one", "-"), Entry("alternatives", "/")

_TOKENS = re.compile(
    r"w/o\b|[^\W_]+(?:['\u2019][^\W_]+)*|[,;:.!?()/|–—\n]|(?<![^\s(\"'])[-−](?=[^\W_])|[&+]"
)
_QUOTED = re.compile(r'["\u201c\u201e\u00ab][^"\u201c-\u201e\u00ab\u00bb]*["\u201c\u201d\u00bb]')
_MARKS = {
    "/": SLASH,
    "|": SLASH,
    "-": MINUS,
    "−": MINUS,
    "&": Entry("joins", "&"),
    "+": Entry("joins", "+"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark.

    Attributes:
        word: Folded; empty for a mark.
        typed: As the person wrote it.
        mark: What a mark is.
        exact: Whether it stands in quotes, and so is not corrected.
    """

    word: str
    typed: str
    mark: Entry | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase that was recognized.

    Attributes:
        entries: What it is; several for a compound.
        words: As typed.
        start: Place of its first token.
        language: Of the file that has it.
        exact: Whether it stands in quotes, and so implies nothing.
    """

    entries: tuple[Entry, ...]
    words: tuple[str, ...]
    start: int
    language: str = "en"
    exact: bool = False

    @property
    def section(self) -> str:
        """The section of the last part, the head of a compound."""
        return self.entries[-1].section

    @property
    def name(self) -> str:
        """The row of the last part."""
        return self.entries[-1].name

    @property
    def means(self) -> bool:
        """Whether it says something of a piece."""
        return any(entry.means for entry in self.entries)


def tokens(text: str) -> list[Token]:
    """The words and marks of a text, the first `MOST`."""
    found: list[Token] = []
    text = text[:20_000]
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _TOKENS.finditer(text):
        typed = match[0]
        if typed.lower() == "w/o":
            found.append(Token("without", typed))
        elif mark := _MARKS.get(typed):
            found.append(Token("", typed, mark))
        elif not typed[0].isalnum():
            found.append(Token("", typed, BREAK))
        else:
            exact = any(start < match.start() < end for start, end in quoted)
            found += [Token(word, typed, exact=exact) for word in pieces(typed)]
        if len(found) >= MOST:
            break
    return found[:MOST]


def language_of(said: Sequence[Token]) -> str:
    """The language of most of the words; English where none is ahead of it.

    A word of a compound or an ending counts a little less than a whole one, and grammar less than
    a word that means something: "or" is French for gold, if the rest of the query is French.
    """
    votes = {name: _votes(vocabulary(name), said) for name in LANGUAGES}
    return max(LANGUAGES, key=lambda name: (round(votes[name], 3), name == "en"))


def _votes(language: Vocabulary, said: Sequence[Token]) -> float:
    votes, place = 0.0, 0
    while place < len(said):
        end, found = _longest(language, said, place)
        if not found:
            place += 1
            continue
        whole = all(token.word in language.words for token in said[place:end])
        worth = 1.0 if found[-1].means else 0.7
        votes += (worth if whole else worth * 0.8) * (end - place) ** 1.1
        place = end
    return votes


def _longest(
    language: Vocabulary, said: Sequence[Token], place: int
) -> tuple[int, tuple[Entry, ...]]:
    """End and meaning of the longest phrase that begins here."""
    if said[place].mark:
        return place + 1, ()
    most = place + 1
    while most < min(place + LONGEST, len(said)) and not said[most].mark:
        most += 1
    words = tuple(token.word for token in said[place:most])
    for end in range(len(words), 0, -1):
        if (
            end > 1
            and words[0] not in language.openers
            and language.key(words[0]) not in language.openers
        ):
            continue
        if entry := language.find(words[:end]):
            return place + end, (*_within(language, words[:end], entry), entry)
    return place + 1, language.compound(words[0])


def _within(language: Vocabulary, words: tuple[str, ...], entry: Entry) -> tuple[Entry, ...]:
    """Types and stones within a phrase of style or trade: "pendientes colgantes"."""
    if entry.section not in ("styles", "trade", "structure"):
        return ()
    found: list[Entry | None] = []
    if len(words) > 1:
        found = [language.find((word,)) for word in words]
    if language.language == "de" and len(words) == 1:
        word = words[0]
        parts = [
            part
            for start in range(3, len(word) - 3)
            if (part := language.parts.get(word[start:])) and part.section == "types"
        ]
        found = [*parts[:1]]
    return tuple(one for one in found if one and one.section in ("types", "looks", "stones"))


def read(said: Sequence[Token], language: str, known: Container[str]) -> list[Item]:
    """The phrases of a query.

    Args:
        said: Its tokens.
        language: Whose words come first; then English and the words of the gallery, then others.
        known: Stems of the words that the gallery has.
    """
    items: list[Item] = []
    place = 0
    order = list(dict.fromkeys((language, "en", *LANGUAGES)))
    while place < len(said):
        token = said[place]
        if token.mark:
            items.append(Item((token.mark,), (token.typed,), place))
            place += 1
            continue
        end, item = place + 1, Item((UNKNOWN,), (token.typed,), place)
        for number, name in enumerate(order):
            if number and name != "en" and stem(token.word) in known:
                break  # the gallery's own word before one of another language
            stop, entries = _longest(vocabulary(name), said, place)
            if entries and (number == 0 or _lent(entries[-1], name, token.word)):
                typed = tuple(dict.fromkeys(one.typed for one in said[place:stop]))
                exact = all(one.exact for one in said[place:stop])
                end, item = stop, Item(entries, typed, place, name, exact)
                break
        items.append(item)
        place = end
    return items


def _lent(entry: Entry, language: str, word: str) -> bool:
    """Whether a word of another language is taken for what it is there."""
    small = entry.section in ("prepositions", "fillers", "joins")
    return len(word) > 2 and (entry.means or small or language == "en")


def joined(said: Sequence[Token], language: str) -> list[tuple[int, str]]:
    """Places where two words are one in the vocabulary: "ear rings", "moon stone"."""
    words = vocabulary(language)
    found = []
    for place in range(len(said) - 1):
        first, second = said[place], said[place + 1]
        both = (first.word, second.word)
        if first.mark or second.mark or "'" in first.word + second.word or words.find(both):
            continue
        if first.exact or second.exact:
            continue
        whole = first.word + second.word
        entry = words.phrases.get((whole,))
        if entry and entry.means and len(whole) > 6:
            found.append((place, whole))
    return found


def unknown(items: Sequence[Item], known: Container[str]) -> Iterator[Item]:
    """Words that neither a file of words nor the gallery has."""
    for item in items:
        if item.entries == (UNKNOWN,) and stem(pieces(item.words[0])[0]) not in known:
            yield item


def corrected(said: Sequence[Token], place: int, word: str, width: int = 1) -> list[Token]:
    """The tokens with those at a place read as other words."""
    fresh = [replace(said[place], word=part, typed=part) for part in word.split()]
    return [*said[:place], *fresh, *said[place + width :]]
