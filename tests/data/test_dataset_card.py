"""What Facet writes, loaded by Hugging Face's own library: right rows and columns."""

import json
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from captioning.data import Attributes
from captioning.data.dataset_card import CARD, dataset_card
from captioning.data.metadata import METADATA
from captioning.data.record import Described, Record, metadata_text

datasets = pytest.importorskip("datasets", reason="it is in tests/requirements.txt")
datasets.disable_progress_bars()

HOSTILE = ["toy-train-charm.jpg", "dev/a.jpg", "test 1/bague été.JPG", "c [1].jpg", "val.jpeg",
           "x.toml.jpg", "ring::2.jpg", "50%.jpg", "q?*.jpg", "#1.jpg", "a'b\"c.jpg",
           "train/validation/metadata.jpg", "{x}.png"]  # fmt: skip
COLUMNS = {"image", "captions", "split", "source", "product", "type", "metal", "stones", "motif",
           "style", "described"}  # fmt: skip


def record(name: str, **more: object) -> Record:
    expected = [
        {"kind": "word", "text": name, "weight": 0.5},
        {"kind": "type, metal", "text": "ring, silver", "weight": 1.0},
    ]
    said = (f"a ring called {name}",)
    return Record(name, said, described=Described(said, expected), **more)


def folder(home: Path, records: list[Record], photos: int | None = None) -> Path:
    home.mkdir()
    for one in records[:photos]:
        (home / one.file_name).parent.mkdir(parents=True, exist_ok=True)
        with (home / one.file_name).open("wb") as file:
            Image.new("RGB", (8, 8)).save(file, "PNG" if one.file_name.endswith("png") else "JPEG")
    text = metadata_text(records, every_key=True)
    (home / METADATA).write_text(text, "utf-8")
    entries = [json.loads(line) for line in text.split("\n") if line]
    (home / CARD).write_text(dataset_card(entries), "utf-8")
    return home


def load(home: Path, **options):
    return datasets.load_dataset(
        options.pop("path", str(home)), cache_dir=str(home.parent / "cache"), **options
    )


def test_rows_and_columns_are_right_whatever_the_files_are_called(tmp_path):
    home = folder(tmp_path / "shop", [record(name) for name in HOSTILE])
    for loaded in (
        load(home),
        load(home, path="imagefolder", data_files=str(home / METADATA)),
    ):
        assert list(loaded) == ["train"] and loaded["train"].num_rows == len(HOSTILE)
        rows = loaded["train"]
        assert rows.column_names[0] == "image" and set(rows.column_names) == COLUMNS
        for name, row in zip(HOSTILE, rows, strict=True):
            assert row["image"].size == (8, 8)
            assert row["captions"] == row["described"]["captions"] == [f"a ring called {name}"]
            assert [term["text"] for term in row["described"]["expected"]] == [name, "ring, silver"]


def test_without_the_card_rows_vanish(tmp_path):
    home = folder(tmp_path / "shop", [record(name) for name in HOSTILE])
    (home / CARD).unlink()
    assert sum(part.num_rows for part in load(home).values()) != len(HOSTILE)


def test_five_thousand_rows_and_columns_that_are_filled_late(tmp_path):
    kinds = Attributes(type="ring", stones=("ruby",), style=("halo",))
    records = [record(f"p/{'x' * 200}{n}-test.jpg") for n in range(5000)]
    pad = {"others": {"notes": "y" * 1500}}
    records = [Record(r.file_name, r.captions, described=r.described, **pad) for r in records]
    last = record("p/last.jpg", attributes=kinds, split="train", others={"price": 12, "rare": True})
    home = folder(tmp_path / "shop", [*records, last], photos=1)
    assert (home / METADATA).stat().st_size > 10 * 2**20  # columns are guessed from the first 10 MB
    rows = load(home, split="train")
    assert rows.num_rows == 5001 and set(rows.column_names) == COLUMNS | {"notes", "price", "rare"}
    for column, value in {"type": "ring", "stones": ["ruby"], "price": 12, "rare": True}.items():
        assert rows[column][-1] == value and rows[column][0] is None


def test_the_pages_zip_loads_from_any_door(tmp_path):
    from captioning.ui.downloads import write_image_folder
    from captioning.ui.session import Entry

    entries = []
    for number in range(3):
        file = tmp_path / f"{number:04d}.jpg"
        Image.new("RGB", (8, 8)).save(file)
        texts = {"transformer": f"a ring {number}", "lstm": "a ring"}
        entries.append(Entry(f"test {number}.jpg", file, texts, texts["transformer"], {}))
    entries[1].caption = "my own words"
    home = tmp_path / "zip"
    content = BytesIO()
    write_image_folder(entries, content)
    zipfile.ZipFile(content).extractall(home)
    for loaded in (load(home), load(home, path="imagefolder", data_dir=str(home))):
        rows = loaded["train"]
        more = {"name", "models", "complete", "confidence", "approved", "stored"}
        assert set(rows.column_names) == COLUMNS | more
        assert rows["captions"][1] == ["my own words", "a ring 1", "a ring"]
        assert rows["name"][:] == ["test 0.jpg", "test 1.jpg", "test 2.jpg"]
        assert rows["described"][1]["captions"] == ["a ring 1", "a ring"], "what the models said"


@pytest.mark.parametrize(
    ("values", "feature"),
    [
        ([None, 3, 2.5], {"dtype": "float64"}),
        ([True, None], {"dtype": "bool"}),
        ([[], ["a"]], {"list": "string"}),
        ([[["a"]], None], {"list": {"list": "string"}}),
        ([{"EUR": 3}, {"EUR": None, "USD": 2.5}],
         {"struct": [{"name": "EUR", "dtype": "int64"}, {"name": "USD", "dtype": "float64"}]}),
        ([None], {"dtype": "string"}),
    ],
)  # fmt: skip
def test_a_persons_own_column_has_the_type_of_its_values(tmp_path, values, feature):
    records = [record(f"{n}.jpg", others={"own": value}) for n, value in enumerate(values)]
    home = folder(tmp_path / "shop", records)
    front = (home / CARD).read_text().split("\n")[3].removeprefix("- ")
    assert {"name": "own", **feature} in json.loads(front)["features"]
    own = load(home, split="train")["own"][:]
    if feature.get("struct"):
        assert own == [{"EUR": 3, "USD": None}, {"EUR": None, "USD": 2.5}]
    else:
        assert own == values


@pytest.mark.parametrize("values", [["a", ["b"]], [3, "a"], [{}]])
def test_columns_without_one_type_are_left_to_the_reader(values):
    lines = [{"file_name": f"{n}.jpg", "own": value} for n, value in enumerate(values)]
    card = dataset_card(lines)
    assert "features" not in card and "**/*.jpg" in card


def test_photos_that_the_library_does_not_know_are_loaded_by_name(tmp_path):
    home = folder(tmp_path / "shop", [record("a.heic"), record("download")])
    assert "configs" not in (home / CARD).read_text()
    assert 'load_dataset("imagefolder", data_files="metadata.jsonl"' in (home / CARD).read_text()
    rows = load(home, path="imagefolder", data_files=str(home / METADATA), split="train")
    assert rows.num_rows == 2
    shutil.rmtree(home)
