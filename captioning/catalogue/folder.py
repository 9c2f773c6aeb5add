"""A shop's folder of photos becomes a gallery: every photo described, nothing described twice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PIL import Image

from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.data.metadata import (
    METADATA,
    Described,
    Record,
    append_records,
    mend_last_line,
)
from captioning.gallery.metadata import GalleryError, Piece, described_names, read_pieces
from captioning.language.terms import summed, term_records
from captioning.vision.photos import UnreadablePhoto, load_photo

if TYPE_CHECKING:
    from captioning.describe.captioner import Caption, Captioner

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".tif", ".tiff", ".bmp"}
)


@dataclass(frozen=True)
class Outcome:
    """The outcome of describing a folder.

    Attributes:
        described: Photos described now.
        kept: Photos that had captions already.
        unreadable: File names and reasons, in the order of the names.
        seconds: Time spent on the photos described now, decoding them included.
    """

    described: int
    kept: int
    unreadable: tuple[tuple[str, str], ...]
    seconds: float


def photo_names(folder: Path) -> list[str]:
    """File names of all photos in a folder and the folders in it, hidden ones left out.

    Raises:
        GalleryError: There is no such folder, or no photo in it.
    """
    if not folder.is_dir():
        raise GalleryError(f"There is no folder {folder.name or folder}; name one with photos.")
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file()
    )
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    if not names:
        raise GalleryError(
            f"No photo is in {folder.name}; photos end in {', '.join(sorted(SUFFIXES))}."
        )
    return names


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
    names = photo_names(folder)
    mend_last_line(folder / METADATA)
    done = described_names(folder).intersection(names)
    waiting = progress([name for name in names if name not in done], len(done))
    unreadable: list[tuple[str, str]] = []
    started = perf_counter()
    written = 0
    photos = _photos(folder, waiting, unreadable)
    while some := list(islice(photos, batch)):
        captions = captioner.describe_batch([photo for _, photo in some])
        records = [_record(name, said) for (name, _), said in zip(some, captions, strict=True)]
        _append(folder / METADATA, records)
        written += len(records)
    return Outcome(written, len(done), tuple(unreadable), perf_counter() - started)


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
    folder: Path, names: Iterable[str], unreadable: list[tuple[str, str]]
) -> Iterator[tuple[str, Image.Image]]:
    for name in names:
        try:
            yield name, load_photo(folder / name)
        except UnreadablePhoto as error:
            unreadable.append((name, str(error)))


def _record(name: str, said: "dict[str, Caption]") -> Record:
    """A photo's record: the models' captions, and all they expect, for searching."""
    captions = tuple(dict.fromkeys(caption.text for caption in said.values()))
    expected = summed(caption.expected for caption in said.values())
    rounded = {term: round(weight, 4) for term, weight in expected.items()}
    return Record(name, captions, described=Described(captions, term_records(rounded)))


def _append(path: Path, records: Sequence[Record]) -> None:
    try:
        append_records(path, records)
    except OSError as error:
        raise GalleryError(
            f"{METADATA} cannot be written ({error.strerror}); photos described so far are kept. "
            "Mend that and run the command again: it continues where it stopped."
        ) from error
