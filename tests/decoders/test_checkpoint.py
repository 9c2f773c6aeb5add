"""Checkpoints: every damage is one sentence with the file and the remedy."""

import json
import shutil

import pytest

from captioning.describe.captioner import Captioner
from captioning.vision.encoder import CheckpointError


@pytest.fixture
def copy(tiny_checkpoints, tmp_path):
    return shutil.copytree(tiny_checkpoints, tmp_path / "copy")


def test_no_folder(tmp_path):
    with pytest.raises(CheckpointError, match="no checkpoint folder 'nowhere'"):
        Captioner.load(tmp_path / "nowhere")


@pytest.mark.parametrize("folder", ["transformer", "lstm"])
@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_file(copy, folder, name):
    (copy / folder / name).unlink()
    with pytest.raises(CheckpointError, match=f"{name} is missing .*'{folder}'.*restore"):
        Captioner.load(copy)


@pytest.mark.parametrize("folder", ["transformer", "lstm"])
def test_size_mismatch(copy, folder):
    file = copy / folder / "config.json"
    config = json.loads(file.read_text())
    file.write_text(json.dumps({**config, "width": 32}))
    with pytest.raises(CheckpointError, match=f"'{folder}'.*restore"):
        Captioner.load(copy)


def test_truncated_weights(copy):
    file = copy / "lstm" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match=r"'lstm' are damaged.*restore"):
        Captioner.load(copy)


def test_vocabulary_of_another_size(copy):
    file = copy / "lstm" / "tokenizer.json"
    content = json.loads(file.read_text())
    words = content["model"]["vocab"]
    words["extra"] = len(words)
    file.write_text(json.dumps(content))
    with pytest.raises(CheckpointError, match=r"has .* words but its weights have"):
        Captioner.load(copy)


def test_weights_that_do_not_belong_together(copy):
    file = copy / "transformer" / "config.json"
    config = json.loads(file.read_text())
    file.write_text(json.dumps({**config, "encoder_mark": "0" * 16}))
    with pytest.raises(CheckpointError, match=r"'transformer' were trained with another encoder"):
        Captioner.load(copy)


def test_nothing_is_pickled(tiny_checkpoints):
    suffixes = {file.suffix for file in tiny_checkpoints.rglob("*") if file.is_file()}
    assert suffixes == {".json", ".safetensors"}
