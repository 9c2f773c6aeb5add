"""What metadata that came with photos says of them, found by path."""

from pathlib import PurePosixPath

from captioning.data.file_names import composed, shown
from captioning.data.metadata import metadata_lines
from captioning.data.record import Record

MOST_METADATA = 64 * 2**20
"""Largest file of metadata in bytes."""


class Records:
    """Records of photos by their paths, whichever way these are spelled."""

    def __init__(self) -> None:
        self._found: dict[str, Record] = {}
        self._by_key: dict[str, Record] = {}

    def add(self, path: str, content: bytes) -> list[tuple[str, str]]:
        """Reads a file of metadata; what was read of the same photo before no longer counts.

        Args:
            path: Where it lies; names in it are relative to its folder.
            content: The file.

        Returns:
            The path and a sentence for each line that cannot be used.
        """
        broken = []
        inside = PurePosixPath(path).parent
        for line in metadata_lines(content, path):
            if line.record is None:
                broken.append((path, f"Line {line.number} {line.faults[0]}: mend the line."))
                continue
            name = str(inside / line.record.file_name.replace("\\", "/"))
            self._found[name] = self._by_key[_key(name)] = line.record
        return broken

    def find(self, path: str) -> Record | None:
        """The record of a photo, or None."""
        return self._found.get(path) or self._by_key.get(_key(path))


def _key(name: str) -> str:
    return composed(shown(name)).casefold()
