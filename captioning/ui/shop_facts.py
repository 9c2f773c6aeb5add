"""What a shop's product file or metadata says of the photos of a catalogue."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PIL import Image

from captioning.catalogue.contents import Found
from captioning.catalogue.shop_file import Facts, ShopFile
from captioning.catalogue.shop_photos import NoPhoto, ShopPhotos
from captioning.catalogue.shop_words import told
from captioning.data.record import Record
from captioning.ui.session import Entry, Session
from captioning.vision.evidence import Told
from captioning.vision.photos import load_photo

OWN_ALT = "alt"
"""Key of a record under which the alt text that a photo already had is kept."""

_TITLE = ("title", "Title")
_TAGS = ("tags", "Tags", "product_type", "Type", "category")
_PRODUCT = ("handle", "Handle", "URL handle", "sku", "SKU", "Variant SKU")


def take_facts(session: Session, shop: ShopFile) -> int:
    """Notes what a product file says of the photos of a catalogue, alt texts included.

    Returns:
        The number of photos that the file names.
    """
    entries = {entry.name: entry for entry in session.entries}
    photos = ShopPhotos([Found(name, partial(_photo, entry)) for name, entry in entries.items()])
    known: set[str] = set()
    for one in shop.photos:
        try:
            name = photos.find(one.source).name
        except NoPhoto:
            continue
        said = {key: value for key, value in vars(one.facts).items() if value}
        said |= {OWN_ALT: one.alt} if one.alt else {}
        entry = entries[name]
        record = entry.record or Record(name)
        product = one.product or record.product
        entry.record = replace(record, product=product, others={**record.others, **said})
        known.add(name)
    session.facts += 1
    return len(known)


def told_by(shops: Sequence[ShopFile], found: Sequence[Found]) -> dict[str, Told]:
    """What product files say of photos that are about to be described.

    Args:
        shops: The files that were brought with them.
        found: The photos.

    Returns:
        What leads the models, by the names of the photos that a file names.
    """
    photos, said = ShopPhotos(found), dict[str, Told]()
    for one in (photo for shop in shops for photo in shop.photos):
        if photos.has(one.source):
            said.setdefault(photos.find(one.source).name, told(one.facts))
    return said


def facts(entry: Entry) -> Facts:
    """The shop's words on the product of a photo; empty where it says nothing."""
    return Facts(title=_said(entry, _TITLE), tags=_said(entry, _TAGS))


def own_alt(entry: Entry) -> str:
    """The alt text that the photo already had, or nothing."""
    return _said(entry, (OWN_ALT,))


def product(entry: Entry) -> str | None:
    """The shop's handle or SKU of a photo, if anything that was brought says it."""
    given = entry.record.product if entry.record else None
    return given or _said(entry, _PRODUCT) or None


def _said(entry: Entry, keys: Sequence[str]) -> str:
    others = entry.record.others if entry.record else {}
    found = (others.get(key) for key in keys)
    return ", ".join(value for value in found if isinstance(value, str) and value)


def _photo(entry: Entry) -> Image.Image:
    return load_photo(entry.file)
