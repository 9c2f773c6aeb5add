"""Which columns of a product file hold photos, alt texts and what the shop knows of a product.

The names are data, in `shop_columns.toml`: a further kind of file is a further section there.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from captioning.catalogue.shop_table import NoPhotoColumn, ShopTable, TableError, folded
from captioning.vision.photo_kinds import has_photo_suffix

_KINDS = Path(__file__).with_suffix(".toml")
_FACTS = ("names", "descriptions", "tags", "brands", "skus", "prices")
_MOST_ROWS_LOOKED_AT = 200
_SHORTENED = re.compile(r"[?#].*", re.DOTALL)


@dataclass(frozen=True)
class Columns:
    """Where things stand in a product file.

    Attributes:
        title: What kind of file it is: "Shopify", "WooCommerce", "Etsy" or "plain".
        photos: Columns with photos.
        alts: The column of the alt texts for each of `photos`; -1 where there is none yet.
        new_alts: What those that are missing would be called.
        product: Columns that tell products apart, the first that is filled counts.
        facts: By "names", "descriptions", "tags", "brands", "skus" and "prices" their columns.
        header: Whether the first row holds the names of columns.
    """

    title: str
    photos: tuple[int, ...]
    alts: tuple[int, ...]
    new_alts: tuple[str, ...]
    product: tuple[int, ...]
    facts: Mapping[str, tuple[int, ...]]
    header: bool = True

    @property
    def several(self) -> bool:
        """Whether a cell may hold several photos, separated by commas or bars."""
        return self.title in ("WooCommerce", "plain")


def known_names() -> frozenset[str]:
    """Folded names of all columns that are known in any kind of file."""
    return frozenset(
        name
        for kind in _kinds().values()
        for key, row in kind.items()
        if key not in ("title", "new_alt")
        for name in _names(row.replace("|", ","))
    )


def find_columns(table: ShopTable, photo: str | None = None, alt: str | None = None) -> Columns:
    """Recognises a product file by the names of its columns, and else by what is in them.

    Args:
        table: The file.
        photo: Name of the column with the photos, if it is known.
        alt: Name of the column for the alt texts, if it is known; it need not exist.

    Raises:
        TableError: No column holds photos, or there is none of that name.
    """
    header = table.values(0)
    places = {folded(name): place for place, name in reversed(list(enumerate(header)))}
    if photo is not None and folded(photo) not in places:
        shown = ", ".join(name for name in header if name.strip())[:300]
        raise TableError(f'There is no column "{photo}": choose one of {shown}.')
    for kind in _kinds().values():
        if all(_has(places, name) for name in _names(kind["needs"])):
            wanted = [photo] if photo is not None else _names(kind["photos"])
            photos = [places[folded(name)] for name in wanted if folded(name) in places]
            if photos:
                return _columns(kind, header, places, photos, alt)
    plain = _kinds()["plain"]
    if (guessed := _by_content(table)) is not None:
        names_it = not is_photo_name(table.value(0, guessed))
        return _columns(plain, header if names_it else [], places, [guessed], alt, names_it)
    raise NoPhotoColumn(
        "No column holds photos, such as Image Src, Images or photo: rename it to photo."
    )


def _columns(
    kind: Mapping[str, str],
    header: Sequence[str],
    places: Mapping[str, int],
    photos: Sequence[int],
    alt: str | None,
    named: bool = True,
) -> Columns:
    if not named:
        places = {}
    if kind["title"] == "Etsy":
        alts = [places.get(f"{folded(header[photo])} alt", -1) for photo in photos]
        new = [kind["new_alt"].format(photos=header[photo]) for photo in photos]
    else:
        known = _names(kind["alts"]) if alt is None else [folded(alt)]
        first = next((places[name] for name in known if name in places), -1)
        photos = photos[:1]
        alts, new = [first], [alt or kind["new_alt"]]
    return Columns(
        title=kind["title"],
        photos=tuple(photos),
        alts=tuple(alts),
        new_alts=tuple(new),
        product=_places(kind["product"], places),
        facts={fact: _places(kind[fact], places) for fact in _FACTS},
        header=named,
    )


def _places(row: str, places: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(places[name] for name in _names(row) if name in places)


def _has(places: Mapping[str, int], names: str) -> bool:
    return any(name.strip() in places for name in names.split("|"))


def _names(row: str) -> list[str]:
    return [name.strip() for name in row.split(",") if name.strip()]


def _by_content(table: ShopTable) -> int | None:
    """The column in which most cells name photos, if that is half of those filled."""
    rows = [row for row in range(len(table.rows)) if not table.rows[row].blank]
    rows = rows[:_MOST_ROWS_LOOKED_AT]
    width = max((len(table.rows[row].cells) for row in rows), default=0)
    best, most = None, 0
    for column in range(width):
        filled = [text for row in rows if (text := table.value(row, column).strip())]
        photos = sum(map(is_photo_name, filled))
        if photos > most and 2 * photos >= len(filled):
            best, most = column, photos
    return best


def is_photo_name(text: str) -> bool:
    """Whether a path or address ends like a photo's, what follows "?" apart."""
    return has_photo_suffix(_SHORTENED.sub("", text.strip()))


@cache
def _kinds() -> dict[str, dict[str, str]]:
    return tomllib.loads(_KINDS.read_text(encoding="utf-8"))
