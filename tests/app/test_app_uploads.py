"""Uploads: an event has files of its own, and they go when nobody needs them."""

import os
from contextlib import contextmanager
from threading import Event

import gradio as gr
import pytest

from captioning.ui.event_queue import PAUSE, follow
from captioning.ui.storage import Storage
from captioning.ui.uploads import ABANDONED, EMPTY_FOLDER, Uploads
from captioning.vision.photos import UnreadablePhoto


class Desk:
    """Uploads in a folder, with a clock that only the test moves."""

    def __init__(self, folder):
        self.storage = Storage(folder)
        self.now = 1_000_000.0
        self.uploads = Uploads(self.storage, lambda: self.now)

    def send(self, content: bytes = b"photo", name: str = "ring.jpg") -> dict[str, str]:
        """What the browser has after an upload; the same bytes get the same path."""
        file = self.storage.uploads / content.hex() / name
        file.parent.mkdir(exist_ok=True)
        (file.parent / "part").write_bytes(content)
        os.rename(file.parent / "part", file)
        self.uploads._arrivals.update([str(file)])
        return {"path": str(file)}

    def stored(self) -> int:
        return sum(file.name != "lock" for file in self.storage.root.rglob("*") if file.is_file())


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    desk.storage.remove()


def test_the_same_bytes_of_two_pages_are_two_files(desk):
    first, second = desk.send(), desk.send()
    assert first == second
    one = desk.uploads.hold("one", "anna", {"files": [first | {"name": "ring.jpg"}]})
    desk.uploads.release(["one"])
    two = desk.uploads.hold("two", "bert", second)
    assert desk.uploads.file(two).read_bytes() == b"photo"
    assert desk.uploads.file(two).name == "ring.jpg", "sentences name the file as it was sent"
    with pytest.raises(UnreadablePhoto, match="no longer here"):
        desk.uploads.file(one["files"][0])
    desk.uploads.release(["two"])
    assert desk.stored() == 0


def test_bytes_that_arrive_again_while_they_are_held_are_another_file(desk):
    one = desk.uploads.hold("one", "anna", desk.send())
    two = desk.uploads.hold("two", "anna", desk.send())
    assert desk.stored() == 2
    desk.uploads.release(["one"])
    assert desk.uploads.file(two).is_file() and one["held"] != two["held"]


def test_an_idle_queue_looks_for_events_at_most_a_hundred_times_a_second(desk):
    with gr.Blocks() as blocks:
        pass
    blocks.queue()
    assert 0 < blocks._queue.sleep_when_free < PAUSE, "Gradio has mended it, or renamed it"
    follow(blocks._queue, desk.uploads)
    assert 0.01 <= blocks._queue.sleep_when_free <= 0.1


def test_no_table_of_earlier_events_is_made_after_each(desk):
    with gr.Blocks() as blocks:
        pass
    blocks.queue()
    queue, record = blocks._queue, {"function": "describe", "status": "success", "process_time": 1}
    queue.events_recorded = 1
    made = queue.compute_analytics_summary([record])
    assert made["functions"], "Gradio makes no table any more"
    follow(queue, desk.uploads)
    queue.events_recorded = 2
    assert queue.compute_analytics_summary([record] * 2) is made
    assert queue.ANALYTICS_MAX_EVENTS <= 100


def test_only_an_upload_is_held(desk, tmp_path):
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"secret")
    other = desk.uploads.file(desk.uploads.hold("other", "bert", desk.send()))
    for path in (secret, other, desk.storage.uploads / ".." / "lock", "", "/etc/hostname"):
        held = desk.uploads.hold("mine", "anna", {"path": str(path)})
        with pytest.raises(UnreadablePhoto):
            desk.uploads.file(held)
    assert desk.uploads.hold("none", "anna", {"event": "other", "stop": 1}) == {"stop": 1}
    with pytest.raises(UnreadablePhoto):
        desk.uploads.file({"held": str(secret)})
    assert secret.exists() and other.exists()


def test_a_closed_page_frees_what_waits_at_once_and_what_runs_at_its_end(desk):
    desk.uploads.hold("waits", "anna", desk.send(b"1"))
    runs = desk.uploads.hold("runs", "anna", desk.send(b"2"))
    kept = desk.uploads.hold("kept", "bert", desk.send(b"3"))
    desk.uploads.begin(["runs"])
    desk.uploads.leave("anna")
    assert desk.stored() == 2 and desk.uploads.left("runs") and not desk.uploads.left("kept")
    assert desk.uploads.file(runs).is_file()
    desk.uploads.release(["runs"])
    assert desk.stored() == 1 and desk.uploads.file(kept).is_file()


def test_what_did_not_arrive_whole_goes_within_a_minute(desk):
    part = desk.storage.uploads / "tmpabc"
    part.write_bytes(b"half a pho")
    folder = desk.storage.uploads / "0123"
    folder.mkdir()
    waiting = desk.send()
    for path in (part, folder):
        os.utime(path, (desk.now, desk.now))
    desk.uploads.tidy()
    assert part.exists() and folder.exists()
    desk.now += ABANDONED + 1
    assert ABANDONED + 1 < 60
    desk.uploads.tidy()
    assert not part.exists() and folder.exists()
    desk.now += EMPTY_FOLDER
    desk.uploads.tidy()
    assert not folder.exists()
    assert desk.uploads.file(desk.uploads.hold("one", "anna", waiting)).is_file()


@contextmanager
def after(monkeypatch, target, name, when):
    """Waits at the end of the block until a method has been called and `when` holds."""
    happened, real = Event(), getattr(target, name)

    def watched(*values):
        answer = real(*values)
        if when():
            happened.set()
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(target, name, watched)
        yield
        assert happened.wait(timeout=60)


def test_a_closed_tab_frees_its_uploads_and_stops_its_run(
    shop, chromium, photos, tmp_path, monkeypatch
):
    uploads, described, carry_on = shop.page.uploads, Event(), Event()
    real = shop.captioner.describe_batch
    batches = []

    def slow(batch, **options):
        batches.append(len(batch))
        described.set()
        assert carry_on.wait(timeout=60)
        return real(batch, **options)

    def held() -> list[str]:
        return [file.name for file in uploads._storage.events.rglob("*") if file.is_file()]

    monkeypatch.setattr(shop.captioner, "describe_batch", slow)
    tabs = [chromium.new_context().new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(shop.url)
        tab.get_by_role("button", name="Choose a photo").wait_for()
    running, waiting = tabs
    running.get_by_role("tab", name="My catalogue").click()
    copies = []
    for number in range(9):
        copies.append(tmp_path / f"running{number}.png")
        copies[-1].write_bytes(photos["silver ruby"].read_bytes())
    running.get_by_label("Catalogue files").set_input_files([str(file) for file in copies])
    assert described.wait(timeout=60)
    name = photos["silver pearl"].name
    with after(monkeypatch, uploads, "release", lambda: name not in held()):
        waiting.get_by_label("Photo file").set_input_files(str(photos["silver pearl"]))
    assert len(held()) == 9, "a photo that is read needs no file"
    with after(monkeypatch, uploads, "leave", lambda: True):
        waiting.context.close()
    with after(monkeypatch, shop.page.sessions, "_delete", lambda: True):
        running.context.close()
    with after(monkeypatch, uploads, "release", lambda: not held()):
        carry_on.set()
    assert len(batches) == 1, "what waits is not described for nobody"
    left = [file for file in uploads._storage.root.rglob("*") if "running" in file.name]
    assert left == []
