"""Whether what is called sure is right as often as it says."""

import xml.etree.ElementTree as ElementTree

import pytest

from captioning.data import Attributes
from captioning.describe.caption import Caption
from captioning.describe.certainty import Certainty
from captioning.evaluation.reliability import Judgement, judgements, reliability
from captioning.evaluation.reliability_chart import reliability_chart
from captioning.language.attributes import levels

RING, WATCH = Attributes("ring", "silver", ("ruby",)), Attributes("watch", "silver", ("ruby",))


def said(text, certainty):
    return Caption(text, (), -1.0, (), levels(text), certainty=certainty)


def test_each_annotator_judges_each_claim():
    captions = [
        said("a silver ring with a ruby", Certainty(0.9, 0.8, 0.7)),
        said("a dog in the snow", None),
    ]
    found = list(judgements(captions, [(RING, WATCH), (RING,)]))
    assert found == [
        Judgement("type", 0.9, True),
        Judgement("type", 0.9, False),
        Judgement("metal", 0.8, True),
        Judgement("metal", 0.8, True),
        Judgement("stone", 0.7, True),
        Judgement("stone", 0.7, True),
    ]


def test_who_is_right_as_often_as_said_has_no_error():
    judged = [Judgement("type", 0.8, number % 5 > 0) for number in range(100)]
    found = reliability(judged)["type"]
    assert found["judged"] == 100
    assert found["error"] == pytest.approx(0)
    assert {one["right"] for one in found["groups"]} == {0.8}


def test_the_error_is_the_mean_gap_of_the_groups():
    judged = [Judgement("metal", 0.9, False)] * 10 + [Judgement("metal", 0.1, False)] * 40
    found = reliability(judged)["metal"]
    assert [one["sure"] for one in found["groups"]] == pytest.approx([0.1] * 4 + [0.9])
    assert found["error"] == pytest.approx((4 * 0.1 + 0.9) / 5)


def test_few_judgements_make_fewer_groups():
    assert len(reliability([Judgement("type", 0.9, True)])["type"]["groups"]) == 1
    assert reliability([]) == {}


def test_the_chart_says_in_words_what_it_draws():
    drawn = reliability_chart("The metal", {"LSTM": [{"sure": 0.5, "right": 0.25}]})
    root = ElementTree.fromstring(drawn)
    assert "0.50 sure 0.25 right" in root.get("aria-label")
    circle = root.find(".//{http://www.w3.org/2000/svg}circle")
    assert (float(circle.get("cx")), float(circle.get("cy"))) == (156, 201)
