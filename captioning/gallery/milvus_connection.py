"""A connection to Milvus: its address, its errors as sentences, strings in its filters."""

import logging
import os
from collections import deque
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from captioning.gallery.metadata import GalleryError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_P = ParamSpec("_P")
_S = TypeVar("_S")
_R = TypeVar("_R")


def connect(url: str, *, create: bool = False) -> "tuple[MilvusClient, str]":
    """Opens a connection.

    Args:
        url: `milvus://host:port/name`, or a local file ending in .db (milvus-lite).
        create: Whether a local file that is not there is made.

    Returns:
        The client, and the gallery's name.

    Raises:
        GalleryError: pymilvus is absent, the address names no gallery, no server answers, or
            another process has the file.
    """
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise GalleryError(
            "A gallery in Milvus needs the packages pymilvus and milvus-lite: pip install pymilvus "
            "milvus-lite"
        ) from error
    parts = urlsplit(url)
    local = not parts.netloc
    address = parts.path if local else f"http://{parts.netloc}"
    name = "pieces" if local else parts.path.strip("/")
    if not name.isidentifier():
        raise GalleryError(
            f"{url} names no gallery; write milvus://host:port/name, the name in letters, digits "
            "and underscores, or a file ending in .db."
        )
    if local and not create and not Path(address).exists():
        raise GalleryError(
            f"{Path(address).name} has no gallery: there is no such file; make it with: python -m "
            "captioning index FOLDER --milvus FILE"
        )
    _SILENCER.install()
    try:
        client = MilvusClient(address, token=os.environ.get("MILVUS_TOKEN", ""))
    except (MilvusException, OSError, ValueError) as error:
        if local:
            raise GalleryError(_not_opened(Path(address))) from error
        raise GalleryError(
            f"No Milvus answers at {url}; start it or correct the address."
        ) from error
    return client, name


def answered(call: "Callable[Concatenate[_S, _P], _R]") -> "Callable[Concatenate[_S, _P], _R]":
    """Turns what Milvus raises into one sentence."""

    @wraps(call)
    def answering(self: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        from pymilvus.exceptions import MilvusException

        try:
            return call(self, *args, **kwargs)
        except MilvusException as error:
            raise GalleryError(
                "Milvus did not answer a search; see that it runs, and search again."
            ) from error

    return answering


_LOGGERS = ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer", "milvus_lite")


class _Silencer(logging.Handler):
    """Takes the libraries' log, which repeats every error with a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.causes: deque[BaseException] = deque(maxlen=16)

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the causes of an error."""
        error = record.exc_info[1] if record.exc_info else None
        while error is not None:
            self.causes.append(error)
            error = error.__cause__ or error.__context__

    def install(self) -> None:
        """Stands in for the handlers of the libraries, which install theirs when imported."""
        self.causes.clear()
        for name in _LOGGERS:
            logger = logging.getLogger(name)
            logger.propagate, logger.handlers = False, [self]


_SILENCER = _Silencer()


def literal(text: str) -> str:
    """A string in Milvus's filters.

    Quotes, backslashes and line ends are escaped as in JSON. Everything else stands as it is:
    milvus-lite 3.2 knows no escapes by number.

    >>> literal('café "A"')
    '"café \\\\"A\\\\""'
    """
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def _not_opened(file: Path) -> str:
    if any(isinstance(error, BlockingIOError) for error in _SILENCER.causes):
        return f"{file.name} is in use by another process; close it there, or use another file."
    return f"{file.name} cannot be opened as a gallery; check the name, or fill it again."
