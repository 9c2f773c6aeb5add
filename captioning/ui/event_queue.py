"""Follows Gradio's queue: when an event joins, starts, ends, is cancelled or loses its page.

Gradio tells an event's function only that it starts; what an upload needs to know is decided in
these four methods of its queue. A queue that is full answers here too.
"""

import os
import sys
from functools import wraps
from typing import Any

from captioning.ui.line import full
from captioning.ui.uploads import Uploads

PAUSE = 0.02
"""Seconds between looks at an empty queue. Gradio's own millisecond keeps a core 5 % busy."""

EVENTS_NOTED = 100
"""Events that Gradio keeps a record of. It makes a table of its own 10,000 after every event."""


def follow(queue: Any, uploads: Uploads) -> None:
    """Has uploads held and released as events come and go.

    Args:
        queue: Of `gr.Blocks`, once `queue` was called.
        uploads: Of the same page.
    """
    queue.sleep_when_free = PAUSE
    queue.ANALYTICS_MAX_EVENTS = EVENTS_NOTED
    queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize  # so spelled: events before the next table
    push, process, clean, remove = (
        queue.push, queue.process_events, queue.clean_events, queue.remove_from_queue,
    )  # fmt: skip

    @wraps(push)
    async def pushed(body: Any, request: Any, username: Any) -> Any:
        if queue.max_size is not None and len(queue) >= queue.max_size:
            return True, full(queue, body, request, username), "success"
        name = os.urandom(16).hex()
        body.event_data = uploads.hold(name, body.session_hash or "", body.event_data)
        ok = False
        try:
            ok, answer, status = await push(body=body, request=request, username=username)
        finally:
            if not ok:
                uploads.release([name])
        return ok, answer, status

    @wraps(process)
    async def processed(events: list[Any], *values: Any) -> None:
        names = [name for event in events if (name := _name(event))]
        uploads.begin(names)
        try:
            await process(events, *values)
        finally:
            uploads.release(names)

    @wraps(clean)
    async def cleaned(*, session_hash: str | None = None, event_id: str | None = None) -> None:
        await clean(session_hash=session_hash, event_id=event_id)
        if session_hash:
            uploads.leave(session_hash)

    @wraps(remove)
    async def removed(event_id: str) -> None:
        name = _name(queue.event_ids_to_events.get(event_id))
        await remove(event_id)
        if name:
            uploads.cancel(name)

    queue.push, queue.process_events = pushed, processed
    queue.clean_events, queue.remove_from_queue = cleaned, removed


def _name(event: Any) -> str | None:
    data = event.data.event_data if event is not None and event.data else None
    return data.get("event") if isinstance(data, dict) else None
