"""Pictures under addresses of our own, so that no path of the server reaches a browser.

An album is a list of picture files under a name that is public ("gallery", "examples") or, for a
person's own catalogue, impossible to guess. A picture's address is its album, its place in the
album and a size.
"""

from collections import OrderedDict
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from captioning.ui.faults import answered
from captioning.vision.colour import srgb_profile
from captioning.vision.photos import UnreadablePhoto, load_photo

SIZES = {"thumb": 192, "small": 384, "large": 1024}  # longest side in pixels
KEPT = "max-age=3600"
REFRESHED = "max-age=3600, stale-while-revalidate=2592000"
"""For pictures that everybody sees: shown at once for a month, and fetched again after an hour."""
EVERYBODY = ("gallery", "examples")
KEPT_IN_MEMORY = 600  # encoded pictures, about 15 kB each


def shrunk(photo: Image.Image, longest: int) -> Image.Image:
    """A photo with its longest side at most `longest` pixels; itself, if it is no longer."""
    scale = longest / max(photo.size)
    if scale >= 1:
        return photo
    width, height = (max(1, round(side * scale)) for side in photo.size)
    return photo.resize((width, height), Image.Resampling.BICUBIC)


def encoded(photo: Image.Image, longest: int) -> bytes:
    """A photo as WebP, its longest side at most `longest` pixels."""
    stream = BytesIO()
    shrunk(photo, longest).save(stream, "WEBP", quality=78, method=4, icc_profile=srgb_profile())
    return stream.getvalue()


class Pictures:
    """The albums of pictures that the server shows."""

    def __init__(self) -> None:
        self._albums: dict[str, tuple[Path, ...]] = {}
        self._encoded: OrderedDict[tuple[Path, str], bytes] = OrderedDict()
        self._lock = Lock()

    def put(self, album: str, files: Sequence[Path]) -> None:
        """Shows the files under the album's name; earlier ones that are not among them go."""
        with self._lock:
            self._forget(set(self._albums.get(album, ())) - set(files))
            self._albums[album] = tuple(files)

    def drop(self, album: str) -> None:
        """Stops showing an album and forgets its pictures."""
        with self._lock:
            self._forget(set(self._albums.pop(album, ())))

    def _forget(self, gone: set[Path]) -> None:
        for key in [key for key in self._encoded if key[0] in gone]:
            del self._encoded[key]

    @staticmethod
    def address(album: str, place: int, size: str = "small") -> str:
        """Address of a picture; relative, so that it works behind any proxy."""
        return f"pictures/{album}/{place}/{size}.webp"

    def route(self) -> Route:
        """The route that serves the pictures."""
        return Route("/pictures/{album}/{place:int}/{size}.webp", answered(self._serve))

    def _serve(self, request: Request) -> Response:
        album, place, size = (request.path_params[key] for key in ("album", "place", "size"))
        files = self._albums.get(album, ())
        if size not in SIZES or not 0 <= place < len(files):
            return Response("There is no such picture.", 404, media_type="text/plain")
        try:
            picture = self._encode(files[place], size)
        except UnreadablePhoto as error:
            return Response(str(error), 404, media_type="text/plain")
        kept = REFRESHED if album in EVERYBODY else KEPT
        headers = {"Cache-Control": f"private, {kept}", "X-Content-Type-Options": "nosniff"}
        return Response(picture, media_type="image/webp", headers=headers)

    def _encode(self, file: Path, size: str) -> bytes:
        with self._lock:
            if (file, size) in self._encoded:
                self._encoded.move_to_end((file, size))
                return self._encoded[file, size]
        picture = encoded(load_photo(file), SIZES[size])
        with self._lock:
            self._encoded[file, size] = picture
            if len(self._encoded) > KEPT_IN_MEMORY:
                self._encoded.popitem(last=False)
        return picture
