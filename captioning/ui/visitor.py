"""Which language a visitor reads: the one chosen on the page, else the browser's."""

from collections import OrderedDict
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

import gradio as gr
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from captioning.ui.texts import LANGUAGES, accepted, speaking

COOKIE = "facet-language"  # as static/page.js sets it
MOST_PAGES = 5_000  # open pages whose choice is remembered where a browser keeps no cookies


def reads(headers: Mapping[str, str]) -> str:
    """The language of whoever sent a request.

    Args:
        headers: Of the request, by lower-case name.
    """
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        cookies.clear()
    chosen = cookies[COOKIE].value if COOKIE in cookies else ""
    return chosen if chosen in LANGUAGES else accepted(headers.get("accept-language", ""))


class Visitors:
    """The languages chosen on open pages."""

    def __init__(self) -> None:
        self._chosen: OrderedDict[str, str] = OrderedDict()

    def choose(self, page: str, code: str) -> None:
        """Notes a choice.

        Args:
            page: The open page, by Gradio's name.
            code: The language; an unknown one is ignored.
        """
        if code in LANGUAGES:
            self._chosen[page] = code
            self._chosen.move_to_end(page)
        while len(self._chosen) > MOST_PAGES:
            self._chosen.popitem(last=False)

    def language(self, request: gr.Request | Request | None) -> str:
        """The language of whoever an event answers; a tool's request has no page."""
        headers = getattr(request, "headers", None)
        if headers is None:
            return accepted("")
        page = getattr(request, "session_hash", None)
        return self._chosen.get(page or "") or reads(headers)

    def leave(self, page: str) -> None:
        """Forgets a page that was closed."""
        self._chosen.pop(page, None)


class Speaking:
    """Middleware: whatever a request is answered with is in the visitor's language."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(reads(Headers(scope=scope))):
            await self._app(scope, receive, send)
