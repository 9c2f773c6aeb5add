"""The command line: what it prints, what it refuses, and its exit status."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from captioning.__main__ import app

COMMANDS = ("caption", "search", "index", "train", "evaluate", "report")


def run(*arguments: object):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def no_java(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)


@pytest.fixture
def checkpoints(tiny_checkpoints, tmp_path):
    """A copy of the tiny checkpoints that a test may write into."""
    return shutil.copytree(tiny_checkpoints, tmp_path / "checkpoints")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_example(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"python -m captioning {command}" in result.output


def test_help_is_fast_because_nothing_heavy_is_imported():
    code = (
        "import sys; from captioning.__main__ import app\n"
        "try: app(['evaluate', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'timm', 'sklearn', 'gradio'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_caption_prints_both_models(tiny_checkpoints, jewelry_photos):
    result = run("caption", jewelry_photos[0], "--checkpoints", tiny_checkpoints)
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    models = [line for line in lines if not line.strip().startswith("sure: ")]
    assert first == str(jewelry_photos[0])
    assert [line.split()[0] for line in models] == ["transformer", "lstm"]
    assert all("(sure of type 0." in line and line.endswith(" ms)") for line in models)


def test_caption_as_json_is_what_the_library_says(tiny_checkpoints, jewelry_photos):
    from captioning.describe.captioner import Captioner
    from captioning.vision.photos import load_photo

    arguments = ("--json", "--beams", 4, "--alternatives", 2, "--checkpoints", tiny_checkpoints)
    result = run("caption", *jewelry_photos[:2], *arguments)
    assert result.exit_code == 0
    captioner = Captioner.load(tiny_checkpoints)
    for path, record in zip(jewelry_photos, json.loads(result.stdout), strict=False):
        said = captioner.describe(load_photo(path), beams=4, alternatives=2)
        assert record["photo"] == str(path)
        for name in ("transformer", "lstm"):
            own = said[name].to_json()
            assert record[name].pop("milliseconds") > 0 < own.pop("milliseconds")
            assert record[name] == own
            assert len(own["alternatives"]) == 2


def test_caption_in_a_language(tiny_checkpoints, jewelry_photos):
    from captioning.describe.captioner import Captioner
    from captioning.vision.photos import load_photo

    arguments = (jewelry_photos[0], "--language", "tr", "--checkpoints", tiny_checkpoints)
    printed = run("caption", *arguments).stdout
    record = json.loads(run("caption", "--json", *arguments).stdout)[0]
    said = Captioner.load(tiny_checkpoints).describe(load_photo(jewelry_photos[0]))
    for name, caption in said.items():
        rendering = caption.in_language("tr")
        assert f"  {rendering.text}  (sure of" in printed
        assert record[name]["caption"] == caption.text
        assert record[name]["in_language"] == rendering.to_json()


def test_an_unknown_language_is_one_sentence(tiny_checkpoints, jewelry_photos):
    arguments = ("--language", "klingon", "--checkpoints", tiny_checkpoints)
    result = run("caption", jewelry_photos[0], *arguments)
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr.startswith(
        "There are no captions in 'klingon'; choose one of en (English)"
    )
    assert result.stderr.strip().count("\n") == 0


def test_good_photos_are_described_beside_bad_ones(tiny_checkpoints, jewelry_photos, tmp_path):
    (tmp_path / "notes.jpg").write_text("no photo")
    bad = [tmp_path / "notes.jpg", tmp_path / "absent.jpg"]
    result = run("caption", bad[0], jewelry_photos[0], bad[1], "--checkpoints", tiny_checkpoints)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{bad[0]} is not a photo")
    assert f"There is no photo {bad[1]}:" in result.stderr
    assert str(jewelry_photos[0]) in result.stdout and "transformer" in result.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_name_that_is_no_text_is_printed_escaped(
    tiny_checkpoints, jewelry_photos, tmp_path, options
):
    good, bad = (tmp_path / os.fsdecode(name) for name in (b"caf\xe9.png", b"b\xe9.png"))
    good.write_bytes(jewelry_photos[0].read_bytes())
    bad.write_bytes(b"no photo")
    result = run("caption", good, bad, "--checkpoints", tiny_checkpoints, *options)
    assert "caf%E9.png" in result.stdout and "transformer" in result.stdout
    assert "b%E9.png is not a photo" in result.stderr and result.exit_code == 1


def test_bad_photos_stand_in_the_json(tiny_checkpoints, jewelry_photos, tmp_path):
    arguments = (tmp_path / "absent.jpg", jewelry_photos[0], "--checkpoints", tiny_checkpoints)
    result = run("caption", "--json", *arguments)
    first, second = json.loads(result.stdout)
    assert result.exit_code == 1
    assert "There is no photo" in first["error"] and "caption" in second["lstm"]


@pytest.mark.parametrize("command", ["caption", "evaluate"])
def test_missing_checkpoints_are_one_sentence(command, jewelry_photos, jewelry_folder, tmp_path):
    given = [jewelry_photos[0]] if command == "caption" else ["--data", jewelry_folder]
    result = run(command, *given, "--checkpoints", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert result.stderr.strip().count("\n") == 0 and "nowhere" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("--beams", 0), ("--beams", "many"), ("--alternatives", -1), ("--colour",)]
)
def test_wrong_options_are_refused(arguments, jewelry_photos):
    result = run("caption", jewelry_photos[0], *arguments)
    assert result.exit_code == 2 and arguments[0] in result.output


def test_evaluate_writes_every_figure(no_java, checkpoints, jewelry_folder, tmp_path):
    file = tmp_path / "figures.json"
    arguments = ("--data", jewelry_folder, "--split", "dev", "--checkpoints", checkpoints)
    result = run("evaluate", *arguments, "--json", file)
    assert result.exit_code == 0, result.output
    assert "METEOR is left out" in result.stderr
    assert "| BLEU-4 |" in result.stdout and "CIDEr" not in result.stdout
    assert result.stderr.count("CIDEr is left out: it needs at least 10 photos and has 4.") == 1
    card = json.loads(file.read_text())
    assert card["data"]["photos"] == 4 and len(card["data"]["fingerprint"]) == 64
    for model in ("transformer", "lstm"):
        figures = card[model]
        assert figures["meteor"] is None
        assert figures["loss_sum5"] == pytest.approx(5 * figures["loss"])
        shares = ("accuracy", "bleu1", "bleu2", "bleu3", "bleu4", "rouge_l", "type_accuracy",
                  "type_accuracy_fine", "metal_accuracy", "stones_precision", "stones_recall",
                  "stones_f1")  # fmt: skip
        assert all(0 <= figures[key] <= 1 for key in shares)
        assert figures["cider"] is None and 1 <= figures["distinct_captions"] <= 4
        assert set(figures["captions"]) == {f"images/piece{n}.png" for n in range(4)}


def test_evaluate_keeps_figures_and_report_writes_them(
    no_java, checkpoints, jewelry_folder, tmp_path
):
    arguments = ("--data", jewelry_folder, "--split", "dev", "--checkpoints", checkpoints)
    run("evaluate", *arguments, "--keep")
    kept = json.loads((checkpoints / "lstm" / "metrics.json").read_text())
    assert "captions" not in kept["jewelry/dev"]["lstm"]
    assert kept["jewelry/dev"]["lstm"]["data"]["photos"] == 4
    write_history(checkpoints / "lstm" / "history.json")
    readme, docs = tmp_path / "README.md", tmp_path / "docs"
    readme.write_text("before\n<!-- results:begin -->\nold\n<!-- results:end -->\nafter\n")
    for _ in range(2):  # writing twice is writing once
        result = run("report", "--readme", readme, "--docs", docs, "--checkpoints", checkpoints)
        assert result.exit_code == 0, result.output
    text, results = readme.read_text(), (docs / "results.md").read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    figures = kept["jewelry/dev"]["lstm"]
    assert "| jewelry/dev, 4 photos | type right | " in text
    assert f" {figures['type_accuracy']:.3f} |" in text
    assert results.count("### jewelry/dev, 4 photos") == 1
    assert f"{figures['loss_sum5']:.2f} |" in results
    assert "| `best` | flickr8k | LSTM | 2 | 2 | 12.50 | 0.350 |" in results
    assert "](curves/best-flickr8k-loss.svg)" in results
    chart = (docs / "curves" / "best-flickr8k-loss.svg").read_text()
    assert "LSTM, epoch 2: 12.500" in chart
    assert "Transformer" in (docs / "architecture.svg").read_text()


def write_history(path):
    def values(loss, accuracy):
        return {"loss": loss, "loss_sum5": 5 * loss, "accuracy": accuracy}

    rows = [
        {
            "epoch": epoch,
            "train": {"lstm": values(3.0 - 0.5 * epoch + 0.0, 0.3 + 0.05 * epoch)},
            "validation": {"flickr8k": {"lstm": values(3.5 - 0.5 * epoch, 0.25 + 0.05 * epoch)}},
        }
        for epoch in (1, 2)
    ]
    path.write_text(json.dumps(rows))


def test_figures_of_other_weights_are_not_reported(no_java, checkpoints, jewelry_folder):
    from captioning.evaluation.kept_figures import read_metrics

    run("evaluate", "--data", jewelry_folder, "--checkpoints", checkpoints, "--keep")
    assert list(read_metrics(checkpoints)) == ["jewelry/all"]
    with (checkpoints / "encoder" / "model.safetensors").open("ab") as file:
        file.write(b"changed")
    assert read_metrics(checkpoints) == {}


def test_evaluate_writes_into_no_checkpoint_without_keep(no_java, checkpoints, jewelry_folder):
    before = {path: path.read_bytes() for path in checkpoints.rglob("*") if path.is_file()}
    arguments = ("--data", jewelry_folder, "--checkpoints", checkpoints)
    result = run("evaluate", *arguments)
    assert result.exit_code == 0 and "4 photos" in result.stdout
    assert before == {path: path.read_bytes() for path in checkpoints.rglob("*") if path.is_file()}


def test_a_limited_evaluation_is_not_kept(no_java, checkpoints, jewelry_folder):
    arguments = ("--data", jewelry_folder, "--limit", 2, "--checkpoints", checkpoints)
    result = run("evaluate", *arguments)
    assert result.exit_code == 0 and "2 photos" in result.stdout
    result = run("evaluate", *arguments, "--keep")
    assert result.exit_code == 2 and "whole split" in result.stderr
    assert not (checkpoints / "lstm" / "metrics.json").exists()


def test_evaluate_with_retrieval(no_java, checkpoints, jewelry_folder, tmp_path):
    file = tmp_path / "figures.json"
    result = run("evaluate", "--data", jewelry_folder, "--retrieval", "--gallery", jewelry_folder,
                 "--checkpoints", checkpoints, "--json", file)  # fmt: skip
    assert result.exit_code == 0, result.output
    card = json.loads(file.read_text())
    for model in ("transformer", "lstm", "both"):
        for protocol in ("caption-to-image", "text-to-image", "similar-pieces"):
            for ending in ("", "+expected"):
                figures = card[model]["retrieval"][protocol + ending]
                assert {"map", "r1", "r5", "r10", "median_rank"} <= figures.keys()
    # each photo finds itself by its own pixels
    assert card["embedding"]["retrieval"]["similar-pieces"]["map"] > 0.5
    assert "| caption-to-image | both |" in result.stdout


def test_evaluate_leaves_broken_photos_out(no_java, checkpoints, jewelry_folder):
    (jewelry_folder / "images" / "piece0.png").write_bytes(b"broken")
    result = run("evaluate", "--data", jewelry_folder, "--checkpoints", checkpoints)
    assert result.exit_code == 0
    assert "1 photo was left out; the first: piece0.png" in result.stderr
    assert "3 photos" in result.stdout


def test_evaluate_of_no_data_set_is_one_sentence(tmp_path, tiny_checkpoints):
    for folder, said in ((tmp_path, "is no data set"), (tmp_path / "no", "There is no folder")):
        result = run("evaluate", "--data", folder, "--checkpoints", tiny_checkpoints)
        assert result.exit_code == 1 and said in result.stderr
        assert result.stderr.strip().count("\n") == 0


def test_report_without_markers_or_figures_is_one_sentence(tmp_path, tiny_checkpoints):
    readme = tmp_path / "README.md"
    arguments = ("--readme", readme, "--checkpoints", tiny_checkpoints)
    assert "No such file" in run("report", *arguments).stderr
    readme.write_text("no markers")
    assert "results:begin" in run("report", *arguments).stderr
    readme.write_text("<!-- results:begin --><!-- results:end -->")
    result = run("report", *arguments)
    assert result.exit_code == 1 and "run evaluate with --keep first" in result.stderr
