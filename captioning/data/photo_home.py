"""Finding the folder of a data set's photos, which each copy of a data set calls differently."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from captioning.data.example import DatasetError

_TRIED = 50  # photos that are looked for, from all over the list: some may be missing


def photo_home(folder: Path, names: Sequence[str], listed_in: Path) -> Path:
    """The folder below which most of the named photos lie.

    Args:
        folder: The data set's folder; it and two levels of folders in it are searched.
        names: Photos as a list names them, with folders or without.
        listed_in: The list, for the error.

    Raises:
        DatasetError: None of the photos that were looked for is there.
    """
    tried = names[:: max(1, len(names) // _TRIED)]
    found = {home: sum((home / name).is_file() for name in tried) for home in _homes(folder)}
    best = max(found, key=lambda home: found[home])
    if not found[best]:
        raise DatasetError(
            f"{folder} has none of the photos that {listed_in.name} lists: put them into "
            f"{folder / 'Images'}."
        )
    return best


def _homes(folder: Path) -> Iterator[Path]:
    yield folder
    for inner in _folders(folder):
        yield inner
        yield from _folders(inner)


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())
