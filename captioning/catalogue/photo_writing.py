"""A folder's photos given their alt texts: as copies, as XMP files next to them, or in place."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from captioning.catalogue.folder_lock import only_run
from captioning.catalogue.photo_texts import TextsNotWritten, sidecar, with_texts
from captioning.data.digest import digest
from captioning.data.file_names import FolderFiles
from captioning.data.metadata import METADATA, read_metadata
from captioning.data.metadata_file import is_lines, replace_records, write_safely
from captioning.data.record import Record

ORIGINALS = ".facet-originals"
"""The hidden folder in which photos lie as they were, under the paths that they had."""


class Place(StrEnum):
    """Where texts are written."""

    COPIES = "copies"
    SIDECAR = "sidecar"
    IN_PLACE = "in place"


@dataclass(frozen=True)
class Written:
    """What became of the texts of a photo.

    Attributes:
        name: The photo.
        reason: Why its texts were not written; empty if they were.
    """

    name: str
    reason: str = ""


def write_into_photos(
    folder: Path,
    texts: Mapping[str, Mapping[str, str]],
    place: Place,
    target: Path | None = None,
    replace: bool = False,
) -> Iterator[Written]:
    """Writes alt texts into photos, next to them or into copies.

    Args:
        folder: Holds the photos.
        texts: By a photo's name in the folder its texts, by the codes of their languages.
        place: Where they are written. In place, the photo as it was is kept in `ORIGINALS`.
        target: The folder of the copies.
        replace: Whether alt texts that are there give way.

    Yields:
        What became of each photo.

    Raises:
        NoWriter: The package that writes them is missing.
        OSError: A folder cannot be written.
    """
    files, stems = FolderFiles(folder), _stems(texts)
    before: dict[Path, str | None] = {}
    try:
        for name, words in texts.items():
            found = files.find(name)
            if found is None:  # fetched, so not in the folder
                continue
            path = folder / found
            before |= {path: digest(path)} if place is Place.IN_PLACE else {}
            try:
                if place is Place.SIDECAR:
                    _write_sidecar(path, stems[_stem(name)] > 1, words, replace)
                else:
                    _write_photo(path, folder, target, words, replace)
                yield Written(name)
            except TextsNotWritten as error:
                yield Written(name, str(error))
    finally:
        _know_again(folder, before)


def _know_again(folder: Path, before: Mapping[Path, str | None]) -> None:
    """Notes the digests of photos that now have texts: to the metadata they are not replaced.

    Args:
        folder: Holds the photos and perhaps metadata.
        before: The photos that were written into, with their digests before.
    """
    path = folder / METADATA
    if not before or not path.is_file() or not is_lines(path.read_bytes()):
        return
    files = FolderFiles(folder)
    with only_run(folder):
        renewed = {
            line.number: record
            for line in read_metadata(path)
            if line.record
            and (record := _renewed(line.record, files.find(line.record.file_name), folder, before))
        }
        if renewed:
            replace_records(path, renewed)


def _renewed(
    record: Record, name: str | None, folder: Path, before: Mapping[Path, str | None]
) -> Record | None:
    """A record with the digest that its photo has now; None if it stays as it is."""
    photo, said = folder / (name or ""), record.described
    if said is None or said.photo is None or said.photo != before.get(photo):
        return None
    now = digest(photo)
    if now in (None, said.photo):
        return None
    return dataclasses.replace(record, described=dataclasses.replace(said, photo=now))


def sidecar_path(photo: Path, shared: bool = False) -> Path:
    """Where a photo's XMP file lies: "ring.xmp", or "ring.jpg.xmp" if others are called ring."""
    return photo.with_name(f"{photo.name}.xmp") if shared else photo.with_suffix(".xmp")


def _write_sidecar(photo: Path, shared: bool, texts: Mapping[str, str], replace: bool) -> None:
    path = sidecar_path(photo, shared)
    before = path.read_bytes() if path.is_file() else None
    write_safely(path, sidecar(texts, before, replace))


def _write_photo(
    path: Path, folder: Path, target: Path | None, texts: Mapping[str, str], replace: bool
) -> None:
    before = path.read_bytes()
    after = with_texts(before, texts, replace)
    inside = path.relative_to(folder)
    if target is not None:
        path = target / inside
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        kept = folder / ORIGINALS / inside
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():  # the first one is the original
            write_safely(kept, before)
    write_safely(path, after)


def _stems(names: Mapping[str, object]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[_stem(name)] = counts.get(_stem(name), 0) + 1
    return counts


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")).casefold()
