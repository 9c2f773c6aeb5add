"""The endpoints as programs see them: a contract, the library's answers, sentences on errors."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO

import drawn
import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from captioning.ui.storage import process_storage
from captioning.vision.photos import load_photo


@pytest.fixture(scope="module")
def client(shop):
    return Client(shop.url, verbose=False)


def timeless(answer: dict) -> dict:
    """An answer without the time it took."""
    return {
        name: {key: value for key, value in found.items() if key != "milliseconds"}
        for name, found in answer.items()
    }


def test_the_contract(client):
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    options = ["k", "minimum", "type", "metal", "stone"]
    arguments = {
        name: {p["parameter_name"]: p["parameter_has_default"] for p in endpoint["parameters"]}
        for name, endpoint in endpoints.items()
    }
    assert arguments == {
        "/describe": {"photo": False, "language": True},
        "/search": {"query": False} | dict.fromkeys(options, True),
        "/similar": {"photo": False, "model": True} | dict.fromkeys(options, True),
        "/alt_texts": {"products": False, "photos": False}
        | dict.fromkeys(("style", "replace", "conflicts"), True),
    }
    for endpoint in endpoints.values():
        assert len(endpoint["description"]) > 40
        assert len(endpoint["returns"]) == 1


def test_describe_answers_as_the_library_does(client, shop, photos):
    photo = photos["silver ruby"]
    answer = client.predict(handle_file(str(photo)), api_name="/describe")
    captions = shop.captioner.describe(load_photo(photo))
    assert list(answer) == ["transformer", "lstm"]
    for name, caption in captions.items():
        found = answer[name]
        assert found["caption"] == caption.text == found["levels"]["complete"]
        assert set(found["levels"]) == {"basic", "normal", "complete"}
        assert [word["word"] for word in found["words"]] == caption.text.split()
        likely = [word["probability"] for word in found["words"]]
        assert likely == pytest.approx([w.probability for w in caption.words], abs=1e-3)
        assert 0 < found["confidence"] <= 1 and found["milliseconds"] > 0
        assert [a["caption"] for a in found["alternatives"]] == [
            a.text for a in caption.alternatives
        ]


def test_describe_in_a_language(client, shop, photos):
    photo = photos["silver ruby"]
    answer = client.predict(handle_file(str(photo)), "de", api_name="/describe")
    captions = shop.captioner.describe(load_photo(photo))
    for name, caption in captions.items():
        assert answer[name]["caption"] == caption.text
        assert answer[name]["in_language"] == caption.in_language("de").to_json()
    with pytest.raises(AppError, match="no captions in 'xx'; choose one of en"):
        client.predict(handle_file(str(photo)), "xx", api_name="/describe")


def test_search_finds_what_the_library_finds_with_reasons(client, shop):
    answer = client.predict("silver pendant with a ruby", api_name="/search")["pieces"]
    hits = shop.gallery.search("silver pendant with a ruby")
    assert [hit["id"] for hit in answer] == [hit.piece.id for hit in hits]
    assert answer[0]["caption"] == "a silver pendant with a ruby"
    for hit in answer:
        shares = sum(reason["share"] for reason in hit["reasons"])
        assert shares == pytest.approx(hit["score"], abs=1e-3)


def test_search_keeps_to_k_filters_and_minimum(client):
    found = client.predict("ring with a pearl", k=3, metal="silver", api_name="/search")["pieces"]
    assert 0 < len(found) <= 3 and {hit["metal"] for hit in found} == {"silver"}
    close = client.predict("silver ring with a pearl", minimum=0.8, api_name="/search")["pieces"]
    assert close and min(hit["score"] for hit in close) >= 0.8
    words = "twisted silver ring"
    usual = client.predict(words, api_name="/search")["pieces"]
    assert min(hit["score"] for hit in usual) < 0.25
    asked = client.predict(words, minimum=0.25, api_name="/search")["pieces"]
    assert asked == [hit for hit in usual if hit["score"] >= 0.25]
    nothing = client.predict("an accordion", api_name="/search")
    assert nothing["pieces"] == [] and nothing["understood"]["unknown"] == ["accordion"]


@pytest.mark.parametrize(
    ("options", "remark", "same"),
    [({"minimum": 7}, "The minimum score goes from 0 to 1: 1 is used.", {"minimum": 1}),
     ({"minimum": "abc"}, "The minimum score goes from 0 to 1: 0.05 is used.", {}),
     ({"minimum": ""}, "The minimum score goes from 0 to 1: 0.05 is used.", {}),
     ({"minimum": -1}, "The minimum score goes from 0 to 1: 0 is used.", {"minimum": 0}),
     ({"k": 1000}, "Between 1 and 24 pieces can be listed: 24 are.", {"k": 24}),
     ({"k": "many"}, "Between 1 and 24 pieces can be listed: 8 are.", {})],
)  # fmt: skip
def test_numbers_out_of_bounds_are_replaced_and_that_is_said(client, options, remark, same):
    answer = client.predict("silver ring", **options, api_name="/search")
    assert answer["understood"]["remarks"] == [remark]
    assert answer["pieces"] == client.predict("silver ring", **same, api_name="/search")["pieces"]


def test_search_says_what_it_understood(client):
    said = client.predict("silver ring, not gold", api_name="/search")["understood"]
    assert said["line"] == "metal: silver · ring · not: yellow gold or rose gold"
    wanted, excluded = said["groups"][:-1], said["groups"][-1]
    assert [group["text"] for group in wanted] == ["silver", "ring"]
    assert excluded["excluded"] and excluded["facets"][0]["words"] == ["gold"]


def test_similar_searches_with_the_chosen_caption(client, shop, photos):
    photo = photos["yellow gold emerald"]
    answer = client.predict(handle_file(str(photo)), model="lstm", k=2, api_name="/similar")
    caption = shop.captioner.describe(load_photo(photo))["lstm"].text
    assert answer["query"] == caption
    assert len(answer["pieces"]) == 2


@cache
def kinds() -> dict[str, bytes]:
    """A photo in every unusual kind that people send."""
    ring = drawn.ring("yellow gold", "ruby")
    kinds = {
        "photo.heic": (ring, {"format": "HEIF"}),
        "photo.avif": (ring, {"format": "AVIF"}),
        "print.jpg": (ring.convert("CMYK"), {"format": "JPEG"}),
        "deep.png": (Image.new("I;16", (60, 60), 40_000), {"format": "PNG"}),
        "clear.png": (Image.new("RGBA", (60, 40), (0, 0, 0, 0)), {"format": "PNG"}),
        "dot.png": (Image.new("RGB", (1, 1), "gold"), {"format": "PNG"}),
        "large.jpg": (Image.new("RGB", (8000, 5000), "white"), {"format": "JPEG"}),
        "moves.gif": (ring, {"format": "GIF", "save_all": True, "append_images": [ring]}),
    }
    files = {}
    for name, (picture, options) in kinds.items():
        stream = BytesIO()
        picture.save(stream, **options)
        files[name] = stream.getvalue()
    return files


@pytest.mark.parametrize("name", list(kinds()))
def test_every_kind_of_photo_is_described(client, tmp_path, name):
    (tmp_path / name).write_bytes(kinds()[name])
    answer = client.predict(handle_file(str(tmp_path / name)), api_name="/describe")
    assert [0 < found["confidence"] <= 1 for found in answer.values()] == [True, True]


def test_a_phone_photo_is_turned_upright(client, tmp_path):
    upright = drawn.ring("silver", "sapphire", (320, 240))
    exif = Image.Exif()
    exif[274] = 6
    upright.save(tmp_path / "upright.png")
    upright.rotate(90, expand=True).save(tmp_path / "phone.png", exif=exif)
    answers = [
        client.predict(handle_file(str(tmp_path / name)), api_name="/describe")
        for name in ("upright.png", "phone.png")
    ]
    assert timeless(answers[0]) == timeless(answers[1])


BAD = {
    "notes.txt": b"a ring",
    "empty.jpg": b"",
    "cut.png": kinds()["dot.png"][:40],
    "catalogue.pdf": b"%PDF-1.7 ...",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_ends_in_a_sentence(client, shop, tmp_path, name):
    (tmp_path / name).write_bytes(BAD[name])
    with pytest.raises(AppError) as caught:
        client.predict(handle_file(str(tmp_path / name)), api_name="/describe")
    assert_sentence(str(caught.value), shop)


def assert_sentence(text: str, shop) -> None:
    assert re.search(r"[a-z]{3,} [a-z]+.*\.$", text), text
    for leak in (str(shop.folder), "/tmp", "Traceback", "Errno", "site-packages"):
        assert leak not in text


def asked_of(shop, name: str, data: list) -> str:
    """What the server answers to a request, as it is sent."""
    call = f"{shop.url}gradio_api/call/{name}"
    event = httpx.post(call, json={"data": data}).json()["event_id"]
    return httpx.get(f"{call}/{event}").text


@pytest.mark.parametrize("meta", [{"meta": {"_type": "gradio.FileData"}}, {}])
@pytest.mark.parametrize(
    ("name", "others"), [("describe", ["en"]), ("similar", ["lstm", 3, 0.1, "", "", ""])]
)
def test_a_file_of_the_server_is_not_read(shop, name, others, meta):
    secret = shop.gallery.pieces[0].image
    told = {asked_of(shop, name, [{"path": str(path)} | meta, *others]) for path in (
        secret, secret.with_name("none.png"), secret.parent, process_storage().root / "lock"
    )}  # fmt: skip
    (answer,) = told  # nor does it say what there is
    assert "event: error" in answer and "was not uploaded here" in answer
    assert str(shop.folder) not in answer


def test_nothing_beside_the_uploads_is_deleted(shop, tmp_path):
    folder = tmp_path / "message-mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("not a photo")
    asked_of(shop, "describe", [{"path": str(folder / "notes.txt")}, "en"])
    assert (folder / "notes.txt").read_text() == "not a photo"


def test_an_unknown_model_is_refused(client, photos):
    with pytest.raises(AppError, match=r"(?i)value"):
        client.predict(handle_file(str(photos["silver ruby"])), model="parrot", api_name="/similar")


def test_sixteen_at_once_get_their_own_answers(shop, tmp_path):
    files = []
    for number in range(16):
        colour = (16 * number, 255 - 15 * number, (97 * number) % 256)
        file = tmp_path / f"{number}.png"
        picture = drawn.ring("silver", "ruby")
        picture.paste(colour, (0, 0, 320, 60 + 12 * number))
        picture.save(file)
        files.append(file)

    def ask(file):
        own = Client(shop.url, verbose=False)
        return timeless(own.predict(handle_file(str(file)), api_name="/describe"))

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, files))
    marks = {tuple(w["probability"] for w in a["transformer"]["words"]) for a in answers}
    assert len(marks) > 12, "the photos are too much alike for this test"
    for file, answer in zip(files, answers, strict=True):
        captions = shop.captioner.describe(load_photo(file))
        for name, caption in captions.items():
            assert answer[name]["caption"] == caption.text
            likely = [word["probability"] for word in answer[name]["words"]]
            assert likely == pytest.approx([w.probability for w in caption.words], abs=1e-4)


def test_nothing_asked_for_the_network(client, outside, photos):
    client.predict(handle_file(str(photos["rose gold pearl"])), api_name="/describe")
    assert outside == []
