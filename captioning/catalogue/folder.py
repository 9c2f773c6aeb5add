"""A shop's folder of photos becomes a gallery: every photo described, nothing described twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
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
from captioning.catalogue.folder_lock import only_run
from captioning.catalogue.standing import Refresh, Standing, folder_standing, sound_lines
from captioning.data.digest import digest
from captioning.data.file_names import FolderFiles
from captioning.data.metadata import METADATA, Line, metadata_file
from captioning.data.metadata_file import (
    append_records,
    as_lines,
    finish_append,
    replace_records,
)
from captioning.data.record import Described, Record
from captioning.describe.caption import surest_first
from captioning.gallery.metadata import GalleryError, Piece, read_pieces
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
        standing: How the photos stood to the metadata before.
        again: Photos described again.
        before: A copy of the metadata as it was, where it had to be written in another form.
    """

    described: int
    kept: int
    unreadable: tuple[tuple[str, str], ...]
    seconds: float
    contents: Contents = field(default_factory=Contents)
    card: bool = False
    standing: Standing = field(default_factory=Standing)
    again: int = 0
    before: Path | None = None


def photos_in(folder: Path) -> Contents:
    """What a folder of photos holds.

    Raises:
        GalleryError: There is no such folder, or no photo in it.
    """
    if folder.is_file():
        raise GalleryError(f"{folder} is a file: name a folder of photos, and unpack a zip first.")
    if not folder.is_dir():
        raise GalleryError(f"There is no folder {folder}; name one with photos.")
    contents = folder_contents(folder)
    if not contents.photos:
        first = "".join(f" {name}: {reason}" for name, reason in contents.left_out[:1])
        raise GalleryError(
            f"No photo is in {folder}; photos are known by their content and by "
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
    refresh: Refresh | Callable[[Standing], Refresh] = Refresh.NONE,
) -> Outcome:
    """Describes every photo of a folder that has no captions yet, in `metadata.jsonl` there.

    Lines are added batch by batch, so that a run that was killed continues where it stopped. What
    a person wrote stays: of lines that are there, only those of photos to be described again
    change, and of these none whose caption a person wrote or approved. A photo that has only got
    another name takes its captions along.

    Args:
        folder: Holds the photos; must be writable.
        captioner: Describes them, with every model.
        batch: Photos described in one pass.
        progress: Wraps the names still to do, given those and how many are done; a progress bar.
        refresh: Which photos that have captions are described again, or a question about that.

    Raises:
        GalleryError: No photos, a broken line, another run in the folder, or the folder cannot be
            written.
    """
    contents = photos_in(folder)
    with only_run(folder):
        found = {photo.name: photo for photo in contents.photos}
        _prepare(folder)
        standing, before = folder_standing(folder, found), None
        if len(standing.described) < len(found) or standing.dated:  # there is something to write
            before = _in_lines(folder / METADATA)
            standing = folder_standing(folder, found) if before else standing
        again = standing.again(refresh if isinstance(refresh, Refresh) else refresh(standing))
        _keep_up(folder, standing)
        done = {*standing.described, *standing.renamed} - again.keys()
        to_do = [name for name in found if name not in done]
        waiting = progress(to_do, len(done))
        unreadable: list[tuple[str, str]] = []
        started = perf_counter()
        written = 0
        files = FolderFiles(folder)
        with closing(ahead(map(found.__getitem__, to_do), batch)) as opening:
            photos = _photos(opening, waiting, unreadable)
            while some := list(islice(photos, batch)):
                captions = captioner.describe_batch([photo for _, photo in some])
                records = [
                    _record(name, texts, digest(folder / (files.find(name) or name)))
                    for (name, _), texts in zip(some, captions, strict=True)
                ]
                _write(folder / METADATA, records, again)
                written += len(records)
        seconds = perf_counter() - started
        card = write_card(folder)
    redone = len(again) - sum(name in again for name, _ in unreadable)
    return Outcome(
        written, len(done), tuple(unreadable), seconds, contents, card, standing, redone, before
    )


def _prepare(folder: Path) -> None:
    """Completes what a killed run was adding; a broken line stops before any change."""
    with _sentence():
        finish_append(folder)
        lines = sound_lines(folder)
        if metadata_file(folder).suffix == ".csv":  # a new metadata.jsonl would hide it
            append_records(folder / METADATA, [line.record for line in lines if line.record])


def _in_lines(path: Path) -> Path | None:
    """Makes lines of the metadata that can be added to.

    Returns:
        A copy of the metadata as it was, where it had to be written in another form.
    """
    with _sentence():
        return as_lines(path) if path.is_file() else None


def _keep_up(folder: Path, standing: Standing) -> None:
    """Brings what models wrote into today's form, and captions to photos with a new name."""
    moved = [
        replace(line.record, file_name=name)
        for name, line in standing.renamed.items()
        if line.record
    ]
    with _sentence():
        if standing.dated:
            replace_records(folder / METADATA, standing.dated)
        if moved:
            append_records(folder / METADATA, moved)


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


def _record(name: str, said: "dict[str, Caption]", photo: str | None) -> Record:
    """A photo's record: the models' captions, the surest first, and all they expect."""
    surest = surest_first(said).values()
    complete = {model: caption.levels["complete"] for model, caption in said.items()}
    captions = tuple(
        dict.fromkeys([one.text for one in surest] + [one.levels["complete"] for one in surest])
    )
    expected = summed(caption.expected for caption in said.values())
    rounded = {term: round(weight, 4) for term, weight in expected.items()}
    return Record(
        name,
        captions,
        described=Described(captions, flat_records(rounded), photo),
        others={"models": {model: one.text for model, one in said.items()}, "complete": complete},
    )


def _write(path: Path, records: Sequence[Record], again: Mapping[str, Line]) -> None:
    """Adds records; those of photos described again take the place of their lines."""
    renewed = {
        line.number: replace(
            line.record,
            captions=record.captions,
            described=record.described,
            others={**line.record.others, **record.others},
        )
        for record in records
        if (line := again.get(record.file_name)) and line.record
    }
    with _sentence():
        if renewed:
            replace_records(path, renewed)
        if new := [record for record in records if record.file_name not in again]:
            append_records(path, new)


@contextmanager
def _sentence() -> Iterator[None]:
    """Makes a sentence of what keeps the metadata from being written."""
    try:
        yield
    except OSError as error:
        raise GalleryError(
            f"{METADATA} cannot be written ({error.strerror}); photos described so far are kept. "
            "Mend that and run the command again: it continues where it stopped."
        ) from error
