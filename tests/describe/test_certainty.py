"""Certainty: from what models expect to the probability that a caption is right."""

from dataclasses import replace

import pytest

from captioning.data import Attributes
from captioning.describe.caption import Caption
from captioning.describe.captioner import Captioner
from captioning.describe.certainty import Certainty, certainty
from captioning.language.attributes import levels
from captioning.language.claims import agrees, claims
from captioning.language.terms import METAL, STONES, TYPE, Term
from captioning.settings import CertaintySettings

PLAIN = CertaintySettings(
    type_bias=0, type_slope=1, metal_bias=0, metal_slope=1, stones_bias=0, stones_slope=1,
    no_stones_bias=0, no_stones_slope=1, unclear=0.5,
)  # fmt: skip
RUBY_RING = "a silver ring with a ruby"


def expecting(ring=0.9, silver=0.6, red=0.3):
    return {Term(TYPE, "ring"): ring, Term(METAL, "silver"): silver, Term(STONES, "red"): red}


def test_a_line_of_slope_one_leaves_what_is_expected():
    found = certainty(RUBY_RING, [expecting()], PLAIN)
    assert found == Certainty(*map(pytest.approx, (0.9, 0.6, 0.3)))
    assert found.least == found.stone


def test_all_models_bear_on_each_caption():
    found = certainty(RUBY_RING, [expecting(ring=1.0), expecting(ring=0.5)], PLAIN)
    assert found.type == pytest.approx(0.75)


def test_who_names_no_stone_says_that_there_is_none():
    found = certainty("a silver ring", [expecting(red=0.3)], PLAIN)
    assert found.stone == pytest.approx(0.7)


def test_a_flat_line_says_the_same_of_every_photo():
    flat = replace(PLAIN, type_slope=0, type_bias=2)
    sure = {certainty(RUBY_RING, [expecting(ring=one)], flat).type for one in (0.01, 0.99)}
    assert len(sure) == 1 and sure.pop() == pytest.approx(1 / (1 + 2.718281828**-2))


@pytest.mark.parametrize(
    ("caption", "right"),
    [
        ("a silver ring with a ruby", [True, True, True]),
        ("a white gold ring with a garnet", [True, True, True]),  # which look the same
        ("rose gold earrings with a sapphire", [False, False, False]),
        ("a ring", [True, False]),  # says that there are no stones
    ],
)
def test_claims_are_compared_with_labels(caption, right):
    labels = Attributes("ring", "silver", ("ruby",))
    assert [agrees(claim, labels) for claim in claims(caption, {})] == right


def test_labels_that_say_nothing_judge_nothing():
    labels = Attributes("ring", "mixed", ())
    assert [agrees(claim, labels) for claim in claims(RUBY_RING, {})] == [True, None, None]


def test_a_caption_says_what_is_sure_and_what_is_unclear():
    said = Caption(RUBY_RING, (), -1.0, (), levels(RUBY_RING), certainty=Certainty(0.9, 0.3, 0.8))
    said = replace(said, unclear=said.certainty.unclear(0.5))
    assert said.sure == "a ring with red stones, metal unclear"
    assert said.sureness == 0.3
    assert said.to_json()["certainty"] == {"type": 0.9, "metal": 0.3, "stone": 0.8}


def test_a_photo_of_something_else_has_no_certainty():
    said = Caption("a dog in the snow", (), -1.0, (), levels("a dog in the snow"))
    assert said.sure == said.text and said.sureness == said.confidence
    assert said.to_json()["certainty"] is None


def test_a_photo_of_something_else_is_not_called_sure_whatever_it_names(tiny_checkpoints):
    captioner = Captioner.load(tiny_checkpoints)
    text = "people watch a game"
    said = Caption(text, (), -1.0, (), levels(text), jewelry=0.02)
    assert captioner.assured({"lstm": said})["lstm"].certainty is None
    ring = Caption(RUBY_RING, (), -1.0, (), levels(RUBY_RING), expected=expecting())
    assert captioner.assured({"lstm": ring})["lstm"].certainty is not None
