"""What is searched with: texts and terms with weights, and the words behind each term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from typing import Any

from captioning.language.attributes import attributes_in, coarse_type, look
from captioning.language.facets import ANY, LOOK, STONE, Correction, Facet, Group
from captioning.language.lexicon import HINTS, METALS, MOTIFS, TYPES, Phrases, matches, words
from captioning.language.stems import STOP_WORDS, stem
from captioning.language.terms import METAL, MOTIF, STONES, TYPE, WORD, Term, attribute_terms

_TABLES = {TYPE: (TYPES, HINTS), METAL: (METALS,), MOTIF: (MOTIFS,)}


@dataclass(frozen=True)
class Query:
    """What is asked; also what a piece is found by.

    Attributes:
        texts: Sentences or words as a person or a model wrote them, to their weights.
        terms: Single terms that a model expects, to how often it expects them.
        groups: What a typed text was understood to want and to exclude, by `understand`.
        corrections: Its words that were read as others.
        language: The language it was read in ("en"); empty where nothing was typed.
        unknown: Its words that nothing is known of.
        reading: The text as it was read, where something was corrected.
        wanted_text: An English text without what it excludes; its words are weighed as they are.
        contradicted: Its words that are both wanted and excluded; excluded counts.
    """

    texts: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[Term, float] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    corrections: tuple[Correction, ...] = ()
    language: str = ""
    unknown: tuple[str, ...] = ()
    reading: str = ""
    contradicted: tuple[str, ...] = ()
    wanted_text: str = ""

    @classmethod
    def typed(cls, text: str) -> Query:
        """What a person typed; a ";" separates descriptions of equal weight.

        >>> Query.typed("gold ring; ring with a pearl").texts
        {'gold ring': 1.0, 'ring with a pearl': 1.0}
        """
        parts = [part.strip() for part in text.split(";")]
        return cls(dict.fromkeys(filter(None, parts), 1.0))

    def __str__(self) -> str:
        """The texts as one could type them."""
        return "; ".join(self.texts)

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.texts or self.terms)

    @property
    def wanted(self) -> tuple[Group, ...]:
        """The groups that a piece should have one of."""
        return tuple(group for group in self.groups if not group.excluded)

    @property
    def excluded(self) -> tuple[Group, ...]:
        """The groups that no piece may have."""
        return tuple(group for group in self.groups if group.excluded)

    @property
    def wanted_words(self) -> str:
        """The text without what it excludes, in English if it was read so."""
        named = (word for group in self.wanted if not group.implied for word in group.words)
        return self.wanted_text or " ".join(named)

    @property
    def line(self) -> str:
        """What was understood, in one line: "earrings · stones: blue · not: yellow gold"."""
        parts = [_named(group) for group in self.wanted if not group.lesser]
        implied = [group.text for group in self.wanted if group.lesser]
        denied = list(dict.fromkeys(group.text for group in self.excluded))
        parts += [f"perhaps: {', '.join(implied)}"] if implied else []
        parts += [f"not: {', '.join(denied)}"] if denied else []
        return " · ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """What was understood, as JSON: the same for every door.

        Returns:
            `text`; `line`, what was understood in one line; `language`; `groups` of alternatives,
            each with its `facets` (`kind`, `value`, the `words` they were read from, `weight`),
            `text`, and whether it is `excluded` or only `implied`; `corrections`, each with what
            was `typed` and how it was `read`; and `unknown` words.
        """
        return {
            "text": str(self),
            "line": self.line,
            "language": self.language,
            "groups": [group.to_json() for group in self.groups],
            "corrections": [{"typed": one.typed, "read": one.read} for one in self.corrections],
            "unknown": list(self.unknown),
        }


_SHOWN_KINDS = {STONE: "stones", LOOK: "stones"}


def _named(group: Group) -> str:
    """A group as it is shown: types and words bare, others after their kind."""
    if group.kind in ("type", "word"):
        return group.text
    if group.facets == (Facet(STONE, ANY),):
        return group.text
    text = " or ".join(dict.fromkeys(said.facet.value for said in group.shown))
    return f"{_SHOWN_KINDS.get(group.kind, group.kind)}: {text}"


def weighed(query: Query, attribute_weight: float) -> dict[Term, float]:
    """Weighs the terms of a query.

    Counts are damped by a square root: a word that five captions repeat says more than one said
    once, but not five times as much; and a word with one chance in a hundred says something. An
    attribute that is less than certain counts as much as it is certain: there the root would let
    "silver, perhaps" pull silver pieces to a gold one.

    Args:
        query: Weights that are not positive are left out.
        attribute_weight: Weight of an attribute term relative to a word.

    Returns:
        Term to weight, before it is weighed by how rare the term is, in order of appearance.
        Words are stems without stop words.
    """
    counted: dict[Term, float] = defaultdict(float)
    for term, weight in _single_terms(query):
        if weight > 0:
            counted[term] += weight
    return {term: _weight(term, count, attribute_weight) for term, count in counted.items()}


def words_behind(query: Query) -> dict[Term, tuple[str, ...]]:
    """For each term the words of a query that stand behind it, as written there, each once.

    >>> words_behind(Query.typed("a white gold ring"))[Term("metal", "silver")]
    ('white gold',)
    """
    if len(query.texts) == 1 and not query.terms:
        return dict(_words_behind_text(*query.texts))
    found: dict[Term, dict[str, None]] = defaultdict(dict)
    for term in query.terms:
        if term.kind == WORD:
            _gather(found, term.text)
        else:
            for part in term.parts:
                found[part][part.text] = None
    for text in query.texts:
        _gather(found, text)
    return {term: tuple(said) for term, said in found.items()}


def spoken(term: Term, behind: Mapping[Term, tuple[str, ...]]) -> tuple[str, ...]:
    """The words behind a term, or behind the terms named together in it, each once.

    Args:
        term: Of the query or piece.
        behind: Its `words_behind`, each word once.
    """
    if isinstance(term.value, str):
        return behind.get(term, ())
    return tuple(dict.fromkeys(word for part in term.parts for word in behind.get(part, ())))


def _single_terms(query: Query) -> Iterator[tuple[Term, float]]:
    """Every term of a query with its weight, as often as it is met."""
    # Words that a model expects name nothing by themselves where it names wholes.
    alone = all(term.kind == WORD for term in query.terms)
    for term, weight in query.terms.items():
        if term.kind == WORD:
            yield from _read(term.text, weight, alone)
        else:
            yield term, weight
    for text, weight in query.texts.items():
        yield from _read(text, weight, True)


def _read(text: str, weight: float, alone: bool) -> Iterator[tuple[Term, float]]:
    """The terms of a text; what a single word names only if it stands alone."""
    said = words(text)
    yield from ((Term(WORD, stem(word)), weight) for word in said if word not in STOP_WORDS)
    if alone or len(said) > 1:
        yield from ((term, weight) for term in attribute_terms(said))


def _gather(found: dict[Term, dict[str, None]], text: str) -> None:
    for term, said in _words_behind_text(text).items():
        found[term].update(dict.fromkeys(said))


def _weight(term: Term, count: float, attribute_weight: float) -> float:
    return sqrt(count) if term.kind == WORD else attribute_weight * min(count, sqrt(count))


@lru_cache(maxsize=1 << 14)
def _words_behind_text(text: str) -> dict[Term, tuple[str, ...]]:
    """For each term of a text but those named together, the words behind it, each once."""
    said = words(text)
    behind: dict[Term, list[str]] = defaultdict(list)
    for word in said:
        if word not in STOP_WORDS:
            behind[Term(WORD, stem(word))].append(word)
    for term in attribute_terms(said):
        if term.kind == STONES:
            stones = attributes_in(said).stones
            behind[term] = [stone for stone in stones if look(stone) == term.value]
        elif term.kind in _TABLES:
            # black and sets are named by no one word
            behind[term] = list(_naming(said, _TABLES[term.kind], term)) or [term.text]
    return {term: tuple(dict.fromkeys(found)) for term, found in behind.items()}


def _naming(said: list[str], tables: Iterable[Phrases], term: Term) -> Iterator[str]:
    """Words that name a type, metal or motif; every metal does for a piece of mixed metals."""
    for table in tables:
        found = [
            " ".join(said[start:end])
            for start, end, name in matches(said, table)
            if term.value in ("mixed", coarse_type(name) if term.kind == TYPE else name)
        ]
        if found:
            yield from found
            return
