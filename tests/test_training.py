"""Training on a tiny set: the same numbers after a stop, and a clear sentence for each trouble."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from captioning.captioner import Captioner
from captioning.data import DatasetError
from captioning.encoder import CheckpointError, EncoderConfig, ImageEncoder
from captioning.framing import Framing
from captioning.training import session
from captioning.training.average import average
from captioning.training.photo_set import PhotoSet
from captioning.training.recipes import BEST, REPORT, Recipe
from captioning.training.run_state import TrainingError

TINY = Recipe(
    name="tiny",
    size=32,
    frozen_stages=5,
    width=16,
    feed_forward=16,
    photos=2,
    captions=2,
    epochs=3,
    patience=0,
    decoder_rate=1e-3,
    encoder_rate=1e-4,
    word_dropout=0.2,
    decay="cosine",
    views=2,
    attribute_weight=0.5,
    label_captions=1,
    label_caption_weight=0.5,
    seed=1,
)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "images").mkdir(parents=True)
    lines = []
    for number in range(6):
        colour = (40 * number, 90, 250 - 40 * number)
        Image.new("RGB", (40, 40), colour).save(folder / f"images/{number}.png")
        ring = number % 2
        lines.append(
            {
                "file_name": f"images/{number}.png",
                "split": "train" if number < 4 else "dev",
                "captions": ["a gold ring with a ruby" if ring else "silver hoop earrings"],
                "type": "ring" if ring else "earrings",
                "metal": "yellow gold" if ring else "silver",
                "stones": ["ruby"] if ring else [],
            }
        )
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


@pytest.fixture(autouse=True)
def untrained_encoder(monkeypatch):
    """The ImageNet weights are an extra of training; chance serves these tests."""

    def encoder(architecture, size):
        torch.manual_seed(0)
        return ImageEncoder(EncoderConfig(architecture=architecture, size=size)).eval()

    monkeypatch.setattr(session, "pretrained_encoder", encoder)


def train(recipe, data, folder, **options):
    return session.train(recipe, [data], folder / "out", runs=folder, **options)


def numbers(run):
    return [(row["train"], row["validation"]) for row in run.history]


@contextmanager
def stopped_in_epoch_two(name):
    """Ctrl-C in the second epoch of the stage of this name."""

    def epoch_or_stop(self, epoch, real=PhotoSet.epoch):
        if (self.recipe.name, epoch) == (name, 1):
            raise KeyboardInterrupt
        return real(self, epoch)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(PhotoSet, "epoch", epoch_or_stop)
        yield


@pytest.fixture
def one_thread():
    """Threads add up in an order of their own, which shows in the fifth digit of a loss."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


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


def test_training_goes_on_from_a_checkpoint(data, tmp_path):
    first = train(TINY, data, tmp_path / "first")
    second = train(
        replace(TINY, name="more", decoder_rate=1e-9, encoder_rate=1e-9, dropout=0.0),
        data,
        tmp_path / "second",
        start=tmp_path / "first/out",
    )
    before = first.history[-1]["validation"]["data"]["lstm"]["loss"]
    after = second.history[0]["validation"]["data"]["lstm"]["loss"]
    assert after == pytest.approx(before, abs=0.02)  # 16-bit weights lie between
    made = json.loads((tmp_path / "second/out/lstm/training.json").read_text())
    assert made["start"]["recipe"]["name"] == "tiny"
    rows = json.loads((tmp_path / "second/out/lstm/history.json").read_text())
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[:3] == first.history


def test_teachers_are_learnt_from_and_named(data, tmp_path):
    train(TINY, data, tmp_path / "first")
    first = tmp_path / "first/out"
    recipe = replace(TINY, epochs=1, teacher_share=1.0, reward_epochs=1, reward_samples=2)
    alone = train(recipe, data, tmp_path / "alone", start=first)
    heard = replace(recipe, teacher_captions=2)
    taught = train(heard, data, tmp_path / "taught", start=first, teachers=[first / "lstm"])
    assert numbers(taught) != numbers(alone)
    made = json.loads((tmp_path / "taught/out/lstm/training.json").read_text())
    assert list(made["teachers"]) == ["out/lstm"] and len(made["teachers"]["out/lstm"]) == 16


def test_average_lies_between_two_checkpoints(data, tmp_path):
    train(TINY, data, tmp_path / "first")
    first = tmp_path / "first/out"
    train(replace(TINY, name="more", epochs=1), data, tmp_path / "second", start=first)
    second, between = tmp_path / "second/out", tmp_path / "between"
    average(first, second, 0.25, between)
    for part in ("encoder", "transformer", "lstm"):
        ours, a, b = (load_file(f / part / "model.safetensors") for f in (between, first, second))
        for key, weights in ours.items():
            expected = 0.75 * a[key].float() + 0.25 * b[key].float()
            torch.testing.assert_close(weights.float(), expected, atol=2e-3, rtol=2e-3)
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


def test_report_recipe_freezes_the_encoder_and_stops_early(data, tmp_path):
    assert (REPORT.size, REPORT.photos, REPORT.captions, REPORT.epochs) == (299, 64, 5, 30)
    assert (REPORT.decoder_rate, REPORT.warmup, REPORT.patience) == (1e-4, 1 / 15, 3)
    recipe = replace(REPORT, size=32, width=16, feed_forward=16, epochs=7, decoder_rate=0.5)
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


def test_reward_stage_follows_and_keeps_the_cross_entropy_checkpoint(data, tmp_path):
    recipe = replace(TINY, epochs=1, reward_epochs=2, reward_samples=2)
    whole = train(recipe, data, tmp_path)
    assert len(whole.history) == 1
    made = json.loads((tmp_path / "out/transformer/training.json").read_text())
    assert [row["epoch"] for row in made["reward"]] == [0, 1, 2]  # 0 is cross-entropy alone
    assert made["reward"][0]["validation"].keys() == made["reward"][1]["validation"].keys()
    assert all(row["train"]["lstm"]["reward"] >= 0 for row in made["reward"][1:])
    Captioner.load(tmp_path / "tiny-cross-entropy")
    again = train(recipe, data, tmp_path, resume=True)
    assert numbers(again) == numbers(whole)
    assert json.loads((tmp_path / "out/transformer/training.json").read_text()) == made


def test_the_models_learn_at_last_from_what_they_were(data, tmp_path):
    recipe = replace(TINY, epochs=1, reward_epochs=1, reward_samples=2, taught_epochs=2)
    run = train(recipe, data, tmp_path)
    assert [row["epoch"] for row in run.history] == [1, 2]
    made = json.loads((tmp_path / "out/transformer/training.json").read_text())
    assert made["teachers"].keys() == {"tiny-untaught", "tiny-cross-entropy"}
    assert made["start"]["reward"][-1]["epoch"] == 1
    assert made["recipe"]["frozen_stages"] == TINY.frozen_stages
    history = json.loads((tmp_path / "out/lstm/history.json").read_text())
    assert [row["epoch"] for row in history] == [1, 2, 3]
    before, after = (load_file(tmp_path / name / "lstm/model.safetensors") for name in (
        "tiny-untaught", "out"))  # fmt: skip
    assert not all(torch.equal(before[name], after[name]) for name in before)


def test_the_taught_stage_is_resumed_too(data, tmp_path, one_thread):
    recipe = replace(TINY, epochs=1, taught_epochs=2)
    whole = train(recipe, data, tmp_path / "whole")

    with stopped_in_epoch_two("tiny-taught"):
        train(recipe, data, tmp_path / "cut")
    assert numbers(train(recipe, data, tmp_path / "cut", resume=True)) == numbers(whole)


def test_a_whole_encoder_that_learnt_is_taught_at_the_size_it_serves():
    taught = BEST.taught()
    assert (taught.size, taught.frozen_stages, taught.taught_epochs) == (BEST.serving_size, 7, 0)


def test_a_reward_stage_goes_on_from_another_and_keeps_the_epochs_before(data, tmp_path):
    recipe = replace(TINY, epochs=1, reward_epochs=1, reward_samples=2)
    train(recipe, data, tmp_path)
    out, further = tmp_path / "out", tmp_path / "further"
    alone = replace(recipe, epochs=0, reward_epochs=2)
    others = data.rename(tmp_path / "others")
    session.train(alone, [others], further, runs=tmp_path / "again", start=out)
    history = "transformer/history.json"
    assert (further / history).read_text() == (out / history).read_text()
    made = json.loads((out / "transformer/training.json").read_text())
    went_on = json.loads((further / "transformer/training.json").read_text())
    assert [row["epoch"] for row in went_on["reward"]] == [0, 1, 2, 3]
    assert went_on["data"].keys() == {"data", "others"}
    assert went_on["reward"][:2] == made["reward"]


def test_data_for_training_alone_needs_no_development_split(data, tmp_path):
    renders = tmp_path / "renders"
    shutil.copytree(data, renders)
    file = renders / "metadata.jsonl"
    file.write_text(file.read_text().replace('"dev"', '"train"'))
    run = session.train(replace(TINY, epochs=1), [data, renders], tmp_path / "out", runs=tmp_path)
    assert len(run.training) == 10
    assert set(run.history[0]["validation"]) == {"data"}
