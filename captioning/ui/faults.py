"""The last resort of the page and its endpoints: what nobody foresaw ends in a sentence too.

The traceback goes to the server's log and nowhere else.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from gradio.exceptions import InvalidPathError
from starlette.requests import Request
from starlette.responses import Response

from captioning.ui.given import given
from captioning.ui.texts import speaking, text
from captioning.ui.visitor import Visitors

log = logging.getLogger(__name__)


class Sentence(gr.Error):
    """An error for a person, whose text is the sentence alone and which needs no traceback."""

    def __init__(
        self,
        message: str,
        duration: float | None = 10,
        visible: bool = True,
        title: str = "Error",
    ) -> None:
        super().__init__(message, duration, visible, title, print_exception=False)

    def __str__(self) -> str:
        return self.message


def noted(place: str) -> str:
    """Writes the error that is being handled to the log.

    Args:
        place: Where it was met, for the log.

    Returns:
        A sentence for the person.
    """
    log.exception("Unforeseen error: %s", place)
    return text("faults.unforeseen")


def guard(blocks: gr.Blocks, visitors: Visitors) -> None:
    """Makes every event of the page and every endpoint answer in the visitor's language.

    Each ends in a sentence at worst. This also covers what Gradio does before and after a
    handler. An event that fails is over for the page, which then leaves its working state.

    Args:
        blocks: The page.
        visitors: Know the languages that were chosen.
    """
    process = blocks.process_api

    @wraps(process)
    async def guarded(block_fn: Any, inputs: Any, *values: Any, **options: Any) -> dict[str, Any]:
        request = options.get("request")
        first = request[0] if isinstance(request, list) else request
        with speaking(visitors.language(first)):
            try:
                return await process(block_fn, given(block_fn, inputs), *values, **options)
            except gr.Error as error:
                raise Sentence(error.message, error.duration, error.visible, error.title) from None
            except InvalidPathError:
                raise Sentence(text("faults.not_uploaded")) from None
            except Exception:
                sentence = noted(getattr(block_fn, "name", str(block_fn)))
                raise Sentence(sentence, title=text("faults.title")) from None

    blocks.process_api = guarded  # type: ignore[method-assign]


def answered(serve: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A route's function that answers with a sentence where it fails."""

    @wraps(serve)
    def guarded(request: Request) -> Response:
        try:
            return serve(request)
        except Exception:
            return Response(noted(request.url.path), 500, media_type="text/plain")

    return guarded
