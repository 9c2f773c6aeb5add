"""The stages of a recipe: where each starts, who teaches, what is recorded, and how it resumes."""

import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from tiny import (
    REWARDED,
    STAGE,
    TAUGHT,
    TINY,
    history,
    made,
    numbers,
    one,
    stages,
    stopped_in_epoch_two,
    train,
)

from captioning.decoders.training_record import read_training
from captioning.describe.captioner import Captioner
from captioning.training import train as training
from captioning.training.run_state import TrainingError

SHORT = replace(STAGE, epochs=1)
ALL = stages(SHORT, replace(REWARDED, epochs=1), replace(TAUGHT, epochs=1, teacher_captions=2))


def weights(folder, part="transformer"):
    return load_file(folder / part / "model.safetensors")


def equal(ours, theirs):
    return all(torch.equal(value, theirs[name]) for name, value in ours.items())


def test_each_stage_has_a_folder_and_starts_from_the_one_before(data, tmp_path):
    records = train(ALL, data, tmp_path)
    assert [record["stage"]["name"] for record in records] == ["plain", "rewarded", "taught"]
    folders = [tmp_path / "runs/tiny" / f"{number}" for number in
               ("1-plain", "2-rewarded", "3-taught")]  # fmt: skip
    for number, folder in enumerate(folders, 1):
        Captioner.load(folder)
        assert read_training(folder) == records[:number]
        assert not (folder / "state.pt").exists()
    assert not equal(weights(folders[0]), weights(folders[1]))
    assert equal(weights(folders[2]), weights(tmp_path / "out"))
    # The figures before a stage are those after the one before, but for 16-bit weights.
    after, before = records[0]["epochs"][-1], records[1]["epochs"][0]
    assert (before["epoch"], before["train"]) == (0, {})
    figures = [row["validation"]["data"]["lstm"]["loss"] for row in (after, before)]
    assert figures[1] == pytest.approx(figures[0], abs=0.02)
    assert [row["epoch"] for row in history(tmp_path / "out")] == [1, 2]  # not the rewarded one
    assert Captioner.load(tmp_path / "out").classifier is not None


def test_a_stage_can_start_from_an_earlier_one(data, tmp_path):
    again = replace(SHORT, name="again", start="plain", decoder_rate=1e-9, encoder_rate=1e-9)
    train(stages(SHORT, replace(REWARDED, decoder_rate=0.1), again), data, tmp_path)
    first, second, third = (weights(tmp_path / "runs/tiny" / name) for name in
                            ("1-plain", "2-rewarded", "3-again"))  # fmt: skip
    assert equal(first, third) and not equal(first, second)
    records = read_training(tmp_path / "out")
    assert [record["stage"]["name"] for record in records] == ["plain", "again"]


@pytest.mark.parametrize("part", ["transformer", "lstm", "encoder"])
def test_weights_can_be_averaged_with_the_start(data, tmp_path, part):
    further = replace(SHORT, name="further", decoder_rate=1e-2, encoder_rate=1e-2)
    written = {}
    for share in (0.0, 0.5, 1.0):
        folder = tmp_path / f"{share}"
        train(stages(SHORT, replace(further, start_share=share)), data, folder)
        start = weights(folder / "runs/tiny/1-plain", part)
        written[share] = weights(folder / "runs/tiny/2-further", part)
    assert equal(written[1.0], start) and not equal(written[0.0], start)
    for name, value in start.items():
        if value.is_floating_point():
            middle = (value.float() + written[0.0][name].float()) / 2
            torch.testing.assert_close(written[0.5][name].float(), middle, atol=2e-3, rtol=2e-3)


def test_a_checkpoint_is_a_start_and_its_history_is_kept(data, tmp_path):
    train(TINY, data, tmp_path / "first")
    first, second = tmp_path / "first/out", tmp_path / "second"
    others = data.rename(tmp_path / "others")
    more = replace(one(epochs=2, decoder_rate=1e-9, encoder_rate=1e-9, dropout=0.0), name="more")
    records = training.train(more.starting_from(first), [others], second, runs=tmp_path)
    assert [record["recipe"] for record in records] == ["tiny", "more"]
    assert [list(record["data"]) for record in records] == [["data"], ["others"]]
    assert [row["epoch"] for row in history(second)] == [1, 2, 3, 4, 5]
    assert history(second)[:3] == history(first)
    loss = [row["validation"] for row in (records[0]["epochs"][-1], records[1]["epochs"][1])]
    assert loss[1]["others"]["lstm"]["loss"] == pytest.approx(
        loss[0]["data"]["lstm"]["loss"], abs=0.02
    )


def test_teachers_are_learnt_from_and_named(data, tmp_path):
    train(TINY, data, tmp_path / "first")
    first = tmp_path / "first/out"
    taught = replace(TAUGHT, start=str(first), teachers=(), teacher_share=1.0, epochs=1)
    alone = replace(taught, objective="cross-entropy")
    figures = [numbers(train(stages(alone), data, tmp_path / "alone"))]
    for name, stage in {"soft": taught, "sampled": replace(taught, teacher_captions=2)}.items():
        recipe = stages(stage).taught_by([first / "lstm"])
        records = train(recipe, data, tmp_path / name)
        assert list(records[-1]["teachers"]) == ["out/lstm"]
        assert len(records[-1]["teachers"]["out/lstm"]) == 16
        figures.append(numbers(records))
    assert figures[0] != figures[1] != figures[2] != figures[0]


def test_a_stage_teaches_a_later_one(data, tmp_path):
    train(ALL, data, tmp_path)
    assert made(tmp_path / "out")["teachers"].keys() == {"1-plain"}


def test_a_self_critical_stage_may_have_teachers_for_its_regulariser(data, tmp_path):
    polished = replace(REWARDED, teachers=("plain",), cross_entropy=0.5)
    train(stages(SHORT, polished), data, tmp_path)
    record = made(tmp_path / "out")
    assert record["teachers"].keys() == {"1-plain"}
    assert [row["epoch"] for row in record["epochs"]] == [0, 1, 2]
    assert record["epochs"][2]["train"]["lstm"]["reward"] > 0


def test_one_decoder_may_learn_alone(data, tmp_path):
    alone = replace(SHORT, name="alone", learners=("transformer",), encoder_rate=0.0)
    records = train(stages(SHORT, alone), data, tmp_path)
    first, second = tmp_path / "runs/tiny/1-plain", tmp_path / "out"
    assert equal(weights(first, "lstm"), weights(second, "lstm"))
    assert not equal(weights(first), weights(second))
    assert list(records[-1]["epochs"][-1]["train"]) == ["transformer"]


@pytest.mark.parametrize("stage", ["plain", "rewarded", "taught"])
def test_a_stop_in_any_stage_changes_no_number(data, tmp_path, one_thread, stage):
    recipe = stages(replace(STAGE, epochs=2), REWARDED, TAUGHT)
    whole = train(recipe, data, tmp_path / "whole")
    with stopped_in_epoch_two(stage):
        train(recipe, data, tmp_path / "cut")
    resumed = train(recipe, data, tmp_path / "cut", resume=True)
    assert numbers(resumed) == numbers(whole)
    for part in ("encoder", "transformer", "lstm"):
        assert equal(weights(tmp_path / "whole/out", part), weights(tmp_path / "cut/out", part))


def test_finished_stages_are_skipped(data, tmp_path, monkeypatch):
    whole = train(ALL, data, tmp_path)
    monkeypatch.setattr(training, "_trainer", None)  # nothing is left to train
    assert train(ALL, data, tmp_path, resume=True) == whole


def test_an_earlier_run_is_neither_lost_nor_mixed_up(data, tmp_path):
    train(one(epochs=1), data, tmp_path)
    with pytest.raises(TrainingError, match="1-plain is from an earlier run: add --resume"):
        train(one(epochs=1), data, tmp_path)
    with pytest.raises(TrainingError, match="1-plain was begun with other settings"):
        train(one(epochs=2), data, tmp_path, resume=True)


def test_a_distillation_stage_without_teachers_is_a_sentence(data, tmp_path):
    with pytest.raises(TrainingError, match="Stage taught has no teacher: give --teacher"):
        train(stages(SHORT, replace(TAUGHT, teachers=())), data, tmp_path)


def test_an_epoch_without_photos_is_a_sentence(data, tmp_path):
    with pytest.raises(TrainingError, match="Epoch 1 of stage plain has no photos: raise its"):
        train(one(labelled_share=0.0, unlabelled_share=0.0), data, tmp_path)


def test_a_record_of_an_early_checkpoint_is_read_too(tmp_path):
    (tmp_path / "encoder").mkdir()
    assert read_training(tmp_path) == []
    early = {"data": {"flickr8k": "0" * 64}, "recipe": {"name": "best"}}
    (tmp_path / "encoder/training.json").write_text(json.dumps(early))
    assert read_training(tmp_path) == [early]
