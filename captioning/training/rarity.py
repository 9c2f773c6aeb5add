"""Photos of what is rare among the labels, which an epoch visits more often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from captioning.data import Attributes, Example
from captioning.language.attributes import looks, vocabulary_form


def rare_rows(examples: Sequence[Example], share: float) -> frozenset[int]:
    """Places of the photos with a type, a metal or a look of stones that few photos have.

    Args:
        examples: training photos, with labels or without.
        share: of the labelled photos, under which something counts as rare.
    """
    named = [_named(one.labels) if one.labels else frozenset() for one in examples]
    counts = Counter(name for names in named for name in names)
    most = share * sum(one.labels is not None for one in examples)
    rare = {name for name, count in counts.items() if count < most}
    return frozenset(row for row, names in enumerate(named) if names & rare)


def _named(labels: Attributes) -> frozenset[tuple[str, str]]:
    known = vocabulary_form(labels)
    pairs = [("type", known.type), ("metal", known.metal)]
    pairs += [("look", one) for one in looks(known.stones)]
    return frozenset((kind, name) for kind, name in pairs if name)
