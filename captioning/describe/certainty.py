"""How sure a caption is of type, metal and main stone: probabilities that they are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from captioning.language.claims import NO_STONES, claims
from captioning.language.terms import METAL, STONES, TYPE, WORD, Term, summed
from captioning.settings import CertaintySettings

LEAST = 0.005
"""An expectation counts as no closer to 0 or 1 than this."""


@dataclass(frozen=True)
class Certainty:
    """Probabilities that what a caption says of a piece is right, in [0, 1].

    Attributes:
        type: of its coarse type, or None where no type is named.
        metal: of the colour of its metal, or None where none is named.
        stone: of the look of its main stone or, where the caption names none, that it has none.
    """

    type: float | None = None
    metal: float | None = None
    stone: float | None = None

    @property
    def least(self) -> float | None:
        """The least of the probabilities, None where there is none."""
        known = [one for one in (self.type, self.metal, self.stone) if one is not None]
        return min(known, default=None)

    def unclear(self, even: float) -> tuple[str, ...]:
        """What is less probable than this: some of "type", "metal" and "stone"."""
        values = {"type": self.type, "metal": self.metal, "stone": self.stone}
        return tuple(name for name, one in values.items() if one is not None and one < even)

    def to_json(self) -> dict[str, float | None]:
        """`type`, `metal` and `stone`, rounded; null for what the caption does not name."""
        values = {"type": self.type, "metal": self.metal, "stone": self.stone}
        return {name: one if one is None else round(one, 3) for name, one in values.items()}


def certainty(
    caption: str, expectations: Sequence[Mapping[Term, float]], settings: CertaintySettings
) -> Certainty:
    """The calibrated probabilities of a caption of a piece of jewelry.

    The models' expectation of what the caption says, as log odds, on a line that was fitted on
    shops that nothing was trained on (Platt scaling, 1999).

    Args:
        caption: which names a type.
        expectations: of each model, `Caption.expected` of the photo.
        settings: the lines.
    """
    named = ({term: p for term, p in one.items() if term.kind != WORD} for one in expectations)
    joint = {term: total / len(expectations) for term, total in summed(named).items()}
    found: dict[str, float] = {}
    for claim in claims(caption, joint):
        bias, slope = settings.line(claim.kind)
        found[claim.kind] = 1 / (1 + exp(-(bias + slope * log_odds(claim.expected))))
    stone = found.get(STONES, found.get(NO_STONES))
    return Certainty(found.get(TYPE), found.get(METAL), stone)


def log_odds(probability: float) -> float:
    """The logarithm of the odds, bounded by `LEAST`."""
    p = min(max(probability, LEAST), 1 - LEAST)
    return log(p / (1 - p))
