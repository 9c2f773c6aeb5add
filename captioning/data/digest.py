"""A photo's file known again by its content, whatever it is called."""

import hashlib
from pathlib import Path

_LENGTH = 16  # bytes: no two photos of any shop have the same by chance


def digest(source: Path | bytes) -> str | None:
    """A short hash of a file's content.

    Args:
        source: The file, or its content.

    Returns:
        32 hexadecimal digits, or None where the file cannot be read.
    """
    found = hashlib.blake2b(digest_size=_LENGTH)
    if isinstance(source, bytes):
        found.update(source)
        return found.hexdigest()
    try:
        with source.open("rb") as file:
            while block := file.read(1 << 20):
                found.update(block)
    except OSError:
        return None
    return found.hexdigest()
