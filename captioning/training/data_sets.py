"""The data sets of a run, and their cached views as photos to learn from and to measure on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from captioning.data import DatasetError, Example, read_dataset
from captioning.decoders.tokenizer import WordTokenizer
from captioning.training.activation_cache import ActivationCache
from captioning.training.batches import Part, PhotoSet
from captioning.training.held_aside import only, sources_aside, without
from captioning.training.recipe import Recipe, Stage
from captioning.vision.encoder import ImageEncoder

DataSets = dict[str, dict[str, list[Example]]]
"""The examples of each data set, by its folder's name, and then by split."""


def read_data_sets(folders: Sequence[Path], aside: float = 0.0) -> DataSets:
    """Reads the "train" and "dev" splits of data sets; only the first one needs a "dev" split.

    Args:
        folders: of the data sets.
        aside: share of the labelled training photos that is left out, by whole sources.

    Raises:
        DatasetError: if a split is missing or empty.
    """
    data_sets: DataSets = {}
    for folder in folders:
        photos = read_dataset(folder, "train")
        kept = without(photos, sources_aside(photos, aside))
        parts = data_sets[folder.resolve().name] = {"train": kept}
        try:
            parts["dev"] = read_dataset(folder, "dev")
        except DatasetError:
            if folder == folders[0]:  # renders, say, may be for training alone
                raise
    return data_sets


def photos_aside(folders: Sequence[Path], share: float) -> list[Example]:
    """The training photos that `read_data_sets` leaves out."""
    photos = (read_dataset(folder, "train") for folder in folders)
    return [one for some in photos for one in only(some, sources_aside(some, share))]


def photo_sets(
    recipe: Recipe,
    stage: Stage,
    data_sets: DataSets,
    encoder: ImageEncoder,
    tokenizer: WordTokenizer,
    caches: Path,
) -> tuple[PhotoSet, dict[str, PhotoSet]]:
    """The training set of a stage, and the validation sets by name; fills the caches.

    Args:
        recipe: its captions and seed.
        stage: which views are cached.
        data_sets: what `read_data_sets` returned.
        encoder: makes the activations.
        tokenizer: turns captions into ids.
        caches: folder of the caches.
    """

    def opened(examples: Sequence[Example], view: int) -> np.ndarray:
        return ActivationCache(caches, examples, view).open(encoder, stage.frozen_stages)

    def views(examples: Sequence[Example], rendered: bool) -> list[np.ndarray]:
        if rendered:  # renders are too clean, so the one view of them is augmented
            return [opened(examples, 1)]
        labelled = any(example.labels for example in examples)
        count = stage.views if labelled else stage.unlabelled_views
        # Photos are augmented at each visit where no stage is frozen.
        return [opened(examples, view) for view in range(count if stage.frozen_stages else 1)]

    training = [
        Part(part["train"], views(part["train"], "dev" not in part), "dev" not in part)
        for part in data_sets.values()
    ]
    validation = {
        name: PhotoSet([Part(part["dev"], [opened(part["dev"], 0)])], tokenizer, recipe, stage)
        for name, part in data_sets.items()
        if "dev" in part
    }
    return PhotoSet(training, tokenizer, recipe, stage), validation
