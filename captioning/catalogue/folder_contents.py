"""Looking through a folder of photos and the folders in it."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from captioning.catalogue.contents import (
    NO_PHOTO,
    Contents,
    Found,
    is_own,
    is_system,
    is_working,
    opened,
)
from captioning.data.file_names import is_folder, shown
from captioning.vision.photo_kinds import START, has_photo_suffix, is_photo


def folder_contents(folder: Path) -> Contents:
    """All photos of a folder and the folders in it, and what is left out.

    Linked files are taken, linked folders are not, so that a link that leads back does no harm.

    Args:
        folder: A folder.

    Returns:
        The photos by name. A name is the one on disk; what is no text in it is escaped as by
        `captioning.data.file_names.shown`.
    """
    photos: dict[str, str] = {}
    left_out: list[tuple[str, str]] = []
    system = 0
    for name, entry in _files(folder, left_out):
        if is_working(entry.name):
            continue
        if is_system(name.split("/")):
            system += 1
        elif reason := _reason(entry):
            if not is_own(entry.name):
                left_out.append((shown(name), reason))
        elif shown(name) in photos:
            left_out.append((shown(name), "Another photo has the same name: rename one of them."))
        else:
            photos[shown(name)] = name
    found = (Found(name, partial(opened, folder / path)) for name, path in photos.items())
    escaped = tuple(name for name, path in photos.items() if name != path)
    return Contents(tuple(found), tuple(sorted(left_out)), system, escaped)


def _files(
    folder: Path, left_out: list[tuple[str, str]]
) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Every file below a folder by its relative name, sorted; folders that fail are left out."""
    names: list[tuple[str, os.DirEntry[str]]] = []
    waiting = [""]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(folder / place) as entries:
                inside = list(entries)
        except OSError as error:
            if not is_system(place.rstrip("/").split("/")):
                reason = f"The folder cannot be read ({error.strerror}): check its rights."
                left_out.append((shown(place.rstrip("/")), reason))
            continue
        for entry in inside:
            name = place + entry.name
            if not is_folder(entry):
                names.append((name, entry))
            elif not _is_linked(entry):
                waiting.append(f"{name}/")
            elif not is_system(name.split("/")):
                reason = "It is a link to a folder, which is not followed: index that folder."
                left_out.append((shown(name), reason))
    yield from sorted(names, key=lambda item: item[0])


def _is_linked(entry: "os.DirEntry[str]") -> bool:
    """Whether a folder is a link, or on Windows a junction."""
    return entry.is_symlink() or (sys.version_info >= (3, 12) and entry.is_junction())


def _reason(entry: "os.DirEntry[str]") -> str | None:
    """Why a file is no photo, or None if it may be one."""
    try:
        if entry.is_symlink() and not os.path.exists(entry.path):
            return "It is a link that leads nowhere."
        if not entry.is_file():
            return "It is no file."
        if has_photo_suffix(entry.name):
            return None
        with open(entry.path, "rb") as file:
            return None if is_photo(file.read(START)) else NO_PHOTO
    except OSError as error:
        return f"It cannot be read ({error.strerror}): check its rights."
