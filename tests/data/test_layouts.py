"""One tiny data set in every layout in which people have it: the same photos, captions, splits."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from captioning.data import DatasetError, fingerprint, read_dataset
from captioning.data.kaggle import split_by_name

SPLITS = {"train": ["a_1.jpg", "b_2.jpg"], "dev": ["c_3.jpg"], "test": ["d_4.jpg"]}
CAPTIONS = {
    "a_1.jpg": ['A child , with a "red" hat , runs .', "A dog plays ."],
    "b_2.jpg": ["Two dogs ; one is black .", "Café tables stand outside ."],
    "c_3.jpg": ["A man sings .", "Someone's hat flies ."],
    "d_4.jpg": ["A boat .", "A small boat on a lake ."],
}
KARPATHY = {"train": "train", "dev": "val", "test": "test"}


def photos(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for number, name in enumerate(CAPTIONS):
        Image.new("RGB", (20 + number, 20), "teal").save(folder / name)
    return folder


def lists(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for split, names in SPLITS.items():
        (folder / f"Flickr_8k.{split}Images.txt").write_text("\n".join(names) + "\n")


def official(home: Path) -> Path:
    photos(home / "Flicker8k_Dataset")
    lists(home / "Flickr8k_text")
    lines = [
        f"{name}#{i}\t{text}" for name, texts in CAPTIONS.items() for i, text in enumerate(texts)
    ]
    (home / "Flickr8k_text" / "Flickr8k.token.txt").write_text("\n".join(lines), "utf-8")
    return home


def kaggle(home: Path, where: str = "Images", quoting: int = csv.QUOTE_MINIMAL) -> Path:
    photos(home / where)
    with (home / "captions.txt").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=quoting)
        writer.writerow(["image", "caption"])
        writer.writerows([name, text] for name, texts in CAPTIONS.items() for text in texts)
    return home


def karpathy(home: Path, name: str = "dataset_flickr8k.json", where: str = "Images") -> Path:
    photos(home / where)
    images = [
        {
            "filename": name,
            "split": KARPATHY[split],
            "imgid": 0,
            "sentences": [{"raw": text, "tokens": text.lower().split()} for text in CAPTIONS[name]],
        }
        for split, names in SPLITS.items()
        for name in names
    ]
    (home / name).write_text(json.dumps({"images": images, "dataset": "flickr8k"}))
    return home


def image_folder(home: Path, table: bool = False) -> Path:
    photos(home)
    rows = [(name, split) for split, names in SPLITS.items() for name in names]
    lines = [{"file_name": n, "captions": CAPTIONS[n], "split": split} for n, split in rows]
    (home / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return home


def read(home: Path) -> list[tuple]:
    return [(e.name, e.captions, e.split, e.image.is_file()) for e in read_dataset(home)]


EXPECTED = [(n, tuple(CAPTIONS[n]), split, True) for split, names in SPLITS.items() for n in names]


def test_all_layouts_say_the_same(tmp_path):
    with_lists = kaggle(tmp_path / "lists")
    lists(with_lists)
    beside = kaggle(tmp_path / "text", "Flickr8k_Dataset/Flicker8k_Dataset", csv.QUOTE_ALL)
    lists(beside / "Flickr8k_text")
    homes = [
        official(tmp_path / "official"),
        with_lists,
        beside,
        karpathy(tmp_path / "k8"),
        karpathy(tmp_path / "k30", "dataset_flickr30k.json", "flickr30k-images"),
        image_folder(tmp_path / "folder"),
    ]
    for home in homes:
        assert read(home) == EXPECTED, home.name
    assert len({fingerprint(read_dataset(home)) for home in homes}) == 1
    for home in homes:
        for asked in ("dev", "val", "validation"):
            assert [e.name for e in read_dataset(home, asked)] == ["c_3.jpg"]


def test_without_lists_the_split_follows_from_the_name(tmp_path):
    home = kaggle(tmp_path / "k")
    found = {name: split for name, _, split, _ in read(home)}
    assert found == {name: split_by_name(name) for name in CAPTIONS}
    # The rule of training.md: their SHA-256 begins with the bytes 0x4c, 0x49 and 0x88.
    named = {"1.jpg": "train", "14.jpg": "test", "2.jpg": "dev"}
    assert {name: split_by_name(name) for name in named} == named
    splits = [split_by_name(f"{number}.jpg") for number in range(8000)]
    assert 5800 < splits.count("train") < 6200 and 900 < splits.count("dev") < 1100


def test_only_some_lists(tmp_path):
    home = kaggle(tmp_path / "k")
    lists(home)
    (home / "Flickr_8k.testImages.txt").unlink()
    assert [row[0] for row in read(home)] == ["a_1.jpg", "b_2.jpg", "c_3.jpg"]
    with pytest.raises(DatasetError, match=r"Flickr_8k.testImages.txt is missing"):
        read_dataset(home, "test")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("a_1.jpg", "line 10 is not a photo's name and a caption"),
        (",A dog", "line 10 is not"),
        ("../a.jpg,A dog", "line 10 is not"),
        ('a_1.jpg,"A dog', "line 11 is not"),
    ],
)
def test_a_broken_row_is_named(tmp_path, bad, said):
    home = kaggle(tmp_path / "k")
    with (home / "captions.txt").open("a") as file:
        file.write(f"{bad}\nb_2.jpg,Another one .")
    with pytest.raises(DatasetError, match=said):
        read_dataset(home)


def test_commas_without_quotes_line_ends_and_a_byte_order_mark(tmp_path):
    home = kaggle(tmp_path / "k")
    lists(home)
    text = "\ufeff" + (home / "captions.txt").read_text("utf-8")
    (home / "captions.txt").write_text(text + "d_4.jpg,Blue, red, and a boat .\r\n", "utf-8")
    assert read(home)[-1][1] == (*CAPTIONS["d_4.jpg"], "Blue, red, and a boat .")


def coco(home: Path, flat: bool) -> Path:
    images = []
    for place, split, folder in [(1, "train", "train2014"), (2, "restval", "val2014"),
                                 (3, "val", "val2014"), (4, "test", "val2014")]:  # fmt: skip
        name = f"COCO_{folder}_{place:012d}.jpg"
        path = home / ("all" if flat else f"images/{folder}") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (20, 20)).save(path)
        said = [{"raw": "A cat\nsits. ", "tokens": []}, {"tokens": ["a", "cat"]}, {"raw": ""}]
        images.append({"filepath": folder, "filename": name, "split": split, "sentences": said})
    (home / "dataset_coco.json").write_text(json.dumps({"images": images}))
    return home


@pytest.mark.parametrize("flat", [False, True])
def test_coco_has_photos_in_two_folders_and_trains_on_restval(tmp_path, flat):
    examples = read_dataset(coco(tmp_path, flat))
    assert [e.split for e in examples] == ["train", "train", "dev", "test"]
    assert examples[1].name == "val2014/COCO_val2014_000000000002.jpg"
    assert all(e.captions == ("A cat sits.", "a cat") and e.image.is_file() for e in examples)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON: download"),
        ("[]", "has no list of images"),
        ('{"images": [{"filename": "a.jpg", "split": "train"}]}', "image 1 lacks a filename"),
        ('{"images": [3]}', "image 1 lacks"),
        ('{"images": [{"filename": "../a", "split": "val", "sentences": []}]}', "outside"),
    ],
)
def test_a_broken_json_is_one_sentence(tmp_path, content, said):
    home = karpathy(tmp_path / "k")
    (home / "dataset_flickr8k.json").write_text(content)
    with pytest.raises(DatasetError, match=said):
        read_dataset(home)


def test_photos_that_are_nowhere_and_two_data_sets_in_one_folder(tmp_path):
    home = karpathy(tmp_path / "k")
    shutil.copy(home / "dataset_flickr8k.json", home / "dataset_coco.json")
    with pytest.raises(DatasetError, match="keep one data set"):
        read_dataset(home)
    (home / "dataset_coco.json").unlink()
    with pytest.raises(DatasetError, match="no split 'x': choose one of dev, test, train"):
        read_dataset(home, "x")
    shutil.rmtree(home / "Images")
    with pytest.raises(DatasetError, match=r"none of the photos that dataset_flickr8k.json lists"):
        read_dataset(home)


def split_folders(home: Path, dev: str) -> Path:
    for split, names in SPLITS.items():
        folder = photos(home / (dev if split == "dev" else split))
        rows = [f'{n},"{CAPTIONS[n][0].replace(chr(34), chr(34) * 2)}"' for n in names]
        (folder / "metadata.csv").write_text("\n".join(["file_name,text", *rows]), "utf-8")
    return home


@pytest.mark.parametrize("dev", ["validation", "val", "valid", "dev"])
def test_hugging_faces_folders_of_splits(tmp_path, dev):
    examples = read_dataset(split_folders(tmp_path, dev))
    assert {e.name.split("/")[1]: (e.split, *e.captions) for e in examples} == {
        name: (split, CAPTIONS[name][0]) for split, names in SPLITS.items() for name in names
    }
    assert [e.name for e in read_dataset(tmp_path, "validation")] == [f"{dev}/c_3.jpg"]


def test_a_file_above_the_folders_of_splits(tmp_path):
    photos(tmp_path / "validation")
    line = {"file_name": "validation/a_1.jpg", "text": "A dog ."}
    (tmp_path / "metadata.jsonl").write_text(json.dumps(line))
    assert [e.split for e in read_dataset(tmp_path)] == ["dev"]
    (tmp_path / "metadata.jsonl").write_text(json.dumps(line | {"split": "train"}))
    assert [e.split for e in read_dataset(tmp_path)] == ["train"]
