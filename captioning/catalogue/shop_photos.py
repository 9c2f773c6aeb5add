"""The photos that a product file names, found in a folder or zip by their file names."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from PIL import Image

from captioning.catalogue.contents import Contents, Found, opened
from captioning.catalogue.shop_file import ShopPhoto
from captioning.catalogue.zip_contents import ZipLimits, zip_contents
from captioning.data.file_names import composed

# What shops add to the name of a photo that they resize, copy or convert.
_ADDED = re.compile(
    r"(?:_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[-_]\d{2,4}x\d{0,4}(?:@2x)?|-scaled"
    r"|_(?:pico|icon|thumb|small|compact|medium|large|grande|original|master))+$",
    re.IGNORECASE,
)


class NoPhoto(ValueError):
    """A photo that is not there, or that several files might be; the text is one sentence."""


class ShopPhotos:
    """Photos by the names under which a shop has them."""

    def __init__(self, photos: Iterable[Found]) -> None:
        """Takes the photos of a folder or a zip.

        Args:
            photos: Their names are paths with slashes.
        """
        self._photos = list(photos)

    def find(self, source: str) -> Found:
        """The photo that a path or an address means.

        The most alike counts: the whole path, then the name in the folder most alike, then the
        name in other capitals, with another suffix, or without what a shop adds to it.

        Args:
            source: "images/ring.jpg", "https://cdn.example.com/files/ring_1024x1024.jpg?v=17".

        Raises:
            NoPhoto: No photo has this name, or several have.
        """
        path = _path(source)
        name = path.name
        for key in (_exact, _folded, _stem, _bare):
            alike = self._by[key.__name__].get(key(name), [])
            nearest = _nearest(path, alike)
            if len(nearest) == 1:
                return nearest[0]
            if nearest:
                names = ", ".join(photo.name for photo in nearest[:3])
                raise NoPhoto(f"Several photos may be {name}: {names}; name their folder as well.")
        raise NoPhoto(f"No photo is called {name or source}.")

    def has(self, source: str) -> bool:
        """Whether a photo is found."""
        try:
            return bool(self.find(source))
        except NoPhoto:
            return False

    @cached_property
    def _by(self) -> dict[str, dict[str, list[Found]]]:
        """The photos by each kind of key of their names."""
        tables: dict[str, dict[str, list[Found]]] = {}
        for key in (_exact, _folded, _stem, _bare):
            table = tables[key.__name__] = defaultdict(list)
            for photo in self._photos:
                table[key(PurePosixPath(photo.name).name)].append(photo)
        return tables


def is_address(source: str) -> bool:
    """Whether a photo is named by an address on the web."""
    return source.lower().startswith(("http://", "https://", "//"))


def _path(source: str) -> PurePosixPath:
    """The path that a source names, without the server and what follows "?"."""
    if is_address(source):
        return PurePosixPath(composed(unquote(urlsplit(source).path)).lstrip("/"))
    return PurePosixPath(composed(source.strip().replace("\\", "/")))


def _nearest(path: PurePosixPath, alike: list[Found]) -> list[Found]:
    """Those whose folders agree longest with a path's, from the end."""

    def agreeing(photo: Found) -> int:
        own = composed(photo.name).casefold().split("/")[-2::-1]
        wanted = [part.casefold() for part in path.parts[-2::-1]]
        pairs = zip(own, wanted, strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(own), len(wanted)))

    best = max(map(agreeing, alike), default=0)
    nearest = [photo for photo in alike if agreeing(photo) == best]
    here = [photo for photo in nearest if photo.name.count("/") == len(path.parts) - 1]
    return here if len(here) == 1 else nearest


def _exact(name: str) -> str:
    return composed(name)


def _folded(name: str) -> str:
    return composed(name).casefold()


def _stem(name: str) -> str:
    return PurePosixPath(_folded(name)).stem


def _bare(name: str) -> str:
    return _ADDED.sub("", _stem(name))


def opener(
    photos: ShopPhotos | None, fetch: Callable[[str], bytes] | None = None
) -> Callable[[ShopPhoto], tuple[str, Callable[[], Image.Image]]]:
    """What opens the photos of a product file: those at hand first, then those on the web.

    Args:
        photos: Of a folder or zip.
        fetch: Fetches a photo by its address; None if nothing may be fetched.
    """

    def open_photo(photo: ShopPhoto) -> tuple[str, Callable[[], Image.Image]]:
        address = is_address(photo.source)
        if photos is not None and not (address and fetch and not photos.has(photo.source)):
            found = photos.find(photo.source)
            return found.name, found.load
        if not address:
            raise NoPhoto("No photos were brought: name their folder or zip.")
        if fetch is None:
            raise NoPhoto("It is on the web: bring the photos as files, or use --fetch.")
        return photo.source, partial(_fetched, fetch, photo.source)

    return open_photo


def _fetched(fetch: Callable[[str], bytes], address: str) -> Image.Image:
    return opened(fetch(address))


def zipped_photos(file: Path) -> Contents:
    """All photos of a zip on one's own disk, which may be larger than an upload.

    Raises:
        BadZip: It is no zip.
    """
    return zip_contents(file, ZipLimits(packed=2**36, unpacked=2**38, entries=200_000))
