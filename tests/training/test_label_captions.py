"""Captions made from labels say what is labelled, in varied words."""

import random

import pytest

from captioning.data import Attributes
from captioning.language.attributes import attributes, look
from captioning.training.label_captions import label_caption

KNOWN = set(
    "a an pair of and in with gold rose silver white coloured ring earrings heart halo ruby rubies "
    "diamonds turquoise pearls blue stones flower drop".split()
)


def test_label_captions_are_true_and_name_every_stone():
    labels = Attributes("ring", "rose gold", ("ruby", "diamond"), "heart", ("halo",))
    made = {label_caption(labels, random.Random(seed), KNOWN) for seed in range(60)}
    assert len(made) > 8
    for caption in made:
        read = attributes(caption)
        assert (read.type, read.metal) == ("ring", "rose gold")
        assert {look(stone) for stone in read.stones} == {"red", "clear"}
    assert label_caption(Attributes(), random.Random(0), KNOWN) is None


@pytest.mark.parametrize(
    "stones, said",
    [
        (("turquoise", "pearl"), "with turquoise and pearls"),
        (("lapis lazuli",), "with blue stones"),
        (("turquoise", "sodalite", "diamond"), "with turquoise, blue stones and diamonds"),
        (("resin",), "with enamel"),
        (("fluorite",), ""),  # no agreed look, nothing to say
    ],
)
def test_stones_are_named_in_known_words(stones, said):
    labels = Attributes("earrings", "silver", stones)
    for seed in range(10):
        made = label_caption(labels, random.Random(seed), KNOWN)
        assert made.endswith(said) and ("with" in made) == bool(said)
