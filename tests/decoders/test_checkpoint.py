"""Checkpoints: every damage is one sentence with the file and the remedy."""

import json
import shutil

import pytest

from captioning.decoders import registry
from captioning.decoders.checkpoint import load_decoders, save_checkpoint
from captioning.describe.captioner import Captioner
from captioning.vision.encoder import CheckpointError, ImageEncoder


@pytest.fixture
def copy(tiny_checkpoints, tmp_path):
    return shutil.copytree(tiny_checkpoints, tmp_path / "copy")


def test_no_folder(tmp_path):
    with pytest.raises(CheckpointError, match="no checkpoint folder 'nowhere'"):
        Captioner.load(tmp_path / "nowhere")


@pytest.mark.parametrize("folder", registry.names())
@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_file(copy, folder, name):
    (copy / folder / name).unlink()
    with pytest.raises(CheckpointError, match=f"{name} is missing .*'{folder}'.*restore"):
        Captioner.load(copy)


@pytest.mark.parametrize("folder", registry.names())
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


def retype(folder, model_type):
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "model_type": model_type}))


def test_the_decoders_that_are_there_are_loaded(copy):
    assert Captioner.load(copy).names == registry.names()
    shutil.rmtree(copy / "transformer")
    (copy / "notes").mkdir()
    assert Captioner.load(copy).names == ("lstm",)


def test_no_decoder_at_all(copy):
    for name in registry.names():
        shutil.rmtree(copy / name)
    with pytest.raises(CheckpointError, match="No decoder is in the checkpoint folder 'copy'"):
        Captioner.load(copy)


def test_a_decoder_without_a_row_is_not_loaded(copy):
    retype(shutil.copytree(copy / "lstm", copy / "gru"), "facet_gru")
    with pytest.raises(CheckpointError, match=r"'gru'.*unknown model_type 'facet_gru'.*its row"):
        Captioner.load(copy)


def test_a_decoder_in_a_folder_of_another_name(copy):
    (copy / "lstm").rename(copy / "my-lstm")
    with pytest.raises(CheckpointError, match=r"'my-lstm' is of the kind LSTM .*folder 'lstm'"):
        Captioner.load(copy)


def test_a_decoder_without_a_row_is_not_saved(tiny_checkpoints, tmp_path):
    encoder = ImageEncoder.load(tiny_checkpoints / "encoder")
    decoder, tokenizer = load_decoders(tiny_checkpoints)["lstm"]
    decoder.config.model_type = "facet_gru"
    with pytest.raises(CheckpointError, match=r"unknown model_type 'facet_gru'.*its row"):
        save_checkpoint(tmp_path / "new", encoder, {"gru": decoder}, tokenizer, [])
    assert not (tmp_path / "new").exists()


def test_config_that_is_no_json(copy):
    (copy / "lstm" / "config.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"config.json in 'lstm' is damaged.*restore"):
        Captioner.load(copy)


def test_a_tokenizer_that_is_damaged(copy):
    (copy / "lstm" / "tokenizer.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"tokenizer.json in 'lstm' is damaged; restore"):
        Captioner.load(copy)
