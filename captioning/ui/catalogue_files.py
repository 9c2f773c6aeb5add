"""The files of a person's catalogue: photos, or zips of photos, within limits.

Nothing of a zip is ever written to disk under a name of its own, and no more of an entry is
unpacked than a photo may have.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image

from captioning.vision.photos import MAX_BYTES, UnreadablePhoto, load_photo

MOST_PHOTOS = 200
MOST_ZIP_BYTES = 100 * 2**20
MOST_UNPACKED_BYTES = 400 * 2**20
MOST_ZIP_ENTRIES = 2_000
LIMITS = (
    f"Up to {MOST_PHOTOS} photos of {MAX_BYTES // 2**20} MB each, or a zip of "
    f"{MOST_ZIP_BYTES // 2**20} MB."
)


@dataclass(frozen=True)
class PhotoFile:
    """An uploaded photo that is not decoded yet.

    Attributes:
        name: Its name without folders.
        file: The uploaded file.
        entry: Its place in the zip `file`, or None if `file` is the photo itself.
    """

    name: str
    file: Path
    entry: int | None = None

    def photo(self) -> Image.Image:
        """Opens the photo.

        Raises:
            UnreadablePhoto: a sentence for the person.
        """
        if self.entry is None:
            return load_photo(self.file)
        try:
            with zipfile.ZipFile(self.file) as archive:
                return load_photo(_unpacked(archive, archive.infolist()[self.entry]))
        except UnreadablePhoto:
            raise
        except Exception as error:  # what damaged data raises depends on how it was packed
            raise UnreadablePhoto("This part of the zip is damaged.") from error


def open_files(files: list[tuple[str, Path]]) -> tuple[list[PhotoFile], list[tuple[str, str]]]:
    """Lists the uploaded photos without decoding any.

    Args:
        files: Name and path of each file.

    Returns:
        The photos to describe, and name and reason for what is refused.
    """
    photos: list[PhotoFile] = []
    refused: list[tuple[str, str]] = []
    for name, file in files:
        if not zipfile.is_zipfile(file):
            photos.append(PhotoFile(base_name(name), file))
            continue
        try:
            for item in _zip_photos(file):
                photos.append(item) if isinstance(item, PhotoFile) else refused.append(item)
        except (zipfile.BadZipFile, UnreadablePhoto, OSError, ValueError) as error:
            reason = str(error) if isinstance(error, UnreadablePhoto) else "This zip is damaged."
            refused.append((base_name(name), reason))
    beyond = photos[MOST_PHOTOS:]
    refused += [(one.name, f"Only the first {MOST_PHOTOS} photos are taken.") for one in beyond]
    return photos[:MOST_PHOTOS], refused


def base_name(name: str) -> str:
    """A file's name without any folder, and never empty."""
    return PurePosixPath(name.replace("\\", "/")).name[:120] or "photo"


def _zip_photos(file: Path) -> Iterator[PhotoFile | tuple[str, str]]:
    if file.stat().st_size > MOST_ZIP_BYTES:
        raise UnreadablePhoto(f"This zip is larger than {MOST_ZIP_BYTES // 2**20} MB.")
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_ZIP_ENTRIES:
        raise UnreadablePhoto(f"This zip has more than {MOST_ZIP_ENTRIES:,} entries.")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
        raise UnreadablePhoto(
            f"This zip would unpack to more than {MOST_UNPACKED_BYTES // 2**20} MB."
        )
    for place, entry in enumerate(entries):
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
        if entry.is_dir() or (hidden and ".." not in path.parts):
            continue
        reason = _refusal(path, entry)
        yield (base_name(entry.filename), reason) if reason else PhotoFile(path.name, file, place)


def _refusal(path: PurePosixPath, entry: zipfile.ZipInfo) -> str | None:
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "Its path leads out of the zip."
    if entry.flag_bits & 1:
        return "It is locked with a password."
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        return "It is a link, not a photo."
    if entry.file_size > MAX_BYTES:
        return f"It is larger than {MAX_BYTES // 2**20} MB."
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes, bounded whatever size the entry claims."""
    with archive.open(entry) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadablePhoto(f"It is larger than {MAX_BYTES // 2**20} MB.")
    return content
