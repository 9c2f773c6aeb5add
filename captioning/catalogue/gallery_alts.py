"""Alt texts of a described folder, in a shop's house style."""

from collections import defaultdict
from pathlib import Path

from captioning.catalogue.alt_wording import AltText, alt_text
from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.catalogue.groups import View, products
from captioning.catalogue.house_style import HouseStyle
from captioning.catalogue.standing import is_persons
from captioning.data.file_names import FolderFiles, shown
from captioning.data.metadata import metadata_file, read_metadata
from captioning.data.record import chosen_first, texts_by_model
from captioning.gallery.metadata import read_pieces
from captioning.language.attributes import attributes

GalleryAlts = dict[str, AltText]
"""By the name of a photo in the folder its alt text."""


def gallery_alts(folder: Path, style: HouseStyle) -> GalleryAlts:
    """The alt text of every photo, made of its first caption, which a person may have corrected.

    At the level complete, what the models say completely counts, unless a person corrected or
    approved the first caption. A view of a product that would have the text of another view is
    worded by its other captions.

    Raises:
        GalleryError: The folder has no captions.
    """
    pieces = read_pieces(folder)
    views = [View(piece.id, None, attributes(piece.captions[0])) for piece in pieces]
    taken: dict[int, set[str]] = defaultdict(set)
    complete = _complete(folder) if style.level == "complete" else {}
    alts: GalleryAlts = {}
    for piece, product in zip(pieces, products(views), strict=True):
        captions = (*complete.get(piece.id, ()), *piece.captions)
        made = alt_text(captions[:1], style)
        if not made.texts.isdisjoint(taken[product]):
            made = alt_text(captions, style, taken=taken[product])
        taken[product].update(made.texts)
        alts[piece.id] = made
    return alts


def _complete(folder: Path) -> dict[str, tuple[str, ...]]:
    """The models' complete captions by the name of a photo, where no person chose its caption."""
    files = FolderFiles(folder)
    records = (line.record for line in read_metadata(metadata_file(folder)))
    return {
        shown(files.find(record.file_name) or ""): chosen_first(
            texts_by_model(record.others.get("complete")),
            texts_by_model(record.others.get("models")),
            record.captions[0],
        )
        for record in records
        if record and record.captions and not is_persons(record)
    }


def texts_by_language(alts: GalleryAlts, style: HouseStyle) -> dict[str, dict[str, str]]:
    """The same by the codes of the languages, the first one first."""
    first = style.languages[0]
    return {name: {first: made.text, **made.others} for name, made in alts.items()}


def alts_csv(alts: GalleryAlts, style: HouseStyle) -> str:
    """A table with file, caption and an alt text in each language."""
    first, *others = style.languages
    columns = ["file", "caption", f"alt ({first})", *(f"alt ({code})" for code in others)]
    rows = (
        [file_cell(name), made.caption, made.text, *(made.others[code] for code in others)]
        for name, made in alts.items()
    )
    return csv_text(columns, rows)
