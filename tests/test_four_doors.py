"""One photo, the same pieces and scores: library, command line, endpoint, page and evaluation.

With the shipped weights, over the ten examples.
"""

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from captioning import Caption, Captioner, Gallery, load_photo, photo_query
from captioning.__main__ import app
from captioning.catalogue.contents import Contents, Found
from captioning.catalogue.folder import describe_folder
from captioning.catalogue.shop_alts import candidates
from captioning.data import Attributes, Example
from captioning.describe.certainty import Certainty
from captioning.evaluation import retrieval
from captioning.gallery.metadata import read_pieces
from captioning.shipped import shipped
from captioning.ui.bringing import Bringing
from captioning.ui.page import Page, examples
from captioning.ui.pictures import Pictures
from captioning.ui.search_state import DescribedPhoto
from captioning.ui.session import Session

EXAMPLES = [file for file, _ in examples(shipped("assets/examples"))]
Answer = list[tuple[str, float]]
"""Ids and scores, best first."""


@pytest.fixture(scope="module")
def doors() -> SimpleNamespace:
    """The models and the gallery, loaded once for all doors; every photo described once."""
    captioner = Captioner.load(shipped("checkpoints"))
    gallery = Gallery.open(shipped("assets/gallery"), captioner.settings.search)
    described = dict(
        zip(EXAMPLES, captioner.describe_batch([*map(load_photo, EXAMPLES)]), strict=True)
    )
    of_pixels = {load_photo(file).tobytes(): file for file in EXAMPLES}
    describe = captioner.describe_batch

    def known(photos, **options) -> list[dict[str, Caption]]:
        files = [of_pixels.get(photo.tobytes()) for photo in photos]
        return [described[file] for file in files] if all(files) else describe(photos, **options)

    captioner.describe_batch = known
    page = Page(captioner, gallery, examples(shipped("assets/examples")))
    return SimpleNamespace(captioner=captioner, gallery=gallery, captions=described, page=page)


@pytest.fixture
def library(doors):
    def answer(file: Path) -> Answer:
        hits = doors.gallery.search(photo_query(doors.captions[file]), photo=load_photo(file))
        return [(hit.piece.id, hit.score) for hit in hits]

    return answer


def rounded(answer: Answer) -> Answer:
    """As the JSON has it."""
    return [(name, round(score, 4)) for name, score in answer]


def test_there_are_ten_examples():
    assert len(EXAMPLES) == 10


def test_command_line(doors, library, monkeypatch):
    monkeypatch.setattr(Captioner, "load", lambda directory: doors.captioner)
    monkeypatch.setattr(Gallery, "open", lambda source, settings: doors.gallery)
    for file in EXAMPLES:
        result = CliRunner().invoke(app, ["search", "--json", "--photo", str(file)])
        assert result.exit_code == 0
        found = json.loads(result.stdout)["pieces"]
        assert [(hit["id"], hit["score"]) for hit in found] == rounded(library(file))


def test_endpoint(doors, library):
    for file in EXAMPLES:
        found = call(doors.page, "similar")(load_photo(file))
        captions = [caption.text for caption in doors.captions[file].values()]
        assert found["query"] == "; ".join(dict.fromkeys(captions))
        assert [(hit["id"], hit["score"]) for hit in found["pieces"]] == rounded(library(file))


@pytest.mark.parametrize("again", [False, True], ids=["as described", "ranked again"])
def test_page(doors, library, again):
    describe = call(doors.page, "_describe_example")
    rank = call(doors.page, "_switch_ranker")
    request = SimpleNamespace(session_hash="somebody")
    wishes = ["both", True, "The gallery", 8, doors.gallery.settings.minimum, {}]
    for place, file in enumerate(EXAMPLES):
        event = SimpleNamespace(_data={"example": place})
        shown = by_name(describe(event, request, None, {}, "", *wishes))
        if again:  # the same ranker chosen again
            before = shown["described"], shown["answered"], shown["query"]
            shown = by_name(rank(request, *before, *wishes))
        html = shown["hits"]
        hits = library(file)
        assert re.findall(r'class="hit" data-piece="([^"]+)"', html) == [name for name, _ in hits]
        scores = re.findall(r'class="score"><[^>]+>score </span>([\d.]+)<', html)
        assert scores == [f"{score:.2f}" for _, score in hits]


def test_evaluation(doors, library, monkeypatch):
    asked = []
    monkeypatch.setattr(retrieval, "similar_pieces", lambda _, queries, __: asked.append(queries))
    captions = {
        name: [doors.captions[file][name] for file in EXAMPLES] for name in doors.captioner.names
    }
    labelled = [Example(file, ("a ring",), "dev", str(file), Attributes()) for file in EXAMPLES]
    retrieval.retrieval_metrics(labelled, captions, doors.gallery)
    for file, query in zip(EXAMPLES, asked[-1], strict=True):  # both models, all they expect
        hits = doors.gallery.search(query, photo=load_photo(file))
        assert [(hit.piece.id, hit.score) for hit in hits] == library(file)


def test_one_caption_stands_for_a_photo_behind_every_door(doors, tmp_path, monkeypatch):
    """The surest: on the review desk, in an indexed folder and in a product file."""
    doubted = {
        file: {
            name: replace(one, certainty=Certainty(type=(0.1, 0.9)[(place + at) % 2]))
            for at, (name, one) in enumerate(doors.captions[file].items())
        }
        for place, file in enumerate(EXAMPLES)
    }
    known = {load_photo(file).tobytes(): doubted[file] for file in EXAMPLES}
    monkeypatch.setattr(
        doors.captioner,
        "describe_batch",
        lambda photos, **_: [known[photo.tobytes()] for photo in photos],
    )
    photos = [Found(file.name, partial(load_photo, file)) for file in EXAMPLES]
    session = Session(tmp_path)
    for _ in Bringing(doors.captioner, Pictures(), session).run(Contents(tuple(photos))):
        pass
    folder = tmp_path / "folder"
    folder.mkdir()
    for file in EXAMPLES:
        (folder / file.name).write_bytes(file.read_bytes())
    describe_folder(folder, doors.captioner)
    indexed = {piece.id: piece.captions[0] for piece in read_pieces(folder)}
    for place, file in enumerate(EXAMPLES):
        captions = doubted[file]
        surest = [*captions.values()][(place + 1) % 2].text
        (entry,) = (one for one in session.entries if one.name == file.name)
        assert entry.caption == indexed[file.name] == candidates(captions)[0] == surest


def by_name(shown: dict) -> dict:
    """What an event shows, by the names of the page's parts; states by what they hold."""
    named = {part.elem_id: value for part, value in shown.items() if part.elem_id}
    for value in shown.values():
        if isinstance(value, DescribedPhoto):
            named["described"] = value
        if isinstance(value, dict) and "words" in value:
            named["answered"] = value
    return named


def test_what_was_understood_is_said_in_every_door(doors, monkeypatch):
    monkeypatch.setattr(Gallery, "open", lambda source, settings: doors.gallery)
    words = "silver braclet or ring, perhaps with a ruby, not gold, zzxxy"
    line = "metal: silver · bracelet or ring · perhaps: ruby · not: yellow gold or rose gold"
    remarks = [
        f"Showing results for {words.replace('braclet', 'bracelet')}, not {words}.",
        "No piece of this gallery has “zzxxy”; it is set aside.",
    ]
    plain = CliRunner().invoke(app, ["search", words])
    assert [said for said in plain.stderr.splitlines() if said][:3] == [line, *remarks]
    printed = json.loads(CliRunner().invoke(app, ["search", words, "--json"]).stdout)
    answered = call(doors.page, "search")(words)
    assert printed["understood"] == answered["understood"]
    assert answered["understood"]["line"] == line and answered["understood"]["remarks"] == remarks
    similar = call(doors.page, "similar")(load_photo(EXAMPLES[0]))
    assert similar["understood"]["line"] and similar["understood"]["text"] == similar["query"]


def call(page: Page, name: str):
    """The function that the page calls when something of this name happens."""
    functions = [block.fn for block in page.blocks.fns.values()]
    return next(fn for fn in functions if getattr(fn, "__name__", "") == name)
