"""Which of a person's requests is the newest: only its answer counts."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock


class Newest:
    """The newest request of each open page, for requests that are answered side by side."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._newest: dict[str, int] = {}
        self._open: Counter[str] = Counter()
        self._lock = Lock()

    def leave(self, page: str) -> None:
        """No request of a page that was closed is the newest."""
        with self._lock:
            if page in self._newest:
                self._newest[page] = next(self._numbers)

    @contextmanager
    def asked(self, page: str) -> Iterator[Callable[[], bool]]:
        """A request, in the order in which they come.

        Args:
            page: The name that Gradio gives an open page.

        Yields:
            Says whether no newer request of that page has come.
        """
        with self._lock:
            number = self._newest[page] = next(self._numbers)
            self._open[page] += 1
        try:
            yield lambda: self._newest.get(page) == number
        finally:
            with self._lock:
                self._open[page] -= 1
                if not self._open[page]:
                    del self._open[page], self._newest[page]
