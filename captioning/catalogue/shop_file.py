"""A shop's product file: its photos with their alt texts and what the shop says of each product."""

import html
import re
from dataclasses import dataclass, replace
from pathlib import Path

from captioning.catalogue.photo_cells import (
    BAR,
    alts_within,
    has_details,
    sources,
    texts,
    with_alt,
)
from captioning.catalogue.shop_columns import Columns, find_columns, known_names
from captioning.catalogue.shop_table import ShopTable, TableError, folded

_MARKUP = re.compile(r"<(?:style|script)\b.*?</|<[^>]*>", re.DOTALL | re.IGNORECASE)
_FORMULA_STARTS = "=+-@\t\r\n "


@dataclass(frozen=True)
class Facts:
    """What the shop says of a product, as text; empty where it says nothing.

    Attributes:
        title: Its name.
        tags: Its type, tags, categories and materials.
        description: What is written of it, without markup.
        brand, sku, price: As they stand in the file.
    """

    title: str = ""
    tags: str = ""
    description: str = ""
    brand: str = ""
    sku: str = ""
    price: str = ""

    def or_else(self, other: "Facts") -> "Facts":
        """These, and of the other what is empty here."""
        return Facts(**{key: value or getattr(other, key) for key, value in vars(self).items()})


@dataclass(frozen=True)
class ShopPhoto:
    """A photo that a row of the file names.

    Attributes:
        row: Place of the row in the table.
        line: Number of its first line in the file.
        place: Which of the columns with photos.
        part: Which of the photos in the cell.
        source: A path or an address.
        alt: The alt text it has; empty for none.
        product: What photos of one product have in common: a handle, a SKU or a title.
        facts: What the shop says of the product.
    """

    row: int
    line: int
    place: int
    part: int
    source: str
    alt: str
    product: str
    facts: Facts


class ShopFile:
    """A table whose columns are understood."""

    def __init__(self, table: ShopTable, columns: Columns) -> None:
        """Joins a table with its columns; `open` and `read` find them.

        Args:
            table: The file.
            columns: Where things stand in it.
        """
        self.table = table
        self.columns = columns
        self._alts = list(columns.alts)
        self.added: list[str] = []
        self.photos = self._photos()

    @classmethod
    def open(cls, path: Path, photo: str | None = None, alt: str | None = None) -> "ShopFile":
        """Opens a file.

        Args:
            path: A CSV file of Shopify, WooCommerce, Etsy or anybody else.
            photo: Name of the column with photos, if it is not recognised.
            alt: Name of the column for alt texts.

        Raises:
            TableError: One sentence that names the file.
        """
        return cls.read(path.read_bytes(), path.name, photo, alt)

    @classmethod
    def read(
        cls, content: bytes, name: str, photo: str | None = None, alt: str | None = None
    ) -> "ShopFile":
        """`open` of a file's bytes.

        Args:
            content: The file.
            name: What it is called in a sentence.
            photo, alt: As for `open`.
        """
        try:
            table = ShopTable.read(content, known_names())
            return cls(table, find_columns(table, photo, alt))
        except TableError as error:
            raise type(error)(f"{name}: {error}") from error

    def write(self, photo: ShopPhoto, text: str) -> None:
        """Makes a text the alt text of a photo; every other cell stays.

        A text never begins with a sign that makes a spreadsheet take the cell for a formula.

        Raises:
            TableError: The file's encoding has no such letter.
        """
        column = self.columns.photos[photo.place]
        cell = self.table.value(photo.row, column)
        if has_details(cell):
            self.table.write(photo.row, column, with_alt(cell, photo.part, guarded(text)))
        else:
            self._put(photo, self._alt_column(photo.place), text)

    def write_more(self, photo: ShopPhoto, name: str, text: str) -> None:
        """Writes a text on a photo into a further column, which is added if need be."""
        self._put(photo, self._column(name), text)

    def write_row(self, row: int, name: str, text: str) -> None:
        """Writes a text on a product into a further column of one of its rows."""
        self.table.write(row, self._column(name), guarded(text))

    def _column(self, name: str) -> int:
        width = len(self.table.rows[0].cells) if self.columns.header else 0
        names = [folded(self.table.value(0, column)) for column in range(width)]
        return names.index(folded(name)) if folded(name) in names else self._add(name)

    def _put(self, photo: ShopPhoto, column: int, text: str) -> None:
        """Writes the text of one photo; those of several in a cell are separated by bars."""
        cell = self.table.value(photo.row, self.columns.photos[photo.place])
        parts = texts(self.table.value(photo.row, column), len(self._sources(cell)))
        parts[photo.part] = guarded(text) if len(parts) == 1 else guarded(text).replace(BAR, "/")
        self.table.write(photo.row, column, BAR.join(parts))

    def alt_name(self, place: int = 0) -> str:
        """The name of the column of the alt texts."""
        column = self._alts[place]
        named = self.columns.header and column >= 0
        return self.table.value(0, column) if named else self.columns.new_alts[place]

    def _alt_column(self, place: int) -> int:
        if self._alts[place] < 0:
            self._alts[place] = self._add(self.columns.new_alts[place])
        return self._alts[place]

    def _add(self, name: str) -> int:
        self.added.append(name)
        return self.table.add_column(name if self.columns.header else "")

    def _photos(self) -> list[ShopPhoto]:
        found: list[ShopPhoto] = []
        lines = self.table.lines()
        for row in range(int(self.columns.header), len(self.table.rows)):
            product, facts = self._product(row), self._facts(row)
            for place, column in enumerate(self.columns.photos):
                cell = self.table.value(row, column)
                alts = self._present(row, place, cell)
                for part, source in enumerate(self._sources(cell)):
                    found.append(
                        ShopPhoto(row, lines[row], place, part, source, alts[part], product, facts)
                    )
        return _with_facts_of_product(found, self._known())

    def _known(self) -> dict[str, Facts]:
        """What the rows of each product say together, those without a photo included."""
        known: dict[str, Facts] = {}
        for row in range(int(self.columns.header), len(self.table.rows)):
            product = self._product(row)
            known[product] = known.get(product, Facts()).or_else(self._facts(row))
        return known

    def _present(self, row: int, place: int, cell: str) -> list[str]:
        """The alt text of each photo in a cell."""
        if has_details(cell):
            return alts_within(cell)
        text = self.table.value(row, self._alts[place]) if self._alts[place] >= 0 else ""
        return texts(text, len(self._sources(cell)))

    def _sources(self, cell: str) -> list[str]:
        """The photos that a cell names."""
        return sources(cell, self.columns.several, self.columns.title == "WooCommerce")

    def _product(self, row: int) -> str:
        places = (*self.columns.product, *self.columns.facts["names"])
        for value in (self.table.value(row, place).strip() for place in places):
            if value:
                return value.removeprefix("id:")
        return ""

    def _facts(self, row: int) -> Facts:
        def first(name: str) -> str:
            values = [self.table.value(row, place) for place in self.columns.facts[name]]
            return next((text for value in values if (text := value.strip())), "")

        tags = [self.table.value(row, place).strip() for place in self.columns.facts["tags"]]
        return Facts(
            title=plain(first("names")),
            tags=plain(", ".join(filter(None, tags))),
            description=plain(first("descriptions")),
            brand=plain(first("brands")),
            sku=first("skus"),
            price=first("prices"),
        )


def guarded(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula."""
    return " ".join(text.split()).lstrip(_FORMULA_STARTS)


def plain(text: str) -> str:
    """A text without markup, on one line."""
    return " ".join(html.unescape(_MARKUP.sub(" ", text)).split())


def _with_facts_of_product(photos: list[ShopPhoto], known: dict[str, Facts]) -> list[ShopPhoto]:
    """Rows after the first of a product say little: they take over what the others say."""
    return [
        replace(photo, facts=photo.facts.or_else(known[photo.product])) if photo.product else photo
        for photo in photos
    ]
