"""A product file from end to end: described, filled, checked and taken back."""

import csv
import io
import json
import zipfile
from types import SimpleNamespace

import pytest
from PIL import Image

from captioning.catalogue.alt_check import check, check_text, faults
from captioning.catalogue.house_style import HouseStyle
from captioning.catalogue.shop_alts import AltOptions, Conflicts, ShopAlts
from captioning.catalogue.shop_file import ShopFile
from captioning.catalogue.shop_photos import ShopPhotos, opener, zipped_photos
from captioning.catalogue.shop_report import report_text, summary, taken_back, undo_text
from captioning.catalogue.shop_table import TableError, read_table
from captioning.vision.evidence import Told

HEADER = "URL handle,Title,Product image URL,Image position,Image alt text,Vendor\r\n"
COLOURS = {"gold": "a yellow gold ring", "silver": "a silver ring with a clear stone"}


class Models:
    """Two models that say what colour a photo has, and count the photos."""

    def __init__(self):
        self.seen, self.known = 0, []

    def describe_batch(self, photos, known):
        self.known = known
        self.seen += len(photos)
        return [self._said(photo) for photo in photos]

    def _said(self, photo):
        metal = "gold" if photo.getpixel((0, 0))[2] < 100 else "silver"
        others = [SimpleNamespace(text=f"{COLOURS[metal]} on white", log_probability=-1.0)]
        one, two = COLOURS[metal], f"{COLOURS[metal]}, polished"
        return {"transformer": said(one, others), "lstm": said(two, [])}


def said(text, alternatives):
    return SimpleNamespace(
        text=text, levels={"complete": text}, alternatives=alternatives, sureness=0.9
    )


@pytest.fixture
def photos(tmp_path):
    """A zip with three photos, of which one is broken."""
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for name, colour in (("gold", "#d4a937"), ("silver", "#b9bcc2")):
            stream = io.BytesIO()
            Image.new("RGB", (64, 64), colour).save(stream, "JPEG")
            archive.writestr(f"{name}.jpg", stream.getvalue())
        archive.writestr("broken.jpg", b"\xff\xd8\xff nothing")
    return ShopPhotos(zipped_photos(tmp_path / "photos.zip").photos)


def run(tmp_path, rows, photos, models=None, **options):
    """The rows with alt texts: the run, its changes and the cells of the result."""
    path = tmp_path / "in.csv"
    path.write_bytes((HEADER + "\r\n".join(rows) + "\r\n").encode())
    shop = ShopFile.open(path)
    style = HouseStyle.of(options.pop("style", {}))
    alts = ShopAlts(shop, opener(photos), AltOptions(style, **options))
    alts.describe(models or Models(), batch=2)
    changes = alts.write()
    text = shop.table.to_bytes().decode()
    return alts, changes, list(csv.reader(io.StringIO(text, newline="")))


def test_missing_texts_are_filled_and_others_stay(tmp_path, photos):
    rows = ["r,Ring,https://c/gold.jpg?v=1,1,,Nord", "r,,https://c/silver.jpg,2,Mine,",
            "s,Band,none.jpg,1,,", "t,Ring,broken.jpg,1,,", "r,,,,,"]  # fmt: skip
    models = Models()
    _, changes, table = run(tmp_path, rows, photos, models)
    assert [row[4] for row in table[1:]] == ["A yellow gold ring", "Mine", "", "", ""]
    assert [one.action for one in changes] == ["filled", "kept", "no photo", "no photo"]
    assert models.seen == 1
    assert changes[2].remarks == ("No photo is called none.jpg.",)
    assert "damaged" in changes[3].remarks[0]
    assert summary(changes) == (
        "1 alt text was filled in, 1 was there already and stays, 2 photos were not found or "
        "cannot be read."
    )
    report = list(csv.DictReader(io.StringIO(report_text(changes).lstrip("\ufeff"))))
    assert [row["line"] for row in report] == ["4", "5", "2", "3"]


def test_all_texts_can_be_replaced(tmp_path, photos):
    rows = ["r,Ring,gold.jpg,1,Old,Nord"]
    _, changes, table = run(tmp_path, rows, photos, replace=True)
    assert table[1][4] == "A yellow gold ring" and changes[0].action == "replaced"


def test_a_photo_of_many_rows_is_described_once_with_texts_of_its_own(tmp_path, photos):
    rows = [f"r,Ring,gold.jpg,{n},," for n in range(5)]
    models = Models()
    _, _, table = run(tmp_path, rows, photos, models)
    texts = [row[4] for row in table[1:]]
    assert models.seen == 1 and len(set(texts)) == 5 and texts[-1].endswith("view 3")


def test_views_differ_in_every_language_and_pieces_without_a_product_may_be_alike(tmp_path, photos):
    rows = [f"r,Ring,gold.jpg,{n},," for n in range(3)]
    _, _, table = run(tmp_path, rows, photos, style={"languages": ["en", "de"]})
    english = [row[4] for row in table[1:]]
    assert len(set(english)) == 3 and english[0] == "A yellow gold ring"
    german = [row[6] for row in table[1:]]
    assert len(set(german)) == 3 and german[0] == "Gelbgoldring"
    path = tmp_path / "plain.csv"
    path.write_text("photo,alt\ngold.jpg,\ngold.jpg,\n")
    alts = ShopAlts(ShopFile.open(path), opener(photos), AltOptions())
    alts.describe(Models())
    assert [one.text for one in alts.write()] == ["A yellow gold ring"] * 2


def test_what_contradicts_the_shop_is_left_for_a_person(tmp_path, photos):
    rows = ["r,Platinum ring,gold.jpg,1,,", "s,Platinum ring,silver.jpg,1,,"]
    _, changes, table = run(tmp_path, rows, photos)
    assert [row[4] for row in table[1:]] == ["", "A platinum ring with a clear stone"]
    assert changes[0].action == "to review" and changes[0].text == "A yellow gold ring"
    assert changes[0].remarks[0].startswith("metal: the shop says platinum")
    _, changes, table = run(tmp_path, rows, photos, conflicts=Conflicts.PHOTO)
    assert table[1][4] == "A yellow gold ring" and changes[0].action == "filled"
    _, changes, table = run(tmp_path, rows, photos, conflicts=Conflicts.SHOP)
    assert [row[4] for row in table[1:]] == [
        "Platinum ring", "A platinum ring with a clear stone",
    ]  # fmt: skip
    assert changes[0].remarks[-1] == "made of the shop's own words"


def test_the_shops_words_are_told_to_the_models(tmp_path, photos):
    models = Models()
    run(tmp_path, ["r,Ruby pendant in gold,gold.jpg,1,,", "r,,gold.jpg,2,,"], photos, models)
    assert models.known == [Told("necklace", ("red",))]


def test_languages_and_listings_have_columns_of_their_own(tmp_path, photos):
    rows = ["r,Ring,gold.jpg,1,Mine,Nord", "r,,silver.jpg,2,,"]
    style = {"languages": ["es", "de"]}
    _, _, table = run(tmp_path, rows, photos, style=style, listings=("etsy", "google"))
    assert table[0][6:8] == ["Image alt text (de)", "Etsy title"]
    assert table[1][4] == "Mine" and table[1][6] == "Gelbgoldring"
    assert table[2][4].startswith("Anillo de plata")
    assert table[1][7] == "Yellow gold ring" and table[2][7] == ""
    assert len(table[1][9].split(", ")) <= 13
    assert table[1][10] == 'trained_algorithmic_media:"Anillo de oro amarillo"'


def test_a_run_that_was_stopped_continues(tmp_path, photos):
    path = tmp_path / "in.csv"
    path.write_bytes((HEADER + "a,,gold.jpg,1,,\r\nb,,silver.jpg,1,,\r\n").encode())
    kept: dict[str, tuple[str, ...]] = {}
    first = ShopAlts(ShopFile.open(path), opener(photos), AltOptions())
    first.describe(Models(), batch=1, progress=lambda keys: keys[:1], keep=kept.update)
    assert list(kept) == ["gold.jpg"]
    again, models = ShopAlts(ShopFile.open(path), opener(photos), AltOptions()), Models()
    again.described |= kept
    again.describe(models)
    assert models.seen == 1 and not again.waiting


def test_letters_that_the_file_cannot_hold_are_refused_before_the_work(tmp_path, photos):
    path = tmp_path / "in.csv"
    path.write_bytes("Titre;Image;Alt\r\nbébé à façon;gold.jpg;\r\n".encode("cp1252"))
    with pytest.raises(TableError, match="UTF-8"):
        style = HouseStyle.of({"languages": ["tr"]})
        ShopAlts(ShopFile.open(path), opener(photos), AltOptions(style))


@pytest.mark.parametrize("options", [{}, {"listings": ("google",)}])
def test_a_run_is_taken_back_to_the_byte(tmp_path, photos, options):
    path, record = tmp_path / "in.csv", tmp_path / "undo.json"
    content = (HEADER + 'a,"x,\ny",gold.jpg,1,,\r\nb,,silver.jpg,1,"",\n').encode()
    path.write_bytes(content)
    shop = ShopFile.open(path)
    before = [shop.table.row_text(row) for row in range(len(shop.table.rows))]
    alts = ShopAlts(shop, opener(photos), AltOptions(**options))
    alts.describe(Models())
    alts.write()
    assert shop.table.to_bytes() != content
    record.write_text(undo_text(before, shop.table), encoding="utf-8")
    path.write_bytes(shop.table.to_bytes())
    table = read_table(path)
    assert taken_back(table, record)[1] == 0 and table.to_bytes() == content

    path.write_bytes(shop.table.to_bytes().replace(b"A yellow gold ring", b"My own words", 1))
    table = read_table(path)
    assert taken_back(table, record)[1] == 1 and b"My own words" in table.to_bytes()
    path.write_bytes(HEADER.encode())
    with pytest.raises(TableError, match="belongs to another file"):
        taken_back(read_table(path), record)
    record.write_text(json.dumps([1]))
    with pytest.raises(TableError, match="no undo file"):
        taken_back(read_table(path), record)


@pytest.mark.parametrize(
    "alt, said",
    [
        ("", "missing"),
        ("IMG_2041.jpg", "a file name, no description"),
        ("DSC 0042", "a file name, no description"),
        ("gold_ring_front", "a file name, no description"),
        ("Gold ring", "too short: 2 words"),
        ("Photo of a gold ring", 'begins with "Photo of", which screen readers say already'),
        ("a gold ring " * 12, "too long: 144 of 125 characters"),
        ("A bling gold ring", 'has the word "bling"'),
    ],
)
def test_faults_of_a_text(alt, said):
    assert list(faults(alt, HouseStyle.of({"never": ["bling"]}))) == [said]


@pytest.mark.parametrize(
    "alt", ["A gold ring with a ruby", "Silberring mit Perle", "18k gold ring"]
)
def test_a_good_text_has_no_fault(alt):
    assert list(faults(alt, HouseStyle())) == []


def test_texts_are_held_against_their_photos(tmp_path, photos):
    rows = ["a,,gold.jpg,1,A silver ring on white,", "b,,gold.jpg,1,A polished gold ring,",
            "c,,silver.jpg,1,Goldring mit klarem Stein,", "d,,silver.jpg,1,A plain gold necklace,",
            "e,,gold.jpg,1,A polished gold ring,", "f,,none.jpg,1,A ring of steel,"]  # fmt: skip
    alts, _, _ = run(tmp_path, rows, photos, replace=True)
    found = {one.photo.product: one for one in check(alts)}
    assert found["a"].faults == ("metal: the text says silver, the photo looks like yellow gold",)
    assert found["a"].proposed == "A yellow gold ring"
    assert found["b"].faults == found["e"].faults == ("the same for 2 photos",)
    assert [fault.split(":")[0] for fault in found["c"].faults] == ["metal"]
    assert [fault.split(":")[0] for fault in found["d"].faults] == ["type", "metal"]
    assert found["f"].faults == ("No photo is called none.jpg",)
    rows = list(csv.DictReader(io.StringIO(check_text(check(alts)).lstrip("\ufeff"))))
    assert [row["product"] for row in rows] == list("abcdef")
