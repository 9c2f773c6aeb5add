"""File names as they are written, shown and found again.

The same name can be spelled in several ways: a Mac stores "é" as two characters, Windows separates
folders by backslashes and takes "a.JPG" for "a.jpg", and an old disk may hold names that are no
text at all. `shown` makes any name text, and `FolderFiles` finds the file that a name means.
"""

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath

_NO_TEXT = re.compile("[\ud800-\udfff\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def composed(name: str) -> str:
    """A name with composed characters (NFC), as keyboards type it."""
    return unicodedata.normalize("NFC", name)


def shown(name: str) -> str:
    """A name that can be printed and written as UTF-8, equal to the name wherever it can be.

    Bytes that are no text, and control characters, are written as in addresses: "caf%E9.jpg".
    """
    return _NO_TEXT.sub(lambda match: _escaped(match[0]), name)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python holds a byte that is not UTF-8
        return f"%{code - 0xDC00:02X}"
    if 0xD800 <= code <= 0xDFFF:
        return f"%u{code:04X}"
    return "".join(f"%{byte:02X}" for byte in character.encode())


def is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether an entry is a folder or a link to one; a link that leads to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


class FolderFiles:
    """The files of a folder, found by names that may be spelled differently.

    Each folder is listed once, when the first name in it is looked for.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listings: dict[str, _Listing] = {}

    def find(self, name: str) -> str | None:
        """The file that a name means, relative to the folder, as it is spelled on disk.

        Args:
            name: A path with slashes. "./a.jpg", backslashes, composed and decomposed characters,
                capitals and what `shown` has escaped are understood; the exact name comes first.

        Returns:
            The path, or None where there is no such file, or more than one.
        """
        found = self._find(PurePosixPath(name))
        if found is None and "\\" in name:
            found = self._find(PurePosixPath(name.replace("\\", "/")))
        return found

    def _find(self, path: PurePosixPath) -> str | None:
        if path.is_absolute() or ".." in path.parts or not path.parts:
            return None
        place = ""
        for part in path.parts[:-1]:
            folder = self._listing(place).folder(part)
            if folder is None:
                return None
            place = f"{place}{folder}/"
        file = self._listing(place).file(path.name)
        return None if file is None else place + file

    def _listing(self, place: str) -> "_Listing":
        if place not in self._listings:
            self._listings[place] = _Listing(self._folder / place)
        return self._listings[place]


class _Listing:
    """Names in one folder, exact and by a key under which spellings agree."""

    def __init__(self, folder: Path) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    (self._folders if is_folder(entry) else self._files).add(entry.name)
        except OSError:  # a folder that cannot be listed has no files to find
            pass
        self._file_keys: dict[str, list[str]] | None = None
        self._folder_keys: dict[str, list[str]] | None = None

    def file(self, name: str) -> str | None:
        if name in self._files:
            return name
        if self._file_keys is None:
            self._file_keys = _by_key(self._files)
        return _only(name, self._file_keys)

    def folder(self, name: str) -> str | None:
        if name in self._folders:
            return name
        if self._folder_keys is None:
            self._folder_keys = _by_key(self._folders)
        return _only(name, self._folder_keys)


def _by_key(names: set[str]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for name in names:
        keys.setdefault(_key(name), []).append(name)
    return keys


def _only(name: str, keys: dict[str, list[str]]) -> str | None:
    """The one name that is spelled like this; of several, the one that differs in less."""
    alike = keys.get(_key(name), [])
    same_case = [one for one in alike if composed(shown(one)) == composed(shown(name))]
    several = same_case or alike
    return several[0] if len(several) == 1 else None


def _key(name: str) -> str:
    return composed(shown(name)).casefold()
