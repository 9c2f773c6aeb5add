"""A recipe that trains in a second, and how a training is started and stopped in these tests."""

import json
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from captioning.decoders.training_record import read_training
from captioning.training import train as training
from captioning.training.batches import PhotoSet
from captioning.training.recipe import Data, Models, Recipe, Stage

STAGE = Stage(
    "plain",
    epochs=3,
    photos=2,
    captions=2,
    frozen_stages=5,
    views=2,
    decoder_rate=1e-3,
    encoder_rate=1e-4,
    decay="cosine",
    attribute_weight=0.5,
)
REWARDED = replace(
    STAGE,
    name="rewarded",
    objective="self-critical",
    epochs=2,
    samples=2,
    encoder_rate=0.0,
    attribute_weight=0.0,
)
TAUGHT = replace(STAGE, name="taught", objective="distillation", teachers=("plain",), epochs=2)
TINY = Recipe(
    "tiny",
    models=Models(size=32, width=16, feed_forward=16),
    data=Data(label_captions=1, label_caption_weight=0.5),
    stages=(STAGE,),
    seed=1,
)


def stages(*some: Stage) -> Recipe:
    """The tiny recipe with these stages."""
    return replace(TINY, stages=some)


def one(**values) -> Recipe:
    """The tiny recipe with one stage, changed."""
    return stages(replace(STAGE, **values))


def train(recipe, data, folder, **options):
    """Trains in a folder, and returns the records of all stages."""
    return training.train(recipe, [data], folder / "out", runs=folder, **options)


def numbers(records):
    """What must not depend on stops: the figures of every epoch of every stage."""
    return [[(row["train"], row["validation"]) for row in one["epochs"]] for one in records]


def history(checkpoint: Path) -> list[dict]:
    """The epochs in a checkpoint's history."""
    return json.loads((checkpoint / "lstm/history.json").read_text())


def made(checkpoint: Path) -> dict:
    """The record of the last stage of a checkpoint."""
    return read_training(checkpoint)[-1]


@contextmanager
def stopped_in_epoch_two(stage):
    """Ctrl-C in the second epoch of the stage of this name."""

    def epoch_or_stop(self, epoch, real=PhotoSet.epoch):
        if (self.stage.name, epoch) == (stage, 1):
            raise KeyboardInterrupt
        return real(self, epoch)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(PhotoSet, "epoch", epoch_or_stop)
        yield
