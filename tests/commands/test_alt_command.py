"""`alt`: what it writes next to a product file, and what it refuses."""

import csv
import io
import json
import shutil

import pytest
from typer.testing import CliRunner

from captioning.__main__ import app

HEADER = "URL handle,Title,Product image URL,Image position,Image alt text\r\n"


def run(*arguments: object):
    result = CliRunner().invoke(app, ["alt", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def shop(tmp_path, jewelry_photos):
    """A product file and a folder with its photos."""
    (tmp_path / "photos").mkdir()
    for photo in jewelry_photos:
        shutil.copy(photo, tmp_path / "photos")
    rows = [f"p{n},,https://c/{photo.name}?v=1,1,\r\n" for n, photo in enumerate(jewelry_photos)]
    (tmp_path / "in.csv").write_bytes((HEADER + "".join(rows)).encode())
    return tmp_path


def rows_of(path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_file_is_filled_reported_checked_and_taken_back(shop, tiny_checkpoints):
    models = ("--checkpoints", tiny_checkpoints, "--conflicts", "photo")
    done = run(shop / "in.csv", shop / "photos", "-o", shop / "out.csv", *models)
    assert done.exit_code == 0, done.output
    assert "4 photos in in.csv, a Shopify file; 4 to describe." in done.stderr
    assert "4 alt texts were filled in." in done.stderr
    table = rows_of(shop / "out.csv")
    assert all(row[4] for row in table) and [row[:4] for row in table] == [
        row[:4] for row in rows_of(shop / "in.csv")
    ]
    assert len(rows_of(shop / "out.report.csv")) == 5
    assert not (shop / "out.csv.part").exists()

    done = run(shop / "out.csv", "--undo", shop / "out.undo.json", "-o", shop / "back.csv")
    assert done.exit_code == 0 and "4 rows are as they were" in done.stdout
    assert (shop / "back.csv").read_bytes() == (shop / "in.csv").read_bytes()

    good = (shop / "in.csv").read_bytes().replace(b",1,\r\n", b",1,A ring of rose gold\r\n", 1)
    (shop / "in.csv").write_bytes(good)
    done = run(shop / "in.csv", "--check", "-o", shop / "check.csv")
    assert done.exit_code == 0 and "3 of 4 alt texts have faults" in done.stdout


def test_a_stopped_run_has_its_captions_next_to_the_result(shop, tiny_checkpoints):
    (shop / "out.csv.part").write_text('["piece0.png", ["a gold ring"]]\n["piece1.png", ["a go')
    done = run(shop / "in.csv", shop / "photos", "-o", shop / "out.csv",
               "--checkpoints", tiny_checkpoints, "--conflicts", "photo")  # fmt: skip
    assert done.exit_code == 0
    assert rows_of(shop / "out.csv")[1][4] == "A gold ring"
    assert "3/3" in done.stderr


def test_options_count_before_the_style_of_a_file(shop, tiny_checkpoints):
    (shop / "style.toml").write_text(
        'longest = 60\nbrand = "Nord"\ntemplate = "{caption}, {brand}"'
    )
    (shop / "out.csv.part").write_text('["piece0.png", ["a gold ring"]]\n')
    done = run(shop / "in.csv", shop / "photos", "-o", shop / "out.csv", "--style",
               shop / "style.toml", "--brand", "Süd", "--language", "de", "--add", "google",
               "--checkpoints", tiny_checkpoints, "--conflicts", "photo")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert rows_of(shop / "out.csv")[1][4:] == [
        "Goldring, Süd",
        'trained_algorithmic_media:"Goldring, Süd"',
    ]
    assert "New columns, after all others: structured_description." in done.stderr


def test_texts_are_written_next_to_the_photos_and_into_copies(shop, tiny_checkpoints):
    pytest.importorskip("pyexiv2", reason="has no wheel for this system")
    from captioning.catalogue.photo_texts import read_texts

    (shop / "out.csv.part").write_text('["piece0.png", ["a gold ring"]]\n')
    models = ("--checkpoints", tiny_checkpoints, "--conflicts", "photo")
    done = run(shop / "in.csv", shop / "photos", "-o", shop / "out.csv", "--sidecar", *models)
    assert done.exit_code == 0, done.output
    assert "4 alt texts were written into .xmp files next to the photos." in done.stderr
    texts = read_texts((shop / "photos/piece0.xmp").read_bytes())
    assert texts == {"x-default": "A gold ring", "en": "A gold ring"}

    lines = [{"file_name": f"piece{n}.png", "captions": ["a pearl ring"]} for n in range(4)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (shop / "photos/metadata.jsonl").write_text(text)
    (shop / "style.toml").write_text('languages = ["de", "en"]\nbrand = "Nord"')
    arguments = ["index", shop / "photos", "--copies", shop / "copies", "--csv", shop / "alts.csv",
                 "--style", shop / "style.toml", "--checkpoints", tiny_checkpoints]  # fmt: skip
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    texts = read_texts((shop / "copies/piece0.png").read_bytes())
    assert texts["de"] == texts["x-default"] == "Ring mit Perle" and texts["en"] == "A pearl ring"
    assert rows_of(shop / "alts.csv")[1] == [
        "piece0.png", "a pearl ring", "Ring mit Perle", "A pearl ring",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["in.csv", "photos"], "Say where the result goes: add -o OUT.csv."),
        (["none.csv", "photos", "-o", "o.csv"], "none.csv"),
        (["in.csv", "nowhere", "-o", "o.csv"], "There is no folder nowhere"),
        (["in.csv", "-o", "o.csv"], "use --fetch"),
        (["in.csv", "empty", "-o", "o.csv"], "No photo is in empty"),
        (["photos/piece0.png", "photos", "-o", "o.csv"], "no CSV"),
        (["in.csv", "photos", "-o", "o.csv", "--longest", "5"], "from 20 to 5,000"),
        (["in.csv", "photos", "-o", "o.csv", "--language", "xx"], "no captions in 'xx'"),
        (["in.csv", "photos", "-o", "o.csv", "--photo-column", "x"], 'no column "x"'),
        (["prices.csv", "photos", "-o", "o.csv"], "to photo, or name it with --photo-column."),
        (["in.csv", "photos", "-o", "o.csv", "--sidecar", "--in-place"], "Choose one of --copies"),
        (["in.csv", "--fetch", "-o", "o.csv", "--sidecar"], "photos of one folder"),
        (["in.csv", "--undo", "in.csv", "-o", "o.csv"], "no undo file"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(shop, monkeypatch, arguments, said):
    monkeypatch.chdir(shop)
    (shop / "empty").mkdir()
    (shop / "prices.csv").write_text("name,price\nring,5\n")
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr and not (shop / "o.csv").exists()


def test_five_hundred_rows_go_there_and_back(shop, tiny_checkpoints):
    """Rows as Shopify exports them: views, variants without a photo, markup, line breaks."""
    names = [photo.name for photo in sorted((shop / "photos").glob("*.png"))]
    header = (
        "Handle,Title,Body (HTML),Vendor,Tags,Variant SKU,Image Src,Image Position,Image Alt Text"
    )
    rows = []
    for n in range(500):
        handle, first = f"piece-{n // 4}", n % 4 == 0
        facts = (
            (f'"Piece {n}, ""fine"""', '"<p>Two\nlines</p>"', "Nørd", '"a, =b"')
            if first
            else [""] * 4
        )
        source = "" if n % 4 == 3 else f"https://cdn/{names[n % 3]}?v={n}"
        alt = "Mine" if n % 50 == 0 else ""
        rows.append(",".join([handle, *facts, f"-S{n}", source, str(n % 4 + 1), alt]))
    content = ("\r\n".join([header, *rows]) + "\r\n").encode("utf-8-sig")
    (shop / "in.csv").write_bytes(content)
    models = ("--checkpoints", tiny_checkpoints, "--conflicts", "photo")
    done = run(shop / "in.csv", shop / "photos", "-o", shop / "out.csv", *models)
    assert done.exit_code == 0, done.output
    assert "375 photos in in.csv, a Shopify file; 3 to describe." in done.stderr
    before, after = rows_of(shop / "in.csv"), rows_of(shop / "out.csv")
    assert [row[:8] for row in after] == [row[:8] for row in before]
    for old, new in zip(before[1:], after[1:], strict=True):
        assert new[8] == old[8] if old[8] or not old[6] else new[8]
    texts = {}
    for row in after[1:]:
        if row[6]:
            texts.setdefault(row[0], []).append(row[8])
    assert all(len(set(alts)) == len(alts) for alts in texts.values())
    lines = zip(content.split(b"\n"), (shop / "out.csv").read_bytes().split(b"\n"), strict=True)
    assert sum(old != new for old, new in lines) == 375 - 10
    undo = run(shop / "out.csv", "--undo", shop / "out.undo.json", "-o", shop / "back.csv")
    assert undo.exit_code == 0 and (shop / "back.csv").read_bytes() == content
