"""Pictures under addresses of our own, so that no path of the server reaches a browser.

A shelf is a list of picture files under a name that is public ("gallery", "examples") or, for a
person's own catalogue, impossible to guess. A picture's address is its shelf, its place on the
shelf and a size.
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

from captioning.vision.colour import srgb_profile
from captioning.vision.photos import UnreadablePhoto, load_photo

SIZES = {"small": 384, "large": 1024}  # longest side in pixels
KEPT_IN_MEMORY = 600  # encoded pictures, about 15 kB each


def shrunk(photo: Image.Image, longest: int) -> Image.Image:
    """A copy of a photo with its longest side at most `longest` pixels."""
    copy = photo.copy()
    copy.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return copy


def encoded(photo: Image.Image, longest: int) -> bytes:
    """A photo as WebP, its longest side at most `longest` pixels."""
    stream = BytesIO()
    shrunk(photo, longest).save(stream, "WEBP", quality=82, method=2, icc_profile=srgb_profile())
    return stream.getvalue()


class Pictures:
    """The shelves of pictures that the server shows."""

    def __init__(self) -> None:
        self._showcases: dict[str, tuple[Path, ...]] = {}
        self._encoded: OrderedDict[tuple[Path, str], bytes] = OrderedDict()
        self._lock = Lock()

    def put(self, shelf: str, files: Sequence[Path]) -> None:
        """Shows the files under the shelf's name, in place of what stood there."""
        self.drop(shelf)
        with self._lock:
            self._showcases[shelf] = tuple(files)

    def drop(self, shelf: str) -> None:
        """Shows a shelf no longer and forgets its pictures."""
        with self._lock:
            gone = set(self._showcases.pop(shelf, ()))
            for key in [key for key in self._encoded if key[0] in gone]:
                del self._encoded[key]

    @staticmethod
    def address(shelf: str, place: int, size: str = "small") -> str:
        """Where a browser finds a picture; relative, so that it holds behind any proxy."""
        return f"pictures/{shelf}/{place}/{size}.webp"

    def route(self) -> Route:
        """The route that serves the pictures."""
        return Route("/pictures/{shelf}/{place:int}/{size}.webp", self._serve)

    def _serve(self, request: Request) -> Response:
        shelf, place, size = (request.path_params[key] for key in ("shelf", "place", "size"))
        files = self._showcases.get(shelf, ())
        if size not in SIZES or not 0 <= place < len(files):
            return Response("There is no such picture.", 404, media_type="text/plain")
        try:
            picture = self._encode(files[place], size)
        except UnreadablePhoto as error:
            return Response(str(error), 404, media_type="text/plain")
        headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
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
