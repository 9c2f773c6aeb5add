"""How a folder's photos stand to its metadata: described, replaced, renamed, removed or new."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from captioning.data.digest import digest
from captioning.data.file_names import FolderFiles, shown
from captioning.data.metadata import Line, metadata_file, read_metadata
from captioning.data.record import Record
from captioning.gallery.metadata import GalleryError, in_one_form


class Refresh(StrEnum):
    """Which photos that have captions are described again; a person's captions always stay."""

    NONE = "none"
    CHANGED = "changed"
    ALL = "all"


@dataclass(frozen=True)
class Standing:
    """What a folder's metadata says of its photos today.

    Attributes:
        described: The line of each photo that has captions, by the photo's name; the last counts.
        changed: Photos with another content than when the models described them.
        yours: Those with another content whose caption a person wrote or approved.
        renamed: The line of the old name for photos that are new by name and known by content.
        removed: File names of lines whose photo is gone.
        dated: Lines that lack a photo's digest or have an earlier form, as they should be written.
    """

    described: Mapping[str, Line] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    yours: tuple[str, ...] = ()
    renamed: Mapping[str, Line] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    dated: Mapping[int, Record] = field(default_factory=dict)

    def again(self, refresh: Refresh) -> dict[str, Line]:
        """The photos to describe again, with their lines."""
        if refresh is Refresh.CHANGED:
            return {name: self.described[name] for name in self.changed}
        if refresh is Refresh.ALL:
            return {
                name: line
                for name, line in self.described.items()
                if line.record and line.record.described and not is_persons(line.record)
            }
        return {}


def folder_standing(folder: Path, names: Collection[str]) -> Standing:
    """Compares a folder's metadata with its photos, by content.

    Args:
        folder: Holds the photos and perhaps metadata.
        names: Its photos, as `captioning.data.file_names.shown`.

    Raises:
        GalleryError: A line of the metadata is broken; nothing is changed then.
    """
    files = FolderFiles(folder)
    described: dict[str, Line] = {}
    missing: dict[str, Line] = {}
    for line in sound_lines(folder):
        if line.record is not None and line.record.captions:
            name = shown(files.find(line.record.file_name) or "")
            home, key = (described, name) if name in names else (missing, line.record.file_name)
            home[key] = line
    seen = {name: digest(folder / (files.find(name) or name)) for name in described}
    other = [name for name, line in described.items() if _differs(line.record, seen[name])]
    yours = tuple(name for name in other if is_persons(described[name].record))
    renamed = _renamed(folder, files, [n for n in names if n not in described], missing)
    known = {line.number for line in renamed.values()}
    gone = [name for name, line in missing.items() if line.number not in known]
    return Standing(
        described,
        tuple(name for name in other if name not in yours),
        yours,
        renamed,
        tuple(gone),
        dict(_dated(described, seen)),
    )


def sound_lines(folder: Path) -> list[Line]:
    """The lines of a folder's metadata.

    Raises:
        GalleryError: A line cannot be used, or the file cannot be read.
    """
    path = metadata_file(folder)
    try:
        lines = read_metadata(path) if path.exists() else []
    except OSError as error:
        raise GalleryError(f"{path} cannot be read ({error.strerror}): check it.") from error
    for line in lines:
        broken = line.record is None or "is not UTF-8 text" in line.faults
        if broken and line.faults:
            raise GalleryError(
                f"{path}, line {line.number} {line.faults[0]}: mend the line. Nothing was changed."
            )
    return lines


def is_persons(record: Record | None) -> bool:
    """Whether a person wrote the captions, changed them or approved them."""
    if record is None or record.described is None:
        return record is not None
    return record.captions != record.described.captions or bool(record.others.get("approved"))


def _photo(record: Record | None) -> str | None:
    return record.described.photo if record and record.described else None


def _differs(record: Record | None, now: str | None) -> bool:
    then = _photo(record)
    return then is not None and now is not None and then != now


def _renamed(
    folder: Path, files: FolderFiles, new: list[str], missing: Mapping[str, Line]
) -> dict[str, Line]:
    lost = {photo: line for line in missing.values() if (photo := _photo(line.record))}
    if not lost:
        return {}
    found = ((name, digest(folder / (files.find(name) or name))) for name in new)
    return {name: lost[photo] for name, photo in found if photo in lost}


def _dated(
    described: Mapping[str, Line], seen: Mapping[str, str | None]
) -> Iterator[tuple[int, Record]]:
    """Lines that models wrote and that have no digest, or terms in the form of before."""
    for name, line in described.items():
        if line.record is None or line.record.described is None:
            continue
        said = in_one_form(line.record.described)
        said = replace(said, photo=said.photo or seen[name])
        if said != line.record.described:
            yield line.number, replace(line.record, described=said)
