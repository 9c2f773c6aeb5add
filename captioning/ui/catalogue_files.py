"""The files of a person's catalogue: photos, or zips of photos, within limits."""

from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from captioning.catalogue.contents import Contents, Found, is_own, is_system, opened
from captioning.catalogue.records import MOST_METADATA, Records
from captioning.catalogue.shop_file import ShopFile
from captioning.catalogue.shop_table import TableError
from captioning.catalogue.zip_contents import ZipLimits, zip_contents
from captioning.catalogue.zip_file import BadZip, is_zip
from captioning.data.file_names import composed, shown
from captioning.data.metadata import METADATA, METADATA_CSV
from captioning.ui.texts import text
from captioning.vision.photos import MAX_BYTES, UnreadablePhoto

MOST_PHOTOS = 200
MOST_ZIP_BYTES = 100 * 2**20
MOST_UNPACKED_BYTES = 400 * 2**20
MOST_ZIP_ENTRIES = 2_000
MOST_ENTRIES = 2_000  # photos of a catalogue, those included that come with captions

_ARCHIVES = {
    "RAR": b"Rar!\x1a\x07",
    "7-Zip": b"7z\xbc\xaf\x27\x1c",
    "gzip": b"\x1f\x8b\x08",
    "bzip2": b"BZh",
    "XZ": b"\xfd7zXZ\0",
}


def open_files(files: list[tuple[str, Path]]) -> Contents:
    """Lists the uploaded photos without decoding any.

    Args:
        files: Name and path of each file; a name may have folders.

    Returns:
        The photos, with the folders that they lie in and what metadata among the files says of
        them; what is refused; and the number of files of the system.
    """
    records, others, left_out = Records(), list[tuple[str, Path]](), list[tuple[str, str]]()
    for name, file in sorted(((path_name(name), file) for name, file in files), key=_table_first):
        if PurePosixPath(name).name in (METADATA, METADATA_CSV):
            left_out += records.add(name, file.read_bytes()[:MOST_METADATA])
        else:
            others.append((name, file))
    order = {path_name(name): place for place, (name, _) in enumerate(files)}
    others.sort(key=lambda item: order[item[0]])
    found = [_contents(name, file) for name, file in others]
    photos = [
        photo if photo.record else replace(photo, record=records.find(photo.name))
        for contents in found
        for photo in contents.photos
    ]
    left_out += [item for contents in found for item in contents.left_out]
    kept, beyond = _within(photos)
    left_out += beyond
    return Contents(kept, tuple(left_out), sum(contents.system for contents in found))


def product_files(
    files: list[tuple[str, Path]],
) -> tuple[list[ShopFile], list[tuple[str, Path]], list[tuple[str, str]]]:
    """The product files among the uploaded ones, the other files, and sentences on broken ones."""
    shops, others, broken = list[ShopFile](), list[tuple[str, Path]](), list[tuple[str, str]]()
    for name, file in files:
        base = base_name(name)
        if not base.lower().endswith(".csv") or base == METADATA_CSV:
            others.append((name, file))
            continue
        try:
            shops.append(ShopFile.read(file.read_bytes()[:MOST_METADATA], base))
        except TableError as error:
            broken.append((path_name(name), str(error)))
        except OSError:
            broken.append((path_name(name), text("catalogue.gone_file")))
    return shops, others, broken


def path_name(name: str) -> str:
    """A file's path as it was brought, as it can be printed and safe to write; never empty.

    Folders stay, unless the path is absolute or leads out of where it was brought from.
    """
    path = PurePosixPath(shown(composed(name.replace("\\", "/"))))
    parts = [part for part in path.parts if part not in (".", "/")]
    if path.is_absolute() or ".." in parts or (parts and parts[0].endswith(":")):
        parts = parts[-1:] if parts and parts[-1] != ".." else []
    return "/".join(part[:120] for part in parts[-12:]) or "photo"


def base_name(name: str) -> str:
    """A file's name without any folder, as it can be printed; never empty."""
    return path_name(PurePosixPath(name.replace("\\", "/")).name)


def described(photo: Found) -> bool:
    """Whether metadata that came with a photo has its caption, so that no model is needed."""
    return photo.record is not None and bool(photo.record.captions)


def _table_first(item: tuple[str, Path]) -> str:
    return PurePosixPath(item[0]).suffix  # metadata.csv before metadata.jsonl, which counts


def _within(photos: list[Found]) -> tuple[tuple[Found, ...], list[tuple[str, str]]]:
    """Photos within the limits, and the others with a reason."""
    kept: list[Found] = []
    beyond: list[tuple[str, str]] = []
    to_describe = 0
    for photo in photos:
        new = not described(photo)
        if len(kept) == MOST_ENTRIES or (new and to_describe == MOST_PHOTOS):
            most = MOST_PHOTOS if new else MOST_ENTRIES
            beyond.append((photo.name, text("catalogue.first", n=most)))
        else:
            kept.append(photo)
            to_describe += new
    return tuple(kept), beyond


def _contents(name: str, file: Path) -> Contents:
    try:
        with file.open("rb") as stream:
            start = stream.read(16)
        if is_zip(start) or name.lower().endswith(".zip"):
            limits = ZipLimits(MOST_ZIP_BYTES, MOST_UNPACKED_BYTES, MOST_ZIP_ENTRIES, MAX_BYTES)
            inside = zip_contents(file, limits)
            none = () if inside.photos or inside.left_out else ((name, text("catalogue.empty")),)
            return Contents(inside.photos, inside.left_out + none, inside.system)
    except BadZip as error:
        return Contents(left_out=((name, str(error)),))
    except OSError:
        return Contents(left_out=((name, text("catalogue.gone_file")),))
    for kind, magic in _ARCHIVES.items():
        if start.startswith(magic):
            return Contents(left_out=((name, text("catalogue.archive", kind=kind)),))
    if is_system(name.split("/")):
        return Contents(system=1)
    if is_own(PurePosixPath(name).name):
        return Contents()
    return Contents((Found(name, partial(opened, file), partial(_content, file)),))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadablePhoto(text("catalogue.gone_file")) from error
