"""A folder of photos described, stopped, corrected by hand and searched from the command line."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from captioning.catalogue.folder import describe_folder, write_csv
from captioning.commands.index import index
from captioning.commands.search import search
from captioning.describe import captioner as captioner_module
from captioning.gallery.gallery import Gallery, GalleryError
from captioning.language.terms import Term, expected_terms

COLOURS = {"gold": (212, 175, 55), "silver": (190, 190, 195), "ruby": (170, 10, 40)}
SAID = {
    "gold": "a yellow gold ring",
    "silver": "a silver watch",
    "ruby": "a ring with a ruby",
}


def caption(text: str, *more: Term) -> SimpleNamespace:
    """What a model says: a sentence, and terms that it expects besides."""
    expected = expected_terms(dict.fromkeys(text.split(), 0.8), {text: 0.8})
    return SimpleNamespace(text=text, expected=expected | dict.fromkeys(more, 0.1))


class Namer:
    """A captioner without models: names a photo by its colour, and stops after some photos."""

    def __init__(self, patience: int = 1000) -> None:
        self.patience = patience
        self.seen = 0

    def describe_batch(self, photos: Sequence[Image.Image]) -> list[dict[str, SimpleNamespace]]:
        self.seen += len(photos)
        if self.seen > self.patience:
            raise KeyboardInterrupt
        return [self.describe(photo) for photo in photos]

    def describe(self, photo: Image.Image) -> dict[str, SimpleNamespace]:
        red, green, blue = photo.resize((1, 1)).getpixel((0, 0))
        distance = {
            name: abs(r - red) + abs(g - green) + abs(b - blue)
            for name, (r, g, b) in COLOURS.items()
        }
        text = SAID[min(distance, key=distance.get)]
        return {
            "transformer": caption(text, Term("word", "worn")),
            "lstm": caption(f"{text} on white"),
        }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shop = tmp_path / "shop"
    (shop / "new").mkdir(parents=True)
    for number, name in enumerate(["gold", "silver", "ruby"] * 3):
        Image.new("RGB", (32, 32), COLOURS[name]).save(shop / f"{number}-{name}.png")
    Image.new("RGB", (32, 32), COLOURS["ruby"]).save(shop / "new" / "ruby.jpg")
    (shop / "broken.jpg").write_bytes(b"\xff\xd8\xff no photo")
    (shop / "notes.txt").write_text("not a photo")
    (shop / ".hidden.png").write_bytes(b"")
    (shop / "@eaDir" / "0-gold.png").mkdir(parents=True)
    (shop / "@eaDir" / "0-gold.png" / "SYNOPHOTO_THUMB_M.jpg").write_bytes(b"x")
    return shop


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "metadata.jsonl").read_text().splitlines()]


def test_every_photo_is_described_and_found(folder: Path) -> None:
    outcome = describe_folder(folder, Namer(), batch=4)
    assert (outcome.described, outcome.kept) == (10, 0)
    assert [name for name, _ in outcome.unreadable] == ["broken.jpg"]
    assert outcome.unreadable[0][1].startswith("It is damaged or incomplete: ")
    assert outcome.contents.system == 2 and outcome.contents.others == ("notes.txt",)
    assert {line["file_name"] for line in lines(folder)} >= {"0-gold.png", "new/ruby.jpg"}
    first = lines(folder)[0]
    assert first["captions"] == ["a yellow gold ring", "a yellow gold ring on white"]
    expected = first["described"]["expected"]
    assert {"kind": "word", "text": "worn", "weight": 0.1} in expected
    assert {"kind": "type", "text": "ring", "weight": 1.6} in expected
    hits = Gallery.open(folder).search("silver watch", k=1)
    assert hits[0].piece.metal == "silver"


def test_nothing_is_described_twice_and_corrections_stay(folder: Path) -> None:
    describe_folder(folder, Namer())
    corrected = next(line for line in lines(folder) if line["file_name"] == "0-gold.png")
    corrected["captions"] = ["a brass bangle"]
    kept = [line for line in lines(folder) if line["file_name"] != "0-gold.png"]
    text = "".join(f"{json.dumps(line)}\n" for line in [corrected, *kept])
    (folder / "metadata.jsonl").write_text(text)
    outcome = describe_folder(folder, Namer(patience=0))
    assert (outcome.described, outcome.kept) == (0, 10)
    assert (folder / "metadata.jsonl").read_text() == text
    assert Gallery.open(folder).search("brass bangle")[0].piece.id == "0-gold.png"


@pytest.mark.parametrize("torn", [0, 1, 40])
def test_a_run_that_was_stopped_continues(folder: Path, torn: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        describe_folder(folder, Namer(patience=6), batch=3)
    path = folder / "metadata.jsonl"
    before = path.read_bytes()
    path.write_bytes(before[: len(before) - torn])  # the last line half written, or unended
    outcome = describe_folder(folder, Namer(), batch=3)
    assert outcome.described + outcome.kept == 10
    assert outcome.kept == (6 if torn < 2 else 5)
    described = [line["file_name"] for line in lines(folder)]
    assert len(described) == len(set(described)) == 10


def test_a_full_disk_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(GalleryError, match=r"No space left on device.*continues where it stopped"):
        describe_folder(folder, Namer())


def test_csv_for_alt_texts(folder: Path, tmp_path: Path) -> None:
    Image.new("RGB", (32, 32), COLOURS["gold"]).save(folder / "-gold.png")
    describe_folder(folder, Namer())
    assert write_csv(folder, tmp_path / "alt.csv") == 11
    with (tmp_path / "alt.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    assert "./-gold.png" in rows and all((folder / name).is_file() for name in rows)
    assert rows["2-ruby.png"] == {
        "file": "2-ruby.png",
        "caption": "a ring with a ruby",
        "type": "ring",
        "metal": "",
        "stones": "ruby",
    }


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(captioner_module.Captioner, "load", lambda directory: Namer())
    app = typer.Typer()
    app.command()(index)
    app.command()(search)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_index_and_search_by_words_and_by_photo(command, folder: Path) -> None:
    indexed = command("index", folder, "--csv", folder / "alt.csv")
    assert indexed.exit_code == 0
    assert "10 photos described" in indexed.output
    assert "1 photo could not be read:\n  broken.jpg: It is damaged" in indexed.output
    assert "1 file is no photo: notes.txt." in indexed.output
    assert "2 hidden or system files were left out." in indexed.output
    assert "README.md is not ours" not in indexed.output
    assert (folder / "alt.csv").is_file()
    (folder / "README.md").write_text("# My shop\n")
    again = command("index", folder)
    assert "README.md is not ours and stays as it is" in again.output
    assert "0 photos described" in again.output and "10 had captions" in again.output
    found = command("search", "silver", "watch", "--gallery", folder, "--k", 2)
    assert found.exit_code == 0
    assert "1. " in found.output and "metal: silver" in found.output
    found = command("search", "ring", "--stone", "ruby", "--gallery", folder, "--json")
    records = json.loads(found.stdout)["pieces"]
    assert records and all("ruby" in record["stones"] for record in records)
    shares = sum(reason["share"] for reason in records[0]["reasons"])
    assert shares == pytest.approx(records[0]["score"], abs=1e-3)
    photo = Image.new("RGB", (64, 64), COLOURS["gold"])
    photo.paste((0, 0, 0), (0, 0, 64, 8))  # another photo, not a copy of the shop's
    photo.save(folder.parent / "photo.png")
    found = command("search", "--photo", folder.parent / "photo.png", "--gallery", folder, "--json")
    assert json.loads(found.stdout)["pieces"][0]["metal"] == "yellow gold"
    options = ("--photo", folder.parent / "photo.png", "--gallery", folder)
    found = command("search", "a ring with a ruby", *options, "--minimum", 0, "--json")
    ruby = next(one for one in json.loads(found.stdout)["pieces"] if "ruby" in one["stones"])
    assert "stones: red" in [reason["term"] for reason in ruby["reasons"]]
    refused = command("search", *options, "--model", "gru")
    assert refused.exit_code == 1
    assert "no model 'gru' to search with; choose one of transformer, lstm, both" in refused.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["search"], "Say what to look for"),
        (["search", "ring", "--gallery", "absent"], "no readable metadata.jsonl"),
        (["search", "--photo", "absent.jpg"], "absent.jpg"),
        (["index", "absent"], "There is no folder absent"),
        (["index", "."], "No photo is in"),
    ],
)
def test_bad_input_is_one_sentence(
    command, words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assets" / "gallery").mkdir(parents=True)
    (tmp_path / "assets" / "gallery" / "metadata.jsonl").write_text("")
    answer = command(*words)
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "Traceback" not in answer.output


def test_no_close_match_is_said(command, folder: Path) -> None:
    describe_folder(folder, Namer())
    answer = command("search", "zeppelin", "--gallery", folder)
    assert answer.exit_code == 0
    assert "No close match" in answer.output
