"""The review desk without a browser: what is added, asked for, changed and undone."""

import json
import zipfile
from io import BytesIO
from types import SimpleNamespace

import drawn
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from captioning.ui.bringing import Bringing
from captioning.ui.catalogue_files import open_files, path_name, product_files
from captioning.ui.desk import Desk
from captioning.ui.desk_html import rows_json
from captioning.ui.desk_routes import MOST_BODY, DeskRoutes
from captioning.ui.desk_rows import PAGE, Wanted
from captioning.ui.downloads import Downloads, captions_csv, write_image_folder, zip_paths
from captioning.ui.pictures import Pictures
from captioning.ui.session import KEPT_SECONDS, Entry, Sessions
from captioning.ui.shop_facts import own_alt, told_by
from captioning.ui.texts import speaking
from captioning.ui.visitor import Speaking
from captioning.vision.evidence import Told


class Namer:
    """Says of every photo what its colours are called; counts the photos that it has seen."""

    def __init__(self, lstm=0.5, shows_jewelry=True):
        self.seen = 0
        self.known = []
        self.lstm, self.shows_jewelry = lstm, shows_jewelry

    def describe_batch(self, photos, known=(), **_):
        self.seen += len(photos)
        self.known += known
        said = {
            "transformer": ("a silver ring with a ruby", 0.9),
            "lstm": ("a gold ring", self.lstm),
        }
        return [
            {
                m: SimpleNamespace(
                    text=t,
                    expected={},
                    sureness=c,
                    levels={"complete": f"{t}, on white"},
                    shows_jewelry=self.shows_jewelry,
                )
                for m, (t, c) in said.items()
            }
            for _ in photos
        ]


@pytest.fixture
def sessions():
    return Sessions(Pictures())


def picture(metal: str = "silver", stone: str = "ruby", kind: str = "PNG") -> bytes:
    stream = BytesIO()
    drawn.ring(metal, stone, (64, 64)).save(stream, kind)
    return stream.getvalue()


def bring(session, files: dict[str, bytes], folder, namer=None) -> str:
    """Brings files as the page does; the note that it ends with."""
    paths = []
    for number, (name, content) in enumerate(files.items()):
        path = folder / str(number)
        path.write_bytes(content)
        paths.append((name, path))
    shops, paths, session.refused = product_files(paths)
    contents = open_files(paths)
    told = told_by(shops, contents.photos)
    run = Bringing(namer or Namer(), Pictures(), session, told)
    for _ in run.run(contents):
        pass
    for shop in shops:
        run.take_facts(shop)
    return run.ended(contents)


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def image_folder(entries) -> bytes:
    stream = BytesIO()
    write_image_folder(entries, stream)
    return stream.getvalue()


def names(session) -> list[str]:
    return [entry.name for entry in session.entries]


def test_the_same_name_in_two_folders_is_two_photos_everywhere(sessions, tmp_path):
    session = sessions.get("page")
    shop = zipped({"SKU-100/front.jpg": picture(kind="JPEG"),
                   "SKU-101/front.png": picture("rose gold")})  # fmt: skip
    assert bring(session, {"shop.zip": shop}, tmp_path) == "2 photos are described."
    assert names(session) == ["SKU-100/front.jpg", "SKU-101/front.png"]
    table = captions_csv(session.entries)
    assert '"SKU-100/front.jpg"' in table and '"SKU-101/front.png"' in table
    with zipfile.ZipFile(BytesIO(image_folder(session.entries))) as archive:
        assert {"SKU-100/front.jpg", "SKU-101/front.png.jpg"} < {*archive.namelist()}


@pytest.mark.parametrize(
    ("lstm", "said"), [(0.71, "a silver ring with a ruby"), (0.95, "a gold ring")]
)
def test_the_surer_caption_counts_at_first(sessions, tmp_path, lstm, said):
    session = sessions.get("page")
    bring(session, {"a.png": picture()}, tmp_path, Namer(lstm=lstm))
    assert session.entries[0].caption == said
    assert [*session.entries[0].captions] == ["transformer", "lstm"]  # 1 and 2 stay whose they are


def test_a_photo_of_no_jewelry_is_to_be_reviewed_and_says_why_also_after_a_round_trip(
    sessions, tmp_path
):
    session = sessions.get("page")
    bring(session, {"a.png": picture()}, tmp_path)
    blank = BytesIO()
    Image.new("RGB", (40, 40), "white").save(blank, "PNG")
    bring(session, {"blank.png": blank.getvalue()}, tmp_path, Namer(shows_jewelry=False))
    bring(again := sessions.get("next day"), {"c.zip": image_folder(session.entries)}, tmp_path)
    for one in (session, again):
        desk = Desk(one, 0.9)
        ring, other = (row.doubt.reasons for row in desk.rows())
        assert "not_jewelry" not in ring and "not_jewelry" in other
        doubtful = desk.sheet(Wanted(state="doubtful")).rows
        assert "blank.png" in [row.entry.name for row in doubtful]
        for code, sentence in (("en", "This does not look like jewelry."), ("de", "Schmuck")):
            with speaking(code):
                rows = dict(rows_json(one, desk.rows()))
            assert sentence in rows[1] and sentence not in rows[0]
    desk.approve(1, True)  # a person has looked at it
    assert "jewelry" not in dict(rows_json(again, desk.rows()))[1]


def test_more_photos_are_added_and_nothing_is_taken_away(sessions, tmp_path):
    session = sessions.get("page")
    first = {"a.png": picture(), "b.png": picture("rose gold")}
    bring(session, first, tmp_path)
    session.entries[0].caption = "grandmother's ring"
    note = bring(session, {"c.png": picture("yellow gold")}, tmp_path)
    assert note == "1 photo is described. Your catalogue has 3 photos."
    note = bring(session, {"price list.pdf": b"%PDF-1.7"}, tmp_path)
    assert note == "There was no photo to describe. Your catalogue has 3 photos."
    assert session.refused[0][0] == "price list.pdf"
    namer = Namer()
    assert "2 photos were there already." in bring(session, first, tmp_path, namer)
    assert namer.seen == 0 and session.entries[0].caption == "grandmother's ring"
    bring(session, {"a.png": picture("yellow gold", "pearl")}, tmp_path)  # another photo
    assert names(session) == ["a.png", "b.png", "c.png", "a (2).png"]
    assert session.refused == [
        ("a.png", "Another photo has this name already: this one is called a (2).png.")
    ]


def test_two_runs_at_once_take_each_photo_once_and_share_no_file(sessions, tmp_path):
    session = sessions.get("page")
    metals = ("silver", "yellow gold"), ("ruby", "pearl")
    photos = {f"{m} {s}.png": picture(m, s) for m in metals[0] for s in metals[1]}
    photos |= {"5.png": picture("rose gold", "pearl")}

    class Interrupted(Namer):
        """While its photos are described, somebody brings the same and one more."""

        def describe_batch(self, photos, **options):
            if not self.seen:
                self.seen = 1
                note = bring(session, {**others, "new.png": picture("rose gold")}, tmp_path)
                assert note.startswith("2 photos are described. 4 photos were there already.")
            return super().describe_batch(photos, **options)

    others = dict(photos)
    note = bring(session, photos, tmp_path, Interrupted())
    assert note.startswith("4 photos are described. 1 photo was there already.")
    assert sorted(names(session)) == sorted([*photos, "new.png"])
    assert len({entry.file for entry in session.entries}) == 6 and not session.coming
    assert len({entry.stored for entry in session.entries}) == 6


def test_a_run_that_was_stopped_stops_no_later_one(sessions, tmp_path):
    session = sessions.get("page")
    session.stops += 1  # pressed when nothing was left to stop
    assert bring(session, {"a.png": picture()}, tmp_path) == "1 photo is described."

    class Stopped(Namer):
        def describe_batch(self, photos, **options):
            session.stops += 1
            return super().describe_batch(photos, **options)

    photos = {f"{number}.png": picture("yellow gold") for number in range(9)}
    note = bring(session, photos, tmp_path, Stopped())
    assert note.startswith("Stopped") and len(session.entries) == 5
    assert bring(session, photos, tmp_path).startswith("5 photos are described. 4 photos were")


def test_a_zip_comes_back_as_it_left(sessions, tmp_path):
    session, namer = sessions.get("page"), Namer()
    line = {"file_name": "s/b.png", "text": "gold ring", "metal": "Platinum", "sku": "B-7",
            "texts": {"de": "Goldring"}}  # fmt: skip
    shop = zipped({"s/a.png": picture(), "s/b.png": picture("rose gold"),
                   "s/c.png": picture("yellow gold"),
                   "metadata.jsonl": json.dumps(line).encode()})  # fmt: skip
    note = bring(session, {"shop.zip": shop}, tmp_path, namer)
    assert (namer.seen, note) == (2, "2 photos are described. 1 photo came with its caption.")
    desk = Desk(session, 0.9)
    place = names(session).index("s/a.png")
    desk.edit(place, "grandmother's  garnet ring")
    desk.approve(place, True)
    home = image_folder(session.entries)
    again, before = sessions.get("next day"), {e.name: e for e in session.entries}
    note = bring(again, {"catalogue.zip": home}, tmp_path, namer)
    assert (namer.seen, note) == (2, "3 photos came with their captions.")
    for entry in again.entries:
        then = before[entry.name]
        kept = (
            "name",
            "caption",
            "captions",
            "complete",
            "confidence",
            "approved",
            "labels",
            "expected",
        )
        assert [getattr(entry, k) for k in kept] == [getattr(then, k) for k in kept]
        assert entry.file.read_bytes() == then.file.read_bytes()
    assert again.entries[place].approved and again.refused == []
    other = next(e for e in again.entries if e.name == "s/b.png").record.others
    assert (other["sku"], other["texts"]) == ("B-7", {"de": "Goldring"})
    assert before["s/b.png"].labels.metal == "silver"
    texts = []
    for content in (home, image_folder(again.entries)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            texts.append({name: archive.read(name) for name in archive.namelist()})
    assert texts[0] == texts[1]


def test_an_unpacked_zip_comes_back_as_a_folder(sessions, tmp_path):
    session, namer = sessions.get("page"), Namer()
    bring(session, {"SKU-1/a.png": picture()}, tmp_path, namer)
    session.entries[0].caption = "mine"
    with zipfile.ZipFile(BytesIO(image_folder(session.entries))) as archive:
        inside = {f"catalogue/{name}": archive.read(name) for name in archive.namelist()}
    again = sessions.get("next day")
    bring(again, inside, tmp_path, namer)
    assert (namer.seen, again.entries[0].caption, again.refused) == (1, "mine", [])
    assert names(again) == ["SKU-1/a.png"]


def test_a_photo_replaced_in_an_exported_zip_is_named_and_no_longer_approved(sessions, tmp_path):
    session = sessions.get("page")
    bring(session, {"a.jpg": picture(kind="JPEG")}, tmp_path)
    Desk(session, 0.9).approve(0, True)
    with zipfile.ZipFile(BytesIO(image_folder(session.entries))) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    again = sessions.get("next day")
    changed = zipped(inside | {"a.jpg": picture("rose gold", kind="JPEG")})
    bring(again, {"catalogue.zip": changed}, tmp_path)
    assert not again.entries[0].approved
    assert again.refused[0][1].startswith("Another photo is here under the old name")


def test_a_broken_line_is_named_and_the_others_count(sessions, tmp_path):
    session = sessions.get("page")
    lines = b'{"file_name": "./a.png", "captions": ["mine"]}\n{"file_name": "b.png",}\n'
    files = {"x/metadata.jsonl": lines, "x/a.png": picture(), "x/b.png": picture("rose gold")}
    bring(session, files, tmp_path)
    assert session.refused == [("x/metadata.jsonl", "Line 2 is not JSON: mend the line.")]
    assert {e.name: e.caption for e in session.entries} == {
        "x/a.png": "mine", "x/b.png": "a silver ring with a ruby"
    }  # fmt: skip


def test_a_product_file_brought_with_the_photos_leads_the_models(sessions, tmp_path):
    rows = "Handle,Title,Image Src\nr,Ruby pendant,https://c/a.png?v=1\nr,,b.png\n"
    photos = {name: picture(stone=stone) for name, stone in (("a.png", "ruby"), ("b.png", "pearl"))}
    namer = Namer()
    files = {"p.csv": rows.encode(), **photos, "c.png": picture("rose gold")}
    bring(sessions.get("page"), files, tmp_path, namer)
    assert namer.known == [Told("necklace", ("red",))] * 2 + [Told()]
    namer = Namer()
    bring(sessions.get("another"), photos, tmp_path, namer)
    assert namer.seen == 2 and not namer.known


def test_a_product_file_groups_views_and_is_compared_with_the_captions(sessions, tmp_path):
    session = sessions.get("page")
    bring(session, {"a.png": picture(), "b.png": picture("rose gold"), "c.png": picture("silver",
          "pearl")}, tmp_path)  # fmt: skip
    desk = Desk(session, 0.999)
    assert [row.views for row in desk.rows()] == [(0,), (1,), (2,)]
    shop = (
        "Handle;Title;Image Src;Image Alt Text\n"
        "halo;Goldarmreif mit Saphir;https://cdn.example/a.png?v=1;my bangle\n"
        "halo;;https://cdn.example/b_1024x1024.png;\nother;Silberring mit Rubin;c.png;\n"
    )
    note = bring(session, {"products.csv": shop.encode("utf-16")}, tmp_path)
    assert note.startswith("3 photos are in the product file.") and session.refused == []
    first, second, third = desk.rows()
    assert (first.views, second.views, third.views) == ((0, 1), (0, 1), (2,))
    assert {"type_against", "metal_against", "stones_against"} <= {*first.doubt.reasons}
    assert not {"type_against", "metal_against"} & {*third.doubt.reasons}
    assert own_alt(session.entries[0]) == "my bangle"
    bring(session, {"broken.csv": b"1,2\n3,4\n"}, tmp_path)
    assert session.refused[0][0] == "broken.csv" and len(session.entries) == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a/b.jpg", "a/b.jpg"), ("C:\\photos\\b.jpg", "b.jpg"), ("/etc/b.jpg", "b.jpg"),
     ("../../b.jpg", "b.jpg"), ("./a\\b.jpg", "a/b.jpg"), ("..", "photo"), ("", "photo"),
     ("a/../b.jpg", "b.jpg")],
)  # fmt: skip
def test_paths_stay_as_far_as_they_are_safe(given, kept):
    assert path_name(given) == kept


def filled(session, count: int, **more) -> Desk:
    for place in range(count):
        kind, metal = ("ring", "bangle")[place % 2], ("silver", "yellow gold")[place % 3 % 2]
        caption = f"a {metal} {kind} number {place}"
        said = {"transformer": caption, "lstm": caption}
        entry = Entry(f"r{place}.jpg", session.folder / "x.jpg", said, caption, {}, **more)
        entry.confidence = dict.fromkeys(said, 1 - place / count / 2)
        session.entries.append(entry)
    return Desk(session, 0.9)


def test_rows_are_ordered_by_doubt_approved_last_and_filtered_with_counts(sessions):
    session = sessions.get("page")
    desk = filled(session, 6)
    session.entries[2].captions["lstm"] = "a silver watch"
    desk.approve(5, True)
    assert [row.place for row in desk.sheet(Wanted()).rows] == [2, 4, 3, 1, 0, 5]
    sheet = desk.sheet(Wanted(type="ring"))
    assert [row.place for row in sheet.rows] == [2, 4, 0]
    assert sheet.facets["type"] == {"bangle": 3, "ring": 3}  # as if no type was chosen
    assert sheet.facets["metal"] == {"silver": 2, "yellow gold": 1}
    assert sheet.facets["state"] == {"doubtful": 1, "open": 3}
    assert (sheet.count, sheet.total, sheet.approved) == (3, 6, 1)
    assert [row.place for row in desk.sheet(Wanted(state="approved")).rows] == [5]
    assert desk.sheet(Wanted(words="NUMBER 4")).count == 1
    assert [row.place for row in desk.sheet(Wanted(order="brought")).rows] == list(range(6))


def test_pages_hold_a_part_and_names_are_ordered_as_people_count(sessions):
    session = sessions.get("page")
    sheet = filled(session, PAGE + 5).sheet(Wanted(order="name", page=1))
    assert (sheet.pages, sheet.page, len(sheet.rows)) == (2, 1, 5)
    assert [row.entry.name for row in sheet.rows][-1] == f"r{PAGE + 4}.jpg"
    assert desk_page(session, 99).page == 1


def desk_page(session, page: int):
    return Desk(session, 0.9).sheet(Wanted(page=page))


def test_replacing_concerns_what_is_filtered_and_is_undone_as_one_step(sessions):
    session = sessions.get("page")
    desk = filled(session, 4)
    desk.edit(0, "a  silver ring\nof my aunt")
    step = desk.replace(Wanted(type="ring"), "ring", "signet ring")
    assert [place for place, _, _ in step] == [0, 2]
    assert session.entries[0].caption == "a silver signet ring of my aunt"
    assert desk.replace(Wanted(), "", "x") == desk.replace(Wanted(), "absent", "x") == []
    assert len(desk.undo()) == 2 and len(desk.undo()) == 1 and desk.undo() == []
    assert session.entries[0].caption == "a silver ring number 0"


def test_views_of_one_product_stay_together_and_equal_captions_are_doubtful(sessions):
    session = sessions.get("page")
    desk = filled(session, 4)
    for entry, name in zip(session.entries, ("b1 front", "c", "d", "b1 back"), strict=True):
        entry.name, entry.caption = f"{name}.jpg", "a silver ring"
        entry.captions = {"transformer": "a silver ring"}
    rows = desk.sheet(Wanted(order="name")).rows
    assert [row.place for row in rows] == [0, 3, 1, 2]
    assert [row.doubt.reasons for row in rows] == [("repeated",)] * 2 + [()] * 2
    desk.edit(3, "a silver ring, back")
    assert {row.place for row in desk.touched([(3, "", False)])} == {0, 3}


def test_a_run_never_changes_approved_rows(sessions, tmp_path):
    session = sessions.get("page")
    bring(session, {"a.png": picture()}, tmp_path)
    desk = Desk(session, 0.9)
    desk.edit(0, "mine")
    desk.approve(0, True)
    bring(session, {"a.png": picture(), "b.png": picture("rose gold")}, tmp_path)
    assert (session.entries[0].caption, session.entries[0].approved) == ("mine", True)


@pytest.fixture
def client(sessions):
    return TestClient(Starlette(routes=DeskRoutes(sessions, 0.9).routes()))


def test_the_desk_is_served_to_its_secret_name_only(sessions, client):
    session = sessions.get("page")
    filled(session, 3)
    home = f"/catalogue/{session.token}"
    sheet = client.get(f"{home}/desk?type=ring&page=x&order=odd&language=de").json()
    assert [place for place, _ in sheet["rows"]] == [2, 0] and "Freigeben" in sheet["rows"][0][1]
    step = {"do": "edit", "place": 1, "text": "<b>mine</b>", "wanted": {"state": "open"}}
    answer = client.post(f"{home}/step", json=step).json()
    assert [place for place, _ in answer["rows"]] == [1]
    assert "<b>" not in answer["rows"][0][1] and session.entries[1].caption == "<b>mine</b>"
    assert client.post(f"{home}/step", json={"do": "undo"}).json()["said"] == (
        "1 photo is as before."
    )
    for odd in ({"do": "edit", "place": 99, "text": "x"}, {"do": "approve"}, {}, [1], "x"):
        assert client.post(f"{home}/step", json=odd).json()["rows"] == []
    assert client.post(f"{home}/step", content=b"{" * MOST_BODY * 2).status_code == 413
    assert client.get(f"{home}/rows?from=2").json()["rows"][0][0] == 2
    assert client.get("/catalogue/page/desk").status_code == 404


def test_captions_are_read_and_corrected_in_the_language_of_the_page(sessions, client):
    session = sessions.get("page")
    said = {"transformer": "a silver ring with a ruby", "lstm": "a gold ring"}
    session.entries = [
        Entry(f"r{n}.jpg", session.folder / "x.jpg", said, said["transformer"], {}) for n in (0, 1)
    ]
    home = f"/catalogue/{session.token}"

    def row(**step) -> str:
        body = {"place": 0, "language": "de", **step}
        return dict(client.post(f"{home}/step", json=body).json()["rows"])[0]

    first = client.get(f"{home}/desk?language=de").json()
    assert ">Silberring mit Rubin</textarea>" in first["rows"][0][1]
    assert 'data-use="Goldring"' in first["rows"][0][1] and ">Rubin</td>" in first["rows"][0][1]
    assert "Silber (2)" in first["controls"] and "silver (2)" not in first["controls"]
    entry = session.entries[0]
    assert ">Goldring</textarea>" in row(do="edit", text="Goldring")  # the other model's
    assert entry.caption == "a gold ring"
    client.post(f"{home}/step", json={"do": "undo", "language": "de"})
    assert entry.caption == said["transformer"]
    changed = row(do="replace", find="Rubin", put="Granat meiner Tante")
    assert ">Silberring mit Granat meiner Tante</textarea>" in changed
    assert ">Granat</td>" in changed and "Typ" not in changed.split("doubts")[1].split("</ul>")[0]
    english = client.get(f"{home}/desk").json()["rows"][0][1]
    assert ">Silberring mit Granat meiner Tante</textarea>" in english  # a person's words stay
    session.entries[1].caption = said["transformer"]
    routes = TestClient(Speaking(Starlette(routes=[Downloads(sessions).route()])))
    table = routes.get(f"{home}/captions.csv", headers={"accept-language": "de"}).text
    assert '"Silberring mit Rubin"' in table and '"a silver ring with a ruby"' in table


def test_a_kept_catalogue_outlives_its_page_until_its_link_expires(sessions, client):
    session = sessions.get("page")
    filled(session, 1)
    link = client.post(f"/catalogue/{session.token}/keep").json()["link"]
    assert link not in (session.token, "") and len(link) > 24
    sessions.end("page")
    assert session.folder.exists() and sessions.reopen("other", "guess") is None
    assert sessions.reopen("other", link) is session and sessions.get("other") is session
    sessions.end("other")
    session.until -= KEPT_SECONDS + 1
    assert sessions.reopen("third", link) is None and not session.folder.exists()


def test_without_room_on_the_disk_nothing_is_kept(sessions, client, monkeypatch):
    monkeypatch.setattr("captioning.ui.session.LEAST_FREE", 2**80)
    session = sessions.get("page")
    answer = client.post(f"/catalogue/{session.token}/keep").json()
    assert "link" not in answer and "download the zip" in answer["said"]


def test_deleting_all_takes_the_link_along(sessions, client):
    session = sessions.get("page")
    link = client.post(f"/catalogue/{session.token}/keep").json()["link"]
    sessions.delete("page")
    assert sessions.reopen("page", link) is None and not session.folder.exists()


def test_zip_paths_are_unique_and_end_as_what_they_are(tmp_path):
    entries = [
        SimpleNamespace(name=name)
        for name in ("a.png", "a.png.jpg", "b.JPG", "metadata.jsonl", "README.md")
    ]
    paths = zip_paths(entries)
    assert paths == ["a.png.jpg", "a.png.jpg.jpg", "b.JPG", "metadata.jsonl.jpg", "README.md.jpg"]
