"""A running app for the tests: the real page with drawn pieces and models of random weights."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace

import drawn
import pytest
from browsing import loaded

BROWSER = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
VIEWS = {"desk": (1400, 900), "phone": (390, 844)}


@pytest.fixture(scope="session")
def outside(tmp_path_factory):
    """Cuts the network off; lists the outside addresses that anything wanted."""
    addresses: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def here(host: object) -> bool:
        return str(host) in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", "None")

    def guarded_connect(self: socket.socket, address):
        if isinstance(address, tuple) and not here(address[0]):
            addresses.append(str(address[0]))
            raise OSError("the network is cut off")
        return connect(self, address)

    def is_number(host: object) -> bool:
        try:
            return bool(ip_address(str(host)))
        except ValueError:
            return False

    def guarded_look_up(host, *rest, **options):
        if not here(host) and not is_number(host):  # a number is not asked for anywhere
            addresses.append(str(host))
            raise socket.gaierror("the network is cut off")
        return look_up(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield addresses


@pytest.fixture(scope="session")
def shop(outside, tmp_path_factory) -> SimpleNamespace:
    """The app, running: `url`, `page`, `captioner`, `gallery`, `folder`."""
    import torch

    from captioning.describe.captioner import Captioner
    from captioning.gallery.gallery import Gallery
    from captioning.ui.page import Page

    torch.set_num_threads(1)  # the models are tiny, and other tests may want the other core
    folder = tmp_path_factory.mktemp("shop")
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "uploads")
    checkpoints = drawn.save_models(folder / "checkpoints")
    captioner = Captioner.load(checkpoints)
    gallery = Gallery.open(drawn.save_gallery(folder / "gallery"))
    examples = [(piece.image, piece.captions[0]) for piece in gallery.pieces[:3]]
    page = Page(captioner, gallery, examples)
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, mcp_server=False)
    yield SimpleNamespace(url=url, page=page, captioner=captioner, gallery=gallery, folder=folder)
    page.blocks.close(verbose=False)


@pytest.fixture(scope="session")
def chromium():
    """A headless browser; without one the test is skipped, or fails where one is required."""
    required = os.environ.get("FACET_REQUIRE_BROWSER") == "1"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if sync_playwright is None or not BROWSER.exists():
        sentence = f"no browser: playwright and {BROWSER} are needed for this test"
        pytest.fail(sentence) if required else pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(BROWSER), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def photos(tmp_path_factory) -> dict[str, Path]:
    """Photo files by name."""
    folder = tmp_path_factory.mktemp("photos")
    files = {}
    for metal in drawn.METALS:
        for stone in drawn.STONES:
            files[f"{metal} {stone}"] = folder / f"{metal}-{stone}.png".replace(" ", "-")
            drawn.ring(metal, stone).save(files[f"{metal} {stone}"])
    return files


@pytest.fixture
def page(shop, chromium, request):
    """The app in a fresh window; fails on any error that the page meets."""
    view = getattr(request, "param", "desk")
    width, height = VIEWS[view]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        has_touch=view == "phone",
        accept_downloads=True,
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(shop.url, wait_until="domcontentloaded")
    page.get_by_role("button", name="Choose a photo").wait_for()
    page.get_by_role("group", name="Filters").wait_for()
    loaded(page)
    yield page
    context.close()
    assert faults == []
