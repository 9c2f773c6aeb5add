"""Clients of a running app, as light as they can be: they share the machine with it.

They speak plain HTTP as `/gradio_api/info` describes it, not through gradio_client, which would
take more of the processor than the app leaves.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx

Answer = Mapping[str, Mapping[str, Any]]
"""What `/describe` says, by model."""


class Refused(Exception):
    """The app answered a photo with an error."""


@dataclass
class Answered:
    """What clients saw.

    Attributes:
        seconds: How long each answer took, the upload included.
        answers: Number of the photo and its answer.
        lasted: Seconds from the first request to the last answer.
        errors: Photos that ended in an error.
    """

    seconds: list[float] = field(default_factory=list)
    answers: list[tuple[int, Answer]] = field(default_factory=list)
    lasted: float = 0.0
    errors: int = 0


async def upload(client: httpx.AsyncClient, name: str, photo: bytes) -> str:
    """Sends a photo; its path on the server."""
    sent = await client.post("/gradio_api/upload", files={"files": (name, photo, "image/jpeg")})
    sent.raise_for_status()
    path: str = sent.json()[0]
    return path


async def describe(client: httpx.AsyncClient, number: int, photo: bytes) -> Answer:
    """One photo through `/describe`."""
    path = await upload(client, f"photo-{number}.jpg", photo)
    data = [{"path": path, "meta": {"_type": "gradio.FileData"}}, "en"]
    joined = await client.post("/gradio_api/call/describe", json={"data": data})
    if joined.status_code == 422 or joined.status_code == 400:  # a build without languages
        joined = await client.post("/gradio_api/call/describe", json={"data": data[:1]})
    joined.raise_for_status()
    address = f"/gradio_api/call/describe/{joined.json()['event_id']}"
    event = ""
    async with client.stream("GET", address) as stream:
        async for line in stream.aiter_lines():
            kind, _, value = line.partition(": ")
            event = value if kind == "event" else event
            if kind == "data" and event == "complete":
                answer: Answer = json.loads(value)[0]
                return answer
            if kind == "data" and event == "error":
                raise Refused(value)
    raise Refused("the stream ended without an answer")


async def singles(
    url: str, photos: Sequence[bytes], clients: int, seconds: float, pause: float = 0.0
) -> Answered:
    """People who describe one photo after another, until the time is over.

    Args:
        url: Of the app.
        photos: Taken in turn; two clients never send the same one at once.
        clients: Number of people.
        seconds: After which nobody sends another photo; each sends one at least.
        pause: Seconds that each waits between photos.
    """
    seen, started = Answered(), perf_counter()
    limits = httpx.Limits(max_connections=4 * clients)
    async with httpx.AsyncClient(base_url=url, timeout=300, limits=limits) as client:

        async def person(first: int) -> None:
            number = first
            while number == first or perf_counter() - started < seconds:
                photo, asked = number % len(photos), perf_counter()
                try:
                    answer = await describe(client, photo, photos[photo])
                except (Refused, httpx.HTTPError):
                    seen.errors += 1
                else:
                    seen.seconds.append(perf_counter() - asked)
                    seen.answers.append((photo, answer))
                number += clients
                await asyncio.sleep(pause)

        await asyncio.gather(*(person(first) for first in range(clients)))
    seen.lasted = perf_counter() - started
    return seen


class Catalogue:
    """Somebody who brings photos to My catalogue, again and again, until the block ends."""

    def __init__(self, url: str, photos: Sequence[bytes]) -> None:
        """Prepares the photos of one catalogue.

        Args:
            url: Of the app.
            photos: Of one catalogue.
        """
        self._url, self._photos = url, photos
        self._running = asyncio.Event()
        self.described = 0

    async def __aenter__(self) -> "Catalogue":
        self._task = asyncio.create_task(self._bring_again())
        running = asyncio.create_task(self._running.wait())
        await asyncio.wait([self._task, running], return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _bring_again(self) -> None:
        async with httpx.AsyncClient(base_url=self._url, timeout=600) as client:
            event = await _catalogue_event(client)
            while True:
                await self._bring(client, event)

    async def _bring(self, client: httpx.AsyncClient, event: int) -> None:
        page = uuid4().hex[:12]
        files = [
            {"path": await upload(client, f"{n}.jpg", photo), "name": f"{n}.jpg"}
            for n, photo in enumerate(self._photos)
        ]
        body = {
            "fn_index": event, "data": [], "session_hash": page,
            "event_data": {"files": files, "failed": []},
        }  # fmt: skip
        (await client.post("/gradio_api/queue/join", json=body)).raise_for_status()
        async with client.stream("GET", f"/gradio_api/queue/data?session_hash={page}") as stream:
            before = self.described
            async for line in stream.aiter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_generating":
                    self._running.set()
                    self.described = before + _done(message)
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        raise Refused(str(message["output"]))
                    self.described = before + len(self._photos)
                    return


def _done(message: Mapping[str, Any]) -> int:
    """Photos described so far, as the panel's progress says."""
    _, _, rest = str(message["output"]["data"]).partition("<progress")
    value = rest.partition("value=")[2].lstrip('\\"')
    digits = value[: len(value) - len(value.lstrip("0123456789"))]
    return int(digits or 0)


async def _catalogue_event(client: httpx.AsyncClient) -> int:
    """Number of the event that My catalogue sends files with."""
    config = (await client.get("/config")).json()
    panels = [
        one["id"] for one in config["components"] if one["props"].get("elem_id") == "catalogue"
    ]
    for event in config["dependencies"]:
        if any(list(target) == [panels[0], "upload"] for target in event["targets"]):
            return int(event["id"])
    raise Refused("the page has no catalogue")
