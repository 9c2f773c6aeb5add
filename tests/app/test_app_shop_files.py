"""Product files through the endpoint: filled to the byte, nothing fetched, sentences on errors."""

import base64
import csv
import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import drawn
import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from captioning.catalogue.shop_report import taken_back
from captioning.catalogue.shop_table import read_table
from captioning.ui.session import Entry
from captioning.ui.shop_routes import said

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

    page.get_by_label("Where a photo contradicts the shop's words").select_option("shop")
    table = tmp_path / "products.csv"
    rows = [f"b,Gold necklace,https://c/{photos[names[0]].name}?v=1,", "c,,away.jpg,"]
    table.write_bytes("\r\n".join(["Handle,Title,Image Src,Image Alt Text", *rows, ""]).encode())
    with page.expect_request(lambda request: "conflicts=shop" in request.url):
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
    page.get_by_text("With faults: 1 of 1").wait_for()
    page.get_by_text('begins with "image of"').wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="products-check.csv").click()
    assert "A heart brooch – Nørd" in download.value.path().read_text("utf-8-sig")
    wrong = tmp_path / "prices.csv"
    wrong.write_text("sku,price\n1,5\n")
    page.get_by_label("Product file", exact=True).set_input_files(str(wrong))
    page.get_by_text("prices.csv: No column holds photos").wait_for()


def test_the_product_file_waits_for_photos_and_no_language_is_a_further_one_of_itself(page, photos):
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_text("Fill a product file").click()
    page.get_by_text("Upload photos first: the texts").wait_for()
    choose = page.get_by_role("button", name="Choose the product file")
    check = page.get_by_role("button", name="Check the texts in a file")
    assert choose.is_disabled() and check.is_disabled()
    page.get_by_label("Catalogue files").set_input_files(str(photos["silver ruby"]))
    page.get_by_text("1 photo is described.").wait_for()
    page.locator(".shop-tried li").first.wait_for()
    assert choose.is_enabled() and check.is_enabled()
    assert not page.get_by_text("Upload photos first: the texts").is_visible()
    further = page.get_by_role("group", name="Further languages")
    english, german = (further.get_by_label(name) for name in ("English", "Deutsch"))
    assert not english.is_visible()
    german.check()
    page.get_by_label("Brand").fill("Nørd")
    form = page.locator(".shop-style")
    form.locator("[name=first]").select_option("de")
    assert english.is_visible() and not german.is_visible()
    page.get_by_label("Language", exact=True).first.select_option("fr")
    page.get_by_role("button", name="Choisir le fichier").wait_for()
    assert page.locator(".shop-style [name=brand]").input_value() == "Nørd"  # and the form stays
    assert page.locator(".shop-style [name=first]").input_value() == "de"
    assert page.get_by_role("button", name="Choisir le fichier").is_enabled()


@pytest.mark.parametrize(
    ("conflicts", "said", "text"),
    [
        ("leave", "Widerspricht den Worten des Shops: 1", ""),
        ("photo", "Ausgefüllt: 1", "A silver ring"),
        ("shop", "Ausgefüllt: 1", "Yellow gold bangle"),
    ],
)
def test_the_page_says_whose_words_count_where_photo_and_shop_differ(shop, conflicts, said, text):
    session = shop.page.sessions.get("somebody")
    entry = Entry("a.jpg", session.folder / "a.jpg", {"lstm": "a silver ring"}, "a silver ring", {})
    session.entries = [entry]
    url = f"{shop.url}catalogue/{session.token}/product-file"
    query = {"name": "p.csv", "language": "de", "conflicts": conflicts, "style": "{}"}
    content = f"{HEADER}p;Yellow gold bangle;a.jpg;\r\n".encode()
    answer = httpx.post(url, params=query, content=content).json()
    assert answer["said"] == [said]
    filled = httpx.get(f"{url}/p-filled.csv").content.decode()
    assert filled == f"{HEADER}p;Yellow gold bangle;a.jpg;{text}\r\n"
    if conflicts == "leave":
        assert answer["open"][0]["remarks"] == [
            "Art: laut Shop Armband, das Foto zeigt eher Ring",
            "Metall: laut Shop Gelbgold, das Foto zeigt eher Silber",
        ]
    report = httpx.get(f"{url}/p-report.csv").content.decode("utf-8-sig")
    assert report.startswith('"line","product","photo","what happened",')
    assert "Art: laut Shop Armband, das Foto zeigt eher Ring; Metall: laut" in report
    assert "the shop says" not in report
    wrong = f"{HEADER}p;;a.jpg;ring\r\n".encode()
    answer = httpx.post(f"{url}/check", params=query, content=wrong).json()
    assert answer["open"][0]["remarks"] == ["ring", "zu kurz: 1 Wort"]
    shop.page.sessions.end("somebody")


PHOTOS, ROWS = 60, 500


@pytest.fixture
def export(tmp_path) -> SimpleNamespace:
    """A product file of many rows, as a shop has them, and its photos as a zip."""
    table, photos = tmp_path / "export.csv", tmp_path / "photos.zip"
    with zipfile.ZipFile(photos, "w") as archive:
        for number in range(PHOTOS):
            stream = io.BytesIO()
            drawn.ring("silver", "ruby", (48 + number, 64)).save(stream, "JPEG")
            archive.writestr(f"shop/p-{number}.jpg", stream.getvalue())
    lines = ["URL handle,Title,Description,Product image URL,Image position,Image alt text\r\n"]
    for row in range(ROWS):
        piece = row // 4
        photo = "" if row % 4 == 3 else f"https://c/p-{row % PHOTOS}.jpg?v={row}"  # a variant
        alt = "My own words" if photo and not row % 10 else ""
        words = '"<p>in ""stock"",\nor not</p>"'
        lines.append(f"piece-{piece},Nº {piece},{words},{photo},{row % 4},{alt}\r\n")
    table.write_bytes("".join(lines).encode("utf-8-sig"))
    return SimpleNamespace(table=table, photos=photos, content=table.read_bytes())


@pytest.fixture
def quick(shop, monkeypatch):
    """The app describes by the photo's width, without its models."""

    def caption(metal: str, stone: str) -> SimpleNamespace:
        said = f"a {metal} ring with a {stone}"
        return SimpleNamespace(
            text=said,
            levels={"complete": said},
            expected={},
            sureness=0.9,
            alternatives=(),
            shows_jewelry=True,
        )

    def describe(photos, **_):
        stones = ("ruby", "pearl", "sapphire", "emerald", "garnet")
        return [
            {
                "transformer": caption("silver", stones[photo.width % 5]),
                "lstm": caption("white gold", stones[photo.width % 5]),
            }
            for photo in photos
        ]

    monkeypatch.setattr(shop.captioner, "describe_batch", describe)


def test_the_endpoint_is_given_whose_words_count(client, files, quick):
    table, photos = files
    table.write_text(f"{HEADER}p;Yellow gold bangle;ruby.jpg;\r\n")
    sent = handle_file(str(table)), [handle_file(str(photos))]

    def alt(conflicts):
        answer = client.predict(*sent, {}, conflicts=conflicts, api_name="/alt_texts")
        return base64.b64decode(answer["csv"]).decode().split(";")[-1].strip(), answer["photos"][0]

    text, photo = alt("Shop")
    assert text.startswith("Yellow gold bangle with") and photo["happened"] == "filled"
    text, photo = alt("")
    assert text == "" and photo["happened"] == "to review"
    with pytest.raises(AppError, match="conflicts is leave, photo, shop, not 'mine': use one"):
        alt("mine")


def is_filled_and_taken_back(export, content: bytes, undo: str, tmp_path) -> None:
    """Every photo has an alt text, nothing else has changed, and the undo file gives all back."""
    before, after = (
        list(csv.reader(io.StringIO(one.decode("utf-8-sig"), newline="")))
        for one in (export.content, content)
    )
    assert [row[:5] for row in after] == [row[:5] for row in before] and len(after) == ROWS + 1
    for old, new in zip(before[1:], after[1:], strict=True):
        assert bool(new[5]) == bool(new[3]) and new[5].startswith(old[5])
    assert len({row[5] for row in after if row[0] == "piece-1" and row[5]}) == 3
    (tmp_path / "undo.json").write_text(undo, "utf-8")
    (tmp_path / "filled.csv").write_bytes(content)
    table = read_table(tmp_path / "filled.csv")
    assert taken_back(table, tmp_path / "undo.json")[1] == 0
    assert table.to_bytes() == export.content


def test_an_export_of_many_rows_goes_through_the_endpoint_and_back(client, export, quick, tmp_path):
    answer = client.predict(
        handle_file(str(export.table)), [handle_file(str(export.photos))], {}, api_name="/alt_texts"
    )
    content = base64.b64decode(answer["csv"])
    is_filled_and_taken_back(export, content, json.dumps(answer["undo"]), tmp_path)


def test_an_export_of_many_rows_goes_through_the_page_and_back(page, export, quick, tmp_path):
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files(str(export.photos))
    page.get_by_text(f"{PHOTOS} photos are described.").wait_for()
    page.get_by_text("Fill a product file").click()
    page.get_by_label("Product file", exact=True).set_input_files(str(export.table))
    page.get_by_text("There already: 50").wait_for()
    files = []
    for name in ("export-filled.csv", "export-undo.json"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        files.append(download.value.path().read_bytes())
    is_filled_and_taken_back(export, files[0], files[1].decode(), tmp_path)


def test_texts_are_of_the_model_whose_caption_was_chosen():
    captions = {"transformer": "a ring", "lstm": "a band"}
    complete = {model: f"{text} on white" for model, text in captions.items()}
    entry = Entry("a.jpg", Path("a.jpg"), captions, "a band", {}, complete=complete)
    assert said(entry, "complete") == ("a band on white", "a ring on white", "a band", "a ring")
    assert said(entry, "normal")[0] == "a band"
    entry.approved = True
    assert said(entry, "complete") == ("a band",)


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
