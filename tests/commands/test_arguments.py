"""Arguments are checked before anything is loaded; sentences name them as they were given."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app as page
from captioning.__main__ import app
from captioning.settings import SettingsError, read_settings
from captioning.shipped import shipped

LINES = [
    {
        "file_name": "one.png",
        "captions": ["a yellow gold ring", "a hammered silver band with a ruby"],
        "type": "ring",
        "metal": "yellow gold",
        "stones": ["ruby"],
    },
    {"file_name": "two.png", "captions": ["a silver watch"], "type": "watch", "metal": "silver"},
]


def run(*arguments: object):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def gallery(tmp_path, jewelry_photos, monkeypatch) -> str:
    """A small gallery, by its path from the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = Path("shops") / "mine"
    folder.mkdir(parents=True)
    for line, photo in zip(LINES, jewelry_photos, strict=False):
        shutil.copy(photo, folder / line["file_name"])
    text = "".join(f"{json.dumps(line)}\n" for line in LINES)
    (folder / "metadata.jsonl").write_text(text)
    return str(folder)


def test_refusals_searches_and_captions_need_none_of_the_packages_for_training(
    gallery, jewelry_photos
):
    wrong = [
        ["index", "no/shop"], ["caption", "no/ring.jpg"], ["attributes", "--data", "no/data"],
        ["evaluate", "--data", "no/data"], ["caption", "ring.jpg", "--checkpoints", "no/weights"],
        ["search", "ring", "--gallery", "no/shop"], ["index", gallery, "--csv", "no/alt.csv"],
    ]  # fmt: skip
    right = [["search", "hammered", "--gallery", gallery], ["caption", str(jewelry_photos[0])]]
    code = f"""if True:
        import sys
        for name in ("torch", "torchvision", "timm", "transformers", "sklearn", "pandas", "gradio"):
            sys.modules[name] = None  # importing it fails, as where it is not installed
        from captioning.__main__ import app
        for words in {[*wrong, *right]!r}:
            try: app(words)
            except SystemExit as ended: print(ended.code, file=sys.stderr)
    """
    place = os.pathsep.join(filter(None, (str(shipped(".")), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": place},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    for first, path in zip(wrong, ["no/shop", "no/ring.jpg", "no/data", "no/data", "no/weights",
                                   "no/shop", "no/alt.csv"], strict=True):  # fmt: skip
        sentence, status = said.pop(0), said.pop(0)
        assert path in sentence and status == "1", (first, sentence)
    assert done.stdout.startswith("1. ") and said[0] == "hammered" and said[-2:] == ["0", "0"]
    assert [line.split()[0] for line in done.stdout.splitlines()[-2:]] == ["transformer", "lstm"]


@pytest.mark.parametrize("command", ["index {shop} --csv", "alt {shop}/a.csv {shop} -o",
                                     "evaluate --data {shop} --json"])  # fmt: skip
def test_a_file_that_cannot_be_written_is_refused_with_a_remedy(gallery, command):
    words = command.format(shop=gallery).split()
    for file, sentence in (
        ("no/where/x.csv", "as there is no folder no/where: make it, or name a file elsewhere."),
        (gallery, "(Is a directory): name another file."),
    ):
        result = run(*words, file)
        assert result.exit_code == 1 and result.stdout == ""
        assert result.stderr.startswith(f"{file} cannot be written")
        assert result.stderr.endswith(f"{sentence}\n") and result.stderr.count("\n") == 1


def test_a_search_prints_the_words_as_typed_and_the_caption_that_matched(gallery):
    result = run("search", "hammered", "--gallery", gallery)
    assert result.stderr.splitlines()[0] == "hammered"
    first, reasons = result.stdout.splitlines()[:2]
    assert re.match(r"1\. 0\.\d\d  a hammered silver band with a ruby  \[", first)
    assert "hammered 0." in reasons


@pytest.mark.parametrize(
    ("option", "value", "found"),
    [("--type", "Rings", 1), ("--metal", "18K Yellow Gold", 1), ("--stone", "Rubies", 1),
     ("--stone", "red", 1), ("--type", "brooch", 0)],
)  # fmt: skip
def test_filters_are_understood_in_any_spelling(gallery, option, value, found):
    result = run("search", "a piece in gold or silver", "--gallery", gallery, option, value,
                 "--json", "--minimum", 0)  # fmt: skip
    assert len(json.loads(result.stdout)["pieces"]) == found


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--type", "spoon", "No type is called “spoon”. This gallery has ring, watch."),
        ("--metal", "Ruby", "No metal is called “ruby”. This gallery has silver, yellow gold."),
        ("--stone", "gravel", "No stone is called “gravel”. This gallery has ruby, red."),
        ("--motif", "zeppelin", "No motif is called “zeppelin”. This gallery has none."),
        ("--model", "bogus", "no model 'bogus' to search with; choose one of transformer, lstm"),
    ],
)
def test_an_unknown_value_is_refused_with_those_there_are(gallery, option, value, sentence):
    result = run("search", "ring", "--gallery", gallery, option, value)
    assert result.exit_code == 1 and result.stdout == "" and sentence in result.stderr


def test_a_folder_without_captions_says_what_to_do(gallery):
    metadata = Path(gallery) / "metadata.jsonl"
    for content in ("", "\n \n", None):
        metadata.unlink() if content is None else metadata.write_text(content)
        result = run("search", "ring", "--gallery", gallery)
        assert result.exit_code == 1 and result.stderr.count("\n") == 1
        assert f"describe its photos first with: python -m captioning index {gallery}" in (
            result.stderr
        )


def test_more_alternatives_than_there_are(tiny_checkpoints, jewelry_photos):
    asked = ("caption", jewelry_photos[0], "--checkpoints", tiny_checkpoints)
    result = run(*asked, "--alternatives", 5)
    assert result.exit_code == 0 and "or: " in result.stdout
    assert "A search with 3 beams has 2 alternatives: for 5, add --beams 6." in result.stderr
    assert "alternatives" not in run(*asked, "--alternatives", 2).stderr


@pytest.mark.parametrize("command", ["evaluate", "evaluate --data . --keep --limit 2"])
def test_misuse_is_one_sentence(command):
    result = run(*command.split())
    assert result.exit_code == 2 and result.stdout == ""
    assert result.stderr.endswith(".\n") and result.stderr.count("\n") == 1


def test_settings_with_a_byte_order_mark_are_read_and_others_are_named(tmp_path):
    text = (shipped("checkpoints") / "describe.json").read_text("utf-8")
    (tmp_path / "describe.json").write_text(text, "utf-8-sig")
    assert read_settings(tmp_path) == read_settings(shipped("checkpoints"))
    (tmp_path / "describe.json").unlink()
    (tmp_path / "describe.json").mkdir()
    with pytest.raises(SettingsError, match=r"describe\.json in .* cannot be read \(Is a dir"):
        read_settings(tmp_path)


def test_the_app_takes_a_host_and_a_port(monkeypatch, capsys):
    for wrong in (["--port", "0"], ["--port", "many"], ["--colour"]):
        with pytest.raises(SystemExit) as ended:
            page.main(wrong)
        assert ended.value.code == 2
    assert "many is no port: give a number from 1 to 65535" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        page.main(["--help"])
    assert ended.value.code == 0 and "--host" in capsys.readouterr().out

    from captioning.ui.page import Page

    class Opened:
        def launch(self, **options: object) -> None:
            assert options == {"server_name": "0.0.0.0", "server_port": 8000}

    monkeypatch.setattr(Page, "open", lambda home: Opened())
    page.main(["--host", "0.0.0.0", "--port", "8000"])
