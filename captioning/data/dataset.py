"""Reading a data set, whichever layout it has."""

import hashlib
import json
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from captioning.data.example import DatasetError, Example
from captioning.data.flickr8k import (
    CAPTIONS,
    PHOTOS,
    TEXT,
    has_captions,
    is_flickr8k,
    read_flickr8k,
)
from captioning.data.image_folder import is_image_folder, read_image_folder
from captioning.data.kaggle import LISTED, is_kaggle, read_kaggle
from captioning.data.karpathy import karpathy_file, read_karpathy
from captioning.data.metadata import METADATA
from captioning.data.split_names import asked_split

__all__ = ["DatasetError", "Example", "fingerprint", "read_dataset"]


def read_dataset(folder: str | Path, split: str | None = None) -> list[Example]:
    """Read a data set, finding out its layout by the folder's contents.

    Args:
        folder: An image folder with `metadata.jsonl` or `metadata.csv`; Flickr8k in its official
            layout or as Kaggle packs it; Flickr8k, Flickr30k or COCO with Karpathy's JSON.
        split: "train", "dev" (also "validation" or "val"), "test" or another name that the data
            set knows; None for all.

    Returns:
        Examples whose photo exists and that have a caption; a warning counts the others. Photos
        are not opened: see `captioning.vision.dataset_photos`.

    Raises:
        DatasetError: The folder, a file or a line is missing or in the wrong form.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}: check the path to the data set.")
    return _usable(_reader(folder)(folder, asked_split(split)), folder)


def _reader(folder: Path) -> Callable[[Path, str | None], list[Example]]:
    """The reader of the folder's layout; of several layouts, the one that says most."""
    if is_image_folder(folder):
        return read_image_folder
    if has_captions(folder):
        return read_flickr8k
    if karpathy_file(folder):
        return read_karpathy
    if is_kaggle(folder):
        return read_kaggle
    if is_flickr8k(folder):  # and its captions are missing, which the reader says
        return read_flickr8k
    raise DatasetError(
        f"{folder} is no data set: it needs {METADATA}, or {PHOTOS} and {TEXT}/{CAPTIONS}, or "
        f"Kaggle's {LISTED}, or Karpathy's dataset_flickr8k.json."
    )


def _usable(examples: list[Example], folder: Path) -> list[Example]:
    listings: dict[Path, set[str]] = {}  # listing folders once is far faster than stat a photo
    missing, silent, usable = [], [], []
    for example in examples:
        parent = example.image.parent
        if parent not in listings:
            listings[parent] = {p.name for p in parent.iterdir()} if parent.is_dir() else set()
        if example.image.name not in listings[parent]:
            missing.append(example.name)
        elif not example.captions:
            silent.append(example.name)
        else:
            usable.append(example)
    _warn_of(missing, f"of {len(examples)} photos listed in {folder} are missing")
    _warn_of(silent, f"of {len(examples)} photos listed in {folder} have no caption")
    if not usable:
        raise DatasetError(
            f"{folder} has no photo with a caption: check the files and names in it."
        )
    return usable


def _warn_of(names: list[str], what: str) -> None:
    if names:
        warnings.warn(f"{len(names)} {what}, {names[0]} for one.", stacklevel=3)


def fingerprint(examples: Iterable[Example]) -> str:
    """A hash over names and captions, in whatever order they come (64 hexadecimal digits)."""
    lines = sorted(json.dumps([example.name, *example.captions]) for example in examples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
