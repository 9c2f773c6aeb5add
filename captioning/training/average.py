"""Averaging the weights of checkpoints that were trained on from one another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path

import torch
from torch import nn

from captioning.decoders.checkpoint import TRAINING, load_decoders, save_checkpoint
from captioning.training.run_state import HISTORY
from captioning.vision.encoder import CheckpointError, ImageEncoder


def average(first: Path, second: Path, share: float, output: Path) -> None:
    """Writes a checkpoint whose weights lie between those of two.

    Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022: between the weights
    before and after a further stage of training often lie some that do what the stage taught and
    have not forgotten what was known, above all on photos unlike those of training.

    Args:
        first: a checkpoint folder; its history is kept.
        second: one that was trained on from the first.
        share: of the second's weights, in [0, 1].
        output: receives `encoder/` and a folder for each decoder.

    Raises:
        CheckpointError: if a folder cannot be loaded or the two are not alike.
    """
    if not 0 <= share <= 1:
        raise CheckpointError(f"The share must be from 0 to 1, not {share}.")
    origins = [_origin(folder) for folder in (first, second)]
    training = {
        "data": {name: mark for one in origins for name, mark in one.get("data", {}).items()},
        "average": {"share": share, "first": origins[0], "second": origins[1]},
    }
    write_mean({first: 1 - share, second: share}, output, training)


def write_mean(shares: Mapping[Path, float], output: Path, training: dict) -> None:
    """Writes a checkpoint whose weights are a mean of those of others.

    Args:
        shares: of each checkpoint folder, adding up to 1; the history of the first is kept.
        output: receives `encoder/` and a folder for each decoder.
        training: how the weights came about.

    Raises:
        CheckpointError: if a folder cannot be loaded or they are not alike.
    """
    folders, weights = list(shares), list(shares.values())
    encoders = [ImageEncoder.load(folder / "encoder") for folder in folders]
    loaded = [load_decoders(folder) for folder in folders]
    tokenizer = next(iter(loaded[0].values()))[1]
    for folder, part in zip(folders, loaded, strict=True):
        if part.keys() != loaded[0].keys():
            raise CheckpointError(f"{folders[0]} and {folder} have different decoders.")
        if next(iter(part.values()))[1].get_vocab() != tokenizer.get_vocab():
            raise CheckpointError(
                f"{folders[0]} and {folder} have different vocabularies: average a checkpoint "
                "with one that was trained on from it by --start."
            )
    _to_mean(encoders, weights)
    for name in loaded[0]:
        _to_mean([part[name][0] for part in loaded], weights)
    decoders = {name: decoder for name, (decoder, _) in loaded[0].items()}
    save_checkpoint(output, encoders[0], decoders, tokenizer, training)
    for name in decoders:
        if (folders[0] / name / HISTORY).is_file() and folders[0] != output:
            shutil.copyfile(folders[0] / name / HISTORY, output / name / HISTORY)


def _origin(folder: Path) -> dict:
    """How a checkpoint came about, as far as it says."""
    file = folder / "encoder" / TRAINING
    return json.loads(file.read_text()) if file.is_file() else {}


@torch.no_grad()
def _to_mean(modules: Sequence[nn.Module], shares: Sequence[float]) -> None:
    """Gives the first module the weighted mean of the weights of all."""
    ours, *others = states = [module.state_dict() for module in modules]
    for other in others:
        for key in ours.keys() | other.keys():
            if key not in ours or key not in other or ours[key].shape != other[key].shape:
                raise CheckpointError(
                    f"The checkpoints differ in {key}: average models of the same architecture "
                    "and sizes."
                )
    done = set()  # the output layer is the embedding under another name: one weight, one mean
    for key, weights in ours.items():
        if weights.is_floating_point() and weights.data_ptr() not in done:
            done.add(weights.data_ptr())
            parts = (share * state[key] for share, state in zip(shares, states, strict=True))
            weights.copy_(reduce(torch.add, parts))  # `sum` begins with 0, and 0 + -0 is not -0
