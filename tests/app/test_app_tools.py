"""The tools for chat clients, called by the official client of the Model Context Protocol."""

import asyncio
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import httpx
import pytest
from gradio_client import Client, handle_file

from captioning.gallery.gallery import Gallery
from captioning.ui.page import Page
from captioning.ui.storage import process_storage

mcp = pytest.importorskip("mcp", reason="the official mcp client is not installed")


@pytest.fixture(scope="module")
def server(shop):
    """The app with its tools, next to the one without."""
    page = Page(shop.captioner, Gallery.open(shop.folder / "gallery"))
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, mcp_server=True)
    yield SimpleNamespace(url=url, page=page)
    page.blocks.close(verbose=False)


@pytest.fixture(autouse=True)
def asked_by_gradio(outside):
    """Forgets the name server that Gradio asks about the host of every address."""
    before = len(outside)
    yield
    del outside[before:]


@pytest.fixture
def ask(server):
    """Calls a tool: its text, and whether it is an error. With no name, lists the tools."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def call(name, arguments):
        async with (
            streamablehttp_client(f"{server.url}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            if name is None:
                return {tool.name: tool for tool in (await session.list_tools()).tools}
            answer = await session.call_tool(name, arguments)
            [content] = answer.content
            return content.text, answer.isError

    def in_thread(name=None, **arguments):
        with ThreadPoolExecutor() as pool:  # a browser's loop may run in this thread
            return pool.submit(lambda: asyncio.run(call(name, arguments))).result()

    return in_thread


def data_url(file) -> str:
    return f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}"


def upload(server, file) -> str:
    files = {"files": (file.name, file.read_bytes())}
    return httpx.post(f"{server.url}gradio_api/upload", files=files).json()[0]


def captions(text: str) -> dict[str, str]:
    return {name: said["caption"] for name, said in json.loads(text).items()}


def test_a_data_url_is_described_and_not_kept(server, ask, photos):
    text, failed = ask("describe", photo=data_url(photos["silver ruby"]))
    photo = handle_file(str(photos["silver ruby"]))
    usual = Client(server.url, verbose=False).predict(photo, api_name="/describe")
    assert not failed
    assert captions(text) == {name: said["caption"] for name, said in usual.items()}
    assert not list(process_storage().root.rglob("message-*"))


def test_an_own_upload_is_described_as_often_as_wanted(server, ask, photos):
    path = upload(server, photos["silver pearl"])
    expected = captions(ask("describe", photo=data_url(photos["silver pearl"]))[0])
    for _ in range(2):
        text, failed = ask("describe", photo=f"{server.url}gradio_api/file={path}")
        assert not failed and captions(text) == expected
    text, failed = ask("similar", photo=f"{server.url}gradio_api/file={path}", k=2)
    assert not failed and len(json.loads(text)["pieces"]) == 2


def test_answers_are_json_of_what_the_library_finds(server, ask):
    text, failed = ask("search", query="silver pendant with a ruby", k=3)
    assert not failed
    usual = Client(server.url, verbose=False).predict(
        "silver pendant with a ruby", k=3, api_name="/search"
    )
    assert json.loads(text) == usual and len(usual["pieces"]) == 3


def test_a_file_of_the_server_is_refused(server, ask, shop):
    secret = shop.gallery.pieces[0].image
    inside = process_storage().root / "lock"
    for photo in (
        str(secret),
        f"file://{secret}",
        f"{server.url}gradio_api/file={secret}",
        f"{server.url}gradio_api/file={inside}",
        f"{server.url}gradio_api/file={process_storage().uploads}/../lock",
    ):
        text, failed = ask("describe", photo=photo)
        assert failed and ("files of a computer" in text or "could not be fetched" in text), text
    gone = f"{server.url}gradio_api/file={process_storage().uploads}/gone.png"
    text, failed = ask("describe", photo=gone)
    assert failed and text == "The photo is no longer here. Please choose it again."


@pytest.mark.parametrize(
    ("photo", "sentence"),
    [
        ("http://127.0.0.1:9/ring.jpg", "could not be fetched from http://127.0.0.1:9/ring.jpg"),
        ("https://nowhere.invalid/ring.jpg", "could not be fetched from https://nowhere.invalid"),
        ("data:image/png;base64,!!!", "The data URL is damaged"),
        ("data:image/png;base64,", "is empty"),
        ("data:text/plain;base64,YSByaW5n", "is not a photo"),
        ("data:image/svg+xml,<svg/>", "must be a data URL"),
        ("a ring", "must be a data URL"),
        (b64encode(bytes(range(90))).decode(), 'put "data:image/jpeg;base64," before'),
    ],
)
def test_what_is_no_photo_ends_in_a_sentence(ask, photo, sentence):
    text, failed = ask("describe", photo=photo)
    assert failed and sentence in text and text.endswith(".")
    assert "Traceback" not in text and "foresee" not in text and "/tmp" not in text


def test_an_unknown_filter_names_the_valid_ones(ask, photos):
    text, failed = ask("search", query="a ring", type="rng")
    assert failed
    assert text == (
        "No type is called “rng”. This gallery has pendant, ring; leave it empty for any."
    )
    text, failed = ask("similar", photo=data_url(photos["silver ruby"]), stone="unobtainium")
    assert failed and "emerald, pearl, ruby, sapphire, blue, green, red;" in text
    assert "rose gold, silver, yellow gold" in ask("search", query="a ring", metal="wood")[0]
    text, failed = ask("search", query="a ring", type="Rings", metal="White  Gold", stone="Rubies")
    found = json.loads(text)["pieces"]
    kinds = {(one["type"], one["metal"], *one["stones"]) for one in found}
    assert kinds == {("ring", "silver", "ruby")}
    text, failed = ask("search", query="a ring", stone="amethyst")
    assert not failed and json.loads(text)["pieces"] == []
    text, _ = ask("search", query="ruby ring", stone="red", type="any")
    assert len(json.loads(text)["pieces"]) > 2


def test_the_tools_describe_themselves_in_whole_sentences(ask):
    tools = ask()
    assert list(tools) == ["describe", "search", "similar"]
    for tool in tools.values():
        assert tool.description.endswith(".")
        assert ",," not in tool.description and ", log" not in tool.description
        for argument in tool.inputSchema["properties"].values():
            assert argument["description"].endswith((".", "any."))
    assert "the log_probability behind it" in tools["describe"].description
    assert "data:image/jpeg;base64," in tools["describe"].description
    assert "data:image" not in tools["search"].description
