"""Flickr8k as Kaggle packs it.

Images/*.jpg        photos
captions.txt        CSV with the header image,caption; five lines a photo
Flickr_8k.*.txt     the official split lists, which Kaggle leaves out; here or in Flickr8k_text/

Without the lists a photo's split follows from its name alone: the first byte of the name's SHA-256,
modulo 8, is 0 for "dev", 1 for "test", and anything else for "train".
"""

import csv
import re
from hashlib import sha256
from pathlib import Path

from captioning.data.example import DatasetError, Example
from captioning.data.flickr8k import SPLITS, TEXT, read_lines, read_names, split_lists
from captioning.data.photo_home import photo_home

LISTED = "captions.txt"
_PATH_OR_LINES = re.compile(r"[/\\\n]")


def is_kaggle(folder: Path) -> bool:
    """Whether the folder has Kaggle's captions, which begin with their header."""
    path = folder / LISTED
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(100).removeprefix(b"\xef\xbb\xbf").lower().replace(b'"', b"")
    return start.split(b"\n")[0].replace(b" ", b"").strip() == b"image,caption"


def read_kaggle(folder: Path, split: str | None = None) -> list[Example]:
    """Read one split, or everything.

    Args:
        folder: Holds `captions.txt` and the photos.
        split: "train", "dev", "test", or None for all.

    Returns:
        Examples in the order of the split lists or, without these, of the captions.

    Raises:
        DatasetError: No photos, an unknown split, or a line in the wrong form.
    """
    if split is not None and split not in SPLITS:
        raise DatasetError(f"Flickr8k has no split {split!r}: choose one of {', '.join(SPLITS)}.")
    captions = _read_captions(folder / LISTED)
    home = photo_home(folder, list(captions), folder / LISTED)
    if lists := split_lists(folder, folder / TEXT):
        if split and split not in lists:
            raise DatasetError(f"{SPLITS[split]} is missing: put it next to the other split lists.")
        placed = [(name, part) for part, path in lists.items() for name in read_names(path)]
    else:
        placed = [(name, split_by_name(name)) for name in captions]
    return [
        Example(home / name, tuple(captions.get(name, ())), part, name)
        for name, part in placed
        if split in (None, part)
    ]


def split_by_name(name: str) -> str:
    """The split of a photo where no list says it: the same on every machine and for any subset."""
    return {0: "dev", 1: "test"}.get(sha256(name.encode()).digest()[0] % 8, "train")


def _read_captions(path: Path) -> dict[str, list[str]]:
    captions: dict[str, list[str]] = {}
    rows = csv.reader(line + "\n" for line in read_lines(path))
    try:
        for number, row in enumerate(rows):
            if not row or not number:  # a blank line, or the header
                continue
            name, caption = row[0].strip(), ",".join(row[1:]).strip()  # commas without quotes
            if not name or not caption or _PATH_OR_LINES.search(name) or "\n" in caption:
                raise DatasetError(
                    f"{path}, line {rows.line_num} is not a photo's name and a caption: mend the "
                    "line or download the file again."
                )
            captions.setdefault(name, []).append(caption)
    except csv.Error as error:
        raise DatasetError(f"{path}, line {rows.line_num} is not CSV ({error}).") from error
    if not captions:
        raise DatasetError(f"{path} has no captions: download the file again.")
    return captions
