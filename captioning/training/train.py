"""From data sets on disk to a finished checkpoint: what `python -m captioning train` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np
from transformers import PreTrainedTokenizerFast

from captioning.data import DatasetError, Example, fingerprint, read_dataset
from captioning.decoders import registry
from captioning.decoders.checkpoint import (
    TRAINING,
    load_decoders,
    save_checkpoint,
    weights_mark,
)
from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.allocator import keep_large_blocks
from captioning.training.activation_cache import FeatureCache
from captioning.training.attribute_fit import fit_attributes
from captioning.training.batches import Part, PhotoSet
from captioning.training.branches import follow_branches
from captioning.training.distillation import TaughtLoss, Teachers, checkpoint_of
from captioning.training.loss import caption_loss
from captioning.training.recipe import Recipe
from captioning.training.reward import Worth
from captioning.training.run_state import HISTORY
from captioning.training.self_critical import SelfCriticalLoss
from captioning.training.starting_weights import pretrained_encoder
from captioning.training.trainer import TrainingRun
from captioning.vision.encoder import ImageEncoder
from captioning.vision.framing import Framing


def train(
    recipe: Recipe,
    data: Sequence[Path],
    output: Path,
    *,
    runs: Path = Path(".cache"),
    resume: bool = False,
    start: Path | None = None,
    teachers: Sequence[Path] = (),
) -> TrainingRun:
    """Trains decoders by a recipe and writes a checkpoint.

    Args:
        recipe: how.
        data: folders of data sets with a "train" split; the first one's "dev" split decides on
            the best epoch, and those of the others are measured too. One without a "dev" split
            is taken for renders.
        output: receives `encoder/` and a folder for each decoder.
        runs: where cached activations and the run's state go.
        resume: go on from the last whole epoch of the run of this name.
        start: go on from this checkpoint's weights and vocabulary instead of ImageNet's and none.
        teachers: checkpoints, or decoders' folders in them, whose captions and expectations are
            learnt beside the written captions; they share the start's vocabulary and frozen
            stages. One that is the start too teaches until the taught stage, in which what
            became of it teaches in its place.

    Returns:
        The finished run, with its history.

    Raises:
        DatasetError: if a split is missing or empty.
        TrainingError: if the run cannot go on.
    """
    keep_large_blocks()
    data_sets = _read(data)
    encoder, tokenizer, decoders = _starting_point(recipe, data_sets, start)
    taught_by = Teachers(teachers, encoder, tokenizer, recipe.frozen_stages) if teachers else None
    run = _run(recipe, data_sets, encoder, tokenizer, runs, decoders, taught_by)
    if resume:
        run.resume()
    run.train()
    prints = {name: fingerprint(part["train"]) for name, part in data_sets.items()}
    training: dict = {"recipe": asdict(recipe), "data": prints}
    if start is not None:  # how the weights came about includes how those came about
        training["start"] = json.loads((start / "encoder" / TRAINING).read_text())
        training["data"] = training["start"].get("data", {}) | prints
    if teachers:
        training["teachers"] = dict(map(_named, teachers))
    history = _numbered_on(_read_history(start), run.history)
    if recipe.reward_epochs:
        _write(run, runs / f"{recipe.name}-cross-entropy", training, history)
        second = _reward_run(run, data_sets, runs, taught_by)
        if resume:
            second.resume()
        if not second.history:  # the figures of cross-entropy alone
            second.history.append({"epoch": 0, "train": {}, "validation": second.validate()})
        second.train()
        training["reward"] = _continued(training, run, second)
    if recipe.taught_epochs:
        before = runs / f"{recipe.name}-untaught"
        _write(run, before, training, history)
        earlier = [runs / f"{recipe.name}-cross-entropy"] if recipe.reward_epochs else []
        others = [one for one in teachers if one != start]  # `before` came of it
        return train(
            recipe.taught(),
            data,
            output,
            runs=runs,
            resume=resume,
            start=before,
            teachers=[before, *earlier, *others],
        )
    if recipe.followed:
        before = runs / f"{recipe.name}-unbranched"
        _write(run, before, training, history)

        def train_on(branch: Recipe, output: Path, start: Path) -> TrainingRun:
            return train(branch, data, output, runs=runs, resume=resume, start=start)

        follow_branches(recipe, before, output, runs, train_on)
    else:
        _write(run, output, training, history)
    fit_attributes(output, [part["train"] for part in data_sets.values()], runs / "features")
    return run


def _named(teacher: Path) -> tuple[str, str]:
    """Which decoders taught, and the mark of their encoder."""
    checkpoint, names = checkpoint_of(teacher)
    name = checkpoint.name if len(names) > 1 else f"{checkpoint.name}/{names[0]}"
    return name, weights_mark(checkpoint / "encoder")


def _continued(training: dict, run: TrainingRun, second: TrainingRun) -> list[dict]:
    """The rows of the reward stage, after those of the one that it goes on from, if it does."""
    earlier = [] if run.history else training.get("start", {}).get("reward", [])
    return _numbered_on(earlier, second.history[1:]) if earlier else second.history


def _read_history(start: Path | None) -> list[dict]:
    """The epochs by cross-entropy of the checkpoint that a run goes on from, if it does."""
    files = [start / name / HISTORY for name in registry.names()] if start else []
    return next((json.loads(file.read_text()) for file in files if file.is_file()), [])


def _numbered_on(earlier: list[dict], rows: list[dict]) -> list[dict]:
    """Both tables of epochs as one, the second's numbers after the first's."""
    last = earlier[-1]["epoch"] if earlier else 0
    return earlier + [row | {"epoch": row["epoch"] + last} for row in rows]


DataSets = dict[str, dict[str, list[Example]]]


def _read(folders: Sequence[Path]) -> DataSets:
    """The splits of each data set by its folder's name; at least one has a "dev" split."""
    data_sets: DataSets = {}
    for folder in folders:
        parts = data_sets[folder.resolve().name] = {"train": read_dataset(folder, "train")}
        try:
            parts["dev"] = read_dataset(folder, "dev")
        except DatasetError:
            if folder == folders[0]:  # renders, say, may be for training alone
                raise
    return data_sets


def _run(
    recipe: Recipe,
    data_sets: DataSets,
    encoder: ImageEncoder,
    tokenizer: PreTrainedTokenizerFast,
    runs: Path,
    decoders: dict | None,
    teachers: Teachers | None,
    rewarded: bool = False,
) -> TrainingRun:
    cached = _Activations(runs / "features", encoder, recipe)
    training = PhotoSet(
        [
            Part(part["train"], cached.views(part["train"], "dev" not in part), "dev" not in part)
            for part in data_sets.values()
        ],
        tokenizer,
        recipe,
    )
    validation = {
        name: PhotoSet([Part(part["dev"], [cached.open(part["dev"], 0)])], tokenizer, recipe)
        for name, part in data_sets.items()
        if "dev" in part
    }
    objective = partial(caption_loss, smoothing=recipe.label_smoothing)
    if teachers is not None or rewarded:
        worth = Worth(training.examples, tokenizer, recipe.reward_attributes)
    if teachers is not None:
        objective = TaughtLoss(
            teachers,
            recipe.teacher_share,
            worth,
            drawn=recipe.teacher_captions,
            smoothing=recipe.label_smoothing,
        )
    if rewarded:
        objective = SelfCriticalLoss(
            worth,
            samples=recipe.reward_samples,
            plain=objective,
            plain_weight=recipe.reward_cross_entropy,
        )
    folder = runs / "runs" / recipe.name
    return TrainingRun(
        recipe, folder, encoder, tokenizer, training, validation, decoders, objective
    )


def _reward_run(
    run: TrainingRun, data_sets: DataSets, runs: Path, teachers: Teachers | None
) -> TrainingRun:
    """The stage after cross-entropy, with the whole encoder frozen."""
    recipe = run.recipe.rewarded()
    run.encoder.config = replace(run.encoder.config, size=recipe.cached_size)  # `_write` changed it
    for decoder in run.decoders.values():
        decoder.set_dropout(recipe.dropout)
    return _run(
        recipe, data_sets, run.encoder, run.tokenizer, runs, run.decoders, teachers, rewarded=True
    )


def _starting_point(
    recipe: Recipe, data_sets: DataSets, start: Path | None
) -> tuple[ImageEncoder, PreTrainedTokenizerFast, dict | None]:
    if start is not None:
        encoder = ImageEncoder.load(start / "encoder")
        loaded = load_decoders(start)
        decoders = {name: decoder for name, (decoder, _) in loaded.items()}
        for decoder in decoders.values():
            decoder.set_dropout(recipe.dropout)
        return _framed(encoder, recipe), next(iter(loaded.values()))[1], decoders
    captions = (
        text for part in data_sets.values() for one in part["train"] for text in one.captions
    )
    tokenizer = build_tokenizer(
        captions, vocabulary=recipe.vocabulary, minimum_count=recipe.minimum_count
    )
    encoder = pretrained_encoder(recipe.architecture, recipe.cached_size)
    return _framed(encoder, recipe), tokenizer, None


def _framed(encoder: ImageEncoder, recipe: Recipe) -> ImageEncoder:
    """An encoder that sees photos as a recipe wants them."""
    framing = Framing(recipe.margin) if recipe.margin else None
    encoder.config = replace(encoder.config, size=recipe.cached_size, framing=framing)
    return encoder


class _Activations:
    """Opens the caches a recipe needs."""

    def __init__(self, folder: Path, encoder: ImageEncoder, recipe: Recipe) -> None:
        self.folder, self.encoder, self.recipe = folder, encoder, recipe

    def open(self, examples: Sequence[Example], view: int) -> np.ndarray:
        cache = FeatureCache(self.folder, examples, view)
        return cache.open(self.encoder, self.recipe.frozen_stages)

    def views(self, examples: Sequence[Example], rendered: bool) -> list[np.ndarray]:
        """Jewelry photos, which are few, in more views than others; renders, which are too clean
        and as many as wanted, in one that looks like a phone's or a shop's."""
        if rendered:
            return [self.open(examples, 1)]
        if not self.recipe.frozen_stages:  # views are made as they are needed
            return [self.open(examples, 0)]
        labelled = any(example.labels for example in examples)
        count = self.recipe.views if labelled else self.recipe.scene_views
        return [self.open(examples, view) for view in range(count)]


def _write(run: TrainingRun, output: Path, training: dict, history: list[dict]) -> None:
    size = run.recipe.serving_size or run.recipe.size
    run.encoder.config = replace(run.encoder.config, size=size)
    save_checkpoint(output, run.encoder.cpu(), run.decoders, run.tokenizer, training)
    for name in run.decoders:
        (output / name / HISTORY).write_text(json.dumps(history, indent=1) + "\n")
