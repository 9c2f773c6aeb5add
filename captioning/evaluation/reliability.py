"""Whether what is called sure is right as often as it says: reliability and its mean gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from captioning.data import Attributes
from captioning.describe.caption import Caption
from captioning.language.claims import agrees, claims

BINS = 5
"""Groups of equally many captions; three hundred photos fill no more."""


@dataclass(frozen=True)
class Judgement:
    """Something that a caption says, how sure it is of that, and whether one annotator agrees.

    Attributes:
        kind: "type", "metal" or "stone".
        sure: probability, in [0, 1].
        right: whether it is what the annotator says.
    """

    kind: str
    sure: float
    right: bool


def judgements(
    captions: Iterable[Caption], annotations: Iterable[Sequence[Attributes]]
) -> Iterator[Judgement]:
    """Everything that captions claim, judged by each annotator.

    Args:
        captions: one a photo; those without a certainty are left out.
        annotations: what each annotator says of the photo, in the same order.
    """
    for caption, each in zip(captions, annotations, strict=True):
        if caption.certainty is None:
            continue
        for claim in claims(caption.text, {}):
            sure = getattr(caption.certainty, claim.about)
            for labels in each:
                right = agrees(claim, labels)
                if right is not None:
                    yield Judgement(claim.about, sure, right)


def reliability(judged: Iterable[Judgement]) -> dict[str, Any]:
    """For each kind its expected calibration error and the groups that it is the mean of.

    Groups hold equally many judgements, from the least to the most sure (Nixon et al., "Measuring
    calibration in deep learning", CVPR workshops 2019).

    Returns:
        By kind `error`, `judged` and `groups`, each with `sure` and `right`, the means.
    """
    by_kind: dict[str, list[Judgement]] = {}
    for one in judged:
        by_kind.setdefault(one.kind, []).append(one)
    return {kind: _figures(some) for kind, some in by_kind.items()}


def _figures(some: list[Judgement]) -> dict[str, Any]:
    ordered = sorted(some, key=lambda one: one.sure)
    groups = [ordered[part[0] : part[-1] + 1]
              for part in np.array_split(np.arange(len(ordered)), BINS) if len(part)]  # fmt: skip
    means = [
        {
            "sure": float(np.mean([one.sure for one in group])),
            "right": float(np.mean([one.right for one in group])),
        }
        for group in groups
    ]
    gaps = [abs(mean["sure"] - mean["right"]) for mean in means]
    error = float(np.average(gaps, weights=[len(group) for group in groups]))
    return {"error": error, "judged": len(ordered), "groups": means}
