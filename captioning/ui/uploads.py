"""The files that an event of the page was sent, as long as the event needs them.

Gradio stores an upload under a hash of its content, so two pages that send the same bytes share one
file. Here an event gets links of its own when it joins the queue, and Gradio's file goes once no
page can still ask for it. The links go when the event ends, is cancelled, or its page is closed.
"""

import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import gradio as gr

from captioning.ui.storage import Storage
from captioning.vision.photos import UnreadablePhoto

TIDY_EVERY = 15  # seconds
ABANDONED = 45  # seconds without a byte, after which an upload that did not end is given up
UNUSED = 15 * 60  # seconds, more than a full queue takes
EMPTY_FOLDER = 60 * 60  # seconds; Gradio makes a folder a moment before the file
MESSAGE = "message-"  # start of the folders of photos that came within a message
FILE_ROUTE = "/gradio_api/file="


class Arrivals(set[str]):
    """Gradio's list of uploaded files, which also counts how often each has arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.unclaimed: Counter[Path] = Counter()

    def update(self, *files: Iterable[str]) -> None:
        """Adds files that have just been stored; Gradio calls it once for each request."""
        for group in files:
            for file in group:
                self.add(str(file))
                self.unclaimed[Path(file).resolve()] += 1


@dataclass
class Held:
    """The uploads of one event.

    Attributes:
        page: The open page whose event it is, by Gradio's name.
        folder: Holds the links.
        running: Whether the event has started.
        left: Set when the page is closed or the event is cancelled.
    """

    page: str
    folder: Path
    running: bool = False
    left: bool = False


class Uploads:
    """The uploads of the events that wait or run."""

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.time) -> None:
        """Keeps uploads in the storage of this process.

        Args:
            storage: Where Gradio's uploads and the links lie.
            clock: The time in seconds, as files carry it.
        """
        self._storage = storage
        self._clock = clock
        self._arrivals = Arrivals()
        self._held: dict[str, Held] = {}

    def wire(self, blocks: gr.Blocks) -> None:
        """Counts the uploads of a page."""
        listed = blocks.upload_file_set
        blocks.temp_file_sets = [
            self._arrivals if files is listed else files for files in blocks.temp_file_sets
        ]
        blocks.upload_file_set = self._arrivals

    def start(self) -> None:
        """Tidies up at intervals, as long as the process lives."""

        def run() -> None:
            while True:
                time.sleep(TIDY_EVERY)
                self.tidy()

        threading.Thread(target=run, name="uploads", daemon=True).start()

    def file(self, item: Mapping[str, Any]) -> Path:
        """The file of a part of an event's data.

        Raises:
            UnreadablePhoto: if it is none that `hold` linked, or has been deleted.
        """
        file = Path(str(item.get("held", ""))).resolve()
        if not file.is_relative_to(self._storage.events.resolve()) or not file.is_file():
            raise UnreadablePhoto("The photo is no longer here. Please choose it again.")
        return file

    def store(self, content: bytes) -> str:
        """Keeps a photo that came within a message, until `used`.

        Returns:
            Its address, for `own`.
        """
        folder = self._storage.new(self._storage.uploads, MESSAGE)
        (folder / "photo").write_bytes(content)
        return f"http://localhost{FILE_ROUTE}{folder / 'photo'}"

    def own(self, address: str) -> Path | None:
        """The upload that an address of this server names; no request is made.

        Returns:
            None if it is the address of anything else, which Gradio's guard then judges: only
            the secret name of this process's folder counts, whatever the host.

        Raises:
            UnreadablePhoto: if the upload has been deleted.
        """
        path = unquote(urlsplit(address).path).partition(FILE_ROUTE)[2]
        file = Path(path).resolve()
        if not path or not file.is_relative_to(self._storage.uploads.resolve()):
            return None
        if not file.is_file():
            raise UnreadablePhoto("The photo is no longer here. Please choose it again.")
        return file

    def received(self, path: str) -> Path | None:
        """The upload at a path; None if the path lies anywhere else on this computer.

        A client may send a path without what marks it as a file, and then Gradio checks nothing.
        """
        file = Path(path).resolve()
        return file if file.is_relative_to(self._storage.uploads.resolve()) else None

    def used(self, file: Path) -> None:
        """Deletes a photo from `store`, once it is decoded; other uploads stay."""
        if file.parent.name.startswith(MESSAGE) and self.received(str(file)):
            shutil.rmtree(file.parent, ignore_errors=True)

    def left(self, event: str | None) -> bool:
        """Whether nobody waits for an event any more.

        Args:
            event: As `hold` names it, or None.
        """
        return event is not None and (held := self._held.get(event)) is not None and held.left

    def hold(self, event: str, page: str, data: Any) -> Any:
        """Gives an event links of its own.

        Args:
            event: A name for the event, for `start_event` and `release`.
            page: The open page whose event it is.
            data: What the browser sent: {"path": ...} or {"files": [{"path": ...}, ...]}.

        Returns:
            The data with the event's name as "event", and a link as "held" in place of each path:
            Gradio refuses a "path" that lies outside its own folder.
        """
        if isinstance(data, dict):
            data.pop("event", None)
        items = _items(data)
        if not items:
            return data
        held = Held(page, self._storage.new(self._storage.events))
        self._held[event] = held
        for place, item in enumerate(items):
            item["held"] = self._link(str(item.pop("path")), held.folder / str(place))
        return data | {"event": event}

    def _link(self, path: str, folder: Path) -> str:
        file = Path(path).resolve()
        if not file.is_relative_to(self._storage.uploads.resolve()) or not file.is_file():
            return ""
        folder.mkdir()
        link = folder / file.name
        try:
            os.link(file, link)
        except OSError:  # a file system without hard links
            shutil.copyfile(file, link)
        self._arrivals.unclaimed[file] -= 1
        if self._arrivals.unclaimed[file] <= 0:
            del self._arrivals.unclaimed[file]
            self._arrivals.discard(str(file))
            file.unlink(missing_ok=True)
        return str(link)

    def begin(self, events: Iterable[str]) -> None:
        """Notes that events have started."""
        for event in events:
            if held := self._held.get(event):
                held.running = True

    def release(self, events: Iterable[str]) -> None:
        """Deletes the links of events that are over."""
        for event in list(events):
            if held := self._held.pop(event, None):
                held.left = True
                shutil.rmtree(held.folder, ignore_errors=True)

    def cancel(self, event: str) -> None:
        """Gives up an event: its links go at once, or as soon as a running one notices."""
        held = self._held.get(event)
        if held is None:
            return
        held.left = True
        if not held.running:
            self.release([event])

    def leave(self, page: str) -> None:
        """Gives up the events of a page that was closed."""
        for event in [event for event, held in list(self._held.items()) if held.page == page]:
            self.cancel(event)

    def tidy(self) -> None:
        """Deletes uploads that did not end, and the empty folders of those that were taken."""
        now = self._clock()
        with suppress(OSError):
            for path in list(self._storage.uploads.iterdir()):
                with suppress(OSError):
                    age = now - path.stat().st_mtime
                    if path.is_file() and age > ABANDONED:
                        path.unlink()
                    elif path.name.startswith(MESSAGE) and age > UNUSED:
                        shutil.rmtree(path, ignore_errors=True)
                    elif path.is_dir() and age > EMPTY_FOLDER:
                        path.rmdir()  # fails if anything is in it
        for file in [file for file in list(self._arrivals.unclaimed) if not file.exists()]:
            del self._arrivals.unclaimed[file]


def _items(data: Any) -> list[dict[str, Any]]:
    """The parts of an event's data that name an uploaded file."""
    if not isinstance(data, dict):
        return []
    files = data.get("files")
    items = [data, *files] if isinstance(files, Sequence) else [data]
    return [item for item in items if isinstance(item, dict) and "path" in item]
