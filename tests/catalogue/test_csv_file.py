"""CSV files that a spreadsheet opens: encoding, quoting, and cells that would be formulas."""

import csv
from io import StringIO
from pathlib import PurePosixPath

import pytest

from captioning.catalogue.csv_file import csv_text, file_cell

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_bytes_are_utf_8_with_a_mark_and_lines_end_as_in_windows() -> None:
    content = csv_text(("file", "caption"), [("é.png", "a pavé ring")]).encode()
    assert content == b'\xef\xbb\xbf"file","caption"\r\n"\xc3\xa9.png","a pav\xc3\xa9 ring"\r\n'


@pytest.mark.parametrize("cell", RISKY)
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert rows_of(csv_text(("caption",), [(cell,)])) == [["caption"], [f"'{cell}"]]


@pytest.mark.parametrize("cell", ["", "a ring", "18k = gold", "a, b", 'a "pavé" ring', "a\nb", "'"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert rows_of(csv_text(("a", "b"), [(cell, "x")])) == [["a", "b"], [cell, "x"]]


@pytest.mark.parametrize("name", [*RISKY, "ring.jpg", "shop/-ring.jpg"])
def test_a_file_name_still_names_its_file(name: str) -> None:
    ((written,),) = rows_of(csv_text(("file",), [(file_cell(name),)]))[1:]
    assert written[0] not in "=+-@\t\r\n"
    assert PurePosixPath(written) == PurePosixPath(name)
