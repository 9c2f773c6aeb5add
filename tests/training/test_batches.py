"""What a training step hears and sees: words left out, never the targets; scenes taking turns."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from captioning.data import Attributes, Example
from captioning.decoders.tokenizer import build_tokenizer
from captioning.training.batches import IGNORED, Part, PhotoSet
from captioning.training.recipe import Recipe

CAPTIONS = ("a gold ring with a ruby and two diamonds", "silver hoop earrings with pearl drops")
RING = Attributes("ring", "silver", (), None, (), True)


@pytest.fixture
def photos(tmp_path):
    def build(**recipe):
        example = Example(tmp_path / "ring.jpg", CAPTIONS, "train", "ring.jpg")
        tokenizer = build_tokenizer(CAPTIONS)
        part = Part([example] * 64, [np.zeros((64, 2, 2, 3), np.float16)])
        return PhotoSet([part], tokenizer, Recipe(name="tiny", **recipe))

    return build


def a_batch(photos):
    torch.manual_seed(0)
    return photos.training_batch(photos.epoch(0)[0], random.Random(0))


def test_a_share_of_the_words_is_not_heard(photos):
    all_heard, some = photos(), photos(word_dropout=0.3)
    plain, batch = a_batch(all_heard), a_batch(some)
    assert torch.equal(batch.targets, plain.targets)
    assert torch.equal(batch.inputs[:, 0], plain.inputs[:, 0])
    lost = batch.inputs != plain.inputs
    assert set(batch.inputs[lost].tolist()) == {some.tokenizer.unk_token_id}
    words = plain.targets[:, :-1] != IGNORED
    assert 0.25 < lost[:, 1:][words].float().mean() < 0.35


def test_every_word_is_heard_where_captions_are_judged(photos):
    some = photos(word_dropout=0.9)
    assert some.tokenizer.unk_token_id not in some.validation_batch([0, 1]).inputs


def test_scenes_take_turns_and_jewelry_is_visited_always(photos):
    some = photos(scene_share=0.25)
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
