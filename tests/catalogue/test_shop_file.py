"""Product files of Shopify, WooCommerce, Etsy and others: photos, alt texts and facts."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from captioning.catalogue.photo_cells import alts_within, with_alt
from captioning.catalogue.shop_columns import find_columns, known_names
from captioning.catalogue.shop_file import ShopFile
from captioning.catalogue.shop_table import ShopTable, TableError

NEW = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,SKU,Price,Product image URL,"
    "Image position,Image alt text,Variant image URL,Status"
)
OLD = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Variant SKU,Variant Price,Image Src,Image Position,"
    "Image Alt Text,Variant Image"
)


def shop(text: str | bytes, photo: str | None = None, alt: str | None = None) -> ShopFile:
    content = text.encode() if isinstance(text, str) else text
    table = ShopTable.read(content, known_names())
    return ShopFile(table, find_columns(table, photo, alt))


def table_of(file: ShopFile) -> list[list[str]]:
    text = file.table.to_bytes().decode(file.table.encoding.name)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=file.table.separator))


def test_shopify_of_today():
    file = shop(
        f"{NEW}\r\nOpal Ring,opal-ring,<p>Hand&nbsp;made</p>,Nord,,Ring,boho,R1,99,https://c/a.jpg,1,,,a\r\n"
        ",opal-ring,,,,,,,,https://c/b.jpg,2,Side of an opal ring,,\r\n"
        ",opal-ring,,,,,,R1-L,,,,,,\r\n"
    )
    assert file.columns.title == "Shopify"
    first, second = file.photos
    assert (first.source, first.alt) == ("https://c/a.jpg", "")
    assert (second.alt, second.product) == ("Side of an opal ring", "opal-ring")
    assert second.facts.title == "Opal Ring" and first.facts.tags == "Ring, boho"
    assert first.facts.description == "Hand made"
    assert (first.facts.brand, first.facts.sku, first.facts.price) == ("Nord", "R1", "99")
    assert [photo.line for photo in file.photos] == [2, 3]


def test_shopify_of_before_2025():
    file = shop(f"{OLD}\nopal-ring,Opal Ring,,Nord,Ring,,R1,99,https://c/a.jpg,1,,\n")
    file.write(file.photos[0], "An opal ring")
    assert table_of(file)[1][10] == "An opal ring"
    assert not file.added


def test_woocommerce_gets_a_column_with_a_text_for_each_photo():
    file = shop(
        "ID,Type,SKU,Name,Categories,Images,Parent,Brands\n"
        '7,variable,R1,Opal Ring,Rings,"https://c/a.jpg, https://c/b\\,c.jpg",,Nord\n'
        "8,variation,R1-L,,,https://c/l.jpg,R1,\n"
        "9,variation,,,,https://c/m.jpg,id:7,\n"
    )
    assert file.columns.title == "WooCommerce"
    assert [photo.source for photo in file.photos[:2]] == ["https://c/a.jpg", "https://c/b,c.jpg"]
    assert file.photos[2].product == "R1" and file.photos[2].facts.title == "Opal Ring"
    file.write(file.photos[1], "Side | view")
    assert file.added == ["Image Alt Text"]
    assert table_of(file)[1][-1] == "|Side / view"
    again = shop(file.table.to_bytes())
    assert [photo.alt for photo in again.photos[:2]] == ["", "Side / view"]
    again.write(again.photos[0], "Front")
    assert table_of(again)[1][-1] == "Front|Side / view"
    assert not again.added


def test_alt_texts_within_the_photos_cell_are_filled_there():
    cell = "https://c/a.jpg ! alt :  ! title : A ! desc :  ! caption :  | https://c/b.jpg ! alt : B"
    file = shop(f"post_title,sku,images\nOpal Ring,R1,{cell}\n")
    assert [photo.alt for photo in file.photos] == ["", "B"]
    file.write(file.photos[0], "Opal ring! New")
    wanted = cell.replace(" ! alt :  !", " ! alt : Opal ring/ New !")
    assert table_of(file)[1][2] == wanted
    file.write(file.photos[1], "Side")
    assert table_of(file)[1][2] == wanted.replace("alt : B", "alt : Side")


def test_etsy_has_a_column_for_each_photo():
    file = shop(
        "TITLE,DESCRIPTION,PRICE,TAGS,MATERIALS,IMAGE1,IMAGE2,SKU\nRing,,5,,silver,a.jpg,b.jpg,R\n"
    )
    assert file.columns.title == "Etsy" and [p.source for p in file.photos] == ["a.jpg", "b.jpg"]
    file.write(file.photos[1], "Side")
    assert table_of(file)[0][8:] == ["IMAGE2 ALT"] and table_of(file)[1][8:] == ["Side"]


@pytest.mark.parametrize(
    "text, sources",
    [
        ("sku;photo;price\nR1;a b.jpg;5,00\n", ["a b.jpg"]),
        ("Artikelnummer\tBilddatei\tTitel\nR1\tbilder\\a.jpg\tRing\n", ["bilder\\a.jpg"]),
        ("what,where\nring,shop/a.jpg\nother,b.HEIC\n", ["shop/a.jpg", "b.HEIC"]),
        ("a.jpg\nb.jpg\n", ["a.jpg", "b.jpg"]),
        ("image,alt\n\"a.jpg, b.jpg\",\n", ["a.jpg", "b.jpg"]),
        ("image,alt\n\"ring, gold.jpg\",\n", ["ring, gold.jpg"]),
    ],
)  # fmt: skip
def test_any_table_with_photos_is_understood(text, sources):
    file = shop(text)
    assert file.columns.title == "plain"
    assert [photo.source for photo in file.photos] == sources


def test_a_table_without_names_of_columns_gets_a_nameless_column():
    file = shop("a.jpg,5\r\nb.jpg,6\r\n")
    file.write(file.photos[0], "A ring")
    assert file.table.to_bytes() == b"a.jpg,5,A ring\r\nb.jpg,6,\r\n"


def test_columns_can_be_named():
    file = shop("a,link,b\nx,https://c/photo?id=1,y\n", photo="LINK", alt="b")
    assert [(photo.source, photo.alt) for photo in file.photos] == [("https://c/photo?id=1", "y")]
    with pytest.raises(TableError, match='There is no column "picture": choose one of a, link, b'):
        shop("a,link,b\nx,y,z\n", photo="picture")


def test_a_table_without_photos_is_refused():
    with pytest.raises(TableError, match="No column holds photos"):
        shop("sku,price\nR1,5\n")


@pytest.mark.parametrize("text", ["=1+1 ring", "+cmd", "-ring", "@SUM(A1)", "\t=x", " =x"])
def test_no_alt_text_is_a_formula_and_names_stay(text):
    file = shop("file,alt\n-front.jpg,\n=x.jpg,\n")
    file.write(file.photos[0], text)
    rows = table_of(file)
    assert rows[1][0] == "-front.jpg" and rows[2] == ["=x.jpg", ""]
    assert rows[1][1][0] not in "=+-@\t\r " and rows[1][1] == text.strip().lstrip("=+-@")


cells = st.lists(st.sampled_from([*'a" ,;\n=1', "für", "bébé"]), max_size=5).map("".join)
products = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5)


@settings(max_examples=40)
@given(products, st.sampled_from(["\n", "\r\n"]), st.sampled_from([",", ";", "\t"]),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
       st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))  # fmt: skip
def test_only_the_alt_texts_of_a_file_change(rows, end, separator, encoding, quoting):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow(["Handle", "Title", "Image Src", "Image Alt Text", "Status"])
    writer.writerows([one, two, f"{n}.jpg", "", three] for n, (one, two, three) in enumerate(rows))
    content = stream.getvalue().encode(encoding)
    file = shop(content)
    before = [list(row.cells) for row in file.table.rows]
    for photo in file.photos:
        file.write(photo, 'A "gold", ring; é')
    written = shop(file.table.to_bytes())
    assert len(written.photos) == len(rows)
    assert all(photo.alt == 'A "gold", ring; é' for photo in written.photos)
    for row, cells in zip(written.table.rows, before, strict=True):
        assert [cell for n, cell in enumerate(row.cells) if n != 3] == cells[:3] + cells[4:]
    for row, cells in zip(file.table.rows, before, strict=True):
        row.cells[3] = cells[3]
    assert file.table.to_bytes() == content


def test_details_in_a_cell_are_known_in_capitals_too():
    cell = "a.jpg ! Alt : Old ! Title : Front | b.jpg ! ALT : B"
    assert alts_within(cell) == ["Old", "B"]
    assert with_alt(cell, 0, "New") == "a.jpg ! Alt : New ! Title : Front | b.jpg ! ALT : B"
