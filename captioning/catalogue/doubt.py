"""What is doubtful about a caption, so that a person looks at that first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from captioning.catalogue.shop_file import Facts
from captioning.catalogue.shop_words import conflicts, known
from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes, coarse_type, look

ADVISED_LENGTH = 125
"""Characters of an alt text after which screen readers may stop."""

REASONS = (
    "empty", "not_jewelry", "type_disputed", "metal_disputed", "stones_disputed", "type_against",
    "metal_against", "stones_against", "unsure", "too_long", "repeated", "no_type", "no_metal",
)  # fmt: skip
"""Everything that is held against a caption, in the order in which it is listed."""

EVEN = 0.5
"""Probability below which a caption is likelier wrong than right in type, metal or main stone."""

read = lru_cache(maxsize=1 << 14)(attributes)
"""`attributes`, remembered: a desk asks for the same captions again and again."""


@dataclass(frozen=True)
class Judged:
    """A caption and what it is judged by.

    Attributes:
        caption: The one that counts.
        said: Each model's caption.
        confidence: Of each model, `Caption.sureness`; empty if no model described the photo.
        shop: What the shop's labels and file name say of the piece.
        facts: What its product file says, in any language.
        repeated: Whether another view of the same piece has the same caption.
        jewelry: Whether the photo looks like jewelry at all.
    """

    caption: str
    said: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    shop: Attributes = field(default_factory=Attributes)
    facts: Facts = field(default_factory=Facts)
    repeated: bool = False
    jewelry: bool = True


@dataclass(frozen=True)
class Doubt:
    """How doubtful a caption is.

    Attributes:
        reasons: Of `REASONS`.
        confidence: Of the models, in [0, 1], or None where none described the photo.
    """

    reasons: tuple[str, ...]
    confidence: float | None

    @property
    def weight(self) -> float:
        """More is more doubtful: a point for each reason, and what the models lack in certainty."""
        return len(self.reasons) + (1 - self.confidence if self.confidence is not None else 0.0)


def doubt(judged: Judged) -> Doubt:
    """Judges a caption."""
    return Doubt(tuple(_reasons(judged)), confidence(judged.confidence))


def confidence(models: Mapping[str, float]) -> float | None:
    """How sure the models are, as one figure in [0, 1]; None where none described the photo.

    The mean of what each says of its own caption.
    """
    return sum(models.values()) / len(models) if models else None


def shop_words(labels: Attributes, name: str) -> Attributes:
    """What a shop says of a piece by its labels and, where they are silent, a file's name."""
    read_off = read(re.sub(r"[\W\d_]+", " ", name.casefold()))
    return Attributes(labels.type or read_off.type, labels.metal or read_off.metal, labels.stones)


def _reasons(judged: Judged) -> Iterator[str]:
    caption = judged.caption.strip()
    if not caption:
        yield "empty"
        return
    if not judged.jewelry:
        yield "not_jewelry"
    named, said = read(caption), [read(text) for text in judged.said.values()]
    if _differ([coarse_type(one.type) for one in said]):
        yield "type_disputed"
    if _differ([one.metal for one in said]):
        yield "metal_disputed"
    if _differ([look(one.stones[0]) if one.stones else None for one in said]):
        yield "stones_disputed"
    against = {conflict.kind for conflict in conflicts(caption, known(judged.facts))}
    if judged.shop.type and _differ([coarse_type(named.type), coarse_type(judged.shop.type)]):
        against.add("type")
    if judged.shop.metal and _differ([named.metal, judged.shop.metal]):
        against.add("metal")
    yield from (f"{kind}_against" for kind in ("type", "metal", "stones") if kind in against)
    sure = confidence(judged.confidence)
    if sure is not None and sure < EVEN:
        yield "unsure"
    if len(caption) > ADVISED_LENGTH:
        yield "too_long"
    if judged.repeated:
        yield "repeated"
    if not named.type:
        yield "no_type"
    if not named.metal:
        yield "no_metal"


def _differ(values: Sequence[str | None]) -> bool:
    """Whether two of the values that are known differ."""
    return len({value for value in values if value}) > 1
