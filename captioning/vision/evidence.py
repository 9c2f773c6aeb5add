"""What the attribute classifier sees of a photo: type and looks of stones, without a caption."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from safetensors import safe_open

from captioning.vision.view import CheckpointError

FILE = "attributes.safetensors"
NO_METAL = "none"
"""The class of pieces without metal."""


def likely_jewelry(probability: float) -> bool:
    """Whether a photo is rather of jewelry than of anything else.

    Photos of other things are far below one half: of 300 of Flickr8k all are under 0.1.
    """
    return probability > 0.5


@dataclass(frozen=True)
class Told:
    """What somebody who knows a piece says of it.

    Attributes:
        kind: its coarse type, or None if that is not said.
        looks: looks of stones that it has; nothing is said of others.
    """

    kind: str | None = None
    looks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the features of one photo show of a piece.

    Attributes:
        jewelry: probability that the photo is of jewelry, in [0, 1].
        types: coarse types to their probabilities if it is; they add up to 1.
        looks: looks of stones to their probabilities, in [0, 1].
        metals: colours of the metal to their probabilities; with that of no metal, which has no
            name here, they add up to 1.
    """

    jewelry: float
    types: dict[str, float]
    looks: dict[str, float]
    metals: dict[str, float] = field(default_factory=dict)

    def after(self, told: Told, odds: float) -> Evidence:
        """The evidence once somebody who knows the piece has said what it is, by Bayes' rule.

        Args:
            told: what was said.
            odds: how many times likelier a piece that fits is to be called so, 1 or more.
        """
        kind, looks = told.kind, told.looks
        types = {name: p * (odds if name == kind else 1.0) for name, p in self.types.items()}
        whole = sum(types.values()) or 1.0
        return Evidence(
            _updated(self.jewelry, odds) if kind in self.types else self.jewelry,
            {name: p / whole for name, p in types.items()},
            {name: _updated(p, odds) if name in looks else p for name, p in self.looks.items()},
            self.metals,
        )


def _updated(probability: float, odds: float) -> float:
    return probability * odds / (probability * odds + 1 - probability)


@dataclass(frozen=True)
class AttributeReader:
    """The fitted linear heads of `AttributeClassifier`, as arrays.

    Attributes:
        types: the coarse types.
        looks: the looks of stones.
        metals: the colours of metals.
        weight: (1 + types + looks + metals, 2 * C) float32; the first row is that of no jewelry.
        bias: a number for each row.
    """

    types: tuple[str, ...]
    looks: tuple[str, ...]
    metals: tuple[str, ...]
    weight: np.ndarray
    bias: np.ndarray

    def __call__(self, features: np.ndarray) -> list[Evidence]:
        """What encoded photos, (B, P, C), show, one by one."""
        logits = moments(features) @ self.weight.T + self.bias  # (B, rows)
        ends = np.cumsum([1 + len(self.types), len(self.looks)])
        return [self._evidence(*np.split(row, ends)) for row in logits]

    def _evidence(self, kinds: np.ndarray, stones: np.ndarray, metals: np.ndarray) -> Evidence:
        other = _softmax(kinds)[0]  # no jewelry
        looks = 1 / (1 + np.exp(-stones))
        shares = dict(zip(self.metals, _softmax(metals).tolist(), strict=True))
        shares.pop(NO_METAL, None)
        return Evidence(
            1 - float(other),
            dict(zip(self.types, _softmax(kinds[1:]).tolist(), strict=True)),
            dict(zip(self.looks, looks.tolist(), strict=True)),
            shares,
        )

    @classmethod
    def load(cls, folder: Path, encoder_mark: str) -> AttributeReader | None:
        """Loads what `AttributeClassifier.save` wrote.

        Args:
            folder: the encoder's.
            encoder_mark: `weights_mark` of the encoder in it.

        Returns:
            The heads, or None where none were fitted; captions are then made without them.

        Raises:
            CheckpointError: if the file is damaged or belongs to another encoder.
        """
        if not (folder / FILE).is_file():
            return None
        try:
            with safe_open(folder / FILE, "np") as file:
                said = file.metadata()
                weight, bias = (
                    file.get_tensor(f"linear.{part}").astype(np.float32)
                    for part in ("weight", "bias")
                )
            types, looks, metals = (
                tuple(json.loads(said.get(part, "[]"))) for part in ("types", "looks", "metals")
            )
            classes = 1 + len(types) + len(looks) + len(metals)
            if weight.shape[0] != len(bias) or len(bias) != classes:
                raise ValueError("not one row for each class")
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
        return cls(types, looks, metals, weight, bias)


def moments(features: np.ndarray) -> np.ndarray:
    """Means and deviations over P: (B, P, C) -> (B, 2 * C); small stones show in deviations."""
    features = features.astype(np.float32, copy=False)
    spread = features.std(1, ddof=min(1, features.shape[1] - 1))  # 0 of one position
    return np.concatenate([features.mean(1), spread], 1)


def _softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max(initial=-np.inf))
    return odds / odds.sum()


def class_names(
    types: Sequence[str], looks: Sequence[str], metals: Sequence[str]
) -> dict[str, str]:
    """The names of classes as they are kept in the file's metadata."""
    named = {"types": types, "looks": looks, "metals": metals}
    return {part: json.dumps(list(names)) for part, names in named.items()}
