"""`train` on the command line: a recipe by name or as a file, and the few options."""

import typer
from tiny import made
from typer.testing import CliRunner

from captioning.__main__ import app
from captioning.describe.captioner import Captioner

RECIPE = """
[models]
size = 32
width = 16
feed_forward = 16
[[stages]]
name = "only"
epochs = 30
photos = 64
"""


def run(*arguments):
    return CliRunner().invoke(app, ["train", *map(str, arguments)])


def test_help_is_short():
    options = typer.main.get_command(app).commands["train"].params
    assert 10 < len(options) <= 25


def test_a_recipe_file_is_followed_and_options_change_it(data, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(RECIPE)
    options = ("--epochs", 2, "--photos", 2, "--decoder-rate", 1e-3, "--seed", 5)
    done = run(file, "--data", data, "--runs", tmp_path, *options)
    assert done.exit_code == 0, done.output
    assert f"The checkpoint is in {tmp_path / 'mine'}." in done.output
    assert Captioner.load(tmp_path / "mine").names == ("transformer", "lstm")
    record = made(tmp_path / "mine")
    stage = record["stage"]
    assert (stage["epochs"], stage["photos"], stage["decoder_rate"], record["seed"]) == (
        2, 2, 1e-3, 5,
    )  # fmt: skip
    assert [row["epoch"] for row in record["epochs"]] == [1, 2]


def test_a_start_and_a_teacher_are_given_by_options(data, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(RECIPE)
    run(file, "--data", data, "--runs", tmp_path, "--epochs", 1)
    first = tmp_path / "mine"
    taught = tmp_path / "taught.toml"
    taught.write_text(RECIPE + 'objective = "distillation"\n')
    options = ("--epochs", 1, "--start", first, "--teacher", first / "lstm")
    done = run(taught, "--data", data, "--runs", tmp_path, *options)
    assert done.exit_code == 0, done.output
    assert list(made(tmp_path / "taught")["teachers"]) == ["mine/lstm"]


def test_mistakes_are_sentences(data, tmp_path):
    for arguments, sentence in (
        (
            ("report", "--data", data),
            "no recipe 'report'; choose best, further, student or a .toml file.",
        ),
        (("best", "--data", data, "--teacher", tmp_path), "best has no distillation stage"),
        (("best", "--data", data, "--epochs", -1), "epochs is -1; it must be from 0"),
        (("student", "--data", tmp_path / "nowhere"), "nowhere"),
    ):
        done = run(*arguments, "--runs", tmp_path)
        assert done.exit_code == 1, done.output
        assert sentence in done.stderr and len(done.stderr.strip().splitlines()) == 1
