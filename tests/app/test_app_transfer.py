"""What the page costs to load: compressed, small pictures, parts that browsers keep."""

import re

import httpx
import pytest


@pytest.fixture(scope="module")
def client(shop):
    with httpx.Client(base_url=shop.url, headers={"accept-encoding": "gzip"}) as client:
        yield client


@pytest.mark.parametrize("address", ["/", "/config", "/gradio_api/info"])
def test_large_answers_are_sent_compressed(client, address):
    with client.stream("GET", address) as answer:
        sent = len(b"".join(answer.iter_raw()))
    whole = client.get(address, headers={"accept-encoding": "identity"})
    assert answer.headers["content-encoding"] == "gzip" and sent < len(whole.content) / 3
    assert "content-encoding" not in whole.headers


def test_parts_whose_names_change_with_their_content_are_kept_for_good(client):
    page = client.get("/").text
    script = re.search(r"/assets/[\w.-]+\.js", page)[0]
    for address in (script, "/theme.css?v=1"):
        answer = client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert "immutable" not in client.get("/").headers.get("cache-control", "")
    missing = client.get("/assets/none-00000000.js")
    assert missing.status_code != 200 and "immutable" not in missing.headers.get(
        "cache-control", ""
    )


def test_pictures_that_everybody_sees_show_at_once_on_the_next_visit(client, shop):
    answer = client.get("/pictures/gallery/0/small.webp")
    assert "stale-while-revalidate" in answer.headers["cache-control"]
    own, piece = "secret-album", shop.gallery.pieces[0]
    shop.page.pictures.put(own, [piece.image])
    answer = client.get(f"/pictures/{own}/0/small.webp")
    shop.page.pictures.drop(own)
    assert answer.headers["cache-control"] == "private, max-age=3600"


def test_controls_of_endpoints_are_not_sent_to_browsers_and_nothing_is_recorded(page, client):
    configs = page.evaluate("gradio_config"), client.get("/config").json()
    seen, every = ({part["type"] for part in config["components"]} for config in configs)
    assert every - seen >= {"button", "file", "group", "image", "json", "number"}
    page.get_by_role("button", name="Use via API").click()
    page.get_by_text("/describe").first.wait_for()
    assert client.get("/gradio_api/runs").status_code == 404
