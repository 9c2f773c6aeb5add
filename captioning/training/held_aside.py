"""Shops that nothing is trained on, so that confidence can be calibrated on strangers' photos."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from captioning.data import Example


def sources_aside(examples: Sequence[Example], share: float) -> frozenset[str]:
    """Whole sources with about this share of the labelled photos.

    Sources are taken in the order of a hash of their names, so that the choice depends on nothing
    else; one that would be too much is passed over.

    Args:
        examples: training photos.
        share: in [0, 1].
    """
    counts = Counter(one.source for one in examples if one.labels and one.source)
    room = share * sum(counts.values())
    chosen = set()
    for source in sorted(counts, key=lambda name: hashlib.sha256(name.encode()).digest()):
        if counts[source] <= room:
            chosen.add(source)
            room -= counts[source]
    return frozenset(chosen)


def without(examples: Sequence[Example], sources: frozenset[str]) -> list[Example]:
    """The photos of all other sources."""
    return [one for one in examples if one.source not in sources]


def only(examples: Sequence[Example], sources: frozenset[str]) -> list[Example]:
    """The photos of these sources."""
    return [one for one in examples if one.source in sources]
