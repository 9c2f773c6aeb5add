"""Pieces of a gallery and the `metadata.jsonl` beside their photos."""

import hashlib
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes, looks, vocabulary_form
from captioning.language.query import Query
from captioning.language.terms import (
    KINDS,
    METAL,
    STONES,
    TOGETHER,
    TYPE,
    WORD,
    Term,
    weighted_terms,
)

METADATA = "metadata.jsonl"
"""A line for each photo: file_name, captions, and optional type, metal, stones, motif, style."""

log = logging.getLogger(__name__)


class GalleryError(ValueError):
    """A gallery that cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True, kw_only=True)
class Piece(Attributes):
    """One piece of jewelry in a gallery: its attributes, its photo and its captions.

    Attributes:
        id: The photo's file name inside the gallery; unique there.
        image: Path of the photo.
        captions: Its captions; the first is shown.
        expected: What is searched instead of the captions: everything that models can say of the
            piece, until a person corrects it; or the captions and a sentence of its labels, where
            these say more. Empty for the captions alone.
    """

    id: str
    image: Path
    captions: tuple[str, ...]
    expected: Query = field(default_factory=Query, hash=False)

    @property
    def query(self) -> Query:
        """What it is found by, and what it asks with when more like it is wanted."""
        return self.expected or Query(Counter(self.captions))


def read_pieces(folder: Path) -> list[Piece]:
    """Reads the pieces of a folder; bad lines are left out with one warning that counts them.

    Args:
        folder: Holds `metadata.jsonl` and the photos. Where a photo has several lines, the last
            counts.

    Returns:
        The pieces in the order of the file.

    Raises:
        GalleryError: There is no such folder or file, or it has lines and none can be used.
    """
    records, faults = _records(folder)
    pieces: dict[str, Piece] = {}
    for number, record in records:
        try:
            piece = _piece(folder, record)
        except ValueError as error:
            faults.append(f"line {number}: {error}")
            continue
        if piece.id in pieces:
            faults.append(f"line {number}: {piece.id} has a line already, which this one replaces")
        pieces[piece.id] = piece
    if faults:
        log.warning(
            "%s of %s: %d line(s) with a fault (%s).", METADATA, folder.name, len(faults), faults[0]
        )
    if faults and not pieces:
        raise GalleryError(
            f"No line of {METADATA} in {folder.name} can be used ({faults[0]}); each must be a "
            'JSON object such as {"file_name": "ring.jpg", "captions": ["a gold ring"]}.'
        )
    return list(pieces.values())


def described_names(folder: Path) -> set[str]:
    """File names of photos that have captions; empty where there is no `metadata.jsonl`."""
    if not (folder / METADATA).exists():
        return set()
    records, _ = _records(folder)
    return {
        str(record["file_name"])
        for _, record in records
        if record.get("file_name") and _captions(record)
    }


def fingerprint(folder: Path) -> str:
    """A hash of a folder's `metadata.jsonl`, which changes with any caption."""
    return hashlib.sha256((folder / METADATA).read_bytes()).hexdigest()


def _records(folder: Path) -> tuple[list[tuple[int, dict[str, Any]]], list[str]]:
    """Lines that are JSON objects, with their numbers, and what is wrong with the others."""
    records, faults = [], []
    for number, line in _lines(folder):
        try:
            record = json.loads(line)
        except ValueError:
            faults.append(f"line {number} is not JSON")
            continue
        if isinstance(record, dict):
            records.append((number, record))
        else:
            faults.append(f"line {number} is not a JSON object")
    return records, faults


def _lines(folder: Path) -> Iterator[tuple[int, str]]:
    try:
        text = (folder / METADATA).read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise GalleryError(
            f"{folder.name or folder} has no readable {METADATA}; describe the folder's photos "
            f"first with: python -m captioning index {folder.name or 'FOLDER'}"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _piece(folder: Path, record: Mapping[str, Any]) -> Piece:
    name = record.get("file_name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError("file_name is missing")
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts or "\0" in name:
        raise ValueError(f"{name!r} is outside the gallery")
    image = folder / inside
    if not os.path.isfile(image):
        raise ValueError(f"there is no photo {name}")
    captions = _captions(record)
    if not captions:
        raise ValueError(f"{name} has no captions")
    read = attributes(captions[0])
    known = _attributes(record, captions, read)
    piece = Piece(id=name, image=image, captions=captions, **asdict(known))
    expected = _expected(record.get("described"), captions) or _labelled(piece, read)
    return replace(piece, expected=expected)


def _labelled(piece: Piece, read: Attributes) -> Query:
    """The captions and, where its labels say more than the first one, a sentence of them."""
    labels = piece.type, piece.metal, set(looks(piece.stones))
    if labels == (read.type, read.metal, set(looks(read.stones))):
        return Query()
    stones = f" with {' and '.join(piece.stones)}" if piece.stones else ""
    named = f"{piece.metal or ''} {piece.type or ''}{stones}".strip()
    return Query({**Counter(piece.captions), named: 1.0})


def _captions(record: Mapping[str, Any]) -> tuple[str, ...]:
    return _texts(record.get("captions") or record.get("text"))


def _attributes(record: Mapping[str, Any], captions: Sequence[str], read: Attributes) -> Attributes:
    """The labels of a line; those it lacks are read from its captions.

    Args:
        record: The line.
        captions: Its captions, which together name all stones.
        read: What the first caption names.
    """
    stones = _texts(record.get("stones"))
    labels = vocabulary_form(
        Attributes(
            type=_text(record.get("type")),
            metal=_text(record.get("metal")),
            stones=stones,
            motif=_text(record.get("motif")),
            style=_texts(record.get("style")),
            no_stones=record.get("stones") is not None and not stones,
        )
    )
    if not labels.stones_known:
        named = (stone for caption in captions for stone in attributes(caption).stones)
        labels = replace(labels, stones=tuple(dict.fromkeys(named)))
    return replace(
        labels,
        type=labels.type or read.type,
        metal=labels.metal or read.metal,
        motif=labels.motif or read.motif,
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for each in values if (text := _text(each)))


def _expected(described: object, captions: tuple[str, ...]) -> Query:
    """What models expect of a piece, unless a person has changed their captions."""
    if not isinstance(described, dict) or _texts(described.get("captions")) != captions:
        return Query()
    expected = described.get("expected")
    if isinstance(expected, dict):
        return _expected_before_records(expected)
    return Query(terms=weighted_terms(expected))


def _expected_before_records(weights: Mapping[str, object]) -> Query:
    """What versions before 2026-12 wrote: a mapping such as {"type: ring": 0.9, "halo": 0.2}."""
    texts: dict[str, float] = {}
    terms: dict[Term, float] = {}
    for text, weight in weights.items():
        if not isinstance(weight, int | float) or not 0 < weight < 1e6:
            continue
        kind, colon, value = text.partition(": ")
        if colon and kind == TOGETHER:
            noun, *others = value.split(", ")
            parts = (Term(TYPE, noun), *map(_metal_or_stones, others))
            terms[Term(TOGETHER, parts)] = float(weight)
        elif colon and kind in KINDS:
            terms[Term(kind, value)] = float(weight)
        elif " " in text:
            texts[text] = float(weight)
        else:
            terms[Term(WORD, text)] = float(weight)
    return Query(texts, terms)


def _metal_or_stones(text: str) -> Term:
    stones = text.removesuffix(" stones")
    return Term(METAL, text) if stones == text else Term(STONES, stones)
