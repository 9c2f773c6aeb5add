"""Decoders that run at once: one chooses words while the other's model computes.

Python runs one thread at a time, and numpy lets go of it at every larger operation. Two threads
that choose words at once would hand it to and fro, and each handover takes longer than many of
those operations. So a decoder keeps its turn until its model runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_TURN = Lock()


@contextmanager
def choosing() -> Iterator[None]:
    """Keeps the turn; other decoders wait for it."""
    with _TURN:
        yield


@contextmanager
def computing() -> Iterator[None]:
    """Within `choosing`: leaves the turn to others while a model runs."""
    _TURN.release()
    try:
        yield
    finally:
        _TURN.acquire()
