"""Image folders as data sets: photos and a `metadata.jsonl` whose every line must be right.

Without `split` a photo belongs to "train", as in Hugging Face's image folders.
"""

from pathlib import Path

from captioning.data.example import DatasetError, Example
from captioning.data.metadata import METADATA, Line, Record, read_metadata


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
    for line in _lines(path):
        if line.record is None or line.faults:
            raise DatasetError(f"{path}, line {line.number} {line.faults[0]}: mend the line.")
        example = _example(folder, line.record)
        if example.name in examples:
            raise DatasetError(
                f"{path}, line {line.number} names {example.name} a second time: keep one of the "
                "lines."
            )
        examples[example.name] = example
    if not examples:
        raise DatasetError(f"{path} is empty: write a line for each photo.")
    return _of_split(list(examples.values()), split, path)


def _lines(path: Path) -> list[Line]:
    try:
        return read_metadata(path)
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error.strerror}): check it.") from error


def _of_split(examples: list[Example], split: str | None, path: Path) -> list[Example]:
    if split is None:
        return examples
    chosen = [example for example in examples if example.split == split]
    if not chosen:
        present = ", ".join(sorted({example.split for example in examples}))
        raise DatasetError(f"{path} has no split {split!r}: choose one of {present}.")
    return chosen


def _example(folder: Path, record: Record) -> Example:
    return Example(
        image=folder / record.file_name,
        captions=record.captions,
        split=record.split or "train",
        name=record.file_name,
        labels=record.attributes,
        source=record.source,
    )
