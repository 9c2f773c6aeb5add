"""What is known of a photo, and the JSON object in which a line of metadata says it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from captioning.data.attributes import Attributes

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
    return Fields(entry, []).attributes() if isinstance(entry, dict) else None


def texts_by_model(value: object) -> dict[str, str]:
    """Texts by the names of models, as lines have them under "models" and "complete".

    Args:
        value: What stands there; anything else than texts by names is left out.
    """
    found = value.items() if isinstance(value, dict) else ()
    return {str(key): one for key, one in found if isinstance(one, str) and one}


def chosen_first(
    complete: Mapping[str, str], said: Mapping[str, str], chosen: str
) -> tuple[str, ...]:
    """Complete captions, those of the models first whose caption counts.

    Args:
        complete: Complete captions by model.
        said: Captions by model.
        chosen: The caption that counts.
    """
    order = sorted(complete, key=lambda model: said.get(model) != chosen)
    return tuple(complete[model] for model in order)


class Fields:
    """The values of one object, taken out key by key; what is left is kept as it is.

    Attributes:
        faults: What is wrong with it; each text continues "line 3 ...".
    """

    def __init__(self, entry: dict[str, Any], faults: list[str]) -> None:
        """Takes an object.

        Args:
            entry: With a `file_name`; it is not changed.
            faults: Those that are known already.
        """
        self._entry = dict(entry)
        self.faults = faults

    def record(self) -> Record:
        """All of it, without the values that cannot be used."""
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
