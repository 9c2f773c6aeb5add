"""A recipe that trains in a second, and how a training is started and stopped in these tests."""

from contextlib import contextmanager

import pytest

from captioning.training import train as session
from captioning.training.batches import PhotoSet
from captioning.training.recipe import Recipe

TINY = Recipe(
    name="tiny",
    size=32,
    frozen_stages=5,
    width=16,
    feed_forward=16,
    photos=2,
    captions=2,
    epochs=3,
    patience=0,
    decoder_rate=1e-3,
    encoder_rate=1e-4,
    taught_encoder_rate=1e-5,
    word_dropout=0.2,
    decay="cosine",
    views=2,
    attribute_weight=0.5,
    label_captions=1,
    label_caption_weight=0.5,
    seed=1,
)


def train(recipe, data, folder, **options):
    return session.train(recipe, [data], folder / "out", runs=folder, **options)


def numbers(run):
    return [(row["train"], row["validation"]) for row in run.history]


@contextmanager
def stopped_in_epoch_two(name):
    """Ctrl-C in the second epoch of the stage of this name."""

    def epoch_or_stop(self, epoch, real=PhotoSet.epoch):
        if (self.recipe.name, epoch) == (name, 1):
            raise KeyboardInterrupt
        return real(self, epoch)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(PhotoSet, "epoch", epoch_or_stop)
        yield
