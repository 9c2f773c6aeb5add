"""What the server keeps for one person: their own catalogue.

Each session has a folder of its own, a secret name under which its pictures and downloads are
served. It ends when the page is closed, after a long idle time, or with the server, and its folder
is deleted then. A person can keep it for some days under a private link.
"""

import shutil
import tempfile
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock, RLock

import numpy as np

from captioning.data.attributes import Attributes
from captioning.data.record import Record
from captioning.language.terms import Term
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.storage import process_storage

IDLE_SECONDS = 2 * 60 * 60  # without any request, after which a session ends
MOST_SESSIONS = 200
KEPT_SECONDS = 3 * 24 * 60 * 60  # how long a private link holds, unless the app restarts
LEAST_FREE = 2 * 2**30  # bytes on disk, with fewer of which no session is kept


@dataclass
class Entry:
    """A photo of a catalogue and its captions.

    Attributes:
        name: The path under which it was brought, with slashes; unique in its catalogue.
        file: The stored copy.
        captions: By model name.
        caption: The one that is downloaded and searched; a person may correct it.
        expected: How often the models expect each term.
        complete: Complete captions by model name, which downloads may say in its place.
        confidence: Of each model, `Caption.sureness`.
        shows_jewelry: Whether the photo is rather of jewelry than of anything else.
        approved: Whether a person has approved the caption; no later run changes it then.
        record: What metadata that came with the photo says of it; its keys are given back.
        labels: Those of its attributes that the shop gave, not the captions.
        pixels: Digest of the picture as it was brought.
        stored: Digest of the stored copy.
        thumbprint: (3072,) float16, to find photos that nearly are the same; None if unknown.
    """

    name: str
    file: Path
    captions: dict[str, str]
    caption: str
    expected: Mapping[Term, float]
    complete: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    shows_jewelry: bool = True
    approved: bool = False
    record: Record | None = None
    labels: Attributes = field(default_factory=Attributes)
    pixels: str = ""
    stored: str = ""
    thumbprint: np.ndarray | None = field(default=None, repr=False)


Change = list[tuple[int, str, bool]]
"""What a step changed: place, and caption and approval of before."""


@dataclass
class Session:
    """One person's catalogue.

    Attributes:
        folder: Holds the stored photos.
        token: Secret name of its pictures and downloads.
        entries: The photos described so far; none is taken out or moved.
        refused: Name and reason for each file of the last upload that could not be used.
        view: The catalogue as a gallery, once it is searched.
        stops: How often descriptions that were running were asked to stop.
        coming: Name and digest of the picture of the photos that are being described.
        used: When the session was last used, in seconds of the monotonic clock.
        steps: What the person's last steps changed, to undo them.
        facts: How often a product file has said something of the photos.
        link: Secret of the link under which it is kept, or None.
        until: When the link expires, in seconds since 1970.
        lock: Held while entries, or what is coming, are changed.
    """

    folder: Path
    token: str = field(default_factory=lambda: token_urlsafe(24))
    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    view: GalleryView | None = None
    stops: int = 0
    coming: set[tuple[str, str]] = field(default_factory=set)
    used: float = field(default_factory=time.monotonic)
    steps: list[Change] = field(default_factory=list)
    facts: int = 0
    link: str | None = None
    until: float = 0.0
    lock: RLock = field(default_factory=RLock, repr=False)


class Sessions:
    """The sessions that are alive, by the name that Gradio gives each open page."""

    def __init__(self, pictures: Pictures) -> None:
        storage = process_storage()
        self.root = storage.new(storage.sessions)
        self._pictures = pictures
        self._alive: OrderedDict[str, Session] = OrderedDict()
        self._kept: dict[str, Session] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len({id(session) for session in self.all()})

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

    def begun(self, page: str) -> Session | None:
        """The session of an open page if it has one; none is created."""
        with self._lock:
            session = self._alive.get(page)
            if session:
                session.used = time.monotonic()
                self._alive.move_to_end(page)
            return session

    def find(self, token: str) -> Session | None:
        """The session with a secret name, or None."""
        with self._lock:
            found = next((one for one in self.all() if one.token == token), None)
            if found:
                found.used = time.monotonic()
            return found

    def keep(self, session: Session) -> str | None:
        """Keeps a session for `KEPT_SECONDS` more.

        Returns:
            The secret of its link, which stays the same; None if the disk has too little room.
        """
        if shutil.disk_usage(self.root).free < LEAST_FREE:
            return None
        with self._lock:
            session.link = session.link or token_urlsafe(24)
            session.until = time.time() + KEPT_SECONDS
            self._kept[session.link] = session
            return session.link

    def reopen(self, page: str, link: str) -> Session | None:
        """Gives a page the session that is kept under a link; None if it is kept no more."""
        self.get(page)  # ends those that have expired
        with self._lock:
            session = self._kept.get(link)
            if session is None:
                return None
            before = self._alive.pop(page, None)
            self._alive[page] = session
            if before is not None and before is not session:
                self._let_go(before)
            return session

    def end(self, page: str) -> None:
        """Ends a page's session and deletes it, unless a link or another page has it too."""
        with self._lock:
            session = self._alive.pop(page, None)
            if session:
                self._let_go(session)

    def delete(self, page: str) -> None:
        """Deletes a page's session with its link, whoever else has it."""
        with self._lock:
            session = self._alive.get(page)
            if session:
                self._remove(session)

    def all(self) -> list[Session]:
        """The sessions that pages or links have, some of them twice."""
        return [*self._alive.values(), *self._kept.values()]

    def _let_go(self, session: Session) -> None:
        """Deletes a session that a page has left, if nobody else needs it."""
        if session.link not in self._kept and all(s is not session for s in self._alive.values()):
            self._delete(session)

    def _remove(self, session: Session) -> None:
        self._kept.pop(session.link or "", None)
        for page in [page for page, other in self._alive.items() if other is session]:
            del self._alive[page]
        self._delete(session)

    def _end_idle(self) -> None:
        for session in [one for one in self._kept.values() if one.until < time.time()]:
            del self._kept[session.link or ""]
            self._let_go(session)
        latest = time.monotonic() - IDLE_SECONDS
        while self._alive:
            page, session = next(iter(self._alive.items()))
            if session.used > latest and len(self.all()) <= MOST_SESSIONS:
                break
            del self._alive[page]
            self._let_go(session)
        while len(self.all()) > MOST_SESSIONS and self._kept:
            self._remove(min(self._kept.values(), key=lambda one: one.used))

    def _delete(self, session: Session) -> None:
        session.stops += 1
        self._pictures.drop(session.token)
        self._pictures.drop(f"{session.token}-search")
        shutil.rmtree(session.folder, ignore_errors=True)
