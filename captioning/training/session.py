"""From data sets on disk to a finished checkpoint: what `python -m captioning train` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from transformers import PreTrainedTokenizerFast

from captioning.checkpoint import DECODERS, load_decoder, save_checkpoint
from captioning.data import DatasetError, Example, fingerprint, read_dataset
from captioning.encoder import ImageEncoder
from captioning.memory import keep_large_blocks
from captioning.tokenizer import build_tokenizer
from captioning.training.features import FeatureCache
from captioning.training.photo_set import PhotoSet
from captioning.training.recipes import Recipe
from captioning.training.run import HISTORY, TrainingRun
from captioning.training.starting_weights import pretrained_encoder


def train(
    recipe: Recipe,
    data: Sequence[Path],
    output: Path,
    *,
    runs: Path = Path(".cache"),
    resume: bool = False,
    start: Path | None = None,
) -> TrainingRun:
    """Trains both decoders by a recipe and writes a checkpoint.

    Args:
        recipe: how.
        data: folders of data sets; each needs a "train" and a "dev" split, and the first one's
            "dev" decides on the best epoch.
        output: receives `encoder/`, `transformer/` and `lstm/`.
        runs: where cached activations and the run's state go.
        resume: go on from the last whole epoch of the run of this name.
        start: go on from this checkpoint's weights and vocabulary instead of ImageNet's and none.

    Returns:
        The finished run, with its history.

    Raises:
        DatasetError: if a split is missing or empty.
        TrainingError: if the run cannot go on.
    """
    keep_large_blocks()
    splits = [{split: _split(folder, split) for split in ("train", "dev")} for folder in data]
    encoder, tokenizer, decoders = _starting_point(recipe, splits, start)
    cached = _Activations(runs / "features", encoder, recipe)
    training = PhotoSet(
        [(part["train"], cached.views(part["train"])) for part in splits], tokenizer, recipe
    )
    validation = {
        folder.resolve().name: PhotoSet(
            [(part["dev"], [cached.open(part["dev"], 0)])], tokenizer, recipe
        )
        for folder, part in zip(data, splits, strict=True)
    }
    run = TrainingRun(
        recipe, runs / "runs" / recipe.name, encoder, tokenizer, training, validation, decoders
    )
    if resume:
        run.resume()
    run.train()
    prints = {
        folder.resolve().name: fingerprint(part["train"])
        for folder, part in zip(data, splits, strict=True)
    }
    _write(run, output, {"recipe": asdict(recipe), "data": prints})
    return run


def _split(folder: Path, split: str) -> list[Example]:
    examples = read_dataset(folder, split)
    if not examples:
        raise DatasetError(
            f"{folder} has no photos in the split {split!r}; both splits are needed."
        )
    return examples


def _starting_point(
    recipe: Recipe, splits: Sequence[dict[str, list[Example]]], start: Path | None
) -> tuple[ImageEncoder, PreTrainedTokenizerFast, dict | None]:
    if start is not None:
        encoder = ImageEncoder.load(start / "encoder")
        loaded = {name: load_decoder(start / name, start / "encoder") for name in DECODERS}
        decoders = {name: decoder for name, (decoder, _) in loaded.items()}
        for decoder in decoders.values():
            decoder.set_dropout(recipe.dropout)
        encoder.config = replace(encoder.config, size=recipe.size)
        return encoder, next(iter(loaded.values()))[1], decoders
    captions = (text for part in splits for one in part["train"] for text in one.captions)
    tokenizer = build_tokenizer(
        captions, vocabulary=recipe.vocabulary, minimum_count=recipe.minimum_count
    )
    return pretrained_encoder(recipe.architecture, recipe.size), tokenizer, None


class _Activations:
    """Opens the caches a recipe needs."""

    def __init__(self, folder: Path, encoder: ImageEncoder, recipe: Recipe) -> None:
        self.folder, self.encoder, self.recipe = folder, encoder, recipe

    def open(self, examples: Sequence[Example], view: int) -> np.ndarray:
        cache = FeatureCache(self.folder, examples, view)
        return cache.open(self.encoder, self.recipe.frozen_stages)

    def views(self, examples: Sequence[Example]) -> list[np.ndarray]:
        """Flickr8k photos as they are; jewelry photos, which are few, in several views."""
        count = self.recipe.views if any(example.labels for example in examples) else 1
        return [self.open(examples, view) for view in range(count)]


def _write(run: TrainingRun, output: Path, training: dict) -> None:
    size = run.recipe.serving_size or run.recipe.size
    run.encoder.config = replace(run.encoder.config, size=size)
    save_checkpoint(output, run.encoder.cpu(), run.decoders, run.tokenizer, training)
    for name in run.decoders:
        text = json.dumps(run.history, indent=1) + "\n"
        (output / name / HISTORY).write_text(text)
