"""The lines of photos and catalogues that wait: who is before whom, and leaving them.

A photo waits in Gradio's queue as a file, until one of the threads for photos is free; then, as
pixels, for its turn in `SharedCaptioner`. A catalogue waits in that queue until one before it
is done. A full queue ends in a sentence.
"""

from asyncio import Queue as Messages
from collections.abc import Mapping
from typing import Any

import gradio as gr
from gradio.queueing import Event
from gradio.server_messages import ProcessCompletedMessage
from gradio.utils import error_payload
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from captioning.describe.shared import SharedCaptioner
from captioning.ui.events import BULK_QUEUE, MODEL_QUEUE
from captioning.ui.faults import Sentence
from captioning.ui.texts import text


class Line:
    """The photos of people who wait for one answer, and the catalogues that are not begun."""

    def __init__(self, captioner: SharedCaptioner) -> None:
        """Begins without Gradio's queue; `follow` hands it over.

        Args:
            captioner: Describes the photos.
        """
        self._captioner = captioner
        self._queue: Any = None

    def follow(self, queue: Any) -> None:
        """Counts the photos that wait in Gradio's queue too.

        Args:
            queue: Of `gr.Blocks`, once `queue` was called.
        """
        self._queue = queue

    def before(self, ticket: str) -> int | None:
        """How many photos, or catalogues, have their turn before one.

        Args:
            ticket: What the browser calls it.

        Returns:
            A number, or None if it does not wait: it arrives, is described, or is done.
        """
        photos = [_ticket(event) for event in self._queued(MODEL_QUEUE)]
        catalogues = [_ticket(event) for event in self._queued(BULK_QUEUE)]
        for tickets in (self._captioner.people() + photos, catalogues):
            if ticket in tickets:
                return tickets.index(ticket)
        return None

    async def leave(self, page: str, line: Mapping[str, Any] = MODEL_QUEUE) -> None:
        """Takes a page's photos, or its catalogues that are not begun, out of their line.

        Args:
            page: The name that Gradio gives it; nobody may want its photos any more.
            line: `MODEL_QUEUE` or `BULK_QUEUE`.
        """
        self._captioner.let_go()
        for event in self._queued(line):
            if event.session_hash == page:
                await self._queue.remove_from_queue(event._id)
                output = {"data": [gr.skip()] * len(event.fn.outputs), "is_generating": False}
                _complete(self._queue, event, output, success=True)

    def route(self) -> Route:
        """Says to a browser how many are before its own."""
        return Route("/waiting/{ticket}", self._say)

    async def _say(self, request: Request) -> JSONResponse:
        before = self.before(request.path_params["ticket"])
        return JSONResponse({"before": before}, headers={"Cache-Control": "no-store"})

    def _queued(self, line: Mapping[str, Any]) -> list[Event]:
        waiting = self._queue.event_queue_per_concurrency_id.get(line["concurrency_id"])
        return list(waiting.queue) if waiting else []


def full(queue: Any, body: Any, request: Any, username: Any) -> str:
    """Answers an event for which there is no room.

    Gradio would answer with status 503, which its clients turn into English sentences of their own.

    Args:
        queue: Of `gr.Blocks`.
        body, request, username: As `push` of the queue has them.

    Returns:
        The name of the event, whose answer waits already.
    """
    event = Event(body.session_hash, queue.blocks.fns[body.fn_index], request, username)
    messages = queue.pending_messages_per_session
    if event.session_hash not in messages:
        messages[event.session_hash] = Messages()
    queue.pending_event_ids_session.setdefault(event.session_hash, set()).add(event._id)
    sentence = Sentence(text("faults.full"), title=text("faults.full_title"))
    _complete(queue, event, error_payload(sentence, show_error=False), success=False)
    return event._id


def _complete(queue: Any, event: Event, output: dict[str, Any], success: bool) -> None:
    queue.send_message(event, ProcessCompletedMessage(output=output, success=success))


def _ticket(event: Event) -> str:
    data = event.data.event_data if event.data else None
    return str(data.get("ticket", "")) if isinstance(data, dict) else ""
