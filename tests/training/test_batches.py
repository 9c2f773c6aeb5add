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


def test_an_epoch_visits_a_few_photos_of_each_shop(photos):
    some = photos(source_photos=5)
    shops = [replace(one, source=f"shop {row % 2}") for row, one in enumerate(some.examples[:40])]
    some.examples[:40] = shops
    epochs = [{visit.row for batch in some.epoch(n) for visit in batch} for n in range(8)]
    for rows in epochs:
        assert len({row for row in rows if row < 40}) == 10
        assert set(range(40, 64)) <= rows  # photos of no shop are all visited
    assert len(set.union(*epochs)) > 50


def test_rare_things_are_visited_twice(tmp_path):
    labels = [RING] * 63 + [replace(RING, type="brooch")]
    examples = [Example(tmp_path, CAPTIONS, "train", str(n), one) for n, one in enumerate(labels)]
    part = Part(examples, [np.ones((64, 2, 2, 3), np.float16)])
    stage = Stage("plain", rare=0.02)
    some = PhotoSet([part], build_tokenizer(CAPTIONS), Recipe("tiny", (stage,)), stage)
    visited = [visit.row for batch in some.epoch(0) for visit in batch]
    assert visited.count(63) == 2 and len(visited) == 65


def test_long_captions_of_pieces_begin_with_their_level(tmp_path):
    long = "a gold ring with a ruby and two diamonds in claw settings on white cloth"
    example = Example(tmp_path, (long, "a gold ring"), "train", "a", RING)
    tokenizer, stage = build_tokenizer([long]), Stage("plain")
    part = Part([example], [np.ones((1, 2, 2, 3), np.float16)])
    some = PhotoSet([part], tokenizer, Recipe("tiny", (stage,)), stage)
    first = some.validation_batch([0]).inputs[:, 0].tolist()
    assert first == [tokenizer.complete_token_id, tokenizer.bos_token_id]
