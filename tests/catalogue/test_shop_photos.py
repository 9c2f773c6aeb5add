"""Photos of a product file, by name from a folder and by address from a server."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from captioning.catalogue.contents import Found
from captioning.catalogue.photo_download import DownloadLimits, PhotoDownload, is_public
from captioning.catalogue.shop_photos import NoPhoto, ShopPhotos
from captioning.vision.photos import UnreadablePhoto

NAMES = [
    "ring.jpg", "rings/front.jpg", "rings/SKU-2/front.jpg", "Émeraude bague.PNG",
    "opal-scaled.webp", "pearl-300x200.jpg", "two.jpg", "two.png",
]  # fmt: skip


@pytest.fixture(scope="module")
def photos() -> ShopPhotos:
    return ShopPhotos(Found(name, lambda: None) for name in NAMES)


@pytest.mark.parametrize(
    "source, name",
    [
        ("ring.jpg", "ring.jpg"),
        ("https://cdn.shopify.com/s/files/1/ring.jpg?v=1712", "ring.jpg"),
        ("https://c/files/ring_1024x1024.jpg", "ring.jpg"),
        ("//c/files/ring_7e0f3bd4-1f3c-4f1e-9d2f-0a1b2c3d4e5f.jpg", "ring.jpg"),
        ("C:\\photos\\rings\\SKU-2\\front.jpg", "rings/SKU-2/front.jpg"),
        ("rings/front.jpg", "rings/front.jpg"),
        ("https://c/e%CC%81meraude%20bague.png", "Émeraude bague.PNG"),
        ("opal.jpg", "opal-scaled.webp"),
        ("https://c/2024/05/pearl.jpg", "pearl-300x200.jpg"),
        ("two.png", "two.png"),
    ],
)
def test_a_photo_is_found_by_its_name(photos, source, name):
    assert photos.find(source).name == name


@pytest.mark.parametrize(
    "source, said",
    [
        ("front.webp", "Several photos may be front.webp: rings/front.jpg, rings/SKU-2/front.jpg"),
        ("two.gif", "Several photos may be two.gif"),
        ("garnet.jpg", "No photo is called garnet.jpg."),
        ("https://c/", "No photo is called"),
    ],
)
def test_what_is_not_one_photo_is_said(photos, source, said):
    with pytest.raises(NoPhoto, match=said.replace("?", r"\?")):
        photos.find(source)


MOVES = {
    "/loop.jpg": "/loop.jpg", "/moved.jpg": "/a b.jpg", "/inside.jpg": "http://10.0.0.1/",
    "/file.jpg": "file:///etc/hostname",
}  # fmt: skip


class Shop(BaseHTTPRequestHandler):
    """A server with a photo, an endless one, a loop, and a way to a private place."""

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path in MOVES:
            self.send_response(302)
            self.send_header("Location", MOVES[path])
            self.end_headers()
        elif path in ("/a%20b.jpg", "/large.jpg"):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"photo" if path == "/a%20b.jpg" else b"x" * 5000)
        elif path == "/slow.jpg":
            self.server.waiting.wait(5)
        else:
            self.send_error(404)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    server.waiting = threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.waiting.set()
    server.shutdown()
    server.server_close()


def here(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize("name", ["a b.jpg", "a%20b.jpg?v=1", "moved.jpg"])
def test_a_photo_is_fetched(server, name):
    assert PhotoDownload(allowed=here).fetch(f"{server}/{name}") == b"photo"


@pytest.mark.parametrize(
    "name, said",
    [
        ("none.jpg", "its server answers 404"),
        ("large.jpg", "larger than"),
        ("loop.jpg", "leads from one to the next"),
        ("inside.jpg", "10.0.0.1 is not a public address"),
        ("file.jpg", "only http and https"),
        ("slow.jpg", "took longer than 0.3 s"),
    ],
)
def test_limits_hold(server, name, said):
    seconds = 0.3 if name == "slow.jpg" else 60.0  # the machine may be busy
    download = PhotoDownload(DownloadLimits(size=1000, seconds=seconds), allowed=here)
    with pytest.raises(UnreadablePhoto, match=said):
        download.fetch(f"{server}/{name}")


def test_the_count_is_limited(server):
    download = PhotoDownload(DownloadLimits(photos=1), allowed=here)
    download.fetch(f"{server}/a b.jpg")
    with pytest.raises(UnreadablePhoto, match="at most 1 photos"):
        download.fetch(f"{server}/a b.jpg")


@pytest.mark.parametrize(
    "address", ["ftp://c/a.jpg", "file:///a.jpg", "http://", "http://a:b@c/x.jpg", "http://c:0/x"]
)
def test_other_addresses_are_refused(address):
    with pytest.raises(UnreadablePhoto, match="It was not fetched"):
        PhotoDownload().fetch(address)


def test_by_default_nothing_of_this_machine_is_fetched(server):
    with pytest.raises(UnreadablePhoto, match=r"127\.0\.0\.1 is not a public address"):
        PhotoDownload().fetch(f"{server}/a b.jpg")


@pytest.mark.parametrize(
    "address, public",
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("0.0.0.0", False), ("::1", False),
        ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False), ("224.0.0.1", False), ("100.64.0.1", False),
    ],
)  # fmt: skip
def test_public_addresses(address, public):
    assert is_public(address) is public
