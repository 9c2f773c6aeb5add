"""Averaging the weights of two checkpoints, one of which was trained on from the other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from torch import nn

from captioning.checkpoint import DECODERS, TRAINING, load_decoder, save_checkpoint
from captioning.encoder import CheckpointError, ImageEncoder
from captioning.training.run_state import HISTORY


def average(first: Path, second: Path, share: float, output: Path) -> None:
    """Writes a checkpoint whose weights lie between those of two.

    Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022: between the weights
    before and after a further stage of training often lie some that do what the stage taught and
    have not forgotten what was known, above all on photos unlike those of training.

    Args:
        first: a checkpoint folder; its history is kept.
        second: one that was trained on from the first.
        share: of the second's weights, in [0, 1].
        output: receives `encoder/`, `transformer/` and `lstm/`.

    Raises:
        CheckpointError: if a folder cannot be loaded or the two are not alike.
    """
    if not 0 <= share <= 1:
        raise CheckpointError(f"The share must be from 0 to 1, not {share}.")
    encoders = [ImageEncoder.load(folder / "encoder") for folder in (first, second)]
    loaded = [
        {name: load_decoder(folder / name, folder / "encoder") for name in DECODERS}
        for folder in (first, second)
    ]
    vocabularies = [part["lstm"][1].get_vocab() for part in loaded]
    if vocabularies[0] != vocabularies[1]:
        raise CheckpointError(
            f"{first} and {second} have different vocabularies: average a checkpoint with one "
            "that was trained on from it by --start."
        )
    _mix(*encoders, share)
    for name in DECODERS:
        _mix(loaded[0][name][0], loaded[1][name][0], share)
    origins = [_origin(folder) for folder in (first, second)]
    training = {
        "data": {name: mark for one in origins for name, mark in one.get("data", {}).items()},
        "average": {"share": share, "first": origins[0], "second": origins[1]},
    }
    decoders = {name: decoder for name, (decoder, _) in loaded[0].items()}
    save_checkpoint(output, encoders[0], decoders, loaded[0]["lstm"][1], training)
    for name in DECODERS:
        if (first / name / HISTORY).is_file() and first != output:
            shutil.copyfile(first / name / HISTORY, output / name / HISTORY)


def _origin(folder: Path) -> dict:
    """How a checkpoint came about, as far as it says."""
    file = folder / "encoder" / TRAINING
    return json.loads(file.read_text()) if file.is_file() else {}


@torch.no_grad()
def _mix(first: nn.Module, second: nn.Module, share: float) -> None:
    """Moves the first module's weights towards the second's."""
    ours, others = first.state_dict(), second.state_dict()
    for key in ours.keys() | others.keys():
        if key not in ours or key not in others or ours[key].shape != others[key].shape:
            raise CheckpointError(
                f"The two checkpoints differ in {key}: average models of the same architecture "
                "and sizes."
            )
    for key, weights in ours.items():
        if weights.is_floating_point():
            weights.lerp_(others[key], share)
