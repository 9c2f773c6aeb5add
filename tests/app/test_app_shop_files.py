"""Product files through the endpoint: filled to the byte, nothing fetched, sentences on errors."""

import base64
import csv
import io
import json
import zipfile

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

HEADER = "Handle;Title;Image Src;Image Alt Text\r\n"


@pytest.fixture(scope="module")
def client(shop):
    return Client(shop.url, verbose=False)


@pytest.fixture
def files(tmp_path, photos):
    """A product file of three photos, of which two are in a zip."""
    table = tmp_path / "products.csv"
    names = ["ruby.jpg", "emerald.jpg", "away.jpg"]
    rows = [f"p{n};;https://c/{name}?v=1;\r\n" for n, name in enumerate(names)]
    table.write_bytes((HEADER + "".join(rows)).encode("utf-16"))
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for name, photo in zip(names, list(photos.values())[:2], strict=False):
            archive.write(photo, f"shop/{name}")
    return table, tmp_path / "photos.zip"


def test_a_product_file_comes_back_with_alt_texts(client, files, outside):
    table, photos = files
    style = {"languages": ["de"], "longest": 60, "template": "{caption} – Nord"}
    seen = len(outside)
    answer = client.predict(
        handle_file(str(table)), [handle_file(str(photos))], style, api_name="/alt_texts"
    )
    content = base64.b64decode(answer["csv"])
    rows = list(csv.reader(io.StringIO(content.decode("utf-16")), delimiter=";"))
    assert [row[3].endswith("– Nord") for row in rows[1:]] == [True, True, False]
    assert all(len(row[3]) <= 60 for row in rows)
    assert [row[:3] for row in rows] == [
        row.split(";")[:3] for row in table.read_bytes().decode("utf-16").splitlines()
    ]
    assert [one["happened"] for one in answer["photos"]] == ["filled", "filled", "no photo"]
    assert answer["photos"][2]["remarks"] == ["No photo is called away.jpg."]
    assert "2 alt texts were filled in" in answer["summary"]
    assert len(answer["undo"]["rows"]) == 2
    assert len(outside) == seen  # nothing was fetched


@pytest.mark.parametrize(
    "style, said",
    [({"longest": 5}, "from 20 to 5,000"), ({"template": "x"}, "lacks {caption}")],
)
def test_a_wrong_style_is_a_sentence(client, files, style, said):
    table, photos = files
    with pytest.raises(AppError, match=said):
        client.predict(
            handle_file(str(table)), [handle_file(str(photos))], style, api_name="/alt_texts"
        )


def test_what_is_no_table_is_a_sentence(client, files):
    _, photos = files
    with pytest.raises(AppError, match=r"photos\.zip: The file is no CSV"):
        client.predict(
            handle_file(str(photos)), [handle_file(str(photos))], {}, api_name="/alt_texts"
        )


def test_a_product_file_is_filled_from_the_catalogue_in_the_house_style(
    page, photos, tmp_path, outside
):
    page.get_by_role("tab", name="My catalogue").click()
    names = ["silver ruby", "silver pearl"]
    page.get_by_label("Catalogue files").set_input_files([str(photos[name]) for name in names])
    page.get_by_text("2 photos are described.").wait_for()
    caption = page.get_by_label(f"Caption of {photos[names[0]].name}")
    caption.fill("a heart brooch")
    caption.blur()
    page.get_by_text("Fill a product file").click()
    tried = page.locator(".shop-tried li")
    tried.get_by_text("A heart brooch", exact=True).wait_for()
    assert tried.count() == 2

    page.get_by_label("Template", exact=True).fill("{caption} – {colour}")
    page.get_by_text("has an unknown slot {colour}").wait_for()
    style = tmp_path / "style.toml"
    style.write_text('template = "{caption} – {brand}"\nbrand = "Nørd"\nlanguages = ["en", "de"]')
    page.get_by_label("House style", exact=True).last.set_input_files(str(style))
    tried.get_by_text("A heart brooch – Nørd").wait_for()
    tried.get_by_text("Herzbrosche – Nørd").wait_for()
    assert page.get_by_label("Brand").input_value() == "Nørd"

    table = tmp_path / "products.csv"
    rows = [f"b,Gold necklace,https://c/{photos[names[0]].name}?v=1,", "c,,away.jpg,"]
    table.write_bytes("\r\n".join(["Handle,Title,Image Src,Image Alt Text", *rows, ""]).encode())
    page.get_by_label("Product file", exact=True).set_input_files(str(table))
    page.get_by_text("Filled in: 1 · No photo here: 1").wait_for()
    page.get_by_text("No photo is called away.jpg.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="products-filled.csv").click()
    text = download.value.path().read_bytes().decode()
    assert text.startswith("Handle,Title,Image Src,Image Alt Text,Image Alt Text (de)\r\n")
    assert f"{rows[0]}A heart brooch – Nørd,Herzbrosche – Nørd\r\n" in text
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this style").click()
    assert json.loads(download.value.path().read_text("utf-8"))["brand"] == "Nørd"
    rows = [f"b,Gold necklace,https://c/{photos[names[0]].name},image of a gold ring"]
    table.write_bytes("\r\n".join(["Handle,Title,Image Src,Image Alt Text", *rows, ""]).encode())
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Check the texts in a file").click()
    chooser.value.set_files(str(table))
    page.get_by_text("With something wrong: 1 of 1").wait_for()
    page.get_by_text('begins with "image of"').wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="products-check.csv").click()
    assert "A heart brooch – Nørd" in download.value.path().read_text("utf-8-sig")
    wrong = tmp_path / "prices.csv"
    wrong.write_text("sku,price\n1,5\n")
    page.get_by_label("Product file", exact=True).set_input_files(str(wrong))
    page.get_by_text("prices.csv: No column holds photos").wait_for()


def test_only_a_catalogues_own_page_can_fill_files(shop):
    answer = httpx.post(f"{shop.url}catalogue/nobody/product-file?name=a.csv", content=b"a,b")
    assert answer.status_code == 404 and "Traceback" not in answer.text
    session = shop.page.sessions.get("somebody")
    url = f"{shop.url}catalogue/{session.token}"
    answer = httpx.post(f"{url}/style", content=b"x" * 70_000)
    assert answer.status_code == 413
    for body in (b"[1]", b"{", b'{"longest": 1}', b"\xff\xfe"):
        answer = httpx.post(f"{url}/style", content=body)
        assert answer.status_code == 400 and answer.json()["said"].endswith(".")
    assert httpx.get(f"{url}/product-file/..%2f..%2fmetadata.jsonl").status_code == 404
    shop.page.sessions.end("somebody")
