"""What goes over the wire: the page is sent compressed, and browsers keep Gradio's own parts.

Gradio 6.31 compresses by the ending of an address, which the page itself has none of, and gives its
scripts and styles no lifetime, though a hash of their content is in their names.
"""

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PACKED = ("/", "/config", "/gradio_api/info")
NAMED_BY_CONTENT = ("/assets/", "/theme.css")
FOR_GOOD = "public, max-age=31536000, immutable"


class Transfer:
    """Middleware for what is large or never changes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed = GZipMiddleware(app, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path in PACKED:
            await self._packed(scope, receive, send)
        elif path.startswith(NAMED_BY_CONTENT):
            await self._app(scope, receive, _kept(send))
        else:
            await self._app(scope, receive, send)


def _kept(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            MutableHeaders(scope=message).setdefault("Cache-Control", FOR_GOOD)
        await send(message)

    return sent
