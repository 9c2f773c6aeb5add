"""What the server keeps for one person while the page is open: their own catalogue.

Each session has a folder of its own, a secret name under which its pictures and downloads are
served. It ends when the page is closed, after a long idle time, or with the server, and its folder
is deleted then.
"""

import shutil
import tempfile
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock

from captioning.language.terms import Term
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.storage import process_storage

IDLE_SECONDS = 2 * 60 * 60  # without any request, after which a session ends
MOST_SESSIONS = 200


@dataclass
class Entry:
    """A photo of a catalogue and its captions.

    Attributes:
        name: The file's name as it was uploaded, without folders.
        file: The stored copy.
        captions: By model name.
        caption: The one that is downloaded and searched; a person may correct it.
        expected: How often the models expect each term.
    """

    name: str
    file: Path
    captions: dict[str, str]
    caption: str
    expected: Mapping[Term, float]


@dataclass
class Session:
    """One person's catalogue.

    Attributes:
        folder: Holds the stored photos.
        token: Secret name of its pictures and downloads.
        entries: The photos described so far.
        refused: Name and reason for each file that could not be used.
        view: The catalogue as a gallery, once it is searched.
        stopping: Set when the person asks a running description to stop.
        used: When the session was last used, in seconds of the monotonic clock.
    """

    folder: Path
    token: str = field(default_factory=lambda: token_urlsafe(24))
    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    view: GalleryView | None = None
    stopping: bool = False
    used: float = field(default_factory=time.monotonic)


class Sessions:
    """The sessions that are alive, by the name that Gradio gives each open page."""

    def __init__(self, pictures: Pictures) -> None:
        storage = process_storage()
        self.root = storage.new(storage.sessions)
        self._pictures = pictures
        self._alive: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._alive)

    def get(self, page: str) -> Session:
        """The session of an open page, created if it is new; ends idle ones."""
        with self._lock:
            session = self._alive.get(page)
            if session is None:
                session = Session(Path(tempfile.mkdtemp(dir=self.root)))
                self._alive[page] = session
            session.used = time.monotonic()
            self._alive.move_to_end(page)
            self._end_idle()
            return session

    def find(self, token: str) -> Session | None:
        """The session with a secret name, or None."""
        with self._lock:
            return next((s for s in self._alive.values() if s.token == token), None)

    def clear(self, page: str) -> Session:
        """Empties the session of a page: photos, captions and gallery go."""
        self.end(page)
        return self.get(page)

    def end(self, page: str) -> None:
        """Ends a session and deletes what it kept."""
        with self._lock:
            session = self._alive.pop(page, None)
            if session:
                self._delete(session)

    def _end_idle(self) -> None:
        latest = time.monotonic() - IDLE_SECONDS
        while self._alive:
            page, session = next(iter(self._alive.items()))
            if session.used > latest and len(self._alive) <= MOST_SESSIONS:
                return
            del self._alive[page]
            self._delete(session)

    def _delete(self, session: Session) -> None:
        session.stopping = True
        self._pictures.drop(session.token)
        self._pictures.drop(f"{session.token}-search")
        shutil.rmtree(session.folder, ignore_errors=True)
