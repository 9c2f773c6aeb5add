"""Classes of attributes, and the auxiliary loss on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from captioning.data import Attributes, Example
from captioning.language.attributes import looks, vocabulary_form
from captioning.vision.attribute_classifier import LinearHeads

FEWEST_OF_NAMES = 15  # photos of a motif or a style, which are many and rare
MANIFOLD = {"looks": 3, "style": 1}  # attributes of which a piece may have several: their weights
SMOOTHING = 0.1  # of one annotator's classes; two disagree on the metal of every tenth photo
UNKNOWN = -100


def frequent(values: Iterable[Iterable[str | None]], fewest: int) -> list[str]:
    """Classes that can be learnt: those of enough photos.

    Args:
        values: what each photo is labelled with; None and "" do not count.
        fewest: photos that a class needs.

    Returns:
        Classes in alphabetical order.
    """
    counts = Counter(value for some in values for value in some)
    return sorted(value for value, count in counts.items() if value and count >= fewest)


def stone_looks(labels: Attributes | None) -> set[str]:
    """Looks of the stones in a photo's labels."""
    return set(looks(vocabulary_form(labels).stones)) if labels else set()


def one_hot(values: Iterable[str], classes: Sequence[str]) -> list[float]:
    """1 for each class that is among the values, else 0."""
    there = set(values)
    return [float(name in there) for name in classes]


class AttributeLoss(nn.Module):
    """Predicts type, metal, motif, style and looks of stones from features; serves training alone.

    These heads differ from the classifier that ships: they see means alone, because the gradient
    of a deviation near 0 has no bound, and they learn metals and motifs too, which the trunk must
    see but which no search is guided by.
    """

    def __init__(self, examples: Sequence[Example], channels: int) -> None:
        """Collects the classes.

        Args:
            examples: the training photos, with labels or without.
            channels: C.
        """
        super().__init__()
        labels = [one.labels and vocabulary_form(one.labels) for one in examples]
        known = [one for one in labels if one]
        motifs = frequent(([one.motif] for one in known), FEWEST_OF_NAMES)
        self.heads = LinearHeads(
            {
                "type": frequent(([one.type] for one in known), 1),
                "metal": frequent(([one.metal] for one in known), 1),
                "motif": ["", *motifs],
                "looks": frequent(map(stone_looks, known), 1),
                "style": frequent((one.style for one in known), FEWEST_OF_NAMES),
            },
            channels,
        )
        self.dropout = nn.Dropout(0.2)
        self._targets = [self._targets_of(one) for one in labels]

    def _targets_of(self, labels: Attributes | None) -> dict[str, int | list[float]] | None:
        if labels is None or not labels.type:
            return None
        return {
            "type": self._number("type", labels.type),
            "metal": self._number("metal", labels.metal),
            "motif": self._number("motif", labels.motif or ""),
            "looks": one_hot(stone_looks(labels), self.heads.classes["looks"]),
            "style": one_hot(labels.style, self.heads.classes["style"]),
        }

    def _number(self, attribute: str, value: str | None) -> int:
        classes = self.heads.classes[attribute]
        return classes.index(value) if value in classes else UNKNOWN

    def forward(self, features: Tensor, rows: Sequence[int]) -> Tensor:
        """The sum of the losses of all attributes.

        Args:
            features: (B, P, C).
            rows: B places of the photos among the examples.

        Returns:
            A scalar; 0 where no photo of the batch has labels.
        """
        known = {
            place: targets
            for place, row in enumerate(rows)
            if (targets := self._targets[row]) is not None
        }
        total = features.new_zeros(())
        if not known:
            return total
        pooled = self.dropout(features[list(known)].mean(1))  # (b, C)
        for attribute, logits in self.heads.logits(pooled).items():
            column = [targets[attribute] for targets in known.values()]
            wanted = torch.tensor(column, device=total.device)
            if attribute in MANIFOLD and logits.numel():
                each = functional.binary_cross_entropy_with_logits(logits, wanted)
                total = total + MANIFOLD[attribute] * each
            elif attribute not in MANIFOLD and (wanted != UNKNOWN).any():
                total = total + functional.cross_entropy(
                    logits, wanted, ignore_index=UNKNOWN, label_smoothing=SMOOTHING
                )
        return total
