"""Linear heads on pooled features as they are fitted; `evidence.py` reads with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from captioning.vision.evidence import FILE, AttributeReader, class_names

NO_JEWELRY = ""
"""The class of photos of anything else."""


def moments(features: Tensor) -> Tensor:
    """Means and deviations over P: (B, P, C) -> (B, 2 * C); small stones show in deviations."""
    features = features.float()
    spread = features.std(1, correction=min(1, features.shape[1] - 1))  # 0 of one position
    return torch.cat([features.mean(1), spread], 1)


class LinearHeads(nn.Module):
    """A linear classifier for each of several attributes, as rows of one matrix.

    Attributes:
        classes: of each attribute, in the order of the rows.
    """

    def __init__(self, classes: Mapping[str, Sequence[str]], width: int) -> None:
        """Builds untrained heads.

        Args:
            classes: of each attribute.
            width: of the pooled features.
        """
        super().__init__()
        self.classes = {name: tuple(values) for name, values in classes.items()}
        self.linear = nn.Linear(width, sum(map(len, self.classes.values())))

    def logits(self, pooled: Tensor) -> dict[str, Tensor]:
        """Logits of each attribute: (B, width) -> (B, classes)."""
        sizes = [len(values) for values in self.classes.values()]
        return dict(zip(self.classes, self.linear(pooled).split(sizes, -1), strict=True))


class AttributeClassifier(LinearHeads):
    """Type, looks of stones and metal, fitted to a finished encoder by `training/attribute_fit`.

    The decoders learn them from sentences only. Heads fitted to the labels read a
    little more from the same features and make other mistakes, so the two together do best.
    """

    def __init__(
        self, types: Sequence[str], looks: Sequence[str], metals: Sequence[str], channels: int
    ) -> None:
        """Builds untrained heads.

        Args:
            types: coarse types.
            looks: looks of stones.
            metals: colours of metals, `NO_METAL` for none.
            channels: C.
        """
        classes = {"type": (NO_JEWELRY, *types), "looks": looks, "metal": metals}
        super().__init__(classes, 2 * channels)

    @property
    def types(self) -> tuple[str, ...]:
        """The coarse types."""
        return self.classes["type"][1:]

    @property
    def looks(self) -> tuple[str, ...]:
        """The looks of stones."""
        return self.classes["looks"]

    @property
    def metals(self) -> tuple[str, ...]:
        """The colours of metals."""
        return self.classes["metal"]

    def save(self, folder: Path, encoder_mark: str) -> None:
        """Writes the classifier, in 16 bits, into an encoder's folder.

        Args:
            folder: the encoder's.
            encoder_mark: `weights_mark` of the encoder whose features it reads.
        """
        weights = {name: value.half().contiguous() for name, value in self.state_dict().items()}
        names = class_names(self.types, self.looks, self.metals)
        save_file(weights, folder / FILE, {"encoder": encoder_mark, **names})

    @property
    def reader(self) -> AttributeReader:
        """The same heads as arrays, which read evidence from features."""
        weight, bias = (part.detach().numpy() for part in (self.linear.weight, self.linear.bias))
        return AttributeReader(self.types, self.looks, self.metals, weight, bias)
