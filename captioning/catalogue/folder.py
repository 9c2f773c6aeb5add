"""A shop's folder of photos becomes a gallery: every photo described, nothing described twice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PIL import Image

from captioning.catalogue.ahead import ahead
from captioning.catalogue.card import write_card
from captioning.catalogue.contents import Contents, Found
from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.catalogue.folder_contents import folder_contents
from captioning.data.metadata import (
    METADATA,
    Described,
    Record,
    append_records,
    mend_last_line,
    metadata_file,
    read_metadata,
)
from captioning.gallery.metadata import GalleryError, Piece, described_names, read_pieces
from captioning.language.terms import flat_records, summed
from captioning.vision.photos import UnreadablePhoto

if TYPE_CHECKING:
    from captioning.describe.captioner import Caption, Captioner


@dataclass(frozen=True)
class Outcome:
    """The outcome of describing a folder.

    Attributes:
        described: Photos described now.
        kept: Photos that had captions already.
        unreadable: File names and reasons, in the order of the names.
        seconds: Time spent on the photos described now, decoding them included.
        contents: What the folder holds, what is left out included.
        card: Whether `README.md` says how to load the folder; not if somebody else wrote it.
    """

    described: int
    kept: int
    unreadable: tuple[tuple[str, str], ...]
    seconds: float
    contents: Contents = field(default_factory=Contents)
    card: bool = False


def photos_in(folder: Path) -> Contents:
    """What a folder of photos holds.

    Raises:
        GalleryError: There is no such folder, or no photo in it.
    """
    if folder.is_file():
        raise GalleryError(f"{folder} is a file: name a folder of photos, and unpack a zip first.")
    if not folder.is_dir():
        raise GalleryError(f"There is no folder {folder.name or folder}; name one with photos.")
    contents = folder_contents(folder)
    if not contents.photos:
        first = "".join(f" {name}: {reason}" for name, reason in contents.left_out[:1])
        raise GalleryError(
            f"No photo is in {folder.name or folder}; photos are known by their content and by "
            f"suffixes such as .jpg, .png, .webp and .heic.{first}"
        )
    return contents


def photo_names(folder: Path) -> list[str]:
    """Names of all photos in a folder and the folders in it, files of the system left out.

    Raises:
        GalleryError: There is no such folder, or no photo in it.
    """
    return [photo.name for photo in photos_in(folder).photos]


def describe_folder(
    folder: Path,
    captioner: "Captioner",
    *,
    batch: int = 16,
    progress: Callable[[list[str], int], Iterable[str]] = lambda names, done: names,
) -> Outcome:
    """Describes every photo of a folder that has no captions yet, in `metadata.jsonl` there.

    Lines are added batch by batch and never changed, so that a run that was killed continues where
    it stopped, and what a person wrote stays.

    Args:
        folder: Holds the photos; must be writable.
        captioner: Describes them, with every model.
        batch: Photos described in one pass.
        progress: Wraps the names still to do, given those and how many are done; a progress bar.

    Raises:
        GalleryError: No photos, or the folder cannot be written.
    """
    contents = photos_in(folder)
    _take_over_table(folder)
    mend_last_line(folder / METADATA)
    found = {photo.name: photo for photo in contents.photos}
    done = described_names(folder).intersection(found)
    to_do = [name for name in found if name not in done]
    waiting = progress(to_do, len(done))
    unreadable: list[tuple[str, str]] = []
    started = perf_counter()
    written = 0
    with closing(ahead(map(found.__getitem__, to_do), batch)) as opening:
        photos = _photos(opening, waiting, unreadable)
        while some := list(islice(photos, batch)):
            captions = captioner.describe_batch([photo for _, photo in some])
            said = zip(some, captions, strict=True)
            records = [_record(name, texts) for (name, _), texts in said]
            _append(folder / METADATA, records)
            written += len(records)
    seconds = perf_counter() - started
    card = write_card(folder)
    return Outcome(written, len(done), tuple(unreadable), seconds, contents, card)


def _take_over_table(folder: Path) -> None:
    """Copies `metadata.csv` into a new `metadata.jsonl`, which would otherwise hide it."""
    path = metadata_file(folder)
    if path.suffix != ".csv":
        return
    lines = read_metadata(path)
    for line in lines:
        if line.faults:
            raise GalleryError(f"{path}, line {line.number} {line.faults[0]}: mend the line.")
    _append(folder / METADATA, [line.record for line in lines if line.record])


def write_csv(folder: Path, path: Path) -> int:
    """Writes file, caption, type, metal and stones of all pieces, for use as alt texts.

    Returns:
        Number of pieces written.
    """
    pieces = read_pieces(folder)
    text = csv_text(("file", "caption", "type", "metal", "stones"), map(_row, pieces))
    path.write_text(text, encoding="utf-8", newline="")
    return len(pieces)


def _row(piece: Piece) -> Sequence[str]:
    stones = ", ".join(piece.stones)
    return file_cell(piece.id), piece.captions[0], piece.type or "", piece.metal or "", stones


def _photos(
    found: Iterable[Found], names: Iterable[str], unreadable: list[tuple[str, str]]
) -> Iterator[tuple[str, Image.Image]]:
    for name, photo in zip(names, found, strict=False):  # the names first: they are the progress
        try:
            yield name, photo.load()
        except UnreadablePhoto as error:
            unreadable.append((name, str(error)))


def _record(name: str, said: "dict[str, Caption]") -> Record:
    """A photo's record: the models' captions, and all they expect, for searching."""
    captions = tuple(dict.fromkeys(caption.text for caption in said.values()))
    expected = summed(caption.expected for caption in said.values())
    rounded = {term: round(weight, 4) for term, weight in expected.items()}
    return Record(name, captions, described=Described(captions, flat_records(rounded)))


def _append(path: Path, records: Sequence[Record]) -> None:
    try:
        append_records(path, records)
    except OSError as error:
        raise GalleryError(
            f"{METADATA} cannot be written ({error.strerror}); photos described so far are kept. "
            "Mend that and run the command again: it continues where it stopped."
        ) from error
