"""Photos opened in threads while the models describe those before them."""

import os
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from PIL import Image

from captioning.catalogue.contents import Found


def ahead(photos: Iterable[Found], most: int) -> Generator[Found, None, None]:
    """The same photos in the same order, each opened before its turn comes.

    Pillow lets other threads work while it decodes, so that threads are as fast as processes here
    and need no second copy of the program.

    Args:
        photos: What to open.
        most: Photos that may be open or opening while none of them was asked for yet, 1 or more;
            memory holds these and those that the caller keeps.

    Yields:
        Each photo; its `load` returns the picture, or raises what opening it raised. Ending the
        loop early stops what was not begun.
    """
    opening: deque[tuple[Found, Future[Image.Image]]] = deque()
    with ThreadPoolExecutor(_cores(), "photo") as pool:
        try:
            for photo in photos:
                opening.append((photo, pool.submit(photo.load)))
                if len(opening) > most:
                    yield _opened(*opening.popleft())
            while opening:
                yield _opened(*opening.popleft())
        finally:
            for _, photo_opening in opening:
                photo_opening.cancel()


def _opened(photo: Found, opening: Future[Image.Image]) -> Found:
    return replace(photo, load=opening.result)


def _cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
