"""`metadata.csv`: the same as `metadata.jsonl` in columns, as Hugging Face's image folders have it.

    file_name,text,type,stones
    a.jpg,"a gold ring, with a ruby",ring,ruby

Lists such as `stones` are separated by commas. A cell that is empty says nothing.
https://huggingface.co/docs/datasets/image_dataset
"""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

_LISTS = ("stones", "style")


def csv_entries(content: bytes) -> Iterator[tuple[int, dict[str, Any] | None, str | None]]:
    """The rows as the JSON objects that they stand for.

    Args:
        content: The file, as UTF-8 without a byte order mark; cells are separated by commas or, as
            in European spreadsheets, semicolons.

    Yields:
        The line's number, its entry and what is wrong with it; an entry or a fault is None.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError:
        yield 1, None, "is not UTF-8 text"
        return
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        columns = [column.strip() for column in next(rows, [])]
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, *_entry(columns, row)
    except csv.Error as error:
        yield rows.line_num, None, f"is not CSV ({error})"


def _entry(columns: list[str], row: list[str]) -> tuple[dict[str, Any] | None, str | None]:
    if len(row) > len(columns):
        return None, f"has {len(row)} cells under {len(columns)} columns"
    entry: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and cell.strip():
            entry[column] = cell.split(",") if column in _LISTS else cell
    return entry, None
