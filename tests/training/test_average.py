"""The average of two checkpoints lies between them, and only what belongs together is averaged."""

import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from tiny import TINY, train

from captioning.describe.captioner import Captioner
from captioning.training.average import average
from captioning.vision.encoder import CheckpointError


def test_average_lies_between_two_checkpoints(data, tmp_path):
    train(TINY, data, tmp_path / "first")
    first = tmp_path / "first/out"
    train(
        replace(TINY, name="more", epochs=1, decoder_rate=0.05),
        data,
        tmp_path / "second",
        start=first,
    )
    second, between = tmp_path / "second/out", tmp_path / "between"
    average(first, second, 0.25, between)
    for part in ("encoder", "transformer", "lstm"):
        ours, a, b = (load_file(f / part / "model.safetensors") for f in (between, first, second))
        for key, weights in ours.items():
            expected = 0.75 * a[key].float() + 0.25 * b[key].float()
            torch.testing.assert_close(weights.float(), expected, atol=1e-6, rtol=1e-3)  # 16 bits
    made = json.loads((between / "lstm/training.json").read_text())
    mixed = made["average"]
    assert (mixed["share"], mixed["second"]["recipe"]["name"]) == (0.25, "more")
    assert list(made["data"]) == ["data"]  # the data set's name
    assert Captioner.load(between).names == ("transformer", "lstm")
    with pytest.raises(CheckpointError, match="from 0 to 1"):
        average(first, second, 1.5, between)


def test_strangers_are_not_averaged(data, tmp_path):
    train(TINY, data, tmp_path / "first")
    lines = (data / "metadata.jsonl").read_text().replace("silver hoop", "copper hoop")
    (data / "metadata.jsonl").write_text(lines)
    train(TINY, data, tmp_path / "second")
    with pytest.raises(CheckpointError, match="different vocabularies"):
        average(tmp_path / "first/out", tmp_path / "second/out", 0.5, tmp_path / "between")


def test_models_of_other_sizes_are_not_averaged(data, tmp_path):
    train(replace(TINY, epochs=1), data, tmp_path / "first")
    train(replace(TINY, epochs=1, layers=2), data, tmp_path / "second")
    with pytest.raises(CheckpointError, match="same architecture"):
        average(tmp_path / "first/out", tmp_path / "second/out", 0.5, tmp_path / "between")
