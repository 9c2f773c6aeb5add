"""Follows a recipe from data sets on disk to a finished checkpoint, stage by stage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from captioning.data import fingerprint
from captioning.decoders import registry
from captioning.decoders.base import CaptionDecoder
from captioning.decoders.checkpoint import load_decoders, save_checkpoint
from captioning.decoders.marks import ENCODER, weights_mark
from captioning.decoders.tokenizer import WordTokenizer, build_tokenizer
from captioning.decoders.training_record import TRAINING, read_training
from captioning.describe.allocator import keep_large_blocks
from captioning.training.attribute_fit import fit_attributes
from captioning.training.batches import PhotoSet
from captioning.training.calibration import fit_certainty
from captioning.training.data_sets import DataSets, photo_sets, photos_aside, read_data_sets
from captioning.training.distillation import DistillationLoss, Teachers, checkpoint_of
from captioning.training.loss import Objective, caption_loss
from captioning.training.recipe import DISTILLATION, SELF_CRITICAL, Recipe, Stage
from captioning.training.reward import Reward
from captioning.training.run_state import HISTORY, STATE, TrainingError
from captioning.training.self_critical import SelfCriticalLoss
from captioning.training.starting_weights import move_towards, pretrained_encoder, with_words
from captioning.training.trainer import Trainer
from captioning.vision.encoder import ImageEncoder
from captioning.vision.evidence import FILE as CLASSIFIER
from captioning.vision.framing import Framing

SETTINGS = "stage.json"


def train(
    recipe: Recipe,
    data: Sequence[Path],
    output: Path,
    *,
    runs: Path = Path(".cache"),
    resume: bool = False,
) -> list[dict[str, Any]]:
    """Trains by a recipe and writes a checkpoint.

    Each stage has a folder `runs/<recipe>/<number>-<stage>`, with its state while it runs and its
    checkpoint when it is finished. The next stage starts from that checkpoint, whose weights have
    16 bits, so that a run resumed between stages gives the same numbers.

    Args:
        recipe: how.
        data: folders of data sets with a "train" split. The first one's "dev" split decides which
            epoch is best, and those of the others are measured too. One without a "dev" split is
            taken for renders.
        output: receives the last stage's checkpoint, with an attribute classifier.
        runs: receives `runs/` and the caches of activations.
        resume: skip the stages that are finished, and continue in the one that is not.

    Returns:
        The record of every stage that the checkpoint came from, as in its `training.json`.

    Raises:
        DatasetError: if a split is missing or empty.
        CheckpointError: if a start or a teacher cannot be loaded.
        TrainingError: if a stage cannot be trained.
    """
    keep_large_blocks()
    for stage in recipe.stages:
        if stage.objective == DISTILLATION and not stage.teachers:
            raise TrainingError(f"Stage {stage.name} has no teacher: give --teacher.")
    data_sets = read_data_sets(data, recipe.data.aside)
    folders: dict[str, Path] = {}
    for number, stage in enumerate(recipe.stages, 1):
        folders[stage.name] = runs / "runs" / recipe.name / f"{number}-{stage.name}"
        _train_stage(recipe, stage, data_sets, folders, runs / "features", resume)
    last = folders[recipe.stages[-1].name]
    shutil.copytree(last, output, dirs_exist_ok=True, ignore=shutil.ignore_patterns(SETTINGS))
    (output / ENCODER / CLASSIFIER).unlink(missing_ok=True)  # another encoder's
    fit_attributes(output, [part["train"] for part in data_sets.values()], runs / "features")
    if recipe.data.aside:
        fit_certainty(output, photos_aside(data, recipe.data.aside))
    return read_training(output)


def _train_stage(
    recipe: Recipe,
    stage: Stage,
    data_sets: DataSets,
    folders: dict[str, Path],
    caches: Path,
    resume: bool,
) -> None:
    """Trains a stage and writes its checkpoint, unless it is finished."""
    folder = folders[stage.name]
    settings = _settings(recipe, stage, data_sets)
    if _finished(folder, settings, resume):
        return
    start = _start_of(recipe, stage, folders)
    teachers = [folders.get(name, Path(name)) for name in stage.teachers]
    trainer = _trainer(recipe, stage, data_sets, folder, caches, start, teachers)
    if resume:
        trainer.resume()
    if start is not None and not trainer.history:  # the figures before the stage
        trainer.history.append({"epoch": 0, "train": {}, "validation": trainer.validate()})
    if not trainer.epoch:
        trainer.save_state()
    trainer.train()
    record = settings | {"teachers": dict(map(_marked, teachers)), "epochs": trainer.history}
    _write(trainer, start, record)


def _settings(recipe: Recipe, stage: Stage, data_sets: DataSets) -> dict[str, Any]:
    """All that decides a stage's numbers, as JSON has it."""
    settings = {
        "recipe": recipe.name,
        "seed": recipe.seed,
        "models": asdict(recipe.models),
        "captions": asdict(recipe.data),
        "stage": asdict(stage),
        "data": {name: fingerprint(part["train"]) for name, part in data_sets.items()},
    }
    return json.loads(json.dumps(settings))


def _finished(folder: Path, settings: dict[str, Any], resume: bool) -> bool:
    """Whether a stage is finished; a stage that is not gets its folder.

    Raises:
        TrainingError: if an earlier run may be lost or was another one.
    """
    file = folder / SETTINGS
    if file.is_file() and not resume:
        raise TrainingError(
            f"{folder} is from an earlier run: add --resume to continue it, or delete the folder."
        )
    if file.is_file() and json.loads(file.read_text()) != settings:
        raise TrainingError(
            f"{folder} was begun with other settings or data: resume it with the same recipe, "
            "options and data sets, or delete the folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings, indent=1) + "\n")
    return (folder / ENCODER / TRAINING).is_file() and not (folder / STATE).is_file()


def _start_of(recipe: Recipe, stage: Stage, folders: dict[str, Path]) -> Path | None:
    """The checkpoint that a stage starts from, None for ImageNet weights."""
    if stage.start:
        return folders.get(stage.start, Path(stage.start))
    place = recipe.stages.index(stage)
    return folders[recipe.stages[place - 1].name] if place else None


def _trainer(
    recipe: Recipe,
    stage: Stage,
    data_sets: DataSets,
    folder: Path,
    caches: Path,
    start: Path | None,
    teachers: Sequence[Path],
) -> Trainer:
    first = stage is recipe.stages[0]
    encoder, tokenizer, decoders = _starting_point(recipe, data_sets, start, first)
    framing = Framing(recipe.models.margin) if recipe.models.margin else None
    size = recipe.cached_size(stage)
    encoder.config = replace(encoder.config, size=size, framing=framing)
    taught = Teachers(teachers, encoder, tokenizer, stage.frozen_stages) if teachers else None
    training, validation = photo_sets(recipe, stage, data_sets, encoder, tokenizer, caches)
    objective = _objective(stage, training, tokenizer, taught)
    return Trainer(
        recipe, stage, folder, encoder, tokenizer, training, validation, decoders, objective
    )


def _starting_point(
    recipe: Recipe, data_sets: DataSets, start: Path | None, first: bool
) -> tuple[ImageEncoder, WordTokenizer, dict[str, CaptionDecoder] | None]:
    if start is None:
        models = recipe.models
        trunk = pretrained_encoder(models.architecture, models.size)
        return trunk, _own_words(recipe, data_sets), None
    encoder, loaded = ImageEncoder.load(start / ENCODER), load_decoders(start)
    decoders = {name: decoder for name, (decoder, _) in loaded.items()}
    tokenizer = next(iter(loaded.values()))[1]
    if recipe.data.own_words and first:
        words = _own_words(recipe, data_sets)
        decoders = {name: with_words(one, tokenizer, words) for name, one in decoders.items()}
        tokenizer = words
    return encoder, tokenizer, decoders


def _own_words(recipe: Recipe, data_sets: DataSets) -> WordTokenizer:
    """A vocabulary of the words in the training captions."""
    captions = (
        text for part in data_sets.values() for one in part["train"] for text in one.captions
    )
    return build_tokenizer(
        captions, vocabulary=recipe.data.vocabulary, minimum_count=recipe.data.minimum_count
    )


def _objective(
    stage: Stage,
    training: PhotoSet,
    tokenizer: WordTokenizer,
    teachers: Teachers | None,
) -> Objective:
    if teachers is None and stage.objective != SELF_CRITICAL:
        return caption_loss
    reward = Reward(training.examples, tokenizer, stage.attribute_reward)
    plain: Objective = caption_loss
    if teachers is not None:
        plain = DistillationLoss(
            teachers, stage.teacher_share, reward, sampled=stage.teacher_captions
        )
    if stage.objective != SELF_CRITICAL:
        return plain
    return SelfCriticalLoss(
        reward, samples=stage.samples, plain=plain, plain_weight=stage.cross_entropy
    )


def _marked(teacher: Path) -> tuple[str, str]:
    """A teacher's name, and the mark of its encoder."""
    checkpoint, names = checkpoint_of(teacher)
    name = checkpoint.name if len(names) > 1 else f"{checkpoint.name}/{names[0]}"
    return name, weights_mark(checkpoint / ENCODER)


def _write(trainer: Trainer, start: Path | None, record: dict[str, Any]) -> None:
    """Writes a finished stage's checkpoint; only then its state goes."""
    folder, encoder = trainer.folder, trainer.encoder
    if start is not None and trainer.stage.start_share:
        _move_towards_start(trainer, start)
    encoder.config = replace(encoder.config, size=trainer.recipe.models.size)
    records = [*(read_training(start) if start else []), record]
    save_checkpoint(folder, encoder.cpu(), trainer.decoders, trainer.tokenizer, records)
    history = _history(start)
    if trainer.stage.objective != SELF_CRITICAL:  # whose loss is not what it trains for
        last = history[-1]["epoch"] if history else 0
        history += [row | {"epoch": last + row["epoch"]} for row in trainer.history if row["train"]]
    for name in trainer.decoders:
        (folder / name / HISTORY).write_text(json.dumps(history, indent=1) + "\n")
    (folder / HISTORY).unlink(missing_ok=True)
    (folder / STATE).unlink(missing_ok=True)


def _move_towards_start(trainer: Trainer, start: Path) -> None:
    share = trainer.stage.start_share
    move_towards(trainer.encoder, ImageEncoder.load(start / ENCODER), share)
    for name, (decoder, _) in load_decoders(start).items():
        move_towards(trainer.decoders[name], decoder, share)


def _history(checkpoint: Path | None) -> list[dict[str, Any]]:
    """The epochs of the stages before, but for self-critical ones."""
    files = [checkpoint / name / HISTORY for name in registry.names()] if checkpoint else []
    return next((json.loads(file.read_text()) for file in files if file.is_file()), [])
