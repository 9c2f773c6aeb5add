"""Reading Flickr8k and image folders, and the sentences about broken ones."""

import json
from pathlib import Path

import pytest
from PIL import Image

from captioning.data import DatasetError, fingerprint, read_dataset
from captioning.vision.dataset_photos import decoded


def write_flickr8k(folder: Path, splits=("train", "dev", "test"), captions=5) -> Path:
    photos, text = folder / "Flicker8k_Dataset", folder / "Flickr8k_text"
    photos.mkdir(parents=True)
    text.mkdir()
    lines = []
    for split in splits:
        names = [f"{split}_{number}.jpg" for number in range(2)]
        for number, name in enumerate(names):
            Image.new("RGB", (30 + 10 * number, 20), "red").save(photos / name)
            lines += [f"{name}#{i}\tA dog, number {i}, runs ." for i in range(captions)]
        (text / f"Flickr_8k.{split}Images.txt").write_text("\n".join(names) + "\n")
    (text / "Flickr8k.token.txt").write_text("\n".join(lines) + "\n")
    return folder


def write_image_folder(folder: Path, lines: list[dict | str]) -> Path:
    (folder / "images").mkdir(parents=True)
    for line in lines:
        if isinstance(line, dict) and isinstance(line.get("file_name"), str):
            Image.new("RGB", (16, 16), "gold").save(folder / line["file_name"])
    rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "metadata.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


RING = {
    "file_name": "images/a.png",
    "captions": ["a gold ring", "a ring with a ruby"],
    "split": "train",
    "type": "ring",
    "metal": "yellow gold",
    "stones": ["ruby"],
    "style": ["halo"],
    "motif": "",
    "source": "s01",
}


def error(folder: Path, split=None) -> str:
    with pytest.raises(DatasetError) as caught:
        read_dataset(folder, split)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_flickr8k_splits(tmp_path):
    write_flickr8k(tmp_path)
    for split in ("train", "dev", "test"):
        examples = read_dataset(tmp_path, split)
        assert [e.name for e in examples] == [f"{split}_0.jpg", f"{split}_1.jpg"]
        assert all(e.split == split and e.labels is None for e in examples)
        assert examples[0].captions == tuple(f"A dog, number {i}, runs ." for i in range(5))
    assert len(read_dataset(tmp_path)) == 6


def test_flickr8k_photos_may_have_any_size(tmp_path):
    sizes = {photo.size for _, photo in decoded(read_dataset(write_flickr8k(tmp_path), "train"))}
    assert sizes == {(30, 20), (40, 20)}


def test_flickr8k_without_a_test_split(tmp_path):
    write_flickr8k(tmp_path, ("train", "dev"))
    assert len(read_dataset(tmp_path)) == 4
    assert "Flickr_8k.testImages.txt is missing" in error(tmp_path, "test")


@pytest.mark.parametrize(
    "missing", ["Flickr8k_text/Flickr8k.token.txt", "Flickr8k_text/Flickr_8k.devImages.txt"]
)
def test_the_missing_file_is_named(tmp_path, missing):
    (write_flickr8k(tmp_path) / missing).unlink()
    assert str(tmp_path / missing) in error(tmp_path, "dev")


def test_missing_photo_folder_is_named(tmp_path):
    write_flickr8k(tmp_path)
    (tmp_path / "Flicker8k_Dataset").rename(tmp_path / "elsewhere")
    assert "Flicker8k_Dataset" in error(tmp_path)


@pytest.mark.parametrize(
    "line",
    ["a.jpg A dog", "a.jpg#0 A dog", "a.jpg\tA dog", "a.jpg#x\tA dog", "a.jpg#0\t ", "#0\tx"],
)
def test_a_wrong_caption_line_is_named(tmp_path, line):
    path = write_flickr8k(tmp_path) / "Flickr8k_text/Flickr8k.token.txt"
    path.write_text("train_0.jpg#0\tA dog .\n" + line + "\n")
    assert f"{path}, line 2" in error(tmp_path)


def test_a_caption_file_that_is_no_text(tmp_path):
    path = write_flickr8k(tmp_path) / "Flickr8k_text/Flickr8k.token.txt"
    path.write_bytes(b"\xff\xfe\x00\x80" * 9)
    assert f"{path} is not UTF-8 text" in error(tmp_path)


def test_an_empty_split_list(tmp_path):
    path = write_flickr8k(tmp_path) / "Flickr8k_text/Flickr_8k.devImages.txt"
    path.write_text("\n\n")
    assert f"{path} is empty" in error(tmp_path, "dev")


def test_windows_line_ends_and_a_byte_order_mark(tmp_path):
    folder = write_flickr8k(tmp_path)
    before = read_dataset(folder)
    for path in (folder / "Flickr8k_text").iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_dataset(folder) == before


def test_an_unknown_split_lists_the_known_ones(tmp_path):
    assert "train, dev, test" in error(write_flickr8k(tmp_path / "f"), "valid")
    assert "choose one of train" in error(write_image_folder(tmp_path / "j", [RING]), "valid")


def test_image_folder_with_labels(tmp_path):
    bare = {"file_name": "images/b.png", "captions": ["a watch"], "split": "dev"}
    ring, watch = read_dataset(write_image_folder(tmp_path, [RING, bare]))
    assert ring.captions == ("a gold ring", "a ring with a ruby")
    assert (ring.labels.type, ring.labels.metal, ring.labels.stones) == (
        "ring",
        "yellow gold",
        ("ruby",),
    )
    assert (ring.labels.motif, ring.labels.style, ring.source) == (None, ("halo",), "s01")
    assert (watch.split, watch.labels, watch.name) == ("dev", None, "images/b.png")
    assert [e.name for e in read_dataset(tmp_path, "dev")] == ["images/b.png"]


def test_no_stones_is_not_the_same_as_nothing_said_of_stones(tmp_path):
    none = {"file_name": "images/a.png", "captions": ["x"], "type": "ring", "stones": []}
    unsaid = {"file_name": "images/b.png", "captions": ["x"], "type": "ring"}
    first, second = read_dataset(write_image_folder(tmp_path, [none, unsaid]))
    assert first.labels.stones_known and not second.labels.stones_known
    assert first.split == "train"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{not json", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"captions": ["x"]}', "has no file_name"),
        ('{"file_name": "../x.png", "captions": ["x"]}', "outside the folder"),
        ('{"file_name": "/x.png", "captions": ["x"]}', "outside the folder"),
        ('{"file_name": "x.png", "captions": {"en": "x"}}', "captions that are not a list"),
        ('{"file_name": "x.png", "captions": ["x"], "stones": [3]}', "stones that are not"),
        ('{"file_name": "x.png", "captions": ["x"], "type": 3}', "type that is not text"),
        ('{"file_name": "images/a.png", "captions": ["x"]}', "a second time"),
        ("[" * 100_000, "line 2"),
    ],
)
def test_a_wrong_metadata_line_is_named(tmp_path, line, said):
    write_image_folder(tmp_path, [RING, line])
    sentence = error(tmp_path)
    assert f"{tmp_path / 'metadata.jsonl'}, line 2" in sentence and said in sentence


def test_one_string_in_place_of_a_list_and_text_in_place_of_captions(tmp_path):
    listed = {"file_name": "images/a.png", "captions": ["a ring"], "stones": ["ruby"]}
    single = {"file_name": "images/b.png", "text": "a ring", "stones": "ruby"}
    first, second = read_dataset(write_image_folder(tmp_path, [listed, single]))
    assert (first.captions, first.labels) == (second.captions, second.labels)
    assert second.labels.stones == ("ruby",)


def test_empty_metadata(tmp_path):
    assert "is empty" in error(write_image_folder(tmp_path, []))


def test_folders_that_are_no_data_set(tmp_path):
    assert "There is no folder" in error(tmp_path / "absent")
    sentence = error(tmp_path)
    assert "metadata.jsonl" in sentence and "Flickr8k.token.txt" in sentence


def test_missing_photos_are_counted(tmp_path):
    folder = write_flickr8k(tmp_path)
    (folder / "Flicker8k_Dataset/dev_0.jpg").unlink()
    with pytest.warns(UserWarning, match=r"1 of 2 photos listed in .* are missing, dev_0.jpg"):
        assert [e.name for e in read_dataset(folder, "dev")] == ["dev_1.jpg"]


def test_photos_without_captions_are_counted(tmp_path):
    silent = {"file_name": "images/b.png", "captions": [" "]}
    write_image_folder(tmp_path, [RING, silent])
    with pytest.warns(UserWarning, match="1 of 2 photos .* have no caption"):
        assert len(read_dataset(tmp_path)) == 1


def test_no_photo_left_is_an_error(tmp_path):
    folder = write_image_folder(tmp_path, [RING])
    (folder / "images/a.png").unlink()
    with pytest.warns(UserWarning, match="missing"):
        assert "no photo with a caption" in error(folder)


def test_photos_that_do_not_decode_are_counted_and_left_out(tmp_path):
    folder = write_flickr8k(tmp_path)
    (folder / "Flicker8k_Dataset/train_0.jpg").write_bytes(b"\xff\xd8\xff broken")
    with pytest.warns(UserWarning, match=r"1 photos? .*left out.*train_0.jpg is damaged"):
        names = [example.name for example, _ in decoded(read_dataset(folder, "train"))]
    assert names == ["train_1.jpg"]


def test_fingerprint_is_of_names_and_captions_alone(tmp_path):
    here = read_dataset(write_flickr8k(tmp_path / "here"))
    there = read_dataset(write_flickr8k(tmp_path / "there"))
    assert fingerprint(here) == fingerprint(reversed(there))
    assert fingerprint(here) != fingerprint(here[1:])
    changed = read_dataset(write_flickr8k(tmp_path / "changed", captions=4))
    assert fingerprint(here) != fingerprint(changed)
