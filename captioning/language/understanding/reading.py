"""Reads a query word by word: its language, and what each phrase of it is."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from captioning.language.stems import stem
from captioning.language.understanding.everyday import is_everyday
from captioning.language.understanding.folding import pieces
from captioning.language.understanding.meaning import Entry
from captioning.language.understanding.tokens import Token
from captioning.language.understanding.vocabulary import LANGUAGES, Vocabulary, vocabulary

UNKNOWN = Entry("word", "")
"""A word that no file of words has."""

_OF_PIECES = ("styles", "motifs", "trade", "structure")
"""Sections whose phrases may name a type too."""

_GRAMMAR, _ENDING = 0.7, 0.8
"""Votes of grammar and of a compound or an ending, against a whole word that means something."""


_SHORTEST_FORM = 4
"""Letters of a form that is taken for one of a word of another language."""


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


def languages_of(said: Sequence[Token]) -> tuple[str, ...]:
    """The languages of most of the words, English first; none if no word tells it.

    A word of a compound or an ending counts a little less than a whole one, and grammar less than
    a word that means something: "or" is French for gold, if the rest of the query is French.
    """
    votes = {name: round(_votes(vocabulary(name), said), 3) for name in LANGUAGES}
    most = max(votes.values())
    ahead = sorted((name for name in LANGUAGES if votes[name] == most), key=lambda one: one != "en")
    return tuple(ahead) if most else ()


def _votes(language: Vocabulary, said: Sequence[Token]) -> float:
    votes, place = 0.0, 0
    while place < len(said):
        end, found = _longest(language, said, place)
        if found:
            whole = all(token.word in language.words for token in said[place:end])
            worth = (1.0 if found[-1].means else _GRAMMAR) * (1.0 if whole else _ENDING)
            votes += worth * (end - place) ** 1.1
        elif said[place].typed.lower() in language.slips:
            votes += 1.0
        place = end
    return votes


def _longest(
    language: Vocabulary, said: Sequence[Token], place: int
) -> tuple[int, tuple[Entry, ...]]:
    """End and meaning of the longest phrase that begins here."""
    if said[place].mark:
        return place + 1, ()
    reach, alone = _alone(language.language, said[place].word)
    most, stop = place + 1, min(place + reach, len(said))
    while most < stop and not said[most].mark:
        most += 1
    for end in range(most, place + 1, -1):
        words = tuple(token.word for token in said[place:end])
        if entry := language.find(words):
            return end, (*_within(language, words, entry), entry)
    return place + 1, alone


@lru_cache(maxsize=1 << 15)
def _alone(language: str, word: str) -> tuple[int, tuple[Entry, ...]]:
    """Words of the longest phrase that a word may begin, and what it means by itself."""
    words = vocabulary(language)
    entry = words.find((word,))
    entries = (*_within(words, (word,), entry), entry) if entry else words.compound(word)
    return words.reach(word), entries


def _within(language: Vocabulary, words: tuple[str, ...], entry: Entry) -> tuple[Entry, ...]:
    """Types and stones within a phrase: "pendientes colgantes", "pendants d'oreilles"."""
    if entry.section not in _OF_PIECES:
        return ()
    if len(words) == 1:
        head = language.head(words[0], shortest=3)
        return (head,) if head else ()
    if entry.section == "motifs":
        return ()
    found = [one for one in (language.find((word,)) for word in words) if one]
    named = [one for one in found if one.section in ("types", "looks", "stones")]
    return tuple(named or [one for one in found if one.section == "body"])


def read(said: Sequence[Token], language: str, known: Container[str]) -> list[Item]:
    """The phrases of a query.

    Args:
        said: Its tokens.
        language: Whose words come first; then English and the words of the gallery, then others.
        known: Stems of the words that the gallery has.
    """
    items: list[Item] = []
    place = 0
    order = tuple(dict.fromkeys((language, "en", *LANGUAGES)))
    while place < len(said):
        token = said[place]
        if token.mark:
            end, item = place + 1, Item((token.mark,), (token.typed,), place)
        else:
            end, item = _recognized(said, place, order, known)
        items.append(item)
        place = end
    return items


def _recognized(
    said: Sequence[Token], place: int, order: Sequence[str], known: Container[str]
) -> tuple[int, Item]:
    """The phrase that begins here, in the first language that has one, and where it ends."""
    token = said[place]
    for name in order:
        if name not in (order[0], "en") and stem(token.word) in known:
            break  # the gallery's own word before one of another language
        end, entries = _longest(vocabulary(name), said, place)
        if entries and (name == order[0] or _lent(entries[-1], name, said[place:end], order[0])):
            typed = tuple(dict.fromkeys(one.typed for one in said[place:end]))
            exact = all(one.exact for one in said[place:end])
            return end, Item(entries, typed, place, name, exact)
    return place + 1, Item((UNKNOWN,), (token.typed,), place)


def _lent(entry: Entry, language: str, said: Sequence[Token], first: str) -> bool:
    """Whether words of another language are taken for what they are there.

    A form that the other language's file lacks may be a word of the query's own: "more" is no
    purple (mor), "karate" no gold, "off" not open (offen).
    """
    word, whole = said[0].word, all(one.word in vocabulary(language).words for one in said)
    if not whole and len(word) < _SHORTEST_FORM:
        return False
    small = entry.section in ("prepositions", "fillers", "joins", "negations")
    own = not whole and is_everyday(word, first, exactly=True)
    return len(word) > 2 and not own and (entry.means or small or language == "en")


def unknown(items: Sequence[Item], known: Container[str]) -> Iterator[Item]:
    """Words that neither a file of words nor the gallery has."""
    for item in items:
        if item.entries == (UNKNOWN,) and stem(pieces(item.words[0])[0]) not in known:
            yield item
