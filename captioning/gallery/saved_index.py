"""The index of a folder, saved next to its captions and rebuilt when they or the rules change."""

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from captioning.gallery import tfidf
from captioning.gallery.index import InvertedIndex
from captioning.gallery.metadata import Piece, fingerprint
from captioning.language import attributes, lexicon, query, stems, stones, terms
from captioning.language.query import weighed
from captioning.language.terms import Term
from captioning.settings import SearchSettings

INDEX = "index.npz"
"""The saved index, next to `metadata.jsonl`; it can be deleted at any time."""

log = logging.getLogger(__name__)


def documents(pieces: Sequence[Piece], settings: SearchSettings) -> Iterator[dict[Term, float]]:
    """The weighted terms of each piece, as they are indexed."""
    return (weighed(piece.query, settings.attribute_weight) for piece in pieces)


def folder_index(folder: Path, pieces: Sequence[Piece], settings: SearchSettings) -> InvertedIndex:
    """The folder's saved index, or a new one, saved if the folder can be written.

    Args:
        folder: Holds `metadata.jsonl`.
        pieces: Read from it.
        settings: How terms are weighed.
    """
    path = folder / INDEX
    photos = "\n".join(piece.id for piece in pieces)
    made_of = f"{rules()} {settings.attribute_weight} {fingerprint(folder)} {photos}"
    present = sha256(made_of.encode()).hexdigest()
    saved = InvertedIndex.load(path)
    if saved and saved.fingerprint == present:
        return saved
    if path.exists():
        log.warning("The captions of %s have changed: the index is rebuilt.", folder.name)
    index = InvertedIndex.build(documents(pieces, settings), present)
    try:
        index.save(path)
    except OSError as error:
        log.info("The index of %s stays in memory (%s).", folder.name, error.strerror)
    return index


@cache
def rules() -> str:
    """A hash of the rules that turn captions into weighted terms."""
    modules = (lexicon, stones, attributes, stems, terms, query, tfidf)
    files = [Path(str(module.__file__)) for module in modules]
    sources = (file.read_bytes() for file in (*files, lexicon.LEXICONS / "en.toml"))
    return sha256(b"".join(sources)).hexdigest()
