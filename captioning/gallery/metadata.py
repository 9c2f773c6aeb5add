"""The pieces of a gallery, read from the `metadata.jsonl` in the folder of their photos."""

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from captioning.data.attributes import Attributes
from captioning.data.file_names import FolderFiles, shown
from captioning.data.metadata import METADATA, Line, metadata_file, read_metadata
from captioning.data.record import Described, Record
from captioning.language.attributes import attributes, looks, vocabulary_form
from captioning.language.lexicon import words
from captioning.language.query import Query
from captioning.language.terms import (
    KINDS,
    METAL,
    STONES,
    TOGETHER,
    TYPE,
    WORD,
    Term,
    attribute_terms,
    flat_records,
    weighted_terms,
)

log = logging.getLogger(__name__)


class GalleryError(ValueError):
    """A gallery that cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True, kw_only=True)
class Piece(Attributes):
    """One piece of jewelry in a gallery: its attributes, its photo and its captions.

    Attributes:
        id: The photo's file name inside the gallery, as `file_names.shown`; unique there.
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
        folder: Holds `metadata.jsonl` or `metadata.csv` and the photos. Where a photo has several
            lines, the last counts.

    Returns:
        The pieces in the order of the file.

    Raises:
        GalleryError: There is no such folder or file, or it has lines and none can be used.
    """
    pieces: dict[str, Piece] = {}
    faults: dict[int, str] = {}  # the first fault of each line
    files = FolderFiles(folder)
    for line in _lines(folder):
        try:
            if line.faults:
                faults[line.number] = line.faults[0]
            if line.record is None:
                continue
            piece = _piece(folder, files, line.record)
        except ValueError as error:
            faults.setdefault(line.number, str(error))
            continue
        if piece.id in pieces:
            faults.setdefault(line.number, f"replaces the line of {piece.id} above it")
        pieces[piece.id] = piece
    _report(faults, folder, usable=bool(pieces))
    return list(pieces.values())


def described_names(folder: Path) -> set[str]:
    """Photos that have captions, as `captioning.data.file_names.shown` shows their names.

    Returns:
        The names that the files have on disk; none where there is no metadata.
    """
    if not metadata_file(folder).exists():
        return set()
    files = FolderFiles(folder)
    named = (
        line.record.file_name for line in _lines(folder) if line.record and line.record.captions
    )
    return {shown(files.find(name) or name) for name in named}


def fingerprint(folder: Path) -> str:
    """A hash of a folder's metadata, which changes with any caption."""
    return hashlib.sha256(metadata_file(folder).read_bytes()).hexdigest()


def _lines(folder: Path) -> list[Line]:
    try:
        return read_metadata(metadata_file(folder))
    except OSError as error:
        raise GalleryError(
            f"{folder.name or folder} has no readable {METADATA}; describe the folder's photos "
            f"first with: python -m captioning index {folder.name or 'FOLDER'}"
        ) from error


def _report(faults: Mapping[int, str], folder: Path, *, usable: bool) -> None:
    """Warns of lines with a fault, or refuses a gallery in which no other line is."""
    if not faults:
        return
    number, fault = next(iter(faults.items()))
    first = f"line {number} {fault}"
    if not usable:
        raise GalleryError(
            f"No line of {METADATA} in {folder.resolve().name} can be used ({first}); each must be "
            'a JSON object such as {"file_name": "ring.jpg", "captions": ["a gold ring"]}.'
        )
    count = "1 line has a fault" if len(faults) == 1 else f"{len(faults):,} lines have faults"
    log.warning("%s of %s: %s (%s).", METADATA, folder.resolve().name, count, first)


def _piece(folder: Path, files: FolderFiles, record: Record) -> Piece:
    """The piece of a record; the text of a ValueError continues "line 3 ..."."""
    name = files.find(record.file_name)
    if name is None:
        raise ValueError(f"names {record.file_name}, and there is no such photo")
    if not record.captions:
        raise ValueError(f"has no captions for {record.file_name}")
    read = attributes(record.captions[0])
    known = _attributes(record, read)
    piece = Piece(id=shown(name), image=folder / name, captions=record.captions, **asdict(known))
    return replace(piece, expected=_expected(record) or _labelled(piece, read))


def _labelled(piece: Piece, read: Attributes) -> Query:
    """The captions and, where its labels say more than the first one, a sentence of them."""
    labels = piece.type, piece.metal, set(looks(piece.stones))
    if labels == (read.type, read.metal, set(looks(read.stones))):
        return Query()
    stones = f" with {' and '.join(piece.stones)}" if piece.stones else ""
    named = f"{piece.metal or ''} {piece.type or ''}{stones}".strip()
    return Query({**Counter(piece.captions), named: 1.0})


def _attributes(record: Record, read: Attributes) -> Attributes:
    """The labels of a record; what they lack is read from its captions.

    Args:
        record: The record; all its captions together name its stones.
        read: What the first caption names.
    """
    labels = vocabulary_form(record.attributes or Attributes())
    if not labels.stones_known:
        named = (stone for caption in record.captions for stone in attributes(caption).stones)
        labels = replace(labels, stones=tuple(dict.fromkeys(named)))
    return replace(
        labels,
        type=labels.type or read.type,
        metal=labels.metal or read.metal,
        motif=labels.motif or read.motif,
    )


def _expected(record: Record) -> Query:
    """What models expect of a piece, unless a person has changed their captions."""
    said = record.described
    if said is None or said.captions != record.captions:
        return Query()
    if isinstance(said.expected, dict):
        return _expected_before_records(said.expected)
    return Query(terms=weighted_terms(said.expected))


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


def in_one_form(said: Described) -> Described:
    """What models said with its terms as records; versions before 2026-12 wrote a mapping."""
    if not isinstance(said.expected, dict):
        return said
    query = _expected_before_records(said.expected)
    terms = dict(query.terms)
    for text, weight in query.texts.items():
        named = [Term(WORD, word) for word in words(text)]
        for term in (*named, *attribute_terms(words(text))):
            terms[term] = terms.get(term, 0.0) + weight
    return replace(said, expected=flat_records(terms))


def _metal_or_stones(text: str) -> Term:
    stones = text.removesuffix(" stones")
    return Term(METAL, text) if stones == text else Term(STONES, stones)
