"""Image folders: photos, and a `metadata.jsonl` with a line of JSON for each of them.

    {"file_name": "images/a.jpg", "captions": ["a gold ring"], "split": "train", "type": "ring",
     "metal": "yellow gold", "stones": ["ruby"], "motif": "", "style": ["halo"], "source": "s01"}

Only `file_name` and `captions` are needed. Without `split` a photo belongs to "train", as in
Hugging Face's image folders. https://huggingface.co/docs/datasets/image_dataset
"""

import json
from pathlib import Path, PurePosixPath
from typing import Any

from captioning.data.attributes import Attributes
from captioning.data.example import DatasetError, Example
from captioning.data.flickr8k import read_lines

METADATA = "metadata.jsonl"
LABELS = ("type", "metal", "stones", "motif", "style")


def is_image_folder(folder: Path) -> bool:
    """Whether the folder holds a `metadata.jsonl`."""
    return (folder / METADATA).is_file()


def read_image_folder(folder: Path, split: str | None = None) -> list[Example]:
    """Read one split, or everything.

    Args:
        folder: The folder that holds `metadata.jsonl`; file names are relative to it.
        split: A split that stands in the file, or None for all.

    Returns:
        Examples in the file's order; their photos are not opened.

    Raises:
        DatasetError: A missing or broken file, or a split that does not occur in it.
    """
    path = folder / METADATA
    examples: dict[str, Example] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            example = _example(folder, json.loads(line))
        except (ValueError, RecursionError) as error:
            reason = "is not JSON" if isinstance(error, json.JSONDecodeError) else error
            raise DatasetError(f"{path}, line {number} {reason}: mend the line.") from error
        if example.name in examples:
            raise DatasetError(
                f"{path}, line {number} names {example.name} a second time: keep one of the lines."
            )
        examples[example.name] = example
    if not examples:
        raise DatasetError(f"{path} is empty: write a line for each photo.")
    return _of_split(list(examples.values()), split, path)


def _of_split(examples: list[Example], split: str | None, path: Path) -> list[Example]:
    if split is None:
        return examples
    chosen = [example for example in examples if example.split == split]
    if not chosen:
        present = ", ".join(sorted({example.split for example in examples}))
        raise DatasetError(f"{path} has no split {split!r}: choose one of {present}.")
    return chosen


def _example(folder: Path, entry: Any) -> Example:
    """One line's example; a ValueError's text continues "line n ..."."""
    if not isinstance(entry, dict):
        raise ValueError("is not a JSON object")
    name = entry.get("file_name")
    if not isinstance(name, str) or not name:
        raise ValueError("has no file_name")
    if "\0" in name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise ValueError("has a file_name outside the folder")
    captions = tuple(caption.strip() for caption in _strings(entry, "captions"))
    return Example(
        image=folder / name,
        captions=tuple(caption for caption in captions if caption),
        split=_string(entry, "split") or "train",
        name=name,
        labels=_labels(entry),
        source=_string(entry, "source"),
    )


def _labels(entry: dict[str, Any]) -> Attributes | None:
    if not any(entry.get(key) is not None for key in LABELS):
        return None
    stones = _strings(entry, "stones")
    return Attributes(
        type=_string(entry, "type"),
        metal=_string(entry, "metal"),
        stones=stones,
        motif=_string(entry, "motif"),
        style=_strings(entry, "style"),
        no_stones=entry.get("stones") is not None and not stones,
    )


def _string(entry: dict[str, Any], key: str) -> str | None:
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"has a {key} that is not text")
    return value.strip() or None if value else None


def _strings(entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"has {key} that are not a list of texts")
    return tuple(value)
