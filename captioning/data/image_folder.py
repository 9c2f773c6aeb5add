"""Image folders as data sets: photos and a `metadata.jsonl` whose every line must be right.

As in Hugging Face's image folders, `metadata.csv` may stand in its place, and there may be a folder
for each split ("train/metadata.csv"). Without `split` a photo belongs to the split that its first
folder names, or to "train".
"""

from pathlib import Path

from captioning.data.example import DatasetError, Example
from captioning.data.file_names import FolderFiles, shown
from captioning.data.metadata import METADATA, Line, metadata_file, read_metadata
from captioning.data.record import Record, second_labels
from captioning.data.split_names import folder_split, written_split


def is_image_folder(folder: Path) -> bool:
    """Whether the folder holds a `metadata.jsonl` or `metadata.csv`, or has folders that do."""
    return bool(_metadata_files(folder))


def read_image_folder(folder: Path, split: str | None = None) -> list[Example]:
    """Read one split, or everything.

    Args:
        folder: The folder that holds the metadata; file names are relative to it.
        split: A split that stands in the file, or None for all.

    Returns:
        Examples in the file's order; their photos are not opened.

    Raises:
        DatasetError: A missing or broken file, or a split that does not occur in it.
    """
    files, examples = FolderFiles(folder), dict[str, Example]()
    paths = _metadata_files(folder) or [folder / METADATA]
    for path in paths:
        inside = path.parent.relative_to(folder).as_posix()
        for line in _lines(path):
            if line.record is None or line.faults:
                raise DatasetError(f"{path}, line {line.number} {line.faults[0]}: mend the line.")
            name = line.record.file_name if inside == "." else f"{inside}/{line.record.file_name}"
            example = _example(folder, files.find(name) or name, line.record)
            if example.name in examples:
                raise DatasetError(
                    f"{path}, line {line.number} names {example.name} a second time: keep one of "
                    "the lines."
                )
            examples[example.name] = example
    if not examples:
        raise DatasetError(f"{paths[0]} is empty: write a line for each photo.")
    return _of_split(list(examples.values()), split, paths[0])


def _metadata_files(folder: Path) -> list[Path]:
    """The folder's own file or, where it has none, those of the folders of its splits."""
    own = metadata_file(folder)
    if own.is_file():
        return [own]
    splits = [path for path in folder.iterdir() if path.is_dir() and folder_split(f"{path.name}/a")]
    files = (metadata_file(path) for path in sorted(splits))
    return [file for file in files if file.is_file()]


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


def _example(folder: Path, name: str, record: Record) -> Example:
    split = written_split(record.split) if record.split else folder_split(name)
    return Example(
        image=folder / name,
        captions=record.captions,
        split=split or "train",
        name=shown(name),
        labels=record.attributes,
        source=record.source,
        second=second_labels(record),
    )
