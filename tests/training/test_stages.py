"""The stages of a training: each follows the one before, keeps its record and can be resumed."""

import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from tiny import TINY, numbers, stopped_in_epoch_two, train

from captioning.captioner import Captioner
from captioning.training import session
from captioning.training.recipe import RecipeError
from captioning.training.recipes import BEST
from captioning.training.run_state import TrainingError


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


def test_a_reward_stage_beside_the_teachers_ends_the_taught_one(data, tmp_path):
    recipe = replace(TINY, epochs=1, reward_samples=2, taught_epochs=1, taught_reward_epochs=2)
    train(recipe, data, tmp_path)
    made = json.loads((tmp_path / "out/lstm/training.json").read_text())
    assert made["teachers"].keys() == {"tiny-untaught"}
    assert [row["epoch"] for row in made["reward"]] == [0, 1, 2]
    assert made["reward"][2]["train"]["lstm"]["reward"] > 0
    taught, polished = (load_file(tmp_path / name / "lstm/model.safetensors") for name in (
        "tiny-taught-cross-entropy", "out"))  # fmt: skip
    assert not all(torch.equal(taught[name], polished[name]) for name in taught)
    with_drawn = replace(recipe, teacher_captions=5)
    assert with_drawn.taught().rewarded().teacher_captions == 0  # it draws captions of its own


def test_the_second_taught_stage_learns_from_the_first_and_what_taught_that(data, tmp_path):
    recipe = replace(
        TINY, epochs=1, reward_epochs=1, reward_samples=2, taught_epochs=1, retaught_epochs=1
    )
    train(replace(recipe, taught_reward_epochs=1), data, tmp_path)
    made = json.loads((tmp_path / "out/lstm/training.json").read_text())
    assert made["teachers"].keys() == {  # but not what the first stage began from
        "tiny-taught-untaught", "tiny-taught-cross-entropy", "tiny-cross-entropy"
    }  # fmt: skip
    assert made["start"]["teachers"].keys() == {"tiny-untaught", "tiny-cross-entropy"}
    history = json.loads((tmp_path / "out/lstm/history.json").read_text())
    assert [row["epoch"] for row in history] == [1, 2, 3]
    first, second = recipe.taught(), recipe.taught().taught()
    assert (second.epochs, second.taught_epochs, second.reward_epochs) == (1, 0, 0)
    assert first.encoder_rate == recipe.taught_encoder_rate > 0
    assert second.encoder_rate == recipe.retaught_encoder_rate == 0


def test_each_self_critical_stage_has_a_rate_and_a_weight_of_its_own(data, tmp_path):
    recipe = replace(
        TINY,
        epochs=1,
        reward_samples=2,
        reward_rate=3e-3,
        taught_epochs=1,
        taught_reward_epochs=1,
        taught_reward_rate=2e-3,
        taught_reward_cross_entropy=0.5,
        retaught_epochs=1,
        retaught_reward_epochs=2,
        retaught_reward_rate=1e-3,
        retaught_reward_cross_entropy=0.75,
        retaught_reward_labelled_share=0.25,
    )
    stages = recipe, recipe.taught(), recipe.taught().taught()
    assert [stage.rewarded().decoder_rate for stage in stages] == [3e-3, 2e-3, 1e-3]
    assert [stage.rewarded().labelled_share for stage in stages] == [1, 1, 0.25]
    assert [stage.reward_cross_entropy for stage in stages] == [0.2, 0.5, 0.75]
    assert [stage.reward_epochs for stage in (*stages, stages[-1].taught())] == [0, 1, 2, 0]

    train(recipe, data, tmp_path)
    made = json.loads((tmp_path / "out/lstm/training.json").read_text())
    assert (made["recipe"]["name"], len(made["reward"])) == ("tiny-taught-taught", 3)
    before, after = (load_file(tmp_path / name / "lstm/model.safetensors") for name in (
        "tiny-taught-taught-cross-entropy", "out"))  # fmt: skip
    assert not all(torch.equal(before[name], after[name]) for name in before)


def test_a_whole_encoder_that_learnt_is_taught_at_the_size_it_serves():
    first, second = BEST.taught(), BEST.taught().taught()
    for taught in (first, second):
        assert (taught.size, taught.frozen_stages) == (BEST.serving_size, 7)
    assert (first.encoder_rate, second.encoder_rate) == (BEST.taught_encoder_rate, 0)


def test_one_decoder_may_learn_on_its_own(data, tmp_path):
    recipe = replace(TINY, epochs=1, reward_samples=2, taught_epochs=1, retaught_epochs=1)
    train(
        replace(recipe, retaught_learners="transformer", retaught_reward_epochs=1), data, tmp_path
    )
    before, after = (tmp_path / name for name in ("tiny-taught-untaught", "out"))
    changed = {part for part in ("encoder", "transformer", "lstm") if any(
        not torch.equal(weights, load_file(after / part / "model.safetensors")[name])
        for name, weights in load_file(before / part / "model.safetensors").items()
    )}  # fmt: skip
    assert changed == {"transformer"}


def test_a_decoder_that_there_is_not_cannot_learn():
    with pytest.raises(RecipeError, match="no decoder 'gru'; choose both, transformer, lstm"):
        replace(TINY, retaught_learners="gru")


def test_an_epoch_without_photos_is_refused_with_a_sentence(data, tmp_path):
    with pytest.raises(TrainingError, match="Epoch 1 of tiny visits no photo: raise the share"):
        train(replace(TINY, labelled_share=0.0, scene_share=0.0), data, tmp_path)
