"""Starting: what a Space reads, and one clear sentence where models or gallery are missing."""

import re
import shutil
import socket
from importlib.metadata import version
from pathlib import Path

import pytest

import app
from captioning.ui.page import CannotStart, Page, examples

HOME = Path(__file__).parents[2]


def front_matter() -> dict[str, str]:
    """The README's block for a Space, key by key; lists as their text."""
    block = (HOME / "README.md").read_text("utf-8").split("---\n")[1]
    pairs = re.findall(r"^(\w+):(.*(?:\n  - .*)*)", block, re.MULTILINE)
    return {key: value.strip().strip('"') for key, value in pairs}


def test_a_space_finds_all_it_reads_in_the_readme():
    fields = front_matter()
    pin = re.search(r"^gradio==([\d.]+)$", (HOME / "requirements.txt").read_text(), re.MULTILINE)
    assert fields["sdk"] == "gradio"
    assert fields["sdk_version"] == pin[1] == version("gradio")
    assert fields["python_version"] in ("3.11", "3.12")
    assert (HOME / fields["app_file"]).is_file()
    assert fields["license"] == "apache-2.0"
    assert 0 < len(fields["short_description"]) <= 60
    colours = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
    assert {fields["colorFrom"], fields["colorTo"]} <= colours
    assert fields["emoji"] and fields["title"] and fields["models"].startswith("- ")
    assert "image-captioning" in fields["tags"]


def test_without_checkpoints_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "shipped", tmp_path.joinpath)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert re.fullmatch(r"Facet cannot start: There is no .*checkpoints.*\.", ended.value.code)
    assert str(tmp_path) not in ended.value.code


@pytest.mark.parametrize(
    ("arguments", "port", "sentence"),
    [([], "abc", "GRADIO_SERVER_PORT is abc, which is no port; .*--port"),
     ([], "70000", "GRADIO_SERVER_PORT is 70000, .*--port"),
     (["--port", "BUSY"], "abc", "port BUSY is in use; give another with --port"),
     (["--host", "192.0.2.1"], "7860", "192.0.2.1 is no address of this computer; .*127.0.0.1.*"),
     (["--host", "no host"], "7860", "no host is no address; give --host 127.0.0.1.*")],
)  # fmt: skip
def test_an_address_that_cannot_be_is_one_sentence(monkeypatch, arguments, port, sentence):
    monkeypatch.setenv("GRADIO_SERVER_PORT", port)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = str(busy.getsockname()[1])
        with pytest.raises(SystemExit) as ended:
            app.main([one.replace("BUSY", taken) for one in arguments])
    assert re.fullmatch(
        f"Facet cannot start: {sentence}\\.".replace("BUSY", taken), ended.value.code
    )


def test_a_damaged_checkpoint_or_gallery_is_named(shop, tmp_path):
    shutil.copytree(shop.folder / "checkpoints", tmp_path / "checkpoints")
    with pytest.raises(CannotStart, match="gallery"):
        Page.open(tmp_path)
    (tmp_path / "assets" / "gallery").mkdir(parents=True)
    (tmp_path / "assets" / "gallery" / "metadata.jsonl").write_text("not json\n")
    with pytest.raises(CannotStart, match=r"metadata\.jsonl"):
        Page.open(tmp_path)
    (tmp_path / "checkpoints" / "lstm" / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(CannotStart, match="lstm"):
        Page.open(tmp_path)


def test_the_examples_are_photos_with_descriptions(tmp_path):
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "a.jpg", "captions": ["a ring"]}\n\n')
    assert examples(tmp_path) == [(tmp_path / "a.jpg", "a ring")]
    assert examples(tmp_path / "absent") == []
