"""Writing `metadata.jsonl` so that no kill, full disk or second run loses what is in it.

What is replaced is written to a temporary file, brought to disk and renamed. What is added is first
written to a journal next to the file: if a run is killed while it adds lines, the next one finds
the beginning of them at the end of the file and completes it. So an unfinished line is never cut
off, which might be a person's, with a comma too many.
"""

import codecs
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from captioning.data.metadata import is_array
from captioning.data.record import Record, metadata_text
from captioning.data.text_encoding import as_utf8

JOURNAL = ".facet-adding.json"


def append_records(path: Path, records: Iterable[Record]) -> None:
    """Adds lines with every key to a file and waits until they are on disk.

    Raises:
        OSError: The file cannot be written.
    """
    size, ended = _end(path)
    text = metadata_text(records, every_key=True)
    text = text if ended else f"\n{text}"
    journal = path.parent / JOURNAL
    entry = {"file": path.name, "size": size, "text": text}
    write_safely(journal, json.dumps(entry).encode())
    _append(path, text.encode())
    journal.unlink()


def finish_append(folder: Path) -> None:
    """Completes what a killed run was adding; if the file was edited since, it stays as it is.

    Raises:
        OSError: The file cannot be written.
    """
    journal = folder / JOURNAL
    if not journal.is_file():
        return
    with suppress(ValueError, KeyError, TypeError):
        entry = json.loads(journal.read_bytes())
        path, size, text = folder / entry["file"], int(entry["size"]), str(entry["text"]).encode()
        content = path.read_bytes() if path.is_file() else b""
        added = content[size:]
        if len(content) >= size and len(added) < len(text) and text.startswith(added):
            _append(path, text[len(added) :])
    journal.unlink()


def replace_records(path: Path, records: Mapping[int, Record]) -> None:
    """Writes some lines of a file again, with every key; all others stay to the byte.

    Args:
        path: JSON lines in UTF-8, as `as_lines` leaves them.
        records: The new records by the number of their line, from 1.

    Raises:
        OSError: The file cannot be written.
    """
    lines = path.read_bytes().split(b"\n")
    for number, record in records.items():
        lines[number - 1] = metadata_text([record], every_key=True).rstrip("\n").encode()
    write_safely(path, b"\n".join(lines))


def as_lines(path: Path) -> Path | None:
    """Makes lines of UTF-8 of a file that is an array or in another encoding, so that it can grow.

    Args:
        path: A file without faults.

    Returns:
        Where the file as it was is kept, or None if it had such lines already.

    Raises:
        OSError: The file cannot be written.
    """
    content = path.read_bytes() if path.is_file() else b""
    if is_lines(content):
        return None
    text = as_utf8(content)
    if is_array(text):
        entries = json.loads(text)
        text = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in entries).encode()
    kept = _free(path)
    write_safely(kept, content)
    write_safely(path, text)
    return kept


def is_lines(content: bytes) -> bool:
    """Whether a file can grow as it is: lines of UTF-8, no array."""
    text = as_utf8(content)
    return not is_array(text) and content in (text, codecs.BOM_UTF8 + text)


def write_safely(path: Path, content: bytes) -> None:
    """Writes a whole file, or leaves the one before: temporary file, disk, rename.

    Raises:
        OSError: The file cannot be written.
    """
    path = path.resolve()  # a link stays a link
    temporary = path.with_name(f".facet-{token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _end(path: Path) -> tuple[int, bool]:
    """A file's size in bytes, and whether its last line is ended."""
    if not path.is_file() or not path.stat().st_size:
        return 0, True
    with path.open("rb") as file:
        size = file.seek(-1, os.SEEK_END) + 1
        return size, file.read(1) == b"\n"


def _append(path: Path, text: bytes) -> None:
    with path.open("ab") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _free(path: Path) -> Path:
    """A name for the file as it was that no file has yet."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.before-{number}{path.suffix}")).exists():
        number += 1
    return kept


def _sync_folder(folder: Path) -> None:
    """Brings a rename to disk, where the system can."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
