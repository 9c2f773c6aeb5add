"""What nobody foresaw: a sentence for the person, the traceback in the log, a page that works."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import pytest
from browsing import describe, heading, query
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from captioning.ui.pictures import Pictures
from captioning.ui.texts import text
from captioning.vision.photos import load_photo

UNFORESEEN = text("faults.unforeseen")

SECRET = "a secret of /srv/facet"


def fail(*values, **options):
    raise ZeroDivisionError(SECRET)


def assert_logged(caplog) -> None:
    assert any(record.exc_info and SECRET in str(record.exc_info[1]) for record in caplog.records)


def test_a_photo_that_breaks_the_models_is_refused_and_frees_the_page(
    shop, page, photos, monkeypatch, caplog
):
    describe(page, photos["rose gold emerald"])
    card = page.get_by_role("article", name="LSTM")
    said = card.inner_text()
    with monkeypatch.context() as patch:
        patch.setattr(shop.captioner, "describe_batch", fail)
        page.get_by_label("Photo file").set_input_files(str(photos["silver ruby"]))
        page.get_by_role("alert").filter(has_text=UNFORESEEN).wait_for()
        page.get_by_role("img", name="Your photo, upright on white").wait_for()
    assert page.evaluate("document.documentElement.dataset.facet ?? null") is None
    assert SECRET not in page.content() and card.inner_text() == said
    assert_logged(caplog)
    describe(page, photos["silver pearl"])


def test_one_photo_that_breaks_the_models_does_not_stop_a_catalogue(
    shop, page, photos, monkeypatch, caplog
):
    files = [str(photos[name]) for name in ("silver ruby", "silver pearl", "silver emerald")]
    real, bad = shop.captioner.describe_batch, load_photo(photos["silver pearl"]).tobytes()

    def breaks(batch, **options):
        if any(photo.tobytes() == bad for photo in batch):
            fail()
        return real(batch, **options)

    monkeypatch.setattr(shop.captioner, "describe_batch", breaks)
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files(files)
    page.get_by_text("2 photos are described.").wait_for()
    refused = page.locator(".refusals").get_by_role("listitem")
    assert refused.all_inner_texts() == [f"silver-pearl.png {UNFORESEEN}"]
    assert_logged(caplog)


def test_a_catalogue_that_cannot_be_shown_ends_in_a_sentence(shop, page, photos, monkeypatch):
    monkeypatch.setattr("captioning.ui.catalogue_tab.open_files", fail)
    page.get_by_role("tab", name="My catalogue").click()
    page.get_by_label("Catalogue files").set_input_files(str(photos["silver ruby"]))
    page.get_by_text(UNFORESEEN).wait_for()
    assert page.get_by_role("progressbar").count() == 0


def test_a_search_that_breaks_says_so(shop, page, monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(shop.gallery, "search", fail)
        query(page).fill("silver ring with a ruby")
        heading(page, "The search did not work").wait_for()
        assert page.locator("#hits").get_by_text(UNFORESEEN).is_visible()
    assert_logged(caplog)
    query(page).fill("silver ring with a pearl")
    heading(page, "for “silver ring with a pearl”").wait_for()


@pytest.mark.parametrize("endpoint", ["/describe", "/search", "/similar"])
def test_an_endpoint_that_breaks_says_so(shop, photos, monkeypatch, caplog, endpoint):
    monkeypatch.setattr(shop.captioner, "describe_batch", fail)
    monkeypatch.setattr(shop.gallery, "search", fail)
    asked = "a ring" if endpoint == "/search" else handle_file(str(photos["silver ruby"]))
    with pytest.raises(AppError) as caught:
        Client(shop.url, verbose=False).predict(asked, api_name=endpoint)
    assert UNFORESEEN in str(caught.value) and SECRET not in str(caught.value)
    assert_logged(caplog)


def test_every_event_has_the_last_resort(shop, caplog):
    handlers = [one for one in shop.page.blocks.fns.values() if one.fn is not None]
    assert len(handlers) > 12
    for handler in handlers:
        caplog.clear()
        run = shop.page.blocks.process_api(handler, inputs=None)
        with ThreadPoolExecutor() as pool, pytest.raises(gr.Error) as caught:
            pool.submit(asyncio.run, run).result()  # a browser's loop may run in this thread
        assert caught.value.message == UNFORESEEN
        assert [bool(record.exc_info) for record in caplog.records] == [True]
        assert caplog.records[0].levelno == logging.ERROR


def test_a_route_that_breaks_says_so(photos, monkeypatch, caplog):
    pictures = Pictures()
    pictures.put("album", [photos["silver ruby"]])
    monkeypatch.setattr(pictures, "_encode", fail)
    client = TestClient(Starlette(routes=[pictures.route()]))
    answer = client.get(f"/{pictures.address('album', 0)}")
    assert (answer.status_code, answer.text) == (500, UNFORESEEN)
    assert_logged(caplog)
