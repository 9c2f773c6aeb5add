"""The stages of a training: each follows the one before, keeps its record and can be resumed."""

import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from tiny import TINY, numbers, stopped_in_epoch_two, train

from captioning.describe.captioner import Captioner
from captioning.training import train as session
from captioning.training.recipe import Branch, RecipeError
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


def test_a_teacher_that_is_the_start_too_gives_way_to_what_became_of_it(data, tmp_path):
    first = tmp_path / "first/out"
    train(replace(TINY, epochs=1), data, tmp_path / "first")
    recipe = replace(TINY, epochs=1, taught_epochs=1)
    train(recipe, data, tmp_path, start=first, teachers=[first, first / "lstm"])
    made = json.loads((tmp_path / "out/lstm/training.json").read_text())
    assert made["teachers"].keys() == {"tiny-untaught", "out/lstm"}
    assert made["start"]["teachers"].keys() == {"out", "out/lstm"}


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


def test_each_self_critical_stage_has_a_rate_and_a_weight_of_its_own():
    recipe = replace(
        TINY,
        reward_rate=3e-3,
        taught_epochs=1,
        taught_reward_epochs=1,
        taught_reward_rate=2e-3,
        taught_reward_cross_entropy=0.5,
        branch_count=1,
        branches=(
            Branch(0.5, reward_rate=1e-3, reward_cross_entropy=0.75, reward_labelled_share=0.25),
        ),
    )
    stages = recipe, recipe.taught(), recipe.taught().along(1)[1]
    assert [stage.rewarded().decoder_rate for stage in stages] == [3e-3, 2e-3, 1e-3]
    assert [stage.rewarded().labelled_share for stage in stages] == [1, 1, 0.25]
    assert [stage.reward_cross_entropy for stage in stages] == [0.2, 0.5, 0.75]
    assert [stage.reward_epochs for stage in (*stages, stages[1].taught())] == [0, 1, 0, 0]


def test_a_whole_encoder_that_learnt_is_taught_at_the_size_it_serves():
    taught = BEST.taught()
    assert (taught.size, taught.frozen_stages) == (BEST.serving_size, 7)
    assert taught.encoder_rate == BEST.taught_encoder_rate
    for number in range(1, len(BEST.branches) + 1):
        for stage in (*taught.along(number), *BEST.along(number)):
            assert (stage.size, stage.frozen_stages) == (BEST.serving_size, 7)
            assert (stage.encoder_rate, stage.taught_epochs, stage.branch_count) == (0, 0, 0)


TWO_WAYS = replace(
    TINY,
    epochs=1,
    reward_samples=2,
    taught_epochs=1,
    taught_reward_epochs=1,
    branch_count=2,
    branch_learners="transformer",
    branches=(
        Branch(share=0.25, epochs=2, kept=0.5, rate=1e-3, reward_epochs=1, reward_rate=1e-3),
        Branch(share=0.25, reward_epochs=1, reward_rate=1e-3),
    ),
)


def weights(folder, part="transformer"):
    return load_file(folder / part / "model.safetensors")


def test_branches_begin_at_one_point_and_their_mean_comes_out(data, tmp_path):
    run = train(TWO_WAYS, data, tmp_path)
    before = tmp_path / "tiny-taught-unbranched"
    ends = [tmp_path / f"tiny-taught-branch{number}-rewarded" for number in (1, 2)]
    for part in ("encoder", "lstm"):  # neither learns in the branches
        for folder in (*ends, tmp_path / "out"):
            for name, ours in weights(folder, part).items():
                assert torch.equal(ours, weights(before, part)[name])
    for name, ours in weights(tmp_path / "out").items():
        start, first, second = (weights(folder)[name].float() for folder in (before, *ends))
        mean = 0.5 * start + 0.25 * first + 0.25 * second
        torch.testing.assert_close(ours.float(), mean, atol=1e-6, rtol=1e-3)  # 16 bits
        kept = (start + weights(tmp_path / "tiny-taught-branch1")[name].float()) / 2
        halfway = weights(tmp_path / "tiny-taught-branch1-kept")[name].float()
        torch.testing.assert_close(halfway, kept, atol=1e-6, rtol=1e-3)
    assert not all(
        torch.equal(value, weights(ends[0])[name]) for name, value in weights(ends[1]).items()
    )
    assert Captioner.load(tmp_path / "out").classifier is not None

    made = json.loads((tmp_path / "out/transformer/training.json").read_text())
    first, second = made["branches"]
    assert [row["epoch"] for row in first["epochs"]] == [3, 4]  # after one and one of the taught
    assert [[row["epoch"] for row in rows["reward"]] for rows in (first, second)] == [[2], [2]]
    assert list(first["reward"][0]["train"]) == ["transformer"] and "epochs" not in second
    assert [row["epoch"] for row in made["reward"]] == [0, 1]  # the stage before all branches
    assert made["recipe"]["branches"][1]["reward_epochs"] == 1
    history = json.loads((tmp_path / "out/lstm/history.json").read_text())
    assert [row["epoch"] for row in history] == [1, 2] and len(run.history) == 1


def test_branches_are_resumed_too(data, tmp_path, one_thread):
    recipe = replace(TWO_WAYS, branch_count=1, taught_epochs=0, taught_reward_epochs=0)
    train(recipe, data, tmp_path / "whole")
    with stopped_in_epoch_two("tiny-branch1"):
        train(recipe, data, tmp_path / "cut")
    train(recipe, data, tmp_path / "cut", resume=True)
    whole, cut = (weights(tmp_path / name / "out") for name in ("whole", "cut"))
    assert all(torch.equal(value, cut[name]) for name, value in whole.items())


@pytest.mark.parametrize("field", ["learners", "branch_learners"])
def test_a_decoder_that_there_is_not_cannot_learn(field):
    with pytest.raises(RecipeError, match="no decoder 'gru'; choose both, transformer, lstm"):
        replace(TINY, **{field: "gru"})


def test_branches_have_no_more_than_the_whole_mean():
    branches = Branch(0.6), Branch(0.6)
    assert replace(TINY, branches=branches, branch_count=1).followed == branches[:1]
    with pytest.raises(RecipeError, match=r"branches add up to 1\.2; .* at most 1"):
        replace(TINY, branches=branches, branch_count=2)
    with pytest.raises(RecipeError, match="2 branches: 3 cannot be followed"):
        replace(TINY, branches=branches, branch_count=3)


def test_an_epoch_without_photos_is_refused_with_a_sentence(data, tmp_path):
    with pytest.raises(TrainingError, match="Epoch 1 of tiny visits no photo: raise the share"):
        train(replace(TINY, labelled_share=0.0, scene_share=0.0), data, tmp_path)
