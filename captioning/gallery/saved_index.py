"""The index of a folder, saved next to its captions and rebuilt when they or the rules change."""

import logging
import os
import zipfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from captioning.gallery import building, labels, tfidf
from captioning.gallery.backend import MemoryBackend
from captioning.gallery.building import build
from captioning.gallery.index import InvertedIndex, read_text, text_array
from captioning.gallery.metadata import Piece, fingerprint
from captioning.gallery.traits import Traits
from captioning.language import attributes, lexicon, query, stems, stones, terms
from captioning.settings import SearchSettings

INDEX = "index.npz"
"""The saved index, next to `metadata.jsonl`; it can be deleted at any time."""

log = logging.getLogger(__name__)


def folder_backend(
    folder: Path, pieces: Sequence[Piece], settings: SearchSettings
) -> MemoryBackend:
    """The pieces of a folder with its saved index, or a new one, saved if that can be written.

    Args:
        folder: Holds `metadata.jsonl`.
        pieces: Read from it.
        settings: How terms are weighed.
    """
    path = folder / INDEX
    photos = "\n".join(piece.id for piece in pieces)
    made_of = f"{rules()} {settings.attribute_weight} {fingerprint(folder)} {photos}"
    present = sha256(made_of.encode()).hexdigest()
    if saved := load(path, present):
        return MemoryBackend(pieces, *saved)
    if path.exists():
        log.warning("The captions of %s have changed: the index is rebuilt.", folder.resolve().name)
    index, traits = build(pieces, settings)
    try:
        save(path, present, index, traits)
    except OSError as error:
        log.info("The index of %s stays in memory (%s).", folder.resolve().name, error.strerror)
    return MemoryBackend(pieces, index, traits)


def save(path: Path, made_of: str, index: InvertedIndex, traits: Traits) -> None:
    """Writes an index as arrays (no pickle), atomically.

    Args:
        path: The file.
        made_of: A hash of what the index was built from.
        index: The terms.
        traits: The facets.

    Raises:
        OSError: It cannot be written.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    arrays = {"made_of": text_array(made_of), **index.arrays(), **traits.arrays()}
    try:
        with partial.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def load(path: Path, made_of: str) -> tuple[InvertedIndex, Traits] | None:
    """Reads a saved index; None if there is none, it is damaged, or was made of something else."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            if read_text(stored["made_of"]) != made_of:
                return None
            return InvertedIndex.of_arrays(stored), Traits.of_arrays(stored)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


@cache
def rules() -> str:
    """A hash of the rules that turn captions into weighted terms."""
    modules = (lexicon, stones, attributes, stems, terms, query, tfidf, labels, building)
    files = [Path(str(module.__file__)) for module in modules]
    sources = (file.read_bytes() for file in (*files, lexicon.LEXICONS / "en.toml"))
    return sha256(b"".join(sources)).hexdigest()
