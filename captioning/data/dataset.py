"""Reading a data set, whichever layout it has."""

import hashlib
import json
import warnings
from collections.abc import Iterable
from pathlib import Path

from captioning.data.example import DatasetError, Example
from captioning.data.flickr8k import CAPTIONS, PHOTOS, TEXT, is_flickr8k, read_flickr8k
from captioning.data.image_folder import is_image_folder, read_image_folder
from captioning.data.metadata import METADATA

__all__ = ["DatasetError", "Example", "fingerprint", "read_dataset"]


def read_dataset(folder: str | Path, split: str | None = None) -> list[Example]:
    """Read a data set, finding out its layout by the folder's contents.

    Args:
        folder: A Flickr8k folder or an image folder with `metadata.jsonl`.
        split: "train", "dev", "test" or another name that the data set knows; None for all.

    Returns:
        Examples whose photo exists and that have a caption; a warning counts the others. Photos
        are not opened: see `captioning.vision.dataset_photos`.

    Raises:
        DatasetError: The folder, a file or a line is missing or in the wrong form.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}: check the path to the data set.")
    if is_image_folder(folder):
        examples = read_image_folder(folder, split)
    elif is_flickr8k(folder):
        examples = read_flickr8k(folder, split)
    else:
        raise DatasetError(
            f"{folder} is no data set: it needs {METADATA}, or {PHOTOS} and {TEXT}/{CAPTIONS}."
        )
    return _usable(examples, folder)


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
