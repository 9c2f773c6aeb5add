"""A catalogue to take home: captions as CSV for alt texts, and an image folder as a zip."""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.catalogue.doubt import read as attributes_of
from captioning.data.attributes import Attributes
from captioning.data.dataset_card import CARD, dataset_card
from captioning.data.metadata import METADATA
from captioning.data.record import Described, Record, metadata_text
from captioning.language.terms import flat_records
from captioning.ui.entry_captions import english, shown
from captioning.ui.faults import answered
from captioning.ui.session import Entry, Sessions
from captioning.ui.texts import text

COLUMNS = ("file", "alt_text", "type", "metal", "stones")
SHOWS_JEWELRY = "jewelry"
"""Key of a photo that does not look like jewelry."""
_JPEG = frozenset((".jpg", ".jpeg", ".jpe", ".jfif", ".jif"))

_SPLIT = re.compile(
    r"(?<![^\W\d_])(train(ing)?|test(ing)?|eval(uation)?|val(id|idation)?|dev(elopment)?)(?![^\W\d_])",
    re.IGNORECASE,
)
"""Words in a path that Hugging Face's image folders take for a split."""


def captions_csv(entries: Sequence[Entry]) -> str:
    """The captions as CSV, a line for each photo; each model's caption comes last, in English.

    The alt texts are in the visitor's language.
    """
    models = tuple(dict.fromkeys(name for entry in entries for name in entry.captions))
    return csv_text((*COLUMNS, *models), (_row(entry, models) for entry in entries))


def _row(entry: Entry, models: Sequence[str]) -> Sequence[str]:
    found = known(entry)
    cells = found.type or "", found.metal or "", ", ".join(found.stones)
    captions = (entry.captions.get(name, "") for name in models)
    return file_cell(entry.name), shown(entry), *cells, *captions


def known(entry: Entry) -> Attributes:
    """What is known of a piece: the shop's labels, and what the caption names besides."""
    labels, read = entry.labels, attributes_of(english(entry))
    return replace(
        labels,
        type=labels.type or read.type,
        metal=labels.metal or read.metal,
        stones=labels.stones if labels.stones_known else read.stones,
        motif=labels.motif or read.motif,
    )


def records(entries: Sequence[Entry], paths: Sequence[str]) -> Iterator[Record]:
    """The entries as records of a gallery, with all that came with them.

    Args:
        entries: The photos.
        paths: Where each photo lies.
    """
    for entry, path in zip(entries, paths, strict=True):
        yield _record(entry, path)


def _record(entry: Entry, path: str) -> Record:
    captions = tuple(filter(None, dict.fromkeys((entry.caption, *entry.captions.values()))))
    described = None
    if entry.captions:
        as_said = entry.caption in entry.captions.values()
        said = captions if as_said else tuple(dict.fromkeys(entry.captions.values()))
        expected = flat_records({t: round(w, 4) for t, w in entry.expected.items()})
        described = Described(said, expected, entry.stored or None)
    others: dict[str, Any] = {"name": entry.name, "models": entry.captions or None}
    others |= {"complete": entry.complete or None, "confidence": entry.confidence or None}
    if not entry.shows_jewelry:
        others[SHOWS_JEWELRY] = False
    others |= {"approved": entry.approved, "stored": entry.stored or None}
    before = entry.record or Record(path)
    return replace(
        before,
        file_name=path,
        captions=captions,
        attributes=known(entry),
        described=described,
        others={**before.others, **others},
    )


def write_metadata(folder: Path, entries: Sequence[Entry]) -> None:
    """Makes a session's folder an image folder that `Gallery.open` reads."""
    paths = [f"images/{entry.file.name}" for entry in entries]
    (folder / METADATA).write_text(metadata_text(records(entries, paths)), "utf-8")


def zip_paths(entries: Sequence[Entry]) -> list[str]:
    """Where each photo lies in the zip: its own path, ended as the JPEG that it is stored as.

    One whose path names a split has a number instead, since `load_dataset("imagefolder")` would
    leave all other photos out. The metadata has every name as it was brought.
    """
    taken = {METADATA, CARD}
    paths = []
    for number, entry in enumerate(entries, 1):
        path = f"photo-{number:04d}.jpg" if _SPLIT.search(entry.name) else entry.name
        if PurePosixPath(path).suffix.lower() not in _JPEG:
            path = f"{path}.jpg"
        while path in taken:
            path = f"{path}.jpg"
        taken.add(path)
        paths.append(path)
    return paths


def write_image_folder(entries: Sequence[Entry], target: IO[bytes]) -> None:
    """Writes the photos, `metadata.jsonl` and a card as a zip; photos are JPEG, so only stored."""
    paths = zip_paths(entries)
    with zipfile.ZipFile(target, "w") as archive:
        lines = metadata_text(records(entries, paths), every_key=True)
        archive.writestr(METADATA, lines)
        archive.writestr(
            CARD, dataset_card([json.loads(line) for line in lines.split("\n") if line])
        )
        for entry, path in zip(entries, paths, strict=True):
            archive.write(entry.file, path)


class Downloads:
    """Serves the downloads of a session to whoever knows its secret name: its own page."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def route(self) -> Route:
        """The route that serves both files."""
        return Route("/catalogue/{token}/{name}", answered(self._serve))

    def _serve(self, request: Request) -> Response:
        session = self._sessions.find(request.path_params["token"])
        name = request.path_params["name"]
        if session is None or name not in ("captions.csv", "catalogue.zip"):
            return Response(text("catalogue.gone"), 404, media_type="text/plain")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        if name == "captions.csv":
            table = captions_csv(session.entries)
            return Response(table, media_type="text/csv; charset=utf-8", headers=headers)
        with tempfile.NamedTemporaryFile(dir=session.folder, suffix=".zip", delete=False) as file:
            write_image_folder(list(session.entries), file)
        path = Path(file.name)  # large ones are not held in memory
        delete = BackgroundTask(path.unlink, missing_ok=True)
        return FileResponse(path, 200, headers, "application/zip", delete)
