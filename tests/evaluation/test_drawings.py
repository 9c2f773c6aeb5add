"""Drawings of the report: well-formed, complete, and true to their scale."""

import re
from xml.etree import ElementTree

import pytest

from captioning.evaluation.architecture import architecture
from captioning.evaluation.history import best_epochs_table, charts
from captioning.evaluation.line_chart import Series, line_chart

SVG = "{http://www.w3.org/2000/svg}"


def values(loss: float) -> dict[str, float]:
    return {"loss": loss / 5, "loss_sum5": loss, "accuracy": 1 / loss}


HISTORY = [
    {
        "epoch": epoch,
        "train": {"lstm": values(loss + 1)},
        "validation": {"flickr8k": {"lstm": values(loss)}},
    }
    for epoch, loss in ((1, 18.0), (2, 15.0), (3, 16.0))
]


def test_the_best_epoch_has_the_least_validation_loss():
    row = best_epochs_table({"student": HISTORY}).splitlines()[-1]
    assert row == "| `student` | flickr8k | LSTM | 3 | 2 | 15.00 | 0.067 |"


def test_every_run_has_a_chart_of_loss_and_one_of_accuracy():
    drawn = charts({"student": HISTORY})
    assert list(drawn) == [("student", "flickr8k")]
    files = drawn["student", "flickr8k"]
    assert list(files) == ["student-flickr8k-loss.svg", "student-flickr8k-accuracy.svg"]
    loss = ElementTree.fromstring(files["student-flickr8k-loss.svg"])
    labels = [title.text for title in loss.iter(f"{SVG}title")]
    assert labels == [
        f"LSTM, epoch {n}: {v}" for n, v in ((1, "18.000"), (2, "15.000"), (3, "16.000"))
    ]
    assert "student report" in [text.text for text in loss.iter(f"{SVG}text")]


def test_points_are_as_high_as_their_values():
    chart = line_chart("Loss", [Series("A", [(1, 10.0), (2, 20.0), (3, 15.0)], level=15.0)])
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', chart)]
    assert heights[1] < heights[2] < heights[0]
    assert heights[2] == pytest.approx((heights[0] + heights[1]) / 2, abs=0.1)
    assert f"M56 {heights[2]:.1f}H446" in chart


def test_text_in_a_chart_is_escaped():
    ElementTree.fromstring(line_chart("<Loss & more>", [Series('"<x>', [(1, 1.0)])]))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_architecture_has_a_box_for_each_decoder(count):
    titles = {f"d{n}": f"Decoder {n}" for n in range(count)}
    drawing = ElementTree.fromstring(architecture(titles, {"encoder": 4_811_072, "d0": 9_000_000}))
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert [text for text in texts if text in titles.values()] == list(titles.values())
    assert texts.count("Caption") == count
    assert "4.8 M parameters" in texts and "9.0 M parameters" in texts
    wide = float(drawing.attrib["viewBox"].split()[2])
    for box in drawing.iter(f"{SVG}rect"):
        assert 0 <= float(box.attrib["x"]) <= wide - float(box.attrib["width"])
