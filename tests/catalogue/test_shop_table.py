"""A shop's table: values as Python's `csv` has them, and every untouched byte as it was."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from captioning.catalogue.shop_table import ShopTable, TableError

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]
ENDS = ["\n", "\r\n", "\r"]

text = st.lists(st.sampled_from([*'a"" ,;\t\r\n=|\'x1', "für", "bébé"]), max_size=7).map("".join)
tables = st.lists(st.lists(text, min_size=2, max_size=5), min_size=1, max_size=6)


def written(rows, separator=",", end="\r\n", quoting=csv.QUOTE_MINIMAL) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return stream.getvalue()


def read_by_csv(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def values(table: ShopTable) -> list[list[str]]:
    """As `csv.reader` gives them, to which a row without any character has no cells."""
    rows = [table.values(row) for row in range(len(table.rows))]
    return [[] if row.cells == [""] else found for row, found in zip(table.rows, rows, strict=True)]


def named(rows: list[list[str]]) -> list[list[str]]:
    return [["Title", "Image Src", "Price"], *rows]


@settings(max_examples=50)
@given(tables, st.sampled_from(",;\t"), st.sampled_from(ENDS), st.sampled_from(ENCODINGS),
       st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))  # fmt: skip
def test_values_are_those_of_csv_and_the_bytes_come_back(rows, separator, end, encoding, quoting):
    content = written(named(rows), separator, end, quoting)
    table = ShopTable.read(content.encode(encoding), {"title", "image src", "price"})
    assert table.separator == separator
    assert table.to_bytes() == content.encode(encoding)
    assert values(table) == read_by_csv(content, separator)


@settings(max_examples=50)
@given(st.text(st.sampled_from('ab", \r\n;'), min_size=1, max_size=40))
def test_any_text_is_read_as_csv_reads_it_or_refused(text):
    try:
        table = ShopTable.read(text.encode())
    except TableError:
        return
    assert table.to_bytes() == text.encode()
    assert values(table) == read_by_csv(text, table.separator)


@settings(max_examples=50)
@given(tables, st.data(), text, st.sampled_from(",;"), st.sampled_from(ENCODINGS),
       st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))  # fmt: skip
def test_a_written_cell_changes_no_other_byte(rows, data, new, separator, encoding, quoting):
    content = written(named(rows), separator, "\r\n", quoting).encode(encoding)
    table = ShopTable.read(content, {"title", "image src", "price"})
    row = data.draw(st.integers(1, len(table.rows) - 1))
    column = data.draw(st.integers(0, len(table.rows[row].cells) - 1))
    before = [list(one.cells) for one in table.rows]
    table.write(row, column, new)
    after = ShopTable.read(table.to_bytes(), {"title", "image src", "price"})
    assert after.value(row, column) == new
    for place, cells in enumerate(before):
        for other, cell in enumerate(cells):
            if (place, other) != (row, column):
                assert after.rows[place].cells[other] == cell
    table.rows[row].cells[column] = before[row][column]
    assert table.to_bytes() == content


@settings(max_examples=50)
@given(tables, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_a_new_column_stands_last_and_the_others_stay(rows, quoting):
    width = max(map(len, named(rows)))
    rows = [row + [""] * (width - len(row)) for row in named(rows)]
    table = ShopTable.read(written(rows, quoting=quoting).encode())
    place = table.add_column("Alt")
    back = ShopTable.read(table.to_bytes())
    assert back.value(0, place) == "Alt"
    for number, row in enumerate(rows):
        assert back.values(number)[:width] == row or table.rows[number].blank


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised_without_a_mark(encoding):
    content = "Title;Alt\nRing mit Smaragd, grün;\nKüpe, gümüş;\n".encode(encoding)
    table = ShopTable.read(content)
    assert table.value(2, 0) == "Küpe, gümüş" and table.encoding.name == encoding
    assert table.to_bytes() == content


@pytest.mark.parametrize(
    "encoding, line",
    [
        ("cp1252", "Verlobungsring für Sie – “Zoë”, 350 €"),
        ("cp1254", "Gümüş küpe, ışıltılı taşlı, İstanbul işi"),
        ("cp1250", "Złoty pierścień z szafirem, łańcuszek"),
        ("latin-1", "Bague sertie d'une émeraude à façon"),
    ],
)
def test_older_encodings_are_read_as_words(encoding, line):
    content = f"Title;Price\r\n{line};5\r\n".encode(encoding)
    table = ShopTable.read(content)
    assert table.value(1, 0) == line
    assert table.to_bytes() == content


def test_excels_first_line_says_the_separator_and_stays():
    content = b"sep=;\r\nTitle,a;Price\r\nRing;5\r\n"
    table = ShopTable.read(content)
    assert table.values(0) == ["Title,a", "Price"] and table.to_bytes() == content
    assert table.lines() == [2, 3]


def test_lines_are_counted_as_an_editor_does():
    table = ShopTable.read(b'a,b\n"x\ny",1\n\nz,2\n')
    assert table.lines() == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04\0\0\0\0 a workbook", "no CSV"),
        (b'Title,Alt\nRing,"never\nends\n', "line 2 never ends"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content, said):
    with pytest.raises(TableError, match=re.escape(said)):
        ShopTable.read(content)


def test_letters_that_the_encoding_lacks_are_named_before_anything_is_written():
    table = ShopTable.read("Title;Alt\r\nfür;\r\n".encode("cp1252"))
    with pytest.raises(TableError, match=r'has no "ş".*UTF-8'):
        table.write(1, 1, "gümüş, ağır")
    assert table.to_bytes() == "Title;Alt\r\nfür;\r\n".encode("cp1252")
