"""Product files through the endpoint: filled to the byte, nothing fetched, sentences on errors."""

import base64
import csv
import io
import zipfile

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
