"""Search terms: words, and what a sentence as a whole names.

In "silver ring on a gold box" the metal of the piece is silver, which counting words cannot know.
Attribute terms say so: metal silver, type ring, and both together. White gold and silver share one
metal term, and a diamond and a zirconia one term for stones, because a photo shows no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from captioning.language.attributes import attributes_in, coarse_type, looks
from captioning.language.lexicon import LOOKS, METALS, TYPES, matches, singular, words

WORD, TYPE, METAL, MOTIF, STONES, TOGETHER = "word", "type", "metal", "motif", "stones", "together"
KINDS = (WORD, TYPE, METAL, MOTIF, STONES, TOGETHER)
_SEPARATOR = ", "

Wholes = tuple[str | None, str | None, str | None, tuple[str, ...]]
"""What a sentence as a whole names: coarse type, metal, motif, looks of its stones."""

_GEMS = frozenset(name for name in LOOKS if " " not in name) - frozenset(
    {"glass", "shell", "coral", "jet", "lava", "amber", "beads", "resin"}
)


class Term(NamedTuple):
    """Something that a caption, a query and a piece can share.

    A tuple, because photos have hundreds of them as keys, and Python hashes tuples fastest.

    Attributes:
        kind: "word"; or "type", "metal", "motif" or "stones" for what a sentence as a whole names;
            or "together" for a type named with its metal, its main stone or both.
        value: The word (in an index its stem), the coarse type ("necklace"), the colour of the
            metal ("silver"), the motif, or the look of the stones ("red"); the terms named
            together, the type first.
    """

    kind: str
    value: str | tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """The terms named together; any other term alone."""
        return (self,) if isinstance(self.value, str) else self.value

    @property
    def text(self) -> str:
        """The value in words: "silver", "ring, silver, red stones"."""
        if isinstance(self.value, str):
            return self.value
        return ", ".join(
            f"{part.value} stones" if part.kind == STONES else part.text for part in self.value
        )

    def __str__(self) -> str:
        """How a term is shown: "rings", "metal: silver", "together: ring, silver"."""
        return self.text if self.kind == WORD else f"{self.kind}: {self.text}"

    def to_json(self) -> dict[str, Any]:
        """The term as JSON: kind and text, and the parts of terms named together."""
        record: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.kind == TOGETHER:
            record["parts"] = [part.to_json() for part in self.parts]
        return record

    @classmethod
    def from_json(cls, record: object) -> Term:
        """Reads what `to_json` or `flat_records` wrote.

        Raises:
            ValueError: The record is not a term.
        """
        if isinstance(record, dict) and _SEPARATOR in str(record.get("kind")):
            kinds, texts = (str(record.get(key)).split(_SEPARATOR) for key in ("kind", "text"))
            if len(kinds) == len(texts) and all(texts) and {*kinds} < {*KINDS} - {TOGETHER}:
                return cls(TOGETHER, tuple(map(cls, kinds, texts)))
        elif isinstance(record, dict) and record.get("kind") in KINDS:
            parts, text = record.get("parts"), record.get("text")
            if record["kind"] == TOGETHER:
                if isinstance(parts, list) and parts:
                    return cls(TOGETHER, tuple(map(cls.from_json, parts)))
            elif isinstance(text, str) and text:
                return cls(record["kind"], text)
        raise ValueError(f'{record!r} is no term such as {{"kind": "metal", "text": "silver"}}')


def term_records(weights: Mapping[Term, float]) -> list[dict[str, Any]]:
    """Weighted terms as JSON: a list of records with kind, text and weight."""
    return [{**term.to_json(), "weight": weight} for term, weight in weights.items()]


def flat_records(weights: Mapping[Term, float]) -> list[dict[str, Any]]:
    """Weighted terms as records of equal form, as tables need them: kind, text and weight.

    Terms named together are one record, such as {"kind": "type, metal", "text": "ring, silver"}.
    """
    return [
        {
            "kind": _SEPARATOR.join(part.kind for part in term.parts),
            "text": _SEPARATOR.join(part.text for part in term.parts),
            "weight": weight,
        }
        for term, weight in weights.items()
    ]


def weighted_terms(records: object) -> dict[Term, float]:
    """Reads what `term_records` or `flat_records` wrote; bad records are left out."""
    weights: dict[Term, float] = {}
    for record in records if isinstance(records, list) else ():
        try:
            term, weight = Term.from_json(record), record.get("weight")
        except ValueError:
            continue
        if isinstance(weight, int | float) and 0 < weight < 1e6:
            weights[term] = float(weight)
    return weights


def summed(bags: Iterable[Mapping[Term, float]]) -> dict[Term, float]:
    """Adds up weighted terms, such as what several models expect."""
    total: dict[Term, float] = defaultdict(float)
    for bag in bags:
        for term, weight in bag.items():
            total[term] += weight
    return dict(total)


def expected_terms(
    word_counts: Mapping[str, float], captions: Mapping[str, float]
) -> dict[Term, float]:
    """All that a model can say of a photo, as terms.

    Words come with their expected counts, as the model gives them step by step. What a caption as
    a whole names cannot be added up word by word ("white" and "gold" are not silver), so it comes
    from whole captions.

    Args:
        word_counts: Word to expected count.
        captions: Captions to their share of the probability; shares add up to 1.

    Returns:
        Word terms and attribute terms to expected counts.
    """
    expected: dict[Term, float] = defaultdict(float)
    expected.update((Term(WORD, word), count) for word, count in word_counts.items())
    for caption, share in captions.items():
        for term in attribute_terms(words(caption)):
            expected[term] += share
    return dict(expected)


def attribute_terms(said: list[str]) -> tuple[Term, ...]:
    """What the words of a sentence name, and the type together with metal, main stone and both.

    A caption that names no stone does not say that there is none, so it has no term for that.

    Args:
        said: `lexicon.words` of the sentence.
    """
    return whole_terms(*wholes(said))


def wholes(said: list[str]) -> Wholes:
    """Coarse type, metal, motif and looks of the stones that the words of a sentence name.

    Args:
        said: `lexicon.words` of the sentence.
    """
    if not _about_jewelry(said):
        return None, None, None, ()
    named = attributes_in(said)
    return coarse_type(named.type), named.metal, named.motif, looks(named.stones)


@lru_cache(maxsize=1 << 12)
def whole_terms(
    kind: str | None, metal: str | None, motif: str | None, seen: tuple[str, ...]
) -> tuple[Term, ...]:
    """The terms of what `wholes` gave."""
    types = (Term(TYPE, kind),) if kind else ()
    metals = (Term(METAL, metal),) if metal else ()
    motifs = (Term(MOTIF, motif),) if motif else ()
    stones = tuple(Term(STONES, look) for look in seen)
    parts: list[tuple[Term, ...]] = []
    if types and metals:
        parts.append(types + metals)
    if types and stones:
        parts.append(types + stones[:1])
    if types and metals and stones:
        parts.append(types + metals + stones[:1])
    together = (Term(TOGETHER, part) for part in parts)
    return (*types, *metals, *motifs, *stones, *together)


def _about_jewelry(said: list[str]) -> bool:
    """Whether a piece, a metal or a gem is named, so that "a black dog" is not of black metal."""
    if any(not _is_watching(said, start) for start, _, _ in matches(said, TYPES)):
        return True
    return bool(matches(said, METALS)) or any(singular(word) in _GEMS for word in said)


def _is_watching(said: list[str], place: int) -> bool:
    """Whether "watch" is what somebody does: "people watch a game", "a man watches"."""
    before = said[place - 1] if place else ""
    doing = before in {"to", "people", "men", "women", "children", "and"} or before.endswith("s")
    return said[place] == "watches" or (said[place] == "watch" and doing)
