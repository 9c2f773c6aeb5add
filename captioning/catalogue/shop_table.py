"""A shop's CSV file, of which single cells change and every other byte stays.

Python's `csv` gives the values and forgets how they were written. Here each cell keeps its own
text: quoting, spaces, line ends, byte order mark and encoding are those of the file. Values are
read as `csv.reader` reads them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from captioning.catalogue.csv_encoding import Encoding, decoded

SEPARATORS = (",", ";", "\t", "|")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEP_LINE = re.compile(r"(\"?)sep=(.)\1(?:\r\n|\r|\n)", re.IGNORECASE)


class TableError(ValueError):
    """A file that is no table, or cannot hold what is to be written; the text is one sentence."""


class NoPhotoColumn(TableError):
    """A file without a column that is known to hold photos; the command line can name one."""


@dataclass
class Row:
    """A row as it stands in the file.

    Attributes:
        cells: The text of each cell, with its quotes.
        end: What ends the row: a line end, or nothing at the end of the file.
    """

    cells: list[str]
    end: str

    @property
    def blank(self) -> bool:
        """Whether nothing at all is in it."""
        return not any(cell.strip() for cell in self.cells)


class ShopTable:
    """The rows of a CSV file; `to_bytes` gives the file back."""

    def __init__(self, rows: list[Row], separator: str, encoding: Encoding, start: str) -> None:
        """Holds what `read` has read.

        Args:
            rows: All rows, that of the column names too.
            separator: What separates cells.
            encoding: How text becomes bytes.
            start: Excel's line "sep=;", if the file begins with it.
        """
        self.rows = rows
        self.separator = separator
        self.encoding = encoding
        self._start = start

    @classmethod
    def read(cls, content: bytes, known: Iterable[str] = ()) -> "ShopTable":
        """Reads a file.

        Args:
            content: Its bytes, in UTF-8, UTF-16 or an older encoding, with or without a byte order
                mark; separated by commas, semicolons, tabs or bars.
            known: Folded names of columns that tell which separator is meant.

        Raises:
            TableError: It is empty or no text, or a quote in it never ends.
        """
        text, encoding = decoded(content)
        if not text.strip():
            raise TableError("The file is empty: export the products again.")
        if "\0" in text or text.startswith("PK\x03\x04"):
            raise TableError("The file is no CSV: save the table as CSV (UTF-8) and bring that.")
        if match := _SEP_LINE.match(text):
            start, separator = match[0], match[2]
        else:
            start, separator = "", _separator(text, frozenset(known))
        return cls(_rows(text[len(start) :], separator), separator, encoding, start)

    def value(self, row: int, column: int) -> str:
        """The value of a cell; empty where the row is too short."""
        cells = self.rows[row].cells
        return _value(cells[column]) if column < len(cells) else ""

    def values(self, row: int) -> list[str]:
        """All values of a row."""
        return [_value(cell) for cell in self.rows[row].cells]

    def write(self, row: int, column: int, text: str) -> None:
        """Puts a text into a cell, written as its neighbours are; a short row gets longer.

        Raises:
            TableError: The encoding of the file has no such letter.
        """
        self.check_writable((text,))
        cells = self.rows[row].cells
        cells.extend([""] * (column + 1 - len(cells)))
        quoted = cells[column].startswith('"') or self._quotes_all(row, column)
        cells[column] = self._cell(text, quoted)

    def add_column(self, name: str) -> int:
        """Appends a column to every row that has cells, and gives its place."""
        width = max(len(row.cells) for row in self.rows)
        for place, row in enumerate(self.rows):
            if not row.blank:
                row.cells.extend([""] * (width + 1 - len(row.cells)))
                if place and self._quotes_all(place, width):
                    row.cells[width] = '""'
        self.write(0, width, name)
        return width

    def check_writable(self, texts: Iterable[str]) -> None:
        """Makes sure that texts can be written in the file's encoding.

        Raises:
            TableError: They cannot; better to know before an hour of work.
        """
        for text in texts:
            if lost := self.encoding.lacks(text):
                raise TableError(
                    f'The file is in {self.encoding.title}, which has no "{lost}": save it as '
                    "UTF-8 and run again."
                )

    def lines(self) -> list[int]:
        """The number of the line on which each row begins, as an editor counts it."""
        ends = [len(_LINE_END.findall(self._text(row))) for row in self.rows]
        return list(accumulate(ends, initial=1 + bool(self._start)))[:-1]

    def row_text(self, row: int) -> str:
        """A row as it is written, without its line end."""
        return self.separator.join(self.rows[row].cells)

    def set_row_text(self, row: int, text: str) -> None:
        """Writes a whole row as `row_text` gave it."""
        self.rows[row].cells = _rows(text, self.separator)[0].cells if text else [""]

    def to_bytes(self) -> bytes:
        """The file; what was not written to is what was read, to the byte."""
        text = self._start + "".join(map(self._text, self.rows))
        return self.encoding.encoded(text)

    def _text(self, row: Row) -> str:
        return self.separator.join(row.cells) + row.end

    def _quotes_all(self, row: int, column: int) -> bool:
        """Whether the file quotes cells that need no quotes, as the row before or the names do."""
        others = self.rows[row].cells[:column] or self.rows[0].cells
        return bool(others) and all(cell.startswith('"') for cell in others)

    def _cell(self, text: str, quoted: bool) -> str:
        needs = text != text.strip() or re.search(f'["\r\n{re.escape(self.separator)}]', text)
        return '"' + text.replace('"', '""') + '"' if quoted or needs else text


def read_table(path: Path, known: Iterable[str] = ()) -> ShopTable:
    """`ShopTable.read` of a file.

    Raises:
        TableError: As there; the sentence names the file.
    """
    try:
        return ShopTable.read(path.read_bytes(), known)
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error


def folded(name: str) -> str:
    """The name of a column without case, punctuation and doubled spaces."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


def _separator(text: str, known: frozenset[str]) -> str:
    """The separator under which the first line has most known columns, then most columns."""

    def worth(separator: str) -> tuple[int, int]:
        match = _cells(separator)
        names: Sequence[str] = []
        place = 0
        while found := match.match(text, place):
            names = [*names, folded(_value(found[1]))]
            place = found.end()
            if found[2] != separator:
                break
        return len(known.intersection(names)), len(names)

    return max(SEPARATORS, key=worth)


@cache
def _cells(separator: str) -> re.Pattern[str]:
    """A cell and what follows it: a separator, a line end or the end of the file."""
    sep = re.escape(separator)
    quoted = rf'"[^"]*(?:""[^"]*)*"(?!")[^{sep}\r\n]*'
    return re.compile(rf'({quoted}|(?!")[^{sep}\r\n]*)({sep}|\r\n|\r|\n|\Z)')


def _rows(text: str, separator: str) -> list[Row]:
    pattern, rows, cells, place = _cells(separator), list[Row](), list[str](), 0
    while place < len(text) or cells:
        found = pattern.match(text, place)
        if found is None:
            line = 1 + len(_LINE_END.findall(text[:place]))
            raise TableError(f"A quote that begins in line {line} never ends: mend that line.")
        cells.append(found[1])
        place = found.end()
        if found[2] != separator:
            rows.append(Row(cells, found[2]))
            cells = []
    return rows


def _value(cell: str) -> str:
    if not cell.startswith('"'):
        return cell
    end = re.match(r'"[^"]*(?:""[^"]*)*"(?!")', cell)
    assert end is not None  # `_cells` takes no other
    return end[0][1:-1].replace('""', '"') + cell[end.end() :]
