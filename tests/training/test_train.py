"""Training on a tiny set: equal numbers after a stop, and one clear sentence for each error."""

import shutil
from dataclasses import replace

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from tiny import TINY, history, made, numbers, one, stopped_in_epoch_two, train

from captioning.data import DatasetError
from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.captioner import Captioner
from captioning.training import train as training
from captioning.training.data_sets import photo_sets, read_data_sets
from captioning.training.recipe_file import read_recipe
from captioning.training.run_state import TrainingError
from captioning.vision.encoder import EncoderConfig, ImageEncoder
from captioning.vision.framing import Framing


def sets_of(recipe, folders, caches):
    """The photos that a recipe's first stage learns from, and those it is measured on."""
    encoder = ImageEncoder(EncoderConfig(size=recipe.models.size)).eval()
    read = read_data_sets(folders)
    tokenizer = build_tokenizer(text for one in read["data"]["train"] for text in one.captions)
    return photo_sets(recipe, recipe.stages[0], read, encoder, tokenizer, caches)


def test_resumed_equals_uninterrupted_where_photos_are_augmented(data, tmp_path, one_thread):
    recipe = one(frozen_stages=0)
    whole = train(recipe, data, tmp_path / "whole")
    assert len(whole[0]["epochs"]) == 3

    with stopped_in_epoch_two("plain"):
        train(recipe, data, tmp_path / "cut")
    resumed = train(recipe, data, tmp_path / "cut", resume=True)
    assert numbers(resumed) == numbers(whole)


def test_checkpoint_describes_and_says_how_it_was_made(data, tmp_path):
    train(one(epochs=1), data, tmp_path)
    captioner = Captioner.load(tmp_path / "out")
    assert set(captioner.describe(Image.new("RGB", (30, 30)))) == {"transformer", "lstm"}
    record = made(tmp_path / "out")
    assert (record["recipe"], record["stage"]["name"], record["seed"]) == ("tiny", "plain", 1)
    assert record["models"]["width"] == 16 and record["captions"]["label_captions"] == 1
    assert len(record["data"]["data"]) == 64  # the fingerprint
    assert history(tmp_path / "out") == record["epochs"]


def test_renders_are_visited_once_and_weigh_less(data, tmp_path):
    renders = tmp_path / "renders"
    shutil.copytree(data, renders)
    line = (
        '{"file_name": "images/1.png", "type": "ring", '
        '"captions": ["a ruby ring", "a gold ring", "a gold ring with a ruby"]}'
    )
    (renders / "metadata.jsonl").write_text(line)
    photos, _ = sets_of(one(jewelry_repeats=2), [data, renders], tmp_path)
    visits = [visit for batch in photos.epoch(0) for visit in batch]
    render = len(photos) - 1
    (visit,) = (visit for visit in visits if visit.row == render)
    assert [weight for _, weight in visit.captions] == [0.5, 0.5]
    assert {len(visit.captions) for visit in visits if visit.row != render} == {1}


def test_encoder_learns_only_where_it_is_free(data, tmp_path):
    torch.manual_seed(0)
    before = ImageEncoder(EncoderConfig(size=32)).state_dict()
    train(one(epochs=1, encoder_rate=1e-2), data, tmp_path)
    after = load_file(tmp_path / "out/encoder/model.safetensors")
    changed = {
        name.split(".")[2] if "blocks" in name else name.split(".")[1]
        for name, value in after.items()
        if not torch.equal(value, before[name].to(value.dtype))
    }
    assert changed == {"5", "6", "conv_head", "bn2"}


def test_all_of_the_encoder_learns_from_photos_cached_as_they_are_served(data, tmp_path):
    torch.manual_seed(0)
    fresh = ImageEncoder(EncoderConfig(size=48))
    recipe = one(epochs=1, frozen_stages=0, size=32, encoder_rate=1e-2)
    recipe = replace(recipe, models=replace(recipe.models, size=48))
    train(recipe, data, tmp_path)
    after = ImageEncoder.load(tmp_path / "out/encoder")
    before = {name: value.half().float() for name, value in fresh.named_parameters()}
    same = [name for name, value in after.named_parameters() if torch.equal(value, before[name])]
    assert not same
    assert after.config.size == 48
    batch = sets_of(recipe, [data], tmp_path / "caches")[0].validation_batch([0, 1])
    assert (batch.activations.dtype, batch.activations.shape[1:]) == (torch.uint8, (48, 48, 3))


def test_student_recipe_freezes_the_encoder_and_stops_early(data, tmp_path):
    student = read_recipe("student")
    (stage,) = student.stages
    assert (student.models.size, stage.photos, stage.captions, stage.epochs) == (299, 64, 5, 30)
    assert (stage.decoder_rate, stage.warmup, stage.patience) == (1e-4, 1 / 15, 3)
    assert (stage.frozen_stages, stage.encoder_rate, stage.decay) == (7, 0, "constant")
    quick = replace(student, models=TINY.models).with_stages(epochs=7, decoder_rate=0.5)
    (record,) = train(quick, data, tmp_path)
    rows = record["epochs"]
    assert all(row["train"].keys() == row["validation"]["data"].keys() for row in rows)
    captioner = Captioner.load(tmp_path / "out")
    for name in captioner.names:
        losses = [row["validation"]["data"][name]["loss"] for row in rows if name in row["train"]]
        best = losses.index(min(losses)) + 1
        assert len(losses) == min(7, best + 3)


def test_loss_that_is_not_a_number_is_a_sentence(data, tmp_path):
    with pytest.raises(TrainingError, match=r"not a number in epoch 1 of stage plain: lower its"):
        train(one(decoder_rate=float("nan")), data, tmp_path)


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
    assert len(sets_of(one(frozen_stages=frozen), [data], tmp_path)[0]) == 3


def test_a_recipe_says_how_near_photos_are_seen(data, tmp_path):
    recipe = replace(one(epochs=1), models=replace(TINY.models, margin=0.2))
    train(recipe, data, tmp_path)
    assert ImageEncoder.load(tmp_path / "out/encoder").config.framing == Framing(0.2)


def test_data_for_training_alone_needs_no_development_split(data, tmp_path):
    renders = tmp_path / "renders"
    shutil.copytree(data, renders)
    file = renders / "metadata.jsonl"
    file.write_text(file.read_text().replace('"dev"', '"train"'))
    photos, validation = sets_of(TINY, [data, renders], tmp_path / "caches")
    assert len(photos) == 10
    assert set(validation) == {"data"}


def test_a_checkpoint_loses_the_classifier_of_another_encoder(data, tmp_path):
    file = data / "metadata.jsonl"
    train(one(epochs=1), data, tmp_path / "first")
    assert Captioner.load(tmp_path / "first/out").classifier is not None
    file.write_text(file.read_text().replace('"type"', '"kind"'))  # too little to fit one
    second = replace(one(epochs=1, encoder_rate=1e-2), name="second")
    training.train(second, [data], tmp_path / "first/out", runs=tmp_path / "second")
    assert Captioner.load(tmp_path / "first/out").classifier is None
