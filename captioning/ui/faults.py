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

log = logging.getLogger(__name__)

UNFORESEEN = (
    "Something went wrong here that we did not foresee. Please try again, or try another photo "
    "or other words."
)
NOT_UPLOADED = "This file was not uploaded here, so it is not read. Please upload the photo."


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
    return UNFORESEEN


def guard(blocks: gr.Blocks) -> None:
    """Makes every event of the page and every endpoint end in a sentence.

    It also covers what Gradio does before and after a handler. An event that fails is over for
    the page, which then leaves its working state.
    """
    process = blocks.process_api

    @wraps(process)
    async def guarded(block_fn: Any, *values: Any, **options: Any) -> dict[str, Any]:
        try:
            return await process(block_fn, *values, **options)
        except gr.Error as error:
            raise Sentence(error.message, error.duration, error.visible, error.title) from None
        except InvalidPathError:
            raise Sentence(NOT_UPLOADED) from None
        except Exception:
            sentence = noted(getattr(block_fn, "name", str(block_fn)))
            raise Sentence(sentence, title="Something went wrong") from None

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
