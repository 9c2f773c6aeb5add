"""`metadata.jsonl`: photos in a folder, a line of JSON for each of them.

    {"file_name": "images/a.jpg", "captions": ["a gold ring"], "split": "train", "type": "ring",
     "metal": "yellow gold", "stones": ["ruby"], "motif": "", "style": ["halo"], "source": "s01"}

Data sets, galleries and catalogues share this file, so it is read here alone, and written by
`metadata_file`; `record` knows what a line can say. Only `file_name` and `captions` are needed. One
string may stand in place of a list, and `text` in place of `captions`, as in Hugging Face's image
folders. An editor may have made one JSON array of the lines, or saved them as UTF-16. Without this
file `metadata.csv` is read.
https://huggingface.co/docs/datasets/image_dataset
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from captioning.data.metadata_csv import csv_entries
from captioning.data.record import Fields, Record
from captioning.data.text_encoding import as_utf8

METADATA = "metadata.jsonl"
METADATA_CSV = "metadata.csv"

_BLANK = re.compile(r"\s*")


@dataclass(frozen=True)
class Line:
    """A line that was read.

    Attributes:
        number: Its number in the file, from 1.
        record: What it says, without the values that cannot be used; None if nothing can be used.
        faults: What is wrong with it; each text continues "line 3 ...", such as "is not JSON".
    """

    number: int
    record: Record | None
    faults: tuple[str, ...] = ()


def metadata_file(folder: Path) -> Path:
    """The folder's `metadata.jsonl`, whether it exists or not; `metadata.csv` if only that does."""
    path, table = folder / METADATA, folder / METADATA_CSV
    return table if table.is_file() and not path.is_file() else path


def read_metadata(path: Path) -> list[Line]:
    """Reads every line that is not blank, faulty ones included.

    Args:
        path: JSON lines, or CSV where the name ends in .csv.

    Raises:
        OSError: The file is missing or cannot be read.
    """
    return metadata_lines(path.read_bytes(), path.name)


def metadata_lines(content: bytes, name: str) -> list[Line]:
    """Reads the content of a file of metadata, as `read_metadata` does.

    Args:
        content: The file.
        name: Its name, which tells CSV from JSON lines.
    """
    content = as_utf8(content)
    if name.endswith(".csv"):
        return [
            Line(number, None, (fault,)) if fault else _entry_line(number, entry, [])
            for number, entry, fault in csv_entries(content)
        ]
    if is_array(content):
        return list(_array_lines(content.decode(errors="replace")))
    lines = content.split(b"\n")
    return [_line(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def is_array(content: bytes) -> bool:
    """Whether a file, as UTF-8, is one JSON array in place of lines."""
    return content.lstrip()[:1] == b"["


def _line(number: int, line: bytes) -> Line:
    try:
        text, faults = line.decode(), []
    except UnicodeDecodeError:
        text, faults = line.decode(errors="replace"), ["is not UTF-8 text"]
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return Line(number, None, (*faults, "is not JSON"))
    if _has_half(text):
        entry, faults = _whole_characters(entry, faults)
    return _entry_line(number, entry, faults)


def _array_lines(text: str) -> Iterator[Line]:
    """The elements of an array, each with the number of the line on which it begins."""
    decoder, escaped = json.JSONDecoder(), _has_half(text)
    place, number, after = text.index("[") + 1, 1 + text.count("\n", 0, text.index("[")), ","
    while after == ",":
        start = _skipped(text, place)
        number += text.count("\n", place, start)
        try:
            entry, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            if text[start : start + 1] != "]" or text[start + 1 :].strip():
                number = getattr(error, "lineno", number)
                yield Line(number, None, ("is not JSON",))
            return
        yield _entry_line(number, *(_whole_characters(entry, []) if escaped else (entry, [])))
        place = _skipped(text, end)
        number += text.count("\n", start, place)
        after, place = text[place : place + 1], place + 1
    if after != "]" or text[place:].strip():
        number += text.count("\n", place, _skipped(text, place))
        yield Line(number, None, ("is not JSON",))


def _skipped(text: str, place: int) -> int:
    """The place after any blanks."""
    blank = _BLANK.match(text, place)
    return blank.end() if blank else place


def _has_half(text: str) -> bool:
    """Whether half a character may be written as an escape."""
    return "\\ud" in text.lower()


def _entry_line(number: int, entry: object, faults: list[str]) -> Line:
    if not isinstance(entry, dict):
        return Line(number, None, (*faults, "is not a JSON object"))
    if fault := _name_fault(entry.get("file_name")):
        return Line(number, None, (*faults, fault))
    fields = Fields(entry, faults)
    return Line(number, fields.record(), tuple(fields.faults))


def _whole_characters(entry: Any, faults: list[str]) -> tuple[Any, list[str]]:
    """The entry with half a character, which an escape can write but nothing can print, as "?"."""
    plain = json.dumps(entry, ensure_ascii=False)
    whole = plain.encode(errors="replace").decode()
    if whole == plain:
        return entry, faults
    return json.loads(whole), [*faults, "has characters that are no text"]


def _name_fault(name: object) -> str | None:
    if not isinstance(name, str) or not name.strip():
        return "has no file_name"
    inside = PurePosixPath(name.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or "\0" in name:
        return "has a file_name outside the folder"
    return None
