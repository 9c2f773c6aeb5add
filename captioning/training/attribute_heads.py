"""The auxiliary loss: type, metal, looks of stones and motif as classes of the pooled features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from captioning.data import Example
from captioning.language.attributes import look, vocabulary_form

UNKNOWN = -100


class AttributeHeads(nn.Module):
    """Linear classifiers on the mean over P. They serve training alone and do not ship."""

    def __init__(self, examples: Sequence[Example], channels: int) -> None:
        """Collects the classes from the training photos.

        Args:
            examples: photos, those without labels included.
            channels: C.
        """
        super().__init__()
        labelled = [vocabulary_form(one.labels) for one in examples if one.labels]
        self.types = sorted({labels.type for labels in labelled if labels.type})
        self.metals = sorted({labels.metal for labels in labelled if labels.metal})
        self.looks = sorted({look(s) for labels in labelled for s in labels.stones if look(s)})
        motifs = Counter(labels.motif for labels in labelled if labels.motif)
        self.motifs = ["", *sorted(motif for motif, count in motifs.items() if count >= 15)]
        sizes = [len(self.types), len(self.metals), len(self.motifs), len(self.looks)]
        self.dropout = nn.Dropout(0.2)
        self.heads = nn.ModuleList(nn.Linear(channels, max(1, size)) for size in sizes)
        self._targets = [self._target(example) for example in examples]

    def _target(self, example: Example) -> tuple[int, int, int, list[float]]:
        if example.labels is None:
            return UNKNOWN, UNKNOWN, UNKNOWN, [-1.0] * len(self.looks)
        labels = vocabulary_form(example.labels)
        looks = {look(stone) for stone in labels.stones}
        motif = labels.motif or ""
        return (
            self.types.index(labels.type) if labels.type in self.types else UNKNOWN,
            self.metals.index(labels.metal) if labels.metal in self.metals else UNKNOWN,
            self.motifs.index(motif) if motif in self.motifs else UNKNOWN,
            [float(name in looks) for name in self.looks],
        )

    def forward(self, features: Tensor, rows: Sequence[int]) -> Tensor:
        """The sum of the four losses over the photos that have labels.

        Args:
            features: (B, P, C).
            rows: B rows into the examples the heads were made with.

        Returns:
            A scalar; 0 where no photo of the batch has labels.
        """
        targets = [self._targets[row] for row in rows]
        labelled = [index for index, target in enumerate(targets) if target[0] != UNKNOWN]
        if not labelled:
            return features.new_zeros(())
        pooled = self.dropout(features[labelled].mean(1))  # (b, C)
        columns = list(zip(*(targets[index] for index in labelled), strict=True))
        losses = [
            functional.cross_entropy(head(pooled), torch.tensor(column, device=pooled.device))
            for head, column in zip(self.heads[:3], columns[:3], strict=True)
        ]
        wanted = torch.tensor(columns[3], device=pooled.device)  # (b, looks)
        losses.append(
            3 * functional.binary_cross_entropy_with_logits(self.heads[3](pooled), wanted)
        )
        return torch.stack(losses).nan_to_num().sum()
