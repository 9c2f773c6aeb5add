"""Which photos an epoch visits, with which captions, in which batches."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from captioning.data import Attributes, Example
from captioning.decoders.tokenizer import build_tokenizer
from captioning.training.batches import IGNORED, Part, PhotoSet
from captioning.training.recipe import Recipe, Stage

CAPTIONS = ("a gold ring with a ruby and two diamonds", "silver hoop earrings with pearl drops")
RING = Attributes("ring", "silver", (), None, (), True)


@pytest.fixture
def photos(tmp_path):
    def build(**values):
        example = Example(tmp_path / "ring.jpg", CAPTIONS, "train", "ring.jpg")
        tokenizer = build_tokenizer(CAPTIONS)
        part = Part([example] * 64, [np.zeros((64, 2, 2, 3), np.float16)])
        stage = Stage("plain", **values)
        return PhotoSet([part], tokenizer, Recipe("tiny", (stage,)), stage)

    return build


def test_a_photo_shares_its_captions_between_its_visits(photos):
    some = photos(jewelry_repeats=2)
    some.examples[:] = [replace(some.examples[0], labels=RING)] * 64
    visits = [visit for batch in some.epoch(0) for visit in batch if visit.row == 0]
    first, second = sorted(visits, key=lambda visit: visit.length)
    assert [len(first.captions), len(second.captions)] == [1, 1]
    assert first.length < second.length


def test_targets_are_the_inputs_one_word_later_and_padding_does_not_count(photos):
    some = photos()
    torch.manual_seed(0)
    batch = some.training_batch(some.epoch(0)[0], random.Random(0))
    real = batch.targets[:, 1:] != IGNORED  # where another target follows
    assert torch.equal(batch.inputs[:, 1:][real], batch.targets[:, :-1][real])
    assert (batch.inputs[:, 0] == some.tokenizer.bos_token_id).all()
    short = (batch.targets == IGNORED).any(1)
    assert short.any() and not short.all()


def test_scenes_take_turns_and_jewelry_is_visited_always(photos):
    some = photos(unlabelled_share=0.25)
    some.examples[:8] = [replace(some.examples[0], labels=RING)] * 8
    epochs = [[visit.row for batch in some.epoch(number) for visit in batch] for number in range(8)]
    assert all(set(range(8)) <= set(rows) for rows in epochs)
    scenes = [{row for row in rows if row >= 8} for rows in epochs]
    assert all(len(seen) < 30 for seen in scenes)
    assert len(set.union(*scenes)) > 40


def test_photos_with_labels_may_be_left_out(photos):
    some = photos(labelled_share=0.0)
    some.examples[:8] = [replace(some.examples[0], labels=RING)] * 8
    assert {visit.row for batch in some.epoch(0) for visit in batch} == set(range(8, 64))
