"""What a found piece has of what was asked, what it lacks, and what made its score."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from captioning.gallery.gallery import Hit, Piece, Reason
from captioning.gallery.labels import has, stems_of
from captioning.language import facets, terms
from captioning.language.facets import Facet, Group
from captioning.language.phrases import ENGLISH
from captioning.language.query import Query
from captioning.ui.struck import standing, struck_stems
from captioning.ui.texts import language, text
from captioning.ui.word_names import forms, label_name, shown, with_noun, word_name

KINDS = ("type", "metal", "stones", "style", "motif", "words")
"""The rows of a piece's reasons."""

MOST_WORDS = 4  # shown of the words behind a reason
MOST_CHIPS = 6  # on a card
MARKED_SHARE = 0.05  # part of the score from which a reason's words are marked

_ROWS = {
    facets.TYPE: "type", facets.METAL: "metal", facets.STONE: "stones", facets.LOOK: "stones",
    facets.STYLE: "style", facets.MOTIF: "motif", terms.STONES: "stones",
}  # fmt: skip


def row_of(kind: str) -> str:
    """The row of `KINDS` that a kind of facet or term belongs to."""
    return _ROWS.get(kind, "words")


@dataclass(frozen=True)
class Row:
    """All reasons of one kind.

    Attributes:
        kind: One of `KINDS`.
        words: What the piece has.
        asked: The words asked with, where they are others, or "".
        share: Their part of the score.
    """

    kind: str
    words: str
    asked: str
    share: float

    @property
    def name(self) -> str:
        """The kind for people."""
        return text(f"kinds.{self.kind}")


@dataclass(frozen=True)
class Match:
    """A hit next to what was asked.

    Attributes:
        hit: The piece with score and reasons.
        query: What was asked, as understood; of several sentences the one that fits best.
    """

    hit: Hit
    query: Query

    @property
    def piece(self) -> Piece:
        """The piece found."""
        return self.hit.piece

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What was said outright, without backdrops."""
        said = (one for one in self.query.wanted if not one.lesser)
        return tuple(one for one in said if one.kind != facets.SCENE)

    @cached_property
    def matched(self) -> list[str]:
        """What the piece has of it: "pendant", "silver"."""
        return _named(choice for group in self.groups if (choice := self._had(group)))

    @cached_property
    def missed(self) -> list[str]:
        """What it lacks: "blue stones"."""
        return _named(with_noun(group.shown) for group in self.groups if not self._had(group))

    @property
    def chips(self) -> tuple[list[str], list[str], int]:
        """Some matched and missed ones for a card, and how many more there are."""
        most = max(2, MOST_CHIPS - len(self.matched))
        matched = self.matched[: MOST_CHIPS - min(2, len(self.missed))]
        missed = self.missed[:most]
        return matched, missed, len(self.matched + self.missed) - len(matched + missed)

    @cached_property
    def caption(self) -> int:
        """Place of the caption that has most of the score, of those that name nothing struck."""
        said = [set(re.findall(r"[\w'’-]+", text.lower())) for text in self.piece.captions]
        shares = [0.0] * len(said)
        for reason in self._standing:
            words = {w for phrase in reason.piece_words for w in phrase.lower().split()}
            for place, caption in enumerate(said):
                shares[place] += reason.share * len(words & caption) / max(1, len(words))
        struck = [bool(self._struck & stems_of(caption)) for caption in self.piece.captions]
        return max(
            range(len(shares)),
            key=lambda place: (not struck[place], round(shares[place], 6), -place),
        )

    @cached_property
    def _struck(self) -> frozenset[str]:
        missed = [group for group in self.groups if not self._had(group)]
        return struck_stems(missed, [group for group in self.query.wanted if self._had(group)])

    @cached_property
    def _standing(self) -> Sequence[Reason]:
        return standing(self.hit.reasons, self._struck)

    @cached_property
    def words(self) -> set[str]:
        """The words that matter for the score; marking all of them would be restless.

        Names such as "white gold" stay whole, and a part of one does not count alone: a white
        background has nothing of it.
        """
        least = MARKED_SHARE * self.hit.score
        names, words, bound = set[str](), set[str](), set[str]()
        for one in self._standing:
            had = {phrase.lower() for phrase in one.piece_words if one.share >= least}
            if one.term.kind == terms.WORD:
                words |= had
                continue
            names |= had
            asked = {phrase.lower() for phrase in one.query_words}
            bound |= {word for name in had | asked if " " in name for word in name.split()}
        return names | (words - bound)

    @cached_property
    def names(self) -> set[str]:
        """The words of the rows in the language that is spoken, but those of what is struck."""
        rows = self._rows(self._standing)
        return forms(name for row in rows for name in row.words.split(", ") if name)

    @cached_property
    def rows(self) -> list[Row]:
        """The reasons by kind, the largest first; their shares add up to the score."""
        return self._rows(self.hit.reasons)

    def _rows(self, reasons: Iterable[Reason]) -> list[Row]:
        shares: dict[str, list[float]] = defaultdict(list)
        behind: dict[str, list[Reason]] = defaultdict(list)
        for reason in reasons:
            kinds = list(self._kinds(reason))
            for kind in kinds:
                shares[kind].append(reason.share / len(kinds))
                behind[kind].append(reason)
        rows = [self._row(kind, behind[kind], fsum(shares[kind])) for kind in shares]
        return sorted(rows, key=lambda row: -row.share)

    def of_kind(self, kind: str) -> list[Group]:
        """The wishes of a row that the piece meets, lesser ones too."""
        return [one for one in self.query.wanted if row_of(one.kind) == kind and self._had(one)]

    def _had(self, group: Group) -> str:
        """The alternative of a group that the piece has, or ""."""
        return with_noun([one for one in group.choices if has(self.piece, one.facet)][:1])

    def _kinds(self, reason: Reason) -> Iterator[str]:
        """The kinds that a reason counts for; a word counts for the attribute that it names."""
        if reason.term.kind != terms.WORD:
            yield from {row_of(part.kind): None for part in reason.term.parts}
            return
        yield self._kind_of_word(str(reason.term.value))

    def _kind_of_word(self, stem: str) -> str:
        for kind, names in self._names.items():
            if any(stem in stems_of(name) for name in names):
                return kind
        return "words"

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The words that name the piece's attributes, by kind."""
        piece = self.piece
        found: dict[str, list[str]] = defaultdict(list)
        found["type"] += filter(None, [piece.type])
        found["metal"] += filter(None, [piece.metal])
        found["stones"] += piece.stones
        found["style"] += piece.style
        found["motif"] += filter(None, [piece.motif])
        for reason in self.hit.reasons:
            if reason.term.kind not in (terms.WORD, terms.TOGETHER):
                found[row_of(reason.term.kind)] += [*reason.piece_words, *reason.query_words]
        return found

    def _row(self, kind: str, reasons: list[Reason], share: float) -> Row:
        if language() != ENGLISH:
            had, missed = self._translated(kind, reasons)
            return Row(kind, ", ".join(had), ", ".join(missed), share)
        own = [one for one in reasons if one.term.kind != terms.TOGETHER]
        had = _distinct(word for one in own for word in one.piece_words)
        asked = _distinct(word for one in own for word in one.query_words)
        if not own:
            had = [part.text for one in reasons for part in one.term.parts
                   if row_of(part.kind) == kind][:1]  # fmt: skip
        same = {stem for word in had for stem in stems_of(word)}
        others = [word for word in asked if not stems_of(word) & same]
        return Row(kind, ", ".join(had[:MOST_WORDS]), ", ".join(others[:MOST_WORDS]), share)

    def _translated(self, kind: str, reasons: list[Reason]) -> tuple[list[str], list[str]]:
        """What a row shows in another language than English: labels, not words of captions.

        Returns:
            What the piece has, and what was asked and is something else.
        """
        missed = [one for one in self.groups if row_of(one.kind) == kind and not self._had(one)]
        words = _named(word for one in reasons for word in one.piece_words)
        if kind == "words":
            names = {word: word_name(word) for word in words}
            had = _named(filter(None, names.values())) or words
        else:
            had = _named(
                label_name(one.kind, str(one.value)) for one in self._labels(kind, reasons, words)
            )
        return had[:MOST_WORDS], _named(shown(one.shown) for one in missed)[:MOST_WORDS]

    def _labels(self, kind: str, reasons: list[Reason], words: Sequence[str]) -> list[Facet]:
        """The piece's labels of a kind that the words of its captions name, or else all."""
        piece = self.piece
        values: dict[str, tuple[str, Sequence[str | None]]] = {
            "type": (facets.TYPE, [piece.type]),
            "metal": (facets.METAL, [piece.metal]),
            "stones": (facets.STONE, piece.stones),
            "style": (facets.STYLE, piece.style),
            "motif": (facets.MOTIF, [piece.motif]),
        }
        facet, known = values[kind]
        found = [Facet(facet, one) for one in known if one]
        said = set[str]().union(*map(stems_of, words))
        named = [one for one in found if stems_of(one.value) & said]
        parts = (part for one in reasons for part in one.term.parts if row_of(part.kind) == kind)
        looks = [Facet(facets.LOOK if kind == "stones" else facet, part.text) for part in parts]
        return named or found or looks


def best_fitting(piece: Piece, queries: Iterable[Query]) -> Query:
    """Of several sentences understood, the one of which a piece has most."""

    def fit(query: Query) -> float:
        said = [one for one in query.wanted if not one.lesser]
        met = [one for one in said if any(has(piece, facet) for facet in one.facets)]
        return len(met) / max(1, len(said))

    return max(queries, key=fit, default=Query())


def _named(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _distinct(words: Iterable[str]) -> list[str]:
    """Words, each once by its stems, in the first spelling, without parts of longer ones."""
    found: dict[frozenset[str], str] = {}
    for word in words:
        found.setdefault(stems_of(word) or frozenset([word]), word)
    return [word for stems, word in found.items() if not any(stems < other for other in found)]
