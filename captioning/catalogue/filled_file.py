"""A product file in one piece: its bytes in, its bytes and all that is to be known out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from captioning.catalogue.contents import Found
from captioning.catalogue.shop_alts import AltOptions, Change, Described, ShopAlts
from captioning.catalogue.shop_file import ShopFile
from captioning.catalogue.shop_photos import ShopPhotos, opener
from captioning.catalogue.shop_report import summary, undo_text

if TYPE_CHECKING:
    from captioning.describe.captioner import Captioner


@dataclass(frozen=True)
class FilledFile:
    """A product file with its alt texts.

    Attributes:
        content: The file's bytes.
        undo: The record that takes it back.
        summary: What happened, in one line.
        changes: The same for each photo.
    """

    content: bytes
    undo: str
    summary: str
    changes: tuple[Change, ...]


def filled(
    content: bytes,
    name: str,
    photos: Iterable[Found],
    options: AltOptions,
    described: Described | None = None,
    sure: frozenset[str] = frozenset(),
    captioner: "Captioner | None" = None,
) -> FilledFile:
    """Fills in the alt texts of a product file; nothing is fetched.

    Args:
        content: The file.
        name: What it is called in a sentence.
        photos: Those at hand.
        options: What is wanted.
        described: Captions that photos have already, by their names.
        sure: Names of the photos whose caption a person wrote or approved.
        captioner: Describes the others; without it they stay without a text.

    Raises:
        TableError: The file cannot be used.
    """
    shop = ShopFile.read(content, name)
    before = [shop.table.row_text(row) for row in range(len(shop.table.rows))]
    alts = ShopAlts(shop, opener(ShopPhotos(photos)), options)
    alts.described |= described or {}
    alts.sure = sure
    if captioner is not None:
        alts.describe(captioner)
    changes = alts.write()
    return FilledFile(
        shop.table.to_bytes(),
        undo_text(before, shop.table),
        summary(changes),
        tuple(changes),
    )
