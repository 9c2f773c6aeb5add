"""A typed query against a gallery: the terms of each wish, and the score of a piece.

The score of a piece is its cosine with the reading of the query that suits it best, one choice of
each group, so that alternatives do not compete. What was said and the piece lacks then lowers it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product

from captioning.gallery.asked_terms import AskedTerms
from captioning.gallery.demands import demands_of
from captioning.gallery.metadata import Piece
from captioning.gallery.tfidf import TermWeights, Vector
from captioning.language import terms
from captioning.language.attributes import coarse_type, look
from captioning.language.facets import (
    ANY,
    LOOK,
    METAL,
    MOTIF,
    STONE,
    TYPE,
    WORD,
    Facet,
    Group,
    Said,
)
from captioning.language.lexicon import words
from captioning.language.query import Query, weighed, words_behind
from captioning.language.stems import STOP_WORDS, stem
from captioning.language.terms import Term
from captioning.settings import SearchSettings

MOST_PAIRS = 24
"""Pairs of alternatives that are looked up together."""


Wish = tuple[Vector, ...]
"""A group of alternatives as vectors; exactly one is counted for a piece, its best."""


class Wishes:
    """All that a typed query wants, in the terms of a gallery.

    Attributes:
        wishes: Each group that has a term in the gallery.
        demands: What the pieces should have.
        length: Of the query's vector, the same for each choice of alternatives.
        asked: The words behind each term.
    """

    def __init__(self, query: Query, weights: TermWeights, settings: SearchSettings) -> None:
        self._weights = weights
        self._settings = settings
        self.asked: dict[Term, tuple[str, ...]] = {}
        groups = query.wanted
        plain = self._plain(query)
        built = [wish for group in groups if (wish := self._wish(group, plain))]
        built += self._together(groups, plain)
        if plain:
            built.append(((plain,), math.sqrt(sum(w * w for w in plain.values()))))
        self.wishes = tuple(wish for wish, _ in built)
        self.length = math.sqrt(sum(size * size for _, size in built))
        self.demands = demands_of(query, settings, weights.numbers)

    def __bool__(self) -> bool:
        """Whether a piece can have anything of it."""
        return bool(self.wishes)

    @cached_property
    def terms(self) -> AskedTerms:
        """The terms of all wishes, so weighed that their cosine with a piece is its own."""
        scaled = [
            [{number: weight / self.length for number, weight in one.items()} for one in wish]
            for wish in self.wishes
        ]
        fixed: dict[int, float] = {}
        for wish in scaled:
            if len(wish) == 1:
                for number, weight in wish[0].items():
                    fixed[number] = fixed.get(number, 0.0) + weight
        return AskedTerms(fixed, [wish for wish in scaled if len(wish) > 1])

    def shares(self, vector: Vector) -> dict[int, float]:
        """The parts of a piece's cosine, by term; the cosine is their sum."""
        found: dict[int, float] = {}
        for wish in self.wishes:
            best: dict[int, float] = {}
            for choice in wish:
                part = {n: w * vector[n] for n, w in choice.items() if n in vector}
                if math.fsum(part.values()) > math.fsum(best.values()):
                    best = part
            for number, share in best.items():
                found[number] = found.get(number, 0.0) + share / self.length
        return found

    def score(self, vector: Vector, piece: Piece) -> float:
        """The score of a piece in [0, 1]: its cosine, less what it lacks of the demands."""
        kept = math.prod(1.0 - one.weight * (1.0 - one.met(piece)) for one in self.demands)
        return min(1.0, kept * math.fsum(self.shares(vector).values()))

    def _plain(self, query: Query) -> Vector:
        """The terms of an English text as those of a caption."""
        text = Query.typed(query.wanted_text)
        for term, said in words_behind(text).items():
            self._behind(term, said)
        return self._sized(weighed(text, self._settings.attribute_weight))

    def _sized(self, counts: Mapping[Term, float]) -> Vector:
        numbers, idf = self._weights.numbers, self._weights.idf
        return {
            number: float(count * idf[number])
            for term, count in counts.items()
            if (number := numbers.get(term)) is not None
        }

    def _wish(self, group: Group, plain: Vector) -> tuple[Wish, float] | None:
        """A group's alternatives; what the plain text has of them already is taken from there.

        Of a group with a best choice, only that asks; the others only meet the demand.
        """
        vectors = []
        choices = [said for said in group.choices if said.weight == group.weight]
        several = len(choices) > 1
        for said in choices:
            vector = self._sized(self._counts(said, group))
            if several:
                for number in vector:
                    plain.pop(number, None)
            else:
                vector = {n: weight for n, weight in vector.items() if n not in plain}
            length = math.sqrt(sum(weight * weight for weight in vector.values()))
            if length:
                unit = {number: weight / length for number, weight in vector.items()}
                vectors.append((unit, length))
        if not vectors:
            return None
        size = group.weight * sum(one for _, one in vectors) / len(vectors)
        scaled = ({number: weight * size for number, weight in unit.items()} for unit, _ in vectors)
        return tuple(scaled), size

    def _counts(self, said: Said, group: Group) -> dict[Term, float]:
        """A choice's terms that the gallery has, with their counts."""
        numbers = self._weights.numbers
        counts: dict[Term, float] = {}
        facet = said.facet
        term = _term(facet)
        if term in numbers:
            counts[term] = self._settings.attribute_weight
            self._behind(term, said.words)
        if facet.kind == WORD:
            typed = [facet.value]
        else:
            own = _stems(" ".join(said.words)) if not group.implied else []
            typed = [word for word in own if Term(terms.WORD, word) in numbers]
            named = term is not None or set(typed) & set(_stems(facet.value))
            if len(group.choices) > 1 or not typed or not named:
                typed = _stems(facet.value) if facet.value != ANY else typed
        for word in typed:
            spoken = Term(terms.WORD, word)
            if spoken in numbers:
                counts[spoken] = 1.0
                alike = tuple(one for one in said.words if word in _stems(one))
                self._behind(spoken, alike or said.words)
        return counts

    def _behind(self, term: Term, said: tuple[str, ...]) -> None:
        self.asked.setdefault(term, tuple(dict.fromkeys(said)))

    def _together(self, groups: Sequence[Group], plain: Vector) -> list[tuple[Wish, float]]:
        """Type with metal, with the first stone, and with both, as captions name them together."""
        firsts = {kind: _first(groups, kinds) for kind, kinds in _TOGETHER.items()}
        kinds, metals, stones = (firsts[kind] for kind in ("type", "metal", "stones"))
        if not kinds:
            return []
        built = []
        for parts in ([metals], [stones], [metals, stones]):
            if not all(parts):
                continue
            vectors: list[Vector] = []
            for chosen in list(product(kinds, *parts))[:MOST_PAIRS]:
                number = self._weights.numbers.get(Term(terms.TOGETHER, chosen))
                if number is not None:
                    vectors.append({number: 1.0})
            distinct = {next(iter(vector)) for vector in vectors}
            if len(distinct) == 1 and distinct & plain.keys():
                continue
            for number in distinct:
                plain.pop(number, None)
            if distinct:
                size = self._settings.attribute_weight
                size *= sum(float(self._weights.idf[n]) for n in distinct) / len(distinct)
                built.append((tuple({number: size} for number in sorted(distinct)), size))
        return built


_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "type": (TYPE,),
    "metal": (METAL,),
    "stones": (STONE, LOOK),
}


def _first(groups: Sequence[Group], kinds: tuple[str, ...]) -> list[Term]:
    """The terms of the first group of a kind that is said."""
    for group in groups:
        if group.kind in kinds:
            found = (_term(said.facet) for said in group.choices)
            return list(dict.fromkeys(term for term in found if term))
    return []


def _term(facet: Facet) -> Term | None:
    """The attribute term of a facet; styles, scenes and words are found by their words."""
    if facet.kind == TYPE:
        return Term(terms.TYPE, coarse_type(facet.value) or facet.value)
    if facet.kind == METAL:
        return Term(terms.METAL, facet.value)
    if facet.kind == MOTIF:
        return Term(terms.MOTIF, facet.value)
    if facet.kind == LOOK:
        return Term(terms.STONES, facet.value)
    if facet.kind == STONE and facet.value != ANY and (seen := look(facet.value)):
        return Term(terms.STONES, seen)
    return None


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in STOP_WORDS]
