"""What a caption claims of a piece, and whether labels say the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from captioning.data.attributes import Attributes
from captioning.language.attributes import (
    NOT_ONE_COLOUR,
    attributes,
    coarse_type,
    looks,
    vocabulary_form,
)
from captioning.language.terms import METAL, STONES, TYPE, Term

NO_STONES = "no_stones"
KINDS = (TYPE, METAL, STONES, NO_STONES)
"""Kinds of claims: a main stone that is named, and that there is none."""


@dataclass(frozen=True)
class Claim:
    """Something that a caption says of a piece, and how far it is expected.

    Attributes:
        kind: Of `KINDS`.
        value: The coarse type, the metal or the look; empty where no stone is named.
        expected: Probability by the models' own expectation, not calibrated.
    """

    kind: str
    value: str
    expected: float

    @property
    def about(self) -> str:
        """ "type", "metal" or "stone"."""
        return self.kind if self.kind in (TYPE, METAL) else "stone"


def claims(caption: str, expected: Mapping[Term, float]) -> Iterator[Claim]:
    """What a caption says of type, metal and main stone.

    Args:
        caption: Of a piece of jewelry.
        expected: What all models expect of the photo, the mean of `Caption.expected`.
    """
    said = attributes(caption)
    kind, seen = coarse_type(said.type), looks(said.stones)
    if kind:
        yield Claim(TYPE, kind, expected.get(Term(TYPE, kind), 0.0))
    if said.metal:
        yield Claim(METAL, said.metal, expected.get(Term(METAL, said.metal), 0.0))
    if seen:
        yield Claim(STONES, seen[0], expected.get(Term(STONES, seen[0]), 0.0))
    else:
        stones = [share for term, share in expected.items() if term.kind == STONES]
        yield Claim(NO_STONES, "", 1 - max(stones, default=0.0))


def agrees(claim: Claim, labels: Attributes) -> bool | None:
    """Whether an annotator's labels say the same; None where they say nothing of it."""
    known = vocabulary_form(labels)
    if claim.kind == TYPE:
        return claim.value == coarse_type(known.type) if known.type else None
    if claim.kind == METAL:
        return None if known.metal in (None, *NOT_ONE_COLOUR) else claim.value == known.metal
    if not known.stones_known:
        return None
    return not known.stones if claim.kind == NO_STONES else claim.value in looks(known.stones)
