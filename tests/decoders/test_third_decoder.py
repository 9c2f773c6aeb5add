"""A third decoder is one file, `gru.py`, and one row: all else finds it by itself."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from gradio_client import Client, handle_file
from test_decoders import (  # the golden tests, which take the `decoder` of this file
    test_attention_maps_are_distributions,  # noqa: F401
    test_cached_equals_uncached,  # noqa: F401
    test_captions_of_one_photo_share_its_features,  # noqa: F401
    test_row_in_a_batch_equals_the_row_alone,  # noqa: F401
    test_saved_equals_reloaded,  # noqa: F401
    test_search_equals_generate,  # noqa: F401
    test_steps_equal_teacher_forcing,  # noqa: F401
    test_what_a_search_keeps_equals_reading_its_captions_again,  # noqa: F401
)
from typer.testing import CliRunner

from captioning.__main__ import app
from captioning.decoders import registry
from captioning.describe.captioner import Captioner
from captioning.gallery.gallery import Gallery
from captioning.ui.cards import cards_html
from captioning.ui.downloads import captions_csv
from captioning.ui.page import Page
from captioning.ui.session import Entry
from captioning.vision.photos import load_photo

ROW = registry.Row("gru", "GRU", "tests.decoders.gru:GruDecoder")
NAMES = ["transformer", "lstm", "gru"]
PIECES = [
    ("a yellow gold ring with a round ruby", {"type": "ring", "metal": "yellow gold"}),
    ("silver hoop earrings", {"type": "earrings", "metal": "silver"}),
    ("a rose gold bracelet with pearls", {"type": "bracelet", "metal": "rose gold"}),
]
CAPTION = PIECES[0][0]
RECIPE = """
[models]
size = 64
width = 32

[[stages]]
name = "words"
learners = ["gru"]
epochs = 80
photos = 3
dropout = 0.0
decay = "cosine"
decoder_rate = 1e-2
"""


@pytest.fixture(scope="module", autouse=True)
def row_added(tiny_checkpoints):
    """The registry with the row, for this file only; the shared checkpoint is made before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_rows", dict(registry._rows))
        registry.register(ROW)
        yield


@pytest.fixture
def decoder(row_added):
    """A GRU with random weights, for the golden tests."""
    torch.manual_seed(3)
    made = ROW.build(vocab_size=30, width=32, image_channels=24, heads=4)
    for parameter in made.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.3)
    return made.eval()


def run(*arguments) -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def pairs(tmp_path_factory, jewelry_photos) -> Path:
    """Three photos, to learn from and to be measured on, with one caption each."""
    folder = tmp_path_factory.mktemp("pairs") / "jewelry"
    folder.mkdir()
    lines = []
    for photo, (caption, labels) in zip(jewelry_photos[:3], PIECES, strict=True):
        copies = [f"train{number}" for number in range(6)]  # so that an epoch has six steps
        for place in (*copies, "dev"):
            name = f"{place}-{photo.name}"
            (folder / name).write_bytes(photo.read_bytes())
            line = {
                "file_name": name,
                "split": place.rstrip("012345"),
                "captions": [caption],
                **labels,
            }
            lines.append(json.dumps(line))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory, tiny_checkpoints, pairs) -> SimpleNamespace:
    """The checkpoint with three decoders, of which the third was trained and saved by `train`."""
    folder = tmp_path_factory.mktemp("third")
    (folder / "gru.toml").write_text(RECIPE)
    run("train", folder / "gru.toml", "--data", pairs, "--start", tiny_checkpoints,
        "--output", folder / "out", "--runs", folder)  # fmt: skip
    checkpoints = folder / "out"
    return SimpleNamespace(checkpoints=checkpoints, captioner=Captioner.load(checkpoints))


def test_it_is_trained_saved_and_loaded_and_has_learnt_the_pairs(trained, pairs):
    assert list(trained.captioner.names) == NAMES
    for line in map(json.loads, (pairs / "metadata.jsonl").read_text().splitlines()):
        captions = trained.captioner.describe(load_photo(pairs / line["file_name"]))
        assert list(captions) == NAMES
        assert captions["gru"].text == line["captions"][0]
        assert captions["lstm"].text != line["captions"][0]  # it did not learn


def test_the_command_line_describes_with_all_three(trained, jewelry_photos):
    output = run("caption", jewelry_photos[0], "--checkpoints", trained.checkpoints, "--json")
    assert json.loads(output)[0]["gru"]["caption"] == CAPTION


def test_without_the_row_each_door_says_so(trained, pairs, tmp_path, jewelry_photos, monkeypatch):
    monkeypatch.delitem(registry._rows, "gru")
    (tmp_path / "gru.toml").write_text(RECIPE)
    train = ("train", tmp_path / "gru.toml", "--data", pairs, "--output", tmp_path / "out")
    caption = ("caption", jewelry_photos[0], "--checkpoints", trained.checkpoints)
    for command, sentence in ((train, "no learner 'gru'"), (caption, "its row to")):
        result = CliRunner().invoke(app, list(map(str, command)))
        assert result.exit_code == 1 and sentence in result.stderr
        assert result.stderr.strip().count("\n") == 0
    assert not (tmp_path / "out").exists()


def test_it_is_measured_and_reported(trained, pairs, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")  # METEOR needs Java, and time
    table = run("evaluate", "--data", pairs, "--split", "dev", "--retrieval", "--gallery", pairs,
                "--keep", "--checkpoints", trained.checkpoints)  # fmt: skip
    assert "|  | Transformer | LSTM | GRU |" in table and "| caption-to-image | all |" in table
    kept = json.loads((trained.checkpoints / "gru" / "metrics.json").read_text())
    assert kept["jewelry/dev"]["gru"]["accuracy"] == 1.0
    readme, docs = tmp_path / "README.md", tmp_path / "docs"
    readme.write_text("<!-- results:begin -->\n<!-- results:end -->\n")
    run("report", "--readme", readme, "--docs", docs, "--checkpoints", trained.checkpoints)
    assert "| Transformer | LSTM | GRU |" in readme.read_text()
    assert "| `best` | jewelry | GRU |" in (docs / "results.md").read_text()
    assert ">GRU<" in (docs / "architecture.svg").read_text()


def test_the_page_and_its_endpoints_have_it(trained, pairs, jewelry_photos):
    page = Page(trained.captioner, Gallery.open(pairs), [])
    parts = {part["props"].get("elem_id"): part for part in page.blocks.config["components"]}
    cards, models = parts["answer"]["props"]["value"], parts["models"]["props"]["value"]
    assert 'id="gru-name">GRU<' in cards and "<b>GRU</b> (" in models
    assert "carries its words" in models
    lists = [part["props"].get("choices") or [] for part in page.blocks.config["components"]]
    rankers = [list(map(tuple, one)) for one in lists if ("GRU", "gru") in map(tuple, one)]
    assert [name for _, name in rankers[0]] == [*NAMES, "both"]
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, mcp_server=False)
    try:
        client = Client(url, verbose=False)
        photo = handle_file(str(jewelry_photos[0]))
        answer = client.predict(photo, api_name="/describe")
        assert list(answer) == NAMES and answer["gru"]["caption"] == CAPTION
        found = client.predict(photo, "gru", minimum=0.0, api_name="/similar")
        assert found["query"] == CAPTION and found["pieces"]
    finally:
        page.blocks.close(verbose=False)


def test_cards_vote_and_downloads_have_it(trained, jewelry_photos):
    captions = trained.captioner.describe(load_photo(jewelry_photos[0]))
    html = cards_html(captions, "x")
    assert any("gru" in names.split() for names in re.findall('data-model="([^"]+)"', html))
    assert ('data-vote="' in html) == (html.count("<article") > 1)
    texts = {name: caption.text for name, caption in captions.items()}
    entry = Entry("ring.png", jewelry_photos[0], texts, texts["gru"], {})
    header, line = captions_csv([entry]).splitlines()[:2]
    assert header.endswith('"stones","transformer","lstm","gru"')
    assert line.endswith(f'"{CAPTION}"')
