"""Weights of a checkpoint as arrays, in the forms that exported graphs ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from captioning.vision.view import WEIGHTS

BLOCK = 128
"""Weights that share a scale in 8 bits, along the inputs of a matrix."""
PLAIN, TRANSPOSED, CODES, SCALES = "plain", "transposed", "codes", "scales"
FOLDED, SHIFT = "folded", "shift"


@dataclass(frozen=True)
class Source:
    """Where a constant of a graph comes from.

    Attributes:
        tensor: its name in the weights' file.
        form: "plain", "transposed", "codes" or "scales" of the tensor in 8 bits, or "folded" or
            "shift", the kernel and the bias of a convolution with the norm after it.
        norm: the name of that batch norm.
        eps: what it adds to variances.
    """

    tensor: str
    form: str = PLAIN
    norm: str = ""
    eps: float = 0.0


def constants(folder: Path, sources: Mapping[str, Source]) -> dict[str, np.ndarray]:
    """The constants of a graph by name, in 32 bits or as 8-bit codes with scales.

    Args:
        folder: holds the weights in 16 bits.
        sources: of each constant.

    Raises:
        KeyError: a tensor is not there.
    """
    with safe_open(folder / WEIGHTS, "np") as file:
        tensors = _Tensors(file)
        return {name: tensors.made(source) for name, source in sources.items()}


class _Tensors:
    """The tensors of an open file, each converted once."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._coded: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def made(self, source: Source) -> np.ndarray:
        """A tensor in the form asked for."""
        if source.form in (CODES, SCALES):
            return self._codes(source.tensor)[source.form == SCALES]
        if source.form in (FOLDED, SHIFT):
            return self._folded(source)
        found = self._read(source.tensor)
        return np.ascontiguousarray(found.T) if source.form == TRANSPOSED else found

    def _read(self, name: str) -> np.ndarray:
        return self._file.get_tensor(name).astype(np.float32)

    def _codes(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        if name not in self._coded:
            self._coded[name] = in_eight_bits(self._read(name))
        return self._coded[name]

    def _folded(self, source: Source) -> np.ndarray:
        gain, shift, mean, variance = (
            self._read(f"{source.norm}.{part}")
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        gain = gain / np.sqrt(variance + np.float32(source.eps))
        if source.form == SHIFT:
            return shift - mean * gain
        return self._read(source.tensor) * gain[:, None, None, None]


def in_eight_bits(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix as 8-bit codes around 128, each block of `BLOCK` inputs with a scale of its own.

    Args:
        matrix: (outputs, inputs) float32; `BLOCK` divides the inputs.

    Returns:
        Codes (outputs, blocks, BLOCK) uint8 and scales (outputs, blocks) float32, the layout of
        ONNX Runtime's MatMulNBits.
    """
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    scales = np.abs(blocks).max(2) / np.float32(127)
    steps = blocks / np.where(scales == 0, np.float32(1), scales)[..., None]
    np.rint(steps, out=steps)
    steps += 128
    return steps.astype(np.uint8), scales


def parameter_counts(directory: Path) -> dict[str, int]:
    """Parameters of each model in a checkpoint, from the headers of the weights' files.

    Norms of the encoder count as folded into the convolutions before them: a bias a channel.
    """
    return {
        file.parent.name: sum(_parameters(file)) for file in sorted(directory.glob(f"*/{WEIGHTS}"))
    }


def _parameters(file: Path) -> Iterator[int]:
    with file.open("rb") as stream:
        header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
    for name, entry in header.items():
        norm = name.rpartition(".")[0] + ".running_mean"
        folded = norm in header and not name.endswith(".bias")
        if name != "__metadata__" and not folded:
            yield prod(entry["shape"])
