"""A shop's product file filled from a catalogue, and its house style tried on three photos.

No model runs here: the texts are made of the captions that the catalogue has, corrections included.
Only the catalogue's own page knows the addresses.
"""

import json
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from captioning.catalogue.alt_check import check, check_text
from captioning.catalogue.alt_wording import alt_text
from captioning.catalogue.contents import Found
from captioning.catalogue.filled_file import filled
from captioning.catalogue.house_style import HouseStyle, StyleError
from captioning.catalogue.shop_alts import AltOptions, Conflicts, Described, ShopAlts
from captioning.catalogue.shop_file import ShopFile
from captioning.catalogue.shop_photos import ShopPhotos, opener
from captioning.catalogue.shop_report import report_text
from captioning.catalogue.shop_table import TableError
from captioning.data.record import chosen_first
from captioning.ui.catalogue_files import base_name
from captioning.ui.faults import noted
from captioning.ui.pictures import Pictures
from captioning.ui.sentences import spoken
from captioning.ui.session import Entry, Session, Sessions
from captioning.ui.shop_endpoint import MOST_TABLE_BYTES, change_json
from captioning.ui.texts import LANGUAGES, language, speaking, text

MOST_STYLE_BYTES = 64 * 2**10
TRIED = 3
"""Photos on which a style is shown."""

LISTED = 100
"""Photos of a product file that the page lists; the report has all."""

_FOLDER = "product-file"
_NOBODY_NEEDED = ("filled", "replaced", "kept")


class ShopRoutes:
    """Serves all sessions."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def routes(self) -> list[Route]:
        """The routes; they come before that of the downloads, which takes any name."""
        style, file = self._answering(self._try, MOST_STYLE_BYTES), "/catalogue/{token}/" + _FOLDER
        return [
            Route("/catalogue/{token}/style", style, methods=["POST"]),
            Route(file, self._answering(self._fill, MOST_TABLE_BYTES), methods=["POST"]),
            Route(
                f"{file}/check", self._answering(self._check, MOST_TABLE_BYTES), methods=["POST"]
            ),
            Route(f"{file}/{{name}}", self._serve),
        ]

    def _answering(
        self, answer: Callable[[Session, bytes, Mapping[str, str]], dict[str, Any]], most: int
    ) -> Callable[[Request], Any]:
        async def serve(request: Request) -> Response:
            session = self._sessions.find(request.path_params["token"])
            if session is None:
                return JSONResponse({"said": text("catalogue.gone")}, 404)
            body = b""
            async for part in request.stream():
                body += part
                if len(body) > most:
                    return JSONResponse({"said": text("shop.too_large", size=most // 2**20)}, 413)
            return await run_in_threadpool(self._answer, answer, session, body, request)

        return serve

    def _answer(
        self, answer: Callable[..., dict[str, Any]], session: Session, body: bytes, request: Request
    ) -> Response:
        chosen = request.query_params.get("language", "")
        with speaking(chosen if chosen in LANGUAGES else language()):
            try:
                return JSONResponse(answer(session, body, request.query_params))
            except (StyleError, TableError) as error:
                return JSONResponse({"said": spoken(str(error))}, 400)
            except Exception:
                return JSONResponse({"said": noted(request.url.path)}, 500)

    def _try(self, session: Session, body: bytes, asked: Mapping[str, str]) -> dict[str, Any]:
        """A style, from the form or a file, and the texts that it gives three photos."""
        style = read_style(body, asked.get("name", ""))
        shown = [
            {"picture": Pictures.address(session.token, place), "text": made.text,
             "languages": made.others}
            for place, entry in enumerate(session.entries[:TRIED])
            for made in (alt_text(said(entry, style.level), style),)
        ]  # fmt: skip
        return {"style": style.to_json(), "shown": shown}

    def _fill(self, session: Session, body: bytes, asked: Mapping[str, str]) -> dict[str, Any]:
        """The product file with the catalogue's texts; it is kept for download with its report."""
        entries = list(session.entries)
        name = _name(asked)
        style = read_style(asked.get("style", "{}").encode(), "")
        described: Described = {entry.name: said(entry, style.level) for entry in entries}
        done = filled(
            body,
            name,
            [Found(entry.name, _unopened) for entry in entries],
            AltOptions(style, replace=asked.get("replace") == "1", conflicts=_conflicts(asked)),
            described,
            sure=frozenset(entry.name for entry in entries if by_a_person(entry)),
        )
        changes = [
            replace(one, remarks=tuple(spoken(remark) for remark in one.remarks))
            for one in done.changes
        ]
        files = _keep(session, name, {
            "filled.csv": done.content, "report.csv": report_text(changes).encode(),
            "undo.json": done.undo.encode(),
        })  # fmt: skip
        open_ones = [one for one in changes if one.action not in _NOBODY_NEEDED]
        counts = {action: 0 for action in ("filled", "replaced", "kept", "to review", "no photo")}
        for change in changes:
            counts[change.action] += 1
        return {
            "said": [_counted(action, count) for action, count in counts.items() if count],
            "files": files,
            "open": [change_json(one) for one in open_ones[:LISTED]],
        }

    def _check(self, session: Session, body: bytes, asked: Mapping[str, str]) -> dict[str, Any]:
        """What is wrong with the alt texts of a product file, held against the catalogue."""
        entries = list(session.entries)
        name = _name(asked)
        options = AltOptions(read_style(asked.get("style", "{}").encode(), ""), replace=True)
        photos = ShopPhotos(Found(entry.name, _unopened) for entry in entries)
        alts = ShopAlts(ShopFile.read(body, name), opener(photos), options)
        alts.described |= {entry.name: said(entry, options.style.level) for entry in entries}
        checked = [
            replace(one, faults=tuple(spoken(fault) for fault in one.faults)) for one in check(alts)
        ]
        faulty = [one for one in checked if one.faults]
        return {
            "said": [text("shop.faulty", n=len(faulty), total=len(checked))],
            "files": _keep(session, name, {"check.csv": check_text(checked).encode()}),
            "open": [
                {"line": one.photo.line, "photo": one.photo.source, "text": one.proposed,
                 "remarks": [*filter(None, (one.photo.alt,)), *one.faults]}
                for one in faulty[:LISTED]
            ],
        }  # fmt: skip

    def _serve(self, request: Request) -> Response:
        session = self._sessions.find(request.path_params["token"])
        name = request.path_params["name"]
        folder = session.folder / _FOLDER if session else None
        if folder is None or name not in {file.name for file in folder.glob("*")}:
            return Response(text("catalogue.gone"), 404, media_type="text/plain")
        headers = {"Cache-Control": "no-store"}
        return FileResponse(
            folder / name, filename=name, media_type="application/octet-stream", headers=headers
        )


def read_style(body: bytes, name: str) -> HouseStyle:
    """A house style as the page sends it, or as a person's file has it.

    Args:
        body: JSON, or TOML if the file's name says so.
        name: Of the file; empty for the form.

    Raises:
        StyleError: It cannot be read, or a rule is not allowed.
    """
    place = base_name(name) if name else "The house style"
    try:
        words = body.decode("utf-8-sig") or "{}"
        record = tomllib.loads(words) if name.lower().endswith(".toml") else json.loads(words)
    except ValueError as error:
        raise StyleError(f"{place} cannot be read: save it as TOML or JSON.") from error
    if not isinstance(record, dict):
        raise StyleError(f"{place} holds no rules: write them as an object.")
    return HouseStyle.of(record, place)


def by_a_person(entry: Entry) -> bool:
    """Whether a person wrote or approved the caption of a photo."""
    return getattr(entry, "approved", False) or entry.caption not in entry.captions.values()


def said(entry: Entry, level: str) -> tuple[str, ...]:
    """The captions of a photo for a level, the best first; a person's is the only one."""
    if by_a_person(entry):
        return (entry.caption,)
    complete = entry.complete if level == "complete" else {}
    longer = chosen_first(complete, entry.captions, entry.caption)
    return tuple(dict.fromkeys((*longer, entry.caption, *entry.captions.values())))


def _conflicts(asked: Mapping[str, str]) -> Conflicts:
    """Whose words count; an odd value leaves the alt text as it is."""
    given = asked.get("conflicts", "")
    return Conflicts(given) if given in set(Conflicts) else Conflicts.LEAVE


def _name(asked: Mapping[str, str]) -> str:
    return base_name(asked.get("name", "") or "products.csv")


def _keep(session: Session, name: str, contents: Mapping[str, bytes]) -> list[str]:
    """Keeps files for download, in place of those before; gives their names."""
    folder = session.folder / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    stem = Path(name).stem[:80] or "products"
    for end, content in contents.items():
        (folder / f"{stem}-{end}").write_bytes(content)
    return [f"{stem}-{end}" for end in contents]


def _counted(action: str, count: int) -> str:
    return text(f"shop.{action.replace(' ', '_')}", n=count)


def _unopened() -> Any:
    raise AssertionError("the photos of a catalogue are described")
