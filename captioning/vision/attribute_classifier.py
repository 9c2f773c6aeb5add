"""Type and looks of stones told straight from the encoder's features: a second opinion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from captioning.vision.encoder import CheckpointError

FILE = "attributes.safetensors"


@dataclass(frozen=True)
class Evidence:
    """What the features of one photo say of a piece.

    Attributes:
        jewelry: probability that the photo is of jewelry, in [0, 1].
        types: coarse types to their probabilities if it is; they add up to 1.
        looks: looks of stones to the probability of each, in [0, 1].
    """

    jewelry: float
    types: dict[str, float]
    looks: dict[str, float]


def pooled(features: Tensor) -> Tensor:
    """Means and deviations over P: (B, P, C) -> (B, 2 * C); small stones move the deviations."""
    features = features.float()
    spread = features.std(1, correction=min(1, features.shape[1] - 1))  # 0 of one position
    return torch.cat([features.mean(1), spread], 1)


class AttributeClassifier(nn.Module):
    """Linear classifiers on features pooled over P, fitted after training by `attribute_fit`.

    The decoders hear of types and stones only in sentences. Fitted to the labels themselves, the
    same features tell a little more, and err elsewhere, so that both together know best.
    """

    def __init__(self, types: Sequence[str], looks: Sequence[str], channels: int) -> None:
        """Builds classifiers without weights worth anything.

        Args:
            types: coarse types told apart.
            looks: looks of stones told apart.
            channels: C.
        """
        super().__init__()
        self.types, self.looks = tuple(types), tuple(looks)
        self.linear = nn.Linear(2 * channels, 1 + len(types) + len(looks))

    @torch.inference_mode()
    def forward(self, features: Tensor) -> list[Evidence]:
        """What is seen in encoded photos, (B, P, C), one by one."""
        logits = self.linear(pooled(features)).cpu()  # (B, 1 + types + looks)
        kinds = 1 + len(self.types)
        kind = logits[:, :kinds].softmax(-1)
        types = logits[:, 1:kinds].softmax(-1)
        looks = logits[:, kinds:].sigmoid()
        return [
            Evidence(
                1 - float(kind[row, 0]),
                dict(zip(self.types, types[row].tolist(), strict=True)),
                dict(zip(self.looks, looks[row].tolist(), strict=True)),
            )
            for row in range(len(features))
        ]

    def save(self, folder: Path, encoder_mark: str) -> None:
        """Writes the classifiers, in 16 bits, into an encoder's folder.

        Args:
            folder: the encoder's.
            encoder_mark: `weights_mark` of the encoder whose features they read.
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
            The classifiers, or None where none were fitted; describing goes without them then.

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
