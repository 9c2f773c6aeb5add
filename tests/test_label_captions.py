"""Captions made from labels say what is labelled, in varied words."""

import random

from captioning.data import Labels
from captioning.training.label_captions import label_caption
from captioning.vocabulary import attributes, look


def test_label_captions_are_true():
    labels = Labels("ring", "rose gold", ("ruby", "diamond"), "heart", ("halo",), True)
    made = {label_caption(labels, random.Random(seed)) for seed in range(60)}
    assert len(made) > 10
    for caption in made:
        read = attributes(caption)
        assert (read.type, read.metal) == ("ring", "rose gold")
        assert {look(stone) for stone in read.stones} <= {"red", "clear"}
    assert label_caption(Labels(), random.Random(0)) is None
