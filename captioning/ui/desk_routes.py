"""The desk's own addresses, known to nobody but a session's page: rows, steps, and keeping it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from captioning.ui.desk import Desk
from captioning.ui.desk_html import controls_json, rows_json, sheet_json
from captioning.ui.desk_rows import Wanted
from captioning.ui.faults import noted
from captioning.ui.session import Change, Session, Sessions
from captioning.ui.texts import LANGUAGES, language, speaking, text

MOST_BODY = 64 * 2**10  # bytes of a step

_Answer = dict[str, Any]


class DeskRoutes:
    """Serves the desks of all sessions."""

    def __init__(self, sessions: Sessions, least: float) -> None:
        """Takes what the desks show.

        Args:
            sessions: Keep each person's catalogue.
            least: Correlation from which two photos may be one picture.
        """
        self._sessions = sessions
        self._least = least
        self._desks: dict[str, Desk] = {}

    def routes(self) -> list[Route]:
        """The routes; they come before that of the downloads, which takes any name."""
        return [
            Route("/catalogue/{token}/desk", self._serving(self._sheet)),
            Route("/catalogue/{token}/rows", self._serving(self._rows)),
            Route("/catalogue/{token}/step", self._serving(self._step), methods=["POST"]),
            Route("/catalogue/{token}/keep", self._serving(self._keep), methods=["POST"]),
        ]

    def _serving(self, answer: Callable[[Session, Mapping[str, Any]], _Answer]) -> Any:
        async def serve(request: Request) -> Response:
            session = self._sessions.find(request.path_params["token"])
            if session is None:
                return JSONResponse({"said": text("catalogue.gone")}, 404)
            values: dict[str, Any] = dict(request.query_params)
            if request.method == "POST":
                body = await request.body()
                if len(body) > MOST_BODY:
                    return JSONResponse({"said": text("catalogue.too_much")}, 413)
                values |= _object(body)
            chosen = str(values.get("language", ""))

            def answered() -> Response:
                with speaking(chosen if chosen in LANGUAGES else language()):
                    try:
                        return JSONResponse(answer(session, values))
                    except Exception:
                        return JSONResponse({"said": noted(request.url.path)}, 500)

            return await run_in_threadpool(answered)

        return serve

    def _desk(self, session: Session) -> Desk:
        alive = {one.token for one in self._sessions.all()}  # nothing of others is remembered
        self._desks = {token: desk for token, desk in self._desks.items() if token in alive}
        return self._desks.setdefault(session.token, Desk(session, self._least))

    def _sheet(self, session: Session, values: Mapping[str, Any]) -> _Answer:
        wanted = Wanted.of(values)
        return sheet_json(session, self._desk(session).sheet(wanted), wanted)

    def _rows(self, session: Session, values: Mapping[str, Any]) -> _Answer:
        start = int(values["from"]) if str(values.get("from", "")).isdecimal() else 0
        desk, wanted = self._desk(session), Wanted.of(values)
        rows = rows_json(session, desk.rows()[start:])
        return {"rows": rows, **controls_json(desk.sheet(wanted), wanted)}

    def _step(self, session: Session, values: Mapping[str, Any]) -> _Answer:
        desk, wanted = self._desk(session), Wanted.of(_inside(values, "wanted"))
        place = values.get("place")
        place = place if isinstance(place, int) else -1
        change: Change = []
        match values.get("do"):
            case "edit":
                change = desk.edit(place, str(values.get("text", "")))
            case "approve":
                change = desk.approve(place, values.get("approved") is not False)
            case "replace":
                find, put = str(values.get("find", "")), str(values.get("put", ""))
                change = desk.replace(wanted, find, put)
            case "undo":
                change = desk.undo()
        said = ""
        if values.get("do") in ("replace", "undo"):
            key = "desk.changed" if values["do"] == "replace" else "desk.undone"
            said = text(key, n=len(change))
        rows = rows_json(session, desk.touched(change))
        return {"rows": rows, "said": said, **controls_json(desk.sheet(wanted), wanted)}

    def _keep(self, session: Session, values: Mapping[str, Any]) -> _Answer:
        link = self._sessions.keep(session)
        if link is None:
            return {"said": text("catalogue.no_room")}
        until = datetime.fromtimestamp(session.until, UTC)
        return {"link": link, "until": until.isoformat(timespec="minutes")}


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _inside(values: Mapping[str, Any], key: str) -> Mapping[str, object]:
    found = values.get(key)
    return found if isinstance(found, dict) else {}
