"""Waiting for the models: how many are before, leaving the line, and a line that is full."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import httpx
import pytest
from browsing import describe, query
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from captioning.describe.shared import Unwanted
from captioning.ui.events import BULK_QUEUE, MODEL_QUEUE
from captioning.ui.texts import speaking, text
from captioning.vision.photos import load_photo


class Models:
    """Models that hold every batch until they are let go, and the photos that they saw."""

    def __init__(self, shop, monkeypatch):
        self.real, self.seen = shop.captioner.describe_batch, []
        self.began, self.go = Event(), Event()
        self.shared = shop.page._describe._captioner
        monkeypatch.setattr(shop.captioner, "describe_batch", self._slow)

    def _slow(self, batch, **options):
        self.seen += [photo.tobytes() for photo in batch]
        self.began.set()
        assert self.go.wait(timeout=60)
        return self.real(batch, **options)


@pytest.fixture
def models(shop, monkeypatch):
    models = Models(shop, monkeypatch)
    yield models
    models.go.set()


def join(shop, photo) -> None:
    """Joins the queue for `/describe`; nobody reads the answer."""
    api = f"{shop.url}gradio_api"
    (path,) = httpx.post(f"{api}/upload", files={"files": photo.open("rb")}).json()
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    assert httpx.post(f"{api}/call/describe", json={"data": [file, "en"]}).status_code == 200


@contextmanager
def full(shop):
    queue = shop.page.blocks._queue
    queue.max_size, usual = 0, queue.max_size
    try:
        yield
    finally:
        queue.max_size = usual


def test_a_person_sees_how_many_are_before_and_leaves_the_line(shop, page, photos, models):
    others, here = load_photo(photos["silver pearl"]), Event()
    here.set()
    with ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(models.shared.describe, others)]
        assert models.began.wait(timeout=60)
        for count in (1, 2):
            calls.append(pool.submit(models.shared.describe, others, wanted=here.is_set))
            assert models.shared.wait_for(count, timeout=60)
        page.get_by_label("Photo file").set_input_files(str(photos["silver ruby"]))
        page.locator(".waiting").get_by_text("2 photos before yours").wait_for()
        page.get_by_role("status").filter(has_text="2 photos before yours").wait_for()
        here.clear()
        models.shared.let_go()
        page.locator(".waiting").get_by_text("Your photo is next").wait_for()
        with page.expect_response("**/run/predict*"):
            page.get_by_role("button", name="Cancel").click()
        assert models.shared.people() == []
        page.wait_for_function("!facet.pending")
        assert page.evaluate("document.documentElement.dataset.facet ?? null") is None
        chooser = page.get_by_role("button", name="Choose a photo")
        assert chooser.evaluate("button => button === document.activeElement")
        assert not page.get_by_role("button", name="Cancel").is_visible()
        models.go.set()
        for call in calls[1:]:
            with pytest.raises(Unwanted):
                call.result(timeout=60)
    assert load_photo(photos["silver ruby"]).tobytes() not in models.seen
    describe(page, photos["rose gold pearl"])


def test_a_photo_that_waits_as_a_file_has_a_place_too_and_frees_it(
    shop, page, photos, models, monkeypatch
):
    queue, name = shop.page.blocks._queue, MODEL_QUEUE["concurrency_id"]
    join(shop, photos["silver pearl"])
    assert models.began.wait(timeout=60)
    monkeypatch.setattr(queue.event_queue_per_concurrency_id[name], "concurrency_limit", 1)
    join(shop, photos["silver pearl"])
    page.get_by_label("Photo file").set_input_files(str(photos["silver ruby"]))
    page.locator(".waiting").get_by_text("1 photo before yours").wait_for()
    assert len(queue) == 2
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_function("!facet.pending")
    assert len(queue) == 1
    page.get_by_label("Photo file").set_input_files(str(photos["rose gold pearl"]))
    page.locator(".waiting").get_by_text("1 photo before yours").wait_for()
    models.go.set()
    page.get_by_role("img", name="Your photo, upright on white").wait_for()
    assert load_photo(photos["silver ruby"]).tobytes() not in models.seen
    page.wait_for_function("!document.documentElement.dataset.facet")
    assert query(page).input_value()


def test_a_catalogue_that_is_not_begun_has_a_place_and_can_leave(
    shop, page, photos, models, monkeypatch
):
    page.get_by_role("tab", name="My catalogue").click()
    files = page.get_by_label("Catalogue files")
    files.set_input_files(str(photos["silver emerald"]))
    assert models.began.wait(timeout=60)
    queue, name = shop.page.blocks._queue, BULK_QUEUE["concurrency_id"]
    monkeypatch.setattr(queue.event_queue_per_concurrency_id[name], "concurrency_limit", 1)
    files.set_input_files(str(photos["silver ruby"]))
    page.get_by_text("Others are being described: your catalogue is next").wait_for()
    files.set_input_files(str(photos["rose gold pearl"]))
    page.get_by_role("status").get_by_text("1 catalogue before yours").wait_for()
    page.get_by_role("button", name="Cancel").click()
    chooser = page.get_by_role("button", name="Choose photos")
    assert chooser.evaluate("button => button === document.activeElement")
    page.get_by_text("1 catalogue before yours").wait_for(state="detached")
    files.set_input_files(str(photos["silver pearl"]))
    page.get_by_text("Others are being described: your catalogue is next").wait_for()
    models.go.set()
    page.get_by_text("Your catalogue has 2 photos.").wait_for()
    page.get_by_text("your catalogue is next").wait_for(state="detached")
    assert not page.get_by_role("button", name="Cancel").is_visible()
    names = page.locator(".file-name").all_inner_texts()
    assert sorted(names) == ["silver-emerald.png", "silver-pearl.png"]


@pytest.mark.parametrize("page", ["desk", "phone"], indirect=True)
def test_a_full_line_is_said_in_a_sentence_and_leaves_the_page_as_it_was(shop, page, photos):
    with full(shop):
        page.get_by_label("Photo file").set_input_files(str(photos["silver ruby"]))
        page.get_by_text(text("faults.full")).first.wait_for()
    page.wait_for_function("!document.documentElement.dataset.facet")
    describe(page, photos["silver ruby"])


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_full_line_is_said_to_programs_too(shop, photos, code):
    client = Client(shop.url, verbose=False, headers={"accept-language": code})
    with full(shop), speaking(code), pytest.raises(AppError) as caught:
        client.predict(handle_file(str(photos["silver ruby"])), api_name="/describe")
    with speaking(code):
        assert text("faults.full") in str(caught.value)
    assert client.predict(handle_file(str(photos["silver ruby"])), api_name="/describe")


def test_nobody_else_is_in_line_under_an_unknown_ticket(shop):
    answer = httpx.get(f"{shop.url}waiting/unknown")
    assert answer.json() == {"before": None} and answer.headers["cache-control"] == "no-store"
