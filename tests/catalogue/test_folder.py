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
from captioning.catalogue.standing import Refresh
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
    expected = expected | dict.fromkeys(more, 0.1)
    return SimpleNamespace(text=text, levels={"complete": text}, expected=expected, sureness=0.9)


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
    assert list(first["models"].values()) == list(first["complete"].values()) == first["captions"]
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
def test_a_run_that_was_killed_continues(
    folder: Path, torn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink
    with monkeypatch.context() as patch:  # its journal stays, as after a kill
        patch.setattr(Path, "unlink", lambda path, **_: unlink(path) if "lock" in path.name else 0)
        with pytest.raises(KeyboardInterrupt):
            describe_folder(folder, Namer(patience=6), batch=3)
    path = folder / "metadata.jsonl"
    before = path.read_bytes()
    path.write_bytes(before[: len(before) - torn])  # the last line half written, or unended
    outcome = describe_folder(folder, Namer(), batch=3)
    assert (outcome.described, outcome.kept, outcome.contents.system) == (4, 6, 2)
    described = [line["file_name"] for line in lines(folder)]
    assert len(described) == len(set(described)) == 10
    assert not list(folder.glob(".facet*"))


SLIP = '{"file_name": "0-gold.png", "captions": ["my own words",]}'


@pytest.mark.parametrize("place", [0, 4, 9])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_slip_stops_with_its_line_and_nothing_is_changed(
    folder: Path, place: int, end: str
) -> None:
    describe_folder(folder, Namer())
    path = folder / "metadata.jsonl"
    text = path.read_text().splitlines()
    text[place] = SLIP
    path.write_text("\n".join(text) + end)
    before = path.read_bytes()
    with pytest.raises(GalleryError, match=rf"metadata.jsonl, line {place + 1} is not JSON: mend"):
        describe_folder(folder, Namer(patience=0))
    assert path.read_bytes() == before


def test_a_file_in_another_form_is_kept_and_added_to(folder: Path) -> None:
    rows = [{"file_name": "0-gold.png", "captions": ["grandmother's brooch"], "price": 12}]
    (folder / "metadata.jsonl").write_text(json.dumps(rows, indent=2), "utf-16")
    before = (folder / "metadata.jsonl").read_bytes()
    outcome = describe_folder(folder, Namer())
    assert (outcome.described, outcome.kept) == (9, 1)
    assert outcome.before and outcome.before.read_bytes() == before
    assert lines(folder)[0] == rows[0]
    (folder / "metadata.jsonl").write_text((folder / "metadata.jsonl").read_text(), "utf-16")
    before = (folder / "metadata.jsonl").read_bytes()
    (folder / "broken.jpg").unlink()
    again = describe_folder(folder, Namer(patience=0))
    assert again.contents.left_out == outcome.contents.left_out and again.card
    assert (folder / "metadata.jsonl").read_bytes() == before  # nothing to add: not touched


def shuffle(folder: Path) -> None:
    """A photo replaced under its name, one replaced whose caption is a person's, one renamed, one
    removed."""
    text = (folder / "metadata.jsonl").read_text().splitlines()
    text = [
        json.dumps({**json.loads(line), "captions": ["mine"]}) if "3-gold" in line else line
        for line in text
    ]
    (folder / "metadata.jsonl").write_text("\n".join(text))
    for name in ("0-gold.png", "3-gold.png"):
        Image.new("RGB", (32, 32), COLOURS["silver"]).save(folder / name)
    Image.new("RGB", (40, 32), COLOURS["ruby"]).save(folder / "new" / "other.png")
    (folder / "new" / "ruby.jpg").rename(folder / "b2.jpg")
    (folder / "4-silver.png").unlink()


def test_replaced_renamed_and_removed_photos_are_noticed(folder: Path) -> None:
    describe_folder(folder, Namer())
    shuffle(folder)
    before = (folder / "metadata.jsonl").read_text()
    asked = []

    def ask(standing):
        asked.append(standing)
        return Refresh.NONE

    outcome = describe_folder(folder, Namer(), refresh=ask)
    standing = asked[0]
    assert (standing.changed, standing.yours) == (("0-gold.png",), ("3-gold.png",))
    assert (list(standing.renamed), standing.removed) == (["b2.jpg"], ("4-silver.png",))
    assert (outcome.described, outcome.again) == (1, 0)  # new/other.png
    assert (folder / "metadata.jsonl").read_text().startswith(before)
    pieces = {piece.id: piece.captions[0] for piece in Gallery.open(folder).pieces}
    assert pieces["b2.jpg"] == "a ring with a ruby"


def test_only_models_captions_are_made_again(folder: Path) -> None:
    describe_folder(folder, Namer())
    shuffle(folder)
    outcome = describe_folder(folder, Namer(), batch=2, refresh=Refresh.CHANGED)
    assert (outcome.described, outcome.again) == (2, 1)
    captions = {line["file_name"]: line["captions"][0] for line in lines(folder)}
    assert captions["0-gold.png"] == "a silver watch" and captions["3-gold.png"] == "mine"
    assert describe_folder(folder, Namer(patience=0)).standing.changed == ()
    namer = Namer()
    outcome = describe_folder(folder, namer, refresh=Refresh.ALL)
    assert outcome.again == namer.seen == 9
    assert {line["file_name"]: line["captions"][0] for line in lines(folder)} == captions


def test_terms_of_earlier_versions_are_brought_into_one_form(folder: Path) -> None:
    describe_folder(folder, Namer())
    rows = lines(folder)
    gallery = Gallery.open(folder)
    for row in rows[:2]:
        said = row["described"]
        said["expected"] = {"a silver watch": 1.0, "worn": 0.2, "type: ring": 0.5}
        del said["photo"]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "metadata.jsonl").write_text(text)
    old = [(hit.piece.id, hit.score) for hit in Gallery.open(folder).search("silver watch", k=9)]
    describe_folder(folder, Namer(patience=0))
    assert all(isinstance(row["described"]["expected"], list) for row in lines(folder))
    assert all(row["described"]["photo"] for row in lines(folder))
    new = [(hit.piece.id, hit.score) for hit in Gallery.open(folder).search("silver watch", k=9)]
    assert [one for one, _ in new] == [one for one, _ in old] and gallery.pieces
    assert [score for _, score in new] == pytest.approx([score for _, score in old], abs=0.02)


def test_two_runs_never_write_into_one_folder(folder: Path) -> None:
    class Second(Namer):
        def describe_batch(self, photos):
            with pytest.raises(GalleryError, match="Another run is describing shop: wait"):
                describe_folder(folder, Namer(patience=0))
            return super().describe_batch(photos)

    assert describe_folder(folder, Second()).described == 10
    assert describe_folder(folder, Namer(patience=0)).kept == 10


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
    assert indexed.exit_code == 1, indexed.output  # a photo could not be read
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
    assert command("search", *options, "--model", "LSTM").exit_code == 0
    refused = command("search", *options, "--model", "gru")
    assert refused.exit_code == 1
    assert "no model 'gru' to search with; choose one of transformer, lstm, both" in refused.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["search"], "Say what to look for"),
        (["search", "ring", "--gallery", "absent"], "There is no folder absent: name a folder"),
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


def test_index_lists_what_became_of_photos_and_refreshes_on_demand(command, folder: Path) -> None:
    command("index", folder)
    shuffle(folder)
    said = command("index", folder).output
    assert "0-gold.png: It has its old caption: use --refresh changed." in said
    assert "3-gold.png: Your caption stays: see whether it still fits." in said
    assert "b2.jpg: It was new/ruby.jpg, and keeps its captions." in said
    assert "4-silver.png: Its line stays until you delete it." in said
    assert "1 photo was described again" in command("index", folder, "--refresh", "changed").output
    refused = command("index", folder, "--refresh", "some")
    assert refused.exit_code == 1 and "--refresh is changed, none or all" in refused.output


def test_no_close_match_is_said(command, folder: Path) -> None:
    describe_folder(folder, Namer())
    answer = command("search", "zeppelin", "--gallery", folder)
    assert answer.exit_code == 0
    assert "No close match" in answer.output
