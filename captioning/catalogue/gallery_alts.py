"""Alt texts of a described folder, in a shop's house style."""

from collections import defaultdict
from pathlib import Path

from captioning.catalogue.alt_wording import AltText, alt_text
from captioning.catalogue.csv_file import csv_text, file_cell
from captioning.catalogue.groups import View, products
from captioning.catalogue.house_style import HouseStyle
from captioning.gallery.metadata import read_pieces
from captioning.language.attributes import attributes

GalleryAlts = dict[str, AltText]
"""By the name of a photo in the folder its alt text."""


def gallery_alts(folder: Path, style: HouseStyle) -> GalleryAlts:
    """The alt text of every photo, made of its first caption, which a person may have corrected.

    A view of a product that would have the text of another view is worded by its other captions.

    Raises:
        GalleryError: The folder has no captions.
    """
    pieces = read_pieces(folder)
    views = [View(piece.id, None, attributes(piece.captions[0])) for piece in pieces]
    taken: dict[int, set[str]] = defaultdict(set)
    alts: GalleryAlts = {}
    for piece, product in zip(pieces, products(views), strict=True):
        made = alt_text(piece.captions[:1], style)
        if made.text in taken[product]:
            made = alt_text(piece.captions, style, taken=taken[product])
        taken[product].add(made.text)
        alts[piece.id] = made
    return alts


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
