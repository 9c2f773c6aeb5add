"""Branches: decoders train on along several ways, and the mean of where these end comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from captioning.decoders.checkpoint import TRAINING
from captioning.training.average import write_mean
from captioning.training.recipe import Recipe
from captioning.training.run_state import HISTORY

TrainOn = Callable[[Recipe, Path, Path], Any]
"""Trains by a recipe, writes a checkpoint to a folder, and starts from that in another."""


def follow_branches(
    recipe: Recipe, before: Path, output: Path, runs: Path, train_on: TrainOn
) -> None:
    """Trains on along each branch of a recipe and writes the mean of all ends and the start.

    Wortsman et al., "Model soups", ICML 2022: what several further trainings of the same weights
    learnt by chance cancels out in the mean, and what they agree on stays.

    Args:
        recipe: its `followed` branches are trained along, one after the other.
        before: the checkpoint that each begins from; its history is kept.
        output: receives the mean, with the rows of every branch's epochs in `training.json`.
        runs: where the checkpoints at the branches' ends go.
        train_on: does the training.
    """
    training, known = _record(before), len(_history(before))
    shares = {before: 1 - sum(branch.share for branch in recipe.followed)}
    told = []
    for number, branch in enumerate(recipe.followed, 1):
        plain, rewarded = recipe.along(number)
        end, rows = before, {}
        if plain.epochs:
            end = runs / plain.name
            train_on(plain, end, before)
            rows["epochs"] = _history(end)[known:]
            if branch.kept:
                parts, end = {before: branch.kept, end: 1 - branch.kept}, runs / f"{end.name}-kept"
                write_mean(parts, end, training)
        if rewarded.reward_epochs:
            start, end = end, runs / rewarded.name
            train_on(rewarded, end, start)
            rows["reward"] = _record(end)["reward"][len(training.get("reward", [])) :]
        shares[end] = shares.get(end, 0.0) + branch.share
        told.append(rows)
    write_mean(shares, output, training | {"recipe": asdict(recipe), "branches": told})


def _record(checkpoint: Path) -> dict:
    return json.loads((checkpoint / "encoder" / TRAINING).read_text())


def _history(checkpoint: Path) -> list[dict]:
    return json.loads(next(checkpoint.glob(f"*/{HISTORY}")).read_text())
