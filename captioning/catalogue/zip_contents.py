"""Looking through a zip of photos. Nothing of it is written to disk under a name of its own."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from PIL import Image

from captioning.catalogue.contents import NO_PHOTO, Contents, Found, is_own, is_system, opened
from captioning.catalogue.records import MOST_METADATA, Records
from captioning.catalogue.zip_file import BadZip, Entry, read_entries, read_member
from captioning.catalogue.zip_names import zip_names
from captioning.data.file_names import shown
from captioning.data.metadata import METADATA, METADATA_CSV
from captioning.vision.photo_kinds import START, has_photo_suffix, is_photo
from captioning.vision.photos import MAX_BYTES, UnreadablePhoto


@dataclass(frozen=True)
class ZipLimits:
    """What is accepted, so that nobody fills the memory with one zip.

    Attributes:
        packed: Largest archive in bytes.
        unpacked: Bytes of all its photos together.
        entries: Files in it, those of a system apart.
        photo: Largest photo in bytes.
    """

    packed: int = 100 * 2**20
    unpacked: int = 400 * 2**20
    entries: int = 2_000
    photo: int = MAX_BYTES


def zip_contents(file: Path, limits: ZipLimits) -> Contents:
    """All photos of a zip, and what is left out of it.

    Args:
        file: The archive; it is opened again for each photo.
        limits: What is accepted.

    Raises:
        BadZip: It is no zip, or beyond the limits.
    """
    if file.stat().st_size > limits.packed:
        raise BadZip(f"This zip is larger than {limits.packed // 2**20} MB.")
    with file.open("rb") as archive:
        entries = read_entries(archive)
    members = [
        _Member(file, PurePosixPath(shown(name)), entry)
        for name, entry in zip(zip_names(entries), entries, strict=True)
        if not (entry.folder or name.endswith("/"))
    ]
    kept = [one for one in members if ".." in one.path.parts or not is_system(one.path.parts)]
    if len(kept) > limits.entries:
        raise BadZip(f"This zip has more than {limits.entries:,} files.")
    reasons = [(one, one.reason(limits)) for one in kept if not is_own(one.path.name)]
    photos = [one for one, reason in reasons if not reason]
    if sum(one.entry.size for one in photos) > limits.unpacked:
        raise BadZip(f"This zip would unpack to more than {limits.unpacked // 2**20} MB.")
    records, broken = _records(kept)
    return Contents(
        tuple(
            Found(
                str(one.path),
                partial(one.load, limits),
                partial(one.content, limits),
                records.find(str(one.path)),
            )
            for one in photos
        ),
        (*broken, *((str(one.path), reason) for one, reason in reasons if reason)),
        len(members) - len(kept),
    )


def _records(members: "list[_Member]") -> tuple[Records, list[tuple[str, str]]]:
    """What the metadata in a zip says of its photos, and which lines cannot be used."""
    records, broken = Records(), list[tuple[str, str]]()
    for one in sorted(members, key=lambda one: one.path.suffix):  # metadata.csv before .jsonl
        if one.path.name in (METADATA, METADATA_CSV):
            try:
                broken += records.add(str(one.path), one.read(MOST_METADATA))
            except BadZip as error:
                broken.append((str(one.path), str(error)))
    return records, broken


@dataclass(frozen=True)
class _Member:
    file: Path
    path: PurePosixPath
    entry: Entry

    def reason(self, limits: ZipLimits) -> str | None:
        """Why it is no photo, or None if it may be one."""
        parts = self.path.parts
        if not parts or self.path.is_absolute() or ".." in parts or ":" in parts[0]:
            return "Its path leads out of the zip."
        if self.entry.encrypted:
            return "It is locked with a password."
        if self.entry.is_link:
            return "It is a link, not a photo."
        if not has_photo_suffix(self.path.name) and not self._is_photo():
            return NO_PHOTO
        if self.entry.size > limits.photo:
            return f"It is larger than {limits.photo // 2**20} MB."
        return None

    def load(self, limits: ZipLimits) -> Image.Image:
        """Opens the photo."""
        return opened(self.content(limits))

    def content(self, limits: ZipLimits) -> bytes:
        """The photo's bytes."""
        try:
            content = self.read(limits.photo + 1)
        except BadZip as error:
            raise UnreadablePhoto(str(error)) from error
        if len(content) > limits.photo:
            raise UnreadablePhoto(f"It is larger than {limits.photo // 2**20} MB.")
        return content

    def _is_photo(self) -> bool:
        try:
            return is_photo(self.read(START))
        except BadZip:
            return False

    def read(self, most: int) -> bytes:
        """Its first bytes, `most` at most."""
        try:
            with self.file.open("rb") as archive:
                return read_member(archive, self.entry, most)
        except OSError as error:
            raise BadZip("The zip cannot be read any more: bring it again.") from error
