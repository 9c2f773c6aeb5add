"""Linear heads on pooled features: type and looks of stones, without a caption."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from captioning.vision.encoder import CheckpointError

FILE = "attributes.safetensors"
NO_JEWELRY = ""
"""The class of photos of anything else."""


@dataclass(frozen=True)
class Evidence:
    """What the features of one photo show of a piece.

    Attributes:
        jewelry: probability that the photo is of jewelry, in [0, 1].
        types: coarse types to their probabilities if it is; they add up to 1.
        looks: looks of stones to their probabilities, in [0, 1].
    """

    jewelry: float
    types: dict[str, float]
    looks: dict[str, float]


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
    """Type and looks of stones, fitted to a finished encoder by `training/attribute_fit`.

    The decoders learn types and stones from sentences only. Heads fitted to the labels read a
    little more from the same features and make other mistakes, so the two together do best.
    """

    def __init__(self, types: Sequence[str], looks: Sequence[str], channels: int) -> None:
        """Builds untrained heads.

        Args:
            types: coarse types.
            looks: looks of stones.
            channels: C.
        """
        super().__init__({"type": (NO_JEWELRY, *types), "looks": looks}, 2 * channels)

    @property
    def types(self) -> tuple[str, ...]:
        """The coarse types."""
        return self.classes["type"][1:]

    @property
    def looks(self) -> tuple[str, ...]:
        """The looks of stones."""
        return self.classes["looks"]

    @torch.inference_mode()
    def forward(self, features: Tensor) -> list[Evidence]:
        """What encoded photos, (B, P, C), show, one by one."""
        logits = {name: part.cpu() for name, part in self.logits(moments(features)).items()}
        other = logits["type"].softmax(-1)[:, 0]  # no jewelry
        types, looks = logits["type"][:, 1:].softmax(-1), logits["looks"].sigmoid()
        return [
            Evidence(
                1 - float(other[row]),
                dict(zip(self.types, types[row].tolist(), strict=True)),
                dict(zip(self.looks, looks[row].tolist(), strict=True)),
            )
            for row in range(len(features))
        ]

    def save(self, folder: Path, encoder_mark: str) -> None:
        """Writes the classifier, in 16 bits, into an encoder's folder.

        Args:
            folder: the encoder's.
            encoder_mark: `weights_mark` of the encoder whose features it reads.
        """
        weights = {name: value.half().contiguous() for name, value in self.state_dict().items()}
        names = {"types": json.dumps(self.types), "looks": json.dumps(self.looks)}
        save_file(weights, folder / FILE, {"encoder": encoder_mark, **names})

    @classmethod
    def load(cls, folder: Path, encoder_mark: str) -> AttributeClassifier | None:
        """Loads what `save` wrote.

        Args:
            folder: the encoder's.
            encoder_mark: `weights_mark` of the encoder in it.

        Returns:
            The classifier, or None where none was fitted; captions are then made without it.

        Raises:
            CheckpointError: if the file is damaged or belongs to another encoder.
        """
        if not (folder / FILE).is_file():
            return None
        try:
            with safe_open(folder / FILE, "pt") as file:
                said = file.metadata()
                weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
            classifier = cls(
                json.loads(said["types"]),
                json.loads(said["looks"]),
                weights["linear.weight"].shape[1] // 2,
            )
            classifier.load_state_dict(weights)
        except Exception as error:  # any damage gets the same remedy
            raise CheckpointError(
                f"{FILE} in {folder.name!r} is damaged ({type(error).__name__}); restore the "
                "folder from the repository."
            ) from error
        if said.get("encoder") != encoder_mark:
            raise CheckpointError(
                f"{FILE} in {folder.name!r} was fitted to another encoder; restore the folder "
                "from the repository, or run `python -m captioning attributes`."
            )
        return classifier.eval()
