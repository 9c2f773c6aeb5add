"""The app's files on disk while it runs: one folder for each process, deleted when it ends.

    facet-<process id>-<random>/
        lock         locked as long as the process lives
        uploads/     what Gradio stores (GRADIO_TEMP_DIR)
        events/      private copies of uploads, a folder for each event
        sessions/    described photos, a folder for each open page

The folder lies in GRADIO_TEMP_DIR if that is set, else in the system's temporary folder. A process
that was killed leaves its folder behind; the next start deletes it. The lock tells whether a
process is alive; its number alone would not, since numbers are used again and differ between
containers.
"""

import atexit
import logging
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from types import FrameType

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)

NAME = re.compile(r"facet-\d+-[0-9a-f]{16}")
ENDING = ("SIGTERM", "SIGHUP")  # signals that end a process without Python's own clean-up


class Storage:
    """The folder of this process."""

    def __init__(self, parent: Path) -> None:
        """Creates the folder and locks it.

        Args:
            parent: Folder that holds it; created if it is missing.
        """
        parent.mkdir(parents=True, exist_ok=True)
        self._process = os.getpid()
        self.root, self._lock = _locked_folder(parent)
        self.uploads, self.events, self.sessions = (
            self.root / name for name in ("uploads", "events", "sessions")
        )
        for folder in (self.uploads, self.events, self.sessions):
            folder.mkdir()

    def new(self, folder: Path, start: str = "") -> Path:
        """A new private folder in one of the folders, with a secret name after its start."""
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=folder, prefix=start + token_hex(8)))

    def remove(self) -> None:
        """Deletes the folder with all that lies in it; a forked process leaves it alone."""
        if self._process == os.getpid():
            _remove(self.root)

    def remove_on_signals(self) -> None:
        """Deletes the folder when a signal ends the process; signals others handle stay theirs."""
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ENDING:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, self._end)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.remove()
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(128 + number)  # a description that runs would hold back an orderly exit


_storage: Storage | None = None


def process_storage() -> Storage:
    """The storage of this process, with Gradio's uploads in it; created on the first call.

    The folders of processes that have died are deleted then.
    """
    global _storage
    if _storage is None or not _storage.root.is_dir():
        parent = _parent()
        sweep(parent)
        _storage = Storage(parent)
        atexit.register(_storage.remove)
        _storage.remove_on_signals()
    os.environ["GRADIO_TEMP_DIR"] = str(_storage.uploads)
    return _storage


def _parent() -> Path:
    """Where the folder goes; next to that of the process that started this one, if it has one."""
    given = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.gettempdir()).absolute()
    return given.parent.parent if NAME.fullmatch(given.parent.name) else given


def sweep(parent: Path) -> list[Path]:
    """Deletes the folders that dead processes of this user left behind.

    Args:
        parent: Folder that holds them.

    Returns:
        The folders that were deleted.
    """
    swept = []
    for folder in parent.iterdir() if parent.is_dir() else ():
        if NAME.fullmatch(folder.name) and _is_own(folder) and _is_dead(folder):
            swept.append(folder)
    if swept:
        log.info("Deleted the files of %d processes that had ended.", len(swept))
    return swept


def _is_own(folder: Path) -> bool:
    with suppress(OSError):
        status = folder.lstat()
        mine = sys.platform == "win32" or status.st_uid == os.geteuid()
        return mine and folder.is_dir() and not folder.is_symlink()
    return False


def _is_dead(folder: Path) -> bool:
    """Deletes a folder whose lock nobody holds."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR)
    except FileNotFoundError:  # deleted but for itself, or not locked yet: then its owner retries
        with suppress(OSError):
            folder.rmdir()
        return not folder.exists()
    except OSError:
        return False
    try:
        if not _lock(descriptor):
            return False
        _remove(folder)
        return True
    finally:
        os.close(descriptor)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """A new folder with a lock file, which this process holds."""
    while True:
        root = parent / f"facet-{os.getpid()}-{token_hex(8)}"
        root.mkdir(mode=0o700)
        try:
            descriptor = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            continue  # swept before it was locked
        if _lock(descriptor) and (root / "lock").exists():
            return root, descriptor
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(root: Path) -> None:
    """Deletes a folder, its lock last: what an interruption leaves is still swept later."""
    for _ in range(3):  # another thread may be writing into it
        for path in root.glob("*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != "lock":
                path.unlink(missing_ok=True)
        if {path.name for path in root.glob("*")} <= {"lock"}:
            break
    else:
        return
    shutil.rmtree(root, ignore_errors=True)
