"""Fitting how sure captions are, on photos that nothing was trained on."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from captioning.data import Attributes, Example
from captioning.describe.caption import Caption
from captioning.describe.certainty import certainty
from captioning.language.attributes import levels
from captioning.language.terms import METAL, TYPE, Term
from captioning.settings import read_settings, shipped_settings, write_settings
from captioning.training import calibration

EXPECTED = {Term(TYPE, "ring"): 0.9, Term(METAL, "silver"): 0.9}


def photo(number):
    """Half of the photos that are called rings are none; of the metal all captions are right."""
    kind = "ring" if number % 2 else "brooch"
    labels = Attributes(kind, "silver", ())
    return Example(Path("a.jpg"), ("a ring",), "train", str(number), labels, "shop")


@pytest.fixture
def fitted(tmp_path, monkeypatch):
    text = "a silver ring"
    said = Caption(text, (), -1.0, (), levels(text), expected=EXPECTED)
    captioner = SimpleNamespace(
        describe_batch=lambda some, alternatives: [{"transformer": said, "lstm": said}] * len(some)
    )
    monkeypatch.setattr(calibration.Captioner, "load", lambda folder: captioner)
    monkeypatch.setattr(calibration, "decoded", lambda some: ((one, None) for one in some))
    write_settings(shipped_settings(), tmp_path)
    found = calibration.fit_certainty(tmp_path, [photo(number) for number in range(40)])
    return found, read_settings(tmp_path)


def test_captions_are_as_sure_as_they_are_right(fitted):
    lines, _ = fitted
    assert certainty("a silver ring", [EXPECTED], lines).type == pytest.approx(0.5, abs=0.02)


def test_what_cannot_be_fitted_stays(fitted):
    lines, _ = fitted
    before = shipped_settings().certainty
    assert lines.line(METAL) == before.line(METAL)  # no caption is wrong about it


def test_the_lines_are_written_and_nothing_else(fitted):
    lines, written = fitted
    assert written.certainty == lines
    assert written.search == shipped_settings().search
