"""Photos fetched by their addresses, for the command line alone and within limits.

A product file comes from somebody else, and an address in it could lead into the network of whoever
runs the program. So only http and https are followed, each host must have public addresses alone,
and the address that was connected to is checked again before anything is asked of it
(https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html).
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from itertools import count
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from captioning.vision.photos import MAX_BYTES, UnreadablePhoto

_MOVED = (301, 302, 303, 307, 308)
_TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 addresses as IPv6 networks reach them
_AGENT = {"User-Agent": "facet", "Accept": "image/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class DownloadLimits:
    """How much is fetched.

    Attributes:
        photos: Most photos.
        size: Largest photo in bytes.
        seconds: Longest time for one photo.
        moves: Most redirections of one address.
    """

    photos: int = 5_000
    size: int = MAX_BYTES
    seconds: float = 30.0
    moves: int = 4


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, not of a house or a machine."""
    found = ip_address(address.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    translated = found in _TRANSLATED and not ip_address(found.packed[-4:]).is_global
    return found.is_global and inside.is_global and not (inside.is_multicast or translated)


class PhotoDownload:
    """Fetches photos, and counts them; several threads may use it."""

    def __init__(
        self,
        limits: DownloadLimits | None = None,
        allowed: Callable[[str], bool] = is_public,
    ) -> None:
        """Sets the limits.

        Args:
            limits: How much is fetched at most.
            allowed: Whether an IP address may be connected to.
        """
        self._limits = limits or DownloadLimits()
        self._allowed = allowed
        self._number = count(1)

    def fetch(self, address: str) -> bytes:
        """The bytes of a photo.

        Args:
            address: Begins with http:// or https://; "//" stands for https.

        Raises:
            UnreadablePhoto: A sentence about "it".
        """
        if next(self._number) > self._limits.photos:
            raise UnreadablePhoto(
                f"It was not fetched: one run fetches at most {self._limits.photos:,} photos."
            )
        until = time.monotonic() + self._limits.seconds
        address = f"https:{address}" if address.startswith("//") else address
        for _ in range(self._limits.moves + 1):
            moved, content = self._answer(_parsed(address), until)
            if moved is None:
                return content
            address = urljoin(address, moved)
        raise UnreadablePhoto("It was not fetched: its address leads from one to the next.")

    def _answer(self, url: SplitResult, until: float) -> tuple[str | None, bytes]:
        """Where the photo has moved to, or its bytes."""
        connection = self._connection(url, until)
        try:
            self._connect(connection, url)
            with _hung_up(connection, until):
                return self._asked(connection, url)
        except UnreadablePhoto:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, TimeoutError) or time.monotonic() > until:
                raise self._too_slow() from error
            raise UnreadablePhoto("It was not fetched: its server does not answer.") from error
        finally:
            connection.close()

    def _asked(
        self, connection: http.client.HTTPConnection, url: SplitResult
    ) -> tuple[str | None, bytes]:
        target = quote(url.path or "/", safe="/%:@!$&'()*+,;=~")
        query = f"?{quote(url.query, safe='/%:@!$&()*+,;=~?')}" if url.query else ""
        connection.request("GET", target + query, headers=_AGENT)
        response = connection.getresponse()
        if response.status in _MOVED and (moved := response.getheader("Location")):
            return moved, b""
        if response.status != 200:
            raise UnreadablePhoto(f"It was not fetched: its server answers {response.status}.")
        content = response.read(self._limits.size + 1)
        if len(content) > self._limits.size:
            most = self._limits.size // 2**20
            raise UnreadablePhoto(f"It was not fetched: it is larger than {most} MB.")
        return None, content

    def _connection(self, url: SplitResult, until: float) -> http.client.HTTPConnection:
        seconds = max(0.01, until - time.monotonic())
        host = url.hostname or ""
        if url.scheme == "http":
            return http.client.HTTPConnection(host, url.port or 80, timeout=seconds)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, url.port or 443, timeout=seconds, context=context)

    def _connect(self, connection: http.client.HTTPConnection, url: SplitResult) -> None:
        """Connects, unless the host is not a public one."""
        found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
        reached = {str(entry[4][0]) for entry in found}
        if all(map(self._allowed, reached)):
            connection.connect()
            reached = {connection.sock.getpeername()[0]}
        if not all(map(self._allowed, reached)):
            raise UnreadablePhoto(
                f"It was not fetched: {url.hostname} is not a public address; bring the photo as "
                "a file."
            )

    def _too_slow(self) -> UnreadablePhoto:
        seconds = f"{self._limits.seconds:g} s"
        return UnreadablePhoto(f"It was not fetched: it took longer than {seconds}.")


@contextmanager
def _hung_up(connection: http.client.HTTPConnection, until: float) -> Iterator[None]:
    """Ends a connection when its time is over, however slowly its server answers.

    Raises:
        TimeoutError: It was ended.
    """
    line = connection.sock
    timer = threading.Timer(max(0.0, until - time.monotonic()), line.shutdown, (socket.SHUT_RDWR,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if time.monotonic() > until:
        raise TimeoutError


def _parsed(address: str) -> SplitResult:
    """An address in its parts.

    Raises:
        UnreadablePhoto: It is none that is followed.
    """
    try:
        url = urlsplit(address)
        valid = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise UnreadablePhoto("It was not fetched: only http and https addresses are.")
    if url.username or url.password:
        raise UnreadablePhoto("It was not fetched: its address has a password in it.")
    return url
