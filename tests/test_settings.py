"""`describe.json`: read whole or refused with a sentence that names the key."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from captioning.gallery.gallery import Gallery
from captioning.settings import (
    FILE,
    SettingsError,
    read_settings,
    shipped_settings,
    write_settings,
)


def test_written_equals_read(tmp_path: Path) -> None:
    settings = shipped_settings()
    changed = replace(settings, search=replace(settings.search, minimum=0.4))
    write_settings(changed, tmp_path)
    assert read_settings(tmp_path) == changed != settings


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"search": {"minimum": "0.25"}},
            r'search.minimum in .* is "0.25" but must be a number from',
        ),
        (
            {"search": {"minimum": 1.5}},
            r"search.minimum in .* is 1.5 but must be a number from 0 to",
        ),
        ({"search": {"minimum": True}}, r"search.minimum in .* is true"),
        ({"search": {"minimum": float("nan")}}, r"search.minimum in .* is NaN"),
        (
            {"expectation": {"drawn": 10.5}},
            r"expectation.drawn in .* must be a whole number from 1",
        ),
        ({"choice": {"colour": 1.0}}, r"choice.colour in .* is unknown; .* type, stones, metal"),
        ({"guide": {}}, r"guide in .* is unknown; .* expectation, choice, guidance, certainty"),
        ({"guidance": 3}, r"guidance of .* must be an object with the keys threshold, sure"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, change: dict, sentence: str) -> None:
    write_settings(shipped_settings(), tmp_path)
    record = json.loads((tmp_path / FILE).read_text())
    for key, value in change.items():
        both = isinstance(value, dict) and key in record
        record[key] = {**record[key], **value} if both else value
    (tmp_path / FILE).write_text(json.dumps(record))
    with pytest.raises(SettingsError, match=sentence):
        read_settings(tmp_path)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    write_settings(shipped_settings(), tmp_path)
    record = json.loads((tmp_path / FILE).read_text())
    del record["guidance"]["sure"]
    (tmp_path / FILE).write_text(json.dumps(record))
    with pytest.raises(SettingsError, match=r"guidance.sure is missing in describe.json of"):
        read_settings(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_spoiled_file_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SettingsError, match=r"restore"):
        read_settings(tmp_path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{FILE} is missing in the checkpoint folder"):
        read_settings(tmp_path)


def test_an_index_made_with_other_weights_is_rebuilt(
    jewelry_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plain = Gallery.open(jewelry_folder)
    heavy = replace(plain.settings, attribute_weight=8.0)
    first, second = plain.search("a silver ring"), Gallery.open(jewelry_folder, heavy)
    assert "rebuilt" in caplog.text
    assert second.search("a silver ring")[0].score != first[0].score
    caplog.clear()
    Gallery.open(jewelry_folder, replace(heavy, minimum=0.5))
    assert "rebuilt" not in caplog.text


def test_a_gallery_keeps_to_its_least_score(jewelry_folder: Path) -> None:
    settings = shipped_settings().search
    strict = Gallery.open(jewelry_folder, replace(settings, minimum=0.999, said_minimum=0.999))
    assert strict.search("a gold ring") == []
    assert strict.search("a gold ring", minimum=0.0)
