"""Karpathy and Fei-Fei's splits of Flickr8k, Flickr30k and COCO (2015), each one JSON file.

dataset_flickr8k.json     {"images": [{"filename": "a.jpg", "split": "train",
                                       "sentences": [{"raw": "A dog runs .", "tokens": [...]}]}]}

COCO's photos lie in two folders, which "filepath" names. Its split "restval" is what the official
validation photos leave over, and is trained on as "train".
https://cs.stanford.edu/people/karpathy/deepimagesent/
"""

import json
from pathlib import Path, PurePosixPath
from typing import Any

from captioning.data.example import DatasetError, Example
from captioning.data.photo_home import photo_home
from captioning.data.split_names import written_split


def karpathy_file(folder: Path) -> Path | None:
    """The folder's `dataset_flickr8k.json`, `dataset_flickr30k.json`, `dataset_coco.json` or None.

    Raises:
        DatasetError: There are several.
    """
    files = sorted(path for path in folder.glob("dataset*.json") if path.is_file())
    if len(files) > 1:
        raise DatasetError(
            f"{folder} has {files[0].name} and {files[1].name}: keep one data set in a folder."
        )
    return files[0] if files else None


def read_karpathy(folder: Path, split: str | None = None) -> list[Example]:
    """Read one split, or everything.

    Args:
        folder: Holds the JSON file and the photos, in folders of any name.
        split: "train", "dev", "test", or None for all.

    Returns:
        Examples in the file's order. A photo's name has the folder that the file names.

    Raises:
        DatasetError: A missing or broken file, no photos, or a split that does not occur.
    """
    path = karpathy_file(folder)
    if path is None:
        raise DatasetError(f"{folder} has no dataset JSON: put dataset_flickr8k.json there.")
    read = [_entry(path, place, entry) for place, entry in enumerate(_images(path), start=1)]
    chosen = [one for one in read if split in (None, one[1])]
    if not chosen:
        present = ", ".join(sorted({part for _, part, _ in read}))
        raise DatasetError(f"{path} has no split {split!r}: choose one of {present}.")
    home, flat = _home(folder, [name for name, _, _ in chosen], path)
    return [
        Example(home / (PurePosixPath(name).name if flat else name), captions, part, name)
        for name, part, captions in chosen
    ]


def _home(folder: Path, names: list[str], path: Path) -> tuple[Path, bool]:
    """Where the photos lie, and whether without the folders of their names."""
    try:
        return photo_home(folder, names, path), False
    except DatasetError:
        return photo_home(folder, [PurePosixPath(name).name for name in names], path), True


def _images(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error.strerror}): check it.") from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path} is not JSON: download the file again.") from error
    images = content.get("images") if isinstance(content, dict) else None
    if not isinstance(images, list) or not images:
        raise DatasetError(f"{path} has no list of images: download the file again.")
    return images


def _entry(path: Path, place: int, entry: Any) -> tuple[str, str, tuple[str, ...]]:
    """Name, split and captions of one image."""
    try:
        name = str(PurePosixPath(entry.get("filepath") or "", entry["filename"]))
        part, said = entry["split"], [_caption(one) for one in entry["sentences"]]
        if not isinstance(part, str) or not entry["filename"]:
            raise TypeError("a split or a file name that is no text")
    except (AttributeError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{path}, image {place} lacks a filename, split or sentences: download the file again."
        ) from error
    if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
        raise DatasetError(f"{path}, image {place} has a filename outside the folder: mend it.")
    return name, "train" if part == "restval" else written_split(part), tuple(filter(None, said))


def _caption(sentence: Any) -> str:
    raw = sentence.get("raw")
    return " ".join((raw if isinstance(raw, str) else " ".join(sentence["tokens"])).split())
