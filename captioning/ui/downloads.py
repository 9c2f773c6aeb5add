"""A catalogue to take home: captions as CSV for alt texts, and an image folder as a zip."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.data.dataset_card import CARD, dataset_card
from captioning.data.metadata import METADATA, Described, Record, metadata_text
from captioning.language.attributes import attributes
from captioning.language.terms import flat_records
from captioning.ui.faults import answered
from captioning.ui.session import Entry, Sessions

COLUMNS = ("file", "alt_text", "type", "metal", "stones")


def captions_csv(entries: Sequence[Entry]) -> str:
    """The captions as CSV, a line for each photo; each model's caption comes last."""
    models = tuple(dict.fromkeys(name for entry in entries for name in entry.captions))
    return csv_text((*COLUMNS, *models), (_row(entry, models) for entry in entries))


def _row(entry: Entry, models: Sequence[str]) -> Sequence[str]:
    found = attributes(entry.caption)
    known = found.type or "", found.metal or "", ", ".join(found.stones)
    captions = (entry.captions.get(name, "") for name in models)
    return file_cell(entry.name), entry.caption, *known, *captions


def records(entries: Sequence[Entry]) -> Iterator[Record]:
    """The entries as records of a gallery.

    The terms that the models expect are kept until a person corrects the caption.
    """
    for entry in entries:
        captions = tuple(filter(None, dict.fromkeys((entry.caption, *entry.captions.values()))))
        described = None
        if entry.caption in entry.captions.values():
            expected = flat_records({t: round(w, 4) for t, w in entry.expected.items()})
            described = Described(captions, expected)
        yield Record(
            file_name=f"images/{entry.file.name}",
            captions=captions,
            attributes=attributes(entry.caption),
            described=described,
            others={"name": entry.name},
        )


def write_metadata(folder: Path, entries: Sequence[Entry]) -> None:
    """Makes a session's folder an image folder that `Gallery.open` reads."""
    (folder / METADATA).write_text(metadata_text(records(entries)), "utf-8")


def image_folder(entries: Sequence[Entry]) -> bytes:
    """The photos, `metadata.jsonl` and a card as a zip; the photos are JPEG, so only stored."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        lines = metadata_text(records(entries), every_key=True)
        archive.writestr(METADATA, lines)
        archive.writestr(
            CARD, dataset_card([json.loads(line) for line in lines.split("\n") if line])
        )
        for entry in entries:
            archive.write(entry.file, f"images/{entry.file.name}")
    return stream.getvalue()


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
            return Response("This catalogue is no longer kept.", 404, media_type="text/plain")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        if name == "captions.csv":
            text = captions_csv(session.entries)
            return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
        content = image_folder(session.entries)
        return Response(content, media_type="application/zip", headers=headers)
