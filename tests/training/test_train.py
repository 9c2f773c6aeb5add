"""Training on a tiny set: the same numbers after a stop, and a clear sentence for each trouble."""

import json
import shutil
from dataclasses import replace

import pytest
import torch
from PIL import Image
from tiny import TINY, numbers, stopped_in_epoch_two, train

from captioning.data import DatasetError
from captioning.describe.captioner import Captioner
from captioning.training import train as session
from captioning.training.recipes import BEST, STUDENT
from captioning.training.run_state import TrainingError
from captioning.vision.encoder import EncoderConfig, ImageEncoder
from captioning.vision.framing import Framing


@pytest.mark.parametrize("frozen", [0, 5])
def test_resumed_equals_uninterrupted(data, tmp_path, frozen, one_thread):
    recipe = replace(TINY, frozen_stages=frozen)
    whole = train(recipe, data, tmp_path / "whole")
    assert len(whole.history) == 3

    with stopped_in_epoch_two("tiny"):
        train(recipe, data, tmp_path / "cut")
    resumed = train(recipe, data, tmp_path / "cut", resume=True)
    assert numbers(resumed) == numbers(whole)


def test_checkpoint_describes_and_says_how_it_was_made(data, tmp_path):
    train(replace(TINY, epochs=1), data, tmp_path)
    captioner = Captioner.load(tmp_path / "out")
    assert set(captioner.describe(Image.new("RGB", (30, 30)))) == {"transformer", "lstm"}
    made = json.loads((tmp_path / "out/lstm/training.json").read_text())
    assert made["recipe"]["name"] == "tiny"
    assert len(made["data"]["data"]) == 64  # the fingerprint
    assert len(json.loads((tmp_path / "out/lstm/history.json").read_text())) == 1


def test_renders_are_visited_once_and_weigh_less(data, tmp_path):
    renders = tmp_path / "renders"
    shutil.copytree(data, renders)
    line = {
        "file_name": "images/1.png",
        "captions": ["a ruby ring", "a gold ring", "a gold ring with a ruby"],
        "type": "ring",
    }
    (renders / "metadata.jsonl").write_text(json.dumps(line))
    recipe = replace(TINY, epochs=1, jewelry_repeats=2)
    run = session.train(recipe, [data, renders], tmp_path / "out", runs=tmp_path)
    visits = [visit for batch in run.training.epoch(0) for visit in batch]
    render = len(run.training) - 1
    (visit,) = (visit for visit in visits if visit.row == render)
    assert [weight for _, weight in visit.captions] == [0.5, 0.5]
    assert {len(visit.captions) for visit in visits if visit.row != render} == {1}


def test_encoder_learns_only_where_it_is_free(data, tmp_path):
    torch.manual_seed(0)
    before = ImageEncoder(EncoderConfig(size=32)).state_dict()
    run = train(replace(TINY, epochs=1, encoder_rate=1e-2), data, tmp_path)
    changed = {
        name.split(".")[2] if "blocks" in name else name.split(".")[1]
        for name, value in run.encoder.state_dict().items()
        if not torch.equal(value, before[name])
    }
    assert changed == {"5", "6", "conv_head", "bn2"}


def test_all_of_the_encoder_learns_from_photos_cached_as_they_are_served(data, tmp_path):
    torch.manual_seed(0)
    before = ImageEncoder(EncoderConfig(size=48)).state_dict()
    recipe = replace(TINY, epochs=1, frozen_stages=0, serving_size=48, encoder_rate=1e-2)
    run = train(recipe, data, tmp_path)
    learnt = {name for name, _ in run.encoder.named_parameters()}
    still = {name for name in learnt if torch.equal(run.encoder.state_dict()[name], before[name])}
    assert not still
    batch = run.training.validation_batch([0, 1])
    assert (batch.activations.dtype, batch.activations.shape[1:]) == (torch.uint8, (48, 48, 3))
    assert ImageEncoder.load(tmp_path / "out/encoder").config.size == 48


def test_student_recipe_freezes_the_encoder_and_stops_early(data, tmp_path):
    assert (STUDENT.size, STUDENT.photos, STUDENT.captions, STUDENT.epochs) == (299, 64, 5, 30)
    assert (STUDENT.decoder_rate, STUDENT.warmup, STUDENT.patience) == (1e-4, 1 / 15, 3)
    recipe = replace(STUDENT, size=32, width=16, feed_forward=16, epochs=7, decoder_rate=0.5)
    run = train(recipe, data, tmp_path)
    assert not run.free
    assert all(row["train"].keys() == row["validation"]["data"].keys() for row in run.history)
    for name, best in run.best.items():
        trained = [row["epoch"] for row in run.history if name in row["train"]]
        losses = [row["validation"]["data"][name]["loss"] for row in run.history[: len(trained)]]
        assert best["epoch"] == losses.index(min(losses)) + 1
        assert len(trained) == min(7, best["epoch"] + 3)
        for key, value in best["weights"].items():
            assert torch.equal(value, run.decoders[name].state_dict()[key])


def test_loss_that_is_not_a_number_is_a_sentence(data, tmp_path):
    with pytest.raises(TrainingError, match=r"not a number in epoch 1: lower --decoder-rate"):
        train(replace(TINY, decoder_rate=float("nan")), data, tmp_path)


def test_full_disk_is_a_sentence(data, tmp_path, monkeypatch):
    def full(*unused):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(TrainingError, match=r"No room on the disk.*--resume"):
        train(TINY, data, tmp_path)


def test_missing_split_is_named(data, tmp_path):
    file = data / "metadata.jsonl"
    file.write_text(file.read_text().replace('"dev"', '"other"'))
    with pytest.raises(DatasetError, match="dev"):
        train(TINY, data, tmp_path)


@pytest.mark.parametrize("frozen", [0, 5])
def test_unreadable_photo_is_left_out(data, tmp_path, frozen):
    (data / "images/1.png").write_bytes(b"broken")
    run = train(replace(TINY, epochs=1, frozen_stages=frozen), data, tmp_path)
    assert len(run.training) == 3


def test_a_recipe_says_how_near_photos_are_seen(data, tmp_path):
    train(replace(TINY, epochs=1, margin=0.2), data, tmp_path)
    assert ImageEncoder.load(tmp_path / "out/encoder").config.framing == Framing(0.2)


def test_best_recipe_ships_at_the_encoder_default_size():
    assert BEST.serving_size == EncoderConfig().size == 299


def test_data_for_training_alone_needs_no_development_split(data, tmp_path):
    renders = tmp_path / "renders"
    shutil.copytree(data, renders)
    file = renders / "metadata.jsonl"
    file.write_text(file.read_text().replace('"dev"', '"train"'))
    run = session.train(replace(TINY, epochs=1), [data, renders], tmp_path / "out", runs=tmp_path)
    assert len(run.training) == 10
    assert set(run.history[0]["validation"]) == {"data"}
