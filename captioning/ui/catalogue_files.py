"""The files of a person's catalogue: photos, or zips of photos, within limits."""

from functools import partial
from pathlib import Path, PurePosixPath

from captioning.catalogue.contents import Contents, Found, is_system, opened
from captioning.catalogue.zip_contents import ZipLimits, zip_contents
from captioning.catalogue.zip_file import BadZip, is_zip
from captioning.data.file_names import composed, shown
from captioning.vision.photos import MAX_BYTES

MOST_PHOTOS = 200
MOST_ZIP_BYTES = 100 * 2**20
MOST_UNPACKED_BYTES = 400 * 2**20
MOST_ZIP_ENTRIES = 2_000
LIMITS = (
    f"Up to {MOST_PHOTOS} photos of {MAX_BYTES // 2**20} MB each, or a zip of "
    f"{MOST_ZIP_BYTES // 2**20} MB."
)


_ARCHIVES = {
    "a RAR archive": b"Rar!\x1a\x07",
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c",
    "a gzip archive": b"\x1f\x8b\x08",
    "a bzip2 archive": b"BZh",
    "an XZ archive": b"\xfd7zXZ\0",
}


def open_files(files: list[tuple[str, Path]]) -> Contents:
    """Lists the uploaded photos without decoding any.

    Args:
        files: Name and path of each file.

    Returns:
        The photos to describe, with the folders that a zip puts them in; what is refused; and the
        number of files of the system.
    """
    found = [_contents(base_name(name), file) for name, file in files]
    photos = [photo for contents in found for photo in contents.photos]
    left_out = [item for contents in found for item in contents.left_out]
    reason = f"Only the first {MOST_PHOTOS} photos are taken."
    left_out += [(photo.name, reason) for photo in photos[MOST_PHOTOS:]]
    system = sum(contents.system for contents in found)
    return Contents(tuple(photos[:MOST_PHOTOS]), tuple(left_out), system)


def base_name(name: str) -> str:
    """A file's name without any folder, as it can be printed; never empty."""
    return shown(composed(PurePosixPath(name.replace("\\", "/")).name))[:120] or "photo"


def _contents(name: str, file: Path) -> Contents:
    try:
        with file.open("rb") as stream:
            start = stream.read(16)
        if is_zip(start) or name.lower().endswith(".zip"):
            limits = ZipLimits(MOST_ZIP_BYTES, MOST_UNPACKED_BYTES, MOST_ZIP_ENTRIES, MAX_BYTES)
            inside = zip_contents(file, limits)
            none = () if inside.photos or inside.left_out else ((name, "It has no photo in it."),)
            return Contents(inside.photos, inside.left_out + none, inside.system)
    except BadZip as error:
        return Contents(left_out=((name, str(error)),))
    except OSError:
        return Contents(left_out=((name, "It cannot be read: choose it again."),))
    for kind, magic in _ARCHIVES.items():
        if start.startswith(magic):
            reason = f"It is {kind}, which is not opened: send the photos as a zip."
            return Contents(left_out=((name, reason),))
    if is_system((name,)):
        return Contents(system=1)
    return Contents((Found(name, partial(opened, file)),))
