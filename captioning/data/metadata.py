"""`metadata.jsonl`: photos in a folder, a line of JSON for each of them.

    {"file_name": "images/a.jpg", "captions": ["a gold ring"], "split": "train", "type": "ring",
     "metal": "yellow gold", "stones": ["ruby"], "motif": "", "style": ["halo"], "source": "s01"}

Data sets, galleries and catalogues share this file, so it is read here alone, and written by
`metadata_file`. Only `file_name` and `captions` are needed. One string may stand in place of a
list, and `text` in place of `captions`, as in Hugging Face's image folders. An editor may have made
one JSON array of the lines, or saved them as UTF-16. Without this file `metadata.csv` is read.
https://huggingface.co/docs/datasets/image_dataset
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from captioning.data.attributes import Attributes
from captioning.data.metadata_csv import csv_entries
from captioning.data.text_encoding import as_utf8

METADATA = "metadata.jsonl"
METADATA_CSV = "metadata.csv"

_BLANK = re.compile(r"\s*")
_LABELS = ("type", "metal", "stones", "motif", "style")


@dataclass(frozen=True)
class Described:
    """What the models said of a photo.

    Attributes:
        captions: Their captions. Where the record's own captions differ, a person has changed them.
        expected: What they can say besides, as JSON; `captioning.gallery.metadata` knows its form.
        photo: Digest of the file that they saw, by `captioning.data.digest`, or None.
    """

    captions: tuple[str, ...]
    expected: Any = None
    photo: str | None = None


@dataclass(frozen=True)
class Record:
    """One line: a photo and what is known of it.

    Attributes:
        file_name: The photo, relative to the file's folder and inside it.
        captions: Captions without blanks around them; the first is shown.
        attributes: Labels as written, or None where the line has no label.
        split: The part of a data set it belongs to, or None.
        source: Where the photo comes from, such as a shop, or None.
        product: Which product it shows, or None.
        described: What the models said, if they described it.
        others: All other keys of the line with their values, which are written back as they are.
    """

    file_name: str
    captions: tuple[str, ...] = ()
    attributes: Attributes | None = None
    split: str | None = None
    source: str | None = None
    product: str | None = None
    described: Described | None = None
    others: Mapping[str, Any] = field(default_factory=dict, hash=False)


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


def metadata_text(records: Iterable[Record], *, every_key: bool = False) -> str:
    """The records as the text of a `metadata.jsonl`, a line for each.

    Args:
        records: What to write.
        every_key: Write keys that say nothing as null, so that all lines have the same keys:
            readers such as Hugging Face's take the columns from the first lines.
    """
    entries = (_entry(one, every_key) for one in records)
    return "".join(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)


def second_labels(record: Record) -> Attributes | None:
    """What a second annotator says of the photo, in an object under "second"; None without one."""
    entry = record.others.get("second")
    return _Fields(entry, []).attributes() if isinstance(entry, dict) else None


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
    fields = _Fields(entry, faults)
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


class _Fields:
    """The values of one line, taken out key by key; what is left is kept as it is."""

    def __init__(self, entry: dict[str, Any], faults: list[str]) -> None:
        self._entry = dict(entry)
        self.faults = faults

    def record(self) -> Record:
        labelled = any(self._entry.get(key) is not None for key in _LABELS)
        if not self._entry.get("captions"):
            self._entry["captions"] = self._entry.pop("text", None)
        attributes = self.attributes()
        return Record(
            file_name=self._entry.pop("file_name"),
            captions=self._texts("captions"),
            attributes=attributes if labelled else None,
            split=self._text("split"),
            source=self._text("source"),
            product=self._text("product"),
            described=self._described(),
            others=self._entry,
        )

    def attributes(self) -> Attributes:
        """The labels, taken out."""
        no_stones = self._entry.get("stones") in ([], "")
        return Attributes(
            type=self._text("type"),
            metal=self._text("metal"),
            stones=self._texts("stones"),
            motif=self._text("motif"),
            style=self._texts("style"),
            no_stones=no_stones,
        )

    def _described(self) -> Described | None:
        described = self._entry.get("described")
        if described is None:
            self._entry.pop("described", None)
        if not isinstance(described, dict) or not isinstance(described.get("captions"), list):
            return None
        del self._entry["described"]
        captions = tuple(one.strip() for one in described["captions"] if isinstance(one, str))
        photo = described.get("photo")
        photo = photo if isinstance(photo, str) else None
        return Described(captions, described.get("expected"), photo)

    def _text(self, key: str) -> str | None:
        value = self._entry.pop(key, None)
        if value is not None and not isinstance(value, str):
            self._refuse(key, value, f"has a {key} that is not text")
            return None
        return (value or "").strip() or None

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self._entry.pop(key, None)
        values = [] if value is None else value if isinstance(value, list) else [value]
        texts = [text.strip() for text in values if isinstance(text, str)]
        if len(texts) < len(values):
            self._refuse(key, value, f"has {key} that are not a list of texts")
        return tuple(text for text in texts if text)

    def _refuse(self, key: str, value: Any, fault: str) -> None:
        self._entry[key] = value  # a person wrote it, so it is written back
        self.faults.append(fault)


def _entry(record: Record, every_key: bool) -> dict[str, Any]:
    """A record as a JSON object, with or without the keys that say nothing."""
    known, said = record.attributes or Attributes(), record.described
    entry: dict[str, Any] = {
        "file_name": record.file_name,
        "captions": list(record.captions),
        "split": record.split,
        "source": record.source,
        "product": record.product,
        "type": known.type,
        "metal": known.metal,
        "stones": list(known.stones) if known.stones_known else None,
        "motif": known.motif,
        "style": list(known.style) or None,
        "described": said and _described_entry(said, every_key),
    }
    others = {key: value for key, value in record.others.items() if entry.get(key) is None}
    return {k: v for k, v in (entry | others).items() if every_key or v is not None or k in others}


def _described_entry(said: Described, every_key: bool) -> dict[str, Any]:
    entry = {"captions": list(said.captions), "expected": said.expected, "photo": said.photo}
    return {key: value for key, value in entry.items() if every_key or key != "photo" or value}
