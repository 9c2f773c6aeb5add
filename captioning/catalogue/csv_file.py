"""CSV files that spreadsheets open correctly and safely.

They begin with the byte order mark, without which Excel takes UTF-8 for another encoding. A cell
that a spreadsheet would run as a formula is guarded, since names and captions come from strangers
(https://owasp.org/www-community/attacks/CSV_Injection): text gets an apostrophe in front, and a
file name becomes the same path from the current folder, "-ring.jpg" -> "./-ring.jpg", so that it
still finds its photo. `static/hits.js` writes the same form in the browser.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV: byte order mark, every cell quoted, lines ended as RFC 4180 asks.

    Args:
        columns: Their names.
        rows: A text for each column; file names come from `file_cell`.
    """
    stream = StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([_text_cell(cell) for cell in row] for row in rows)
    return stream.getvalue()


def file_cell(name: str) -> str:
    """A file name as a cell that is no formula and still names the file."""
    return f"./{name}" if name.startswith(_FORMULA_STARTS) else name


def _text_cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
