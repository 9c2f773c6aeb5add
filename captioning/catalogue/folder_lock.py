"""One run at a time in a folder: a second one would write the same lines again."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from captioning.gallery.metadata import GalleryError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = ".facet-lock"


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Keeps other runs out of a folder for as long as the block takes.

    The system lets go of the lock when a run is killed, so nothing has to be cleared by hand.

    Raises:
        GalleryError: Another run is in the folder, or the folder cannot be written.
    """
    path = folder / LOCK
    try:
        descriptor = _locked(path)
    except OSError as error:
        raise GalleryError(
            f"{folder.name or folder} cannot be written ({error.strerror}): its captions are kept "
            "in the folder, so check its rights or copy it."
        ) from error
    if descriptor is None:
        raise GalleryError(
            f"Another run is describing {folder.name or folder}: wait until it has ended."
        )
    try:
        yield
    finally:
        with suppress(OSError):  # Windows deletes no open file; what stays is empty and harmless
            path.unlink()
        os.close(descriptor)


def _locked(path: Path) -> int | None:
    """The open lock file, or None if another run holds it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _lock(descriptor):
            os.close(descriptor)
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)  # the run before has just deleted it


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # a network disk without locks: better no lock than no captions
        return sys.platform != "win32" or error.errno not in (13, 36)
    return True
