"""The engine: exported graphs say what eager torch says, and are not used where they do not fit."""

import json
import logging
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from captioning.__main__ import app
from captioning.decoders import registry
from captioning.decoders.checkpoint import save_checkpoint
from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.captioner import Captioner
from captioning.describe.engine.cores import usable_cores
from captioning.describe.engine.eager import EagerDecoder
from captioning.describe.engine.export import decoder_graphs, write_graphs
from captioning.describe.engine.models import eager_models, load_models
from captioning.describe.engine.onnx import GraphDecoder, GraphEncoder
from captioning.describe.engine.weights import in_eight_bits, parameter_counts
from captioning.settings import shipped_settings
from captioning.shipped import shipped
from captioning.vision.encoder import EncoderConfig, ImageEncoder
from captioning.vision.photos import load_photo

EXAMPLE = shipped("assets/examples") / "images" / "cocktail-ring.webp"
ROW = registry.Row("gru", "GRU", "tests.decoders.gru:GruDecoder")
SHIPPED = shipped("checkpoints")


@pytest.fixture(scope="module", autouse=True)
def third_decoder():
    """The registry with a third decoder, for this file only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_rows", dict(registry._rows))
        registry.register(ROW)
        yield


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A checkpoint of the third decoder with random weights, and its graphs."""
    torch.manual_seed(0)
    tokenizer = build_tokenizer(["a yellow gold ring with a round ruby and pearls"])
    decoder = ROW.build(vocab_size=len(tokenizer), width=128)
    for parameter in decoder.parameters():  # far from uniform
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.15)
    folder = tmp_path_factory.mktemp("exported")
    encoder = ImageEncoder(EncoderConfig(size=64))
    save_checkpoint(folder, encoder, {"gru": decoder}, tokenizer, [])
    run("export", "--checkpoint", folder)
    return folder


@pytest.fixture
def checkpoint(exported, tmp_path):
    """A copy of it, to be damaged."""
    return shutil.copytree(exported, tmp_path / "checkpoint")


@pytest.fixture(scope="module")
def both():
    """The shipped models, run by graphs in 32 bits throughout, and by torch."""
    graphs = load_models(SHIPPED)
    for engine in graphs.decoders.values():
        engine._rough = engine._step
    return graphs, eager_models(SHIPPED)


def run(*arguments):
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == 0, result.output


def pieces():
    """Two photos of ours."""
    files = sorted((shipped("assets/examples") / "images").iterdir())
    return [load_photo(file) for file in files[:2]]


def is_exported(loaded):
    return isinstance(loaded.encoder, GraphEncoder) and all(
        isinstance(one, GraphDecoder) for one in loaded.decoders.values()
    )


def test_graphs_ship_and_hold_no_weights(both):
    graphs, eager = both
    assert is_exported(graphs) and not is_exported(eager)
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*.onnx")) < 200_000


def test_the_encoder_equals_eager(both):
    graphs, eager = both
    pixels = graphs.view.pixels(pieces())
    ours, theirs = graphs.encoder(pixels), eager.encoder(pixels)
    np.testing.assert_allclose(ours, theirs, atol=1e-3)
    np.testing.assert_allclose(graphs.encoder(pixels[1:]), ours[1:], atol=1e-4)


def steps(engine, features, rough=False):
    """What a decoder says in four steps of several captions a photo that change places."""
    memory, count, chance = engine.begin(features), 1, np.random.default_rng(1)
    for wide in (1, 3, 3, 2):
        rows = np.repeat(np.arange(len(features)), wide) * count
        parents = rows + chance.integers(0, count, len(rows))
        tokens = chance.integers(4, engine.sizes.vocab_size, len(rows))
        yield engine.step(memory, tokens, parents, rough)
        count = wide


@pytest.mark.parametrize("name", ["transformer", "lstm", "gru"])
def test_each_decoder_equals_eager(both, exported, name):
    """Log-probabilities and attention, also of a batch of photos."""
    loaded = (load_models(exported), eager_models(exported)) if name == "gru" else both
    graphs, eager = (one.decoders[name] for one in loaded)
    assert isinstance(graphs, GraphDecoder) and isinstance(eager, EagerDecoder)
    features = np.random.default_rng(2).random((2, 4 if name == "gru" else 100, 1280), np.float32)
    for ours, theirs in zip(steps(graphs, features), steps(eager, features), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-4, rtol=1e-4)


def test_photos_that_end_leave_the_others_alone(both):
    features = np.random.default_rng(2).random((3, 100, 1280), np.float32)
    for models in both:
        for engine in models.decoders.values():
            whole, left = engine.begin(features), engine.begin(features)
            engine.step(whole, np.array([1, 1, 1]), np.array([0, 1, 2]))
            engine.step(left, np.array([1, 1, 1]), np.array([0, 1, 2]))
            theirs, _ = engine.step(whole, np.array([5, 6, 7]), np.array([0, 1, 2]))
            left.keep_photos(np.array([0, 2]))
            ours, _ = engine.step(left, np.array([5, 7]), np.array([0, 2]))
            np.testing.assert_allclose(ours, theirs[[0, 2]], atol=1e-4)


@pytest.fixture(scope="module")
def said(both):
    """What the graphs and torch say of two photos."""
    return [Captioner(models, shipped_settings()).describe_batch(pieces()) for models in both]


def same(captions, others):
    for name, caption in captions.items():
        other = others[name]
        assert caption.text == other.text
        assert caption.expected == pytest.approx(other.expected, abs=1e-3)
        assert caption.log_probability == pytest.approx(other.log_probability, abs=1e-4)
        for word, again in zip(caption.words, other.words, strict=True):
            assert word.probability == pytest.approx(again.probability, abs=1e-4)
            np.testing.assert_allclose(word.attention, again.attention, atol=1e-4)


def test_captions_equal_eager(said):
    for captions, others in zip(*said, strict=True):
        same(captions, others)


def test_one_core_and_a_photo_alone_say_the_same(said, both, monkeypatch):
    """The batch was described on all cores."""
    monkeypatch.setattr("captioning.describe.captioner.usable_cores", lambda: 1)
    captioner = Captioner(both[0], shipped_settings())
    for photo, captions in zip(pieces(), said[0], strict=True):
        same(captioner.describe(photo), captions)


def other_weights(folder):
    """The same model with other weights, as if trained on."""
    decoder = ROW.decoder.from_pretrained(folder / "gru")
    with torch.no_grad():
        decoder.norm.weight.mul_(1.5)
    decoder.half().save_pretrained(folder / "gru")


def damaged_graph(folder):
    (folder / "gru" / "step.onnx").write_bytes(b"no graph")


def damaged_plan(folder):
    (folder / "encoder" / "engine.json").write_text("{")


def an_older_plan(folder):
    plan = json.loads((folder / "encoder" / "engine.json").read_text())
    (folder / "encoder" / "engine.json").write_text(json.dumps(plan | {"version": 0}))


def no_graphs(folder):
    (folder / "gru" / "engine.json").unlink()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (other_weights, "The graphs in 'gru' were exported from other weights"),
        (damaged_graph, "The graph step.onnx in 'gru' cannot be run"),
        (damaged_plan, "engine.json in 'encoder' is damaged"),
        (an_older_plan, "The graphs in 'encoder' were exported from other weights"),
        (no_graphs, "There are no graphs in 'gru'"),
    ],
)
def test_graphs_that_do_not_fit_are_not_used(checkpoint, harm, reason, caplog):
    harm(checkpoint)
    with caplog.at_level(logging.WARNING):
        loaded = load_models(checkpoint)
    assert not is_exported(loaded) and tuple(loaded.decoders) == ("gru",)
    (line,) = (one for one in caplog.messages if "facet export" in one)
    assert line.startswith(reason)


def test_without_the_runtime_torch_answers(exported, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "captioning.describe.engine.onnx", None)
    assert tuple(Captioner.load(exported).describe(pieces()[0])) == ("gru",)
    assert any("onnxruntime is not installed" in line for line in caplog.messages)


def test_answering_loads_no_torch():
    script = (
        "import sys; from captioning import Captioner, load_photo;"
        f"Captioner.load().describe(load_photo({str(EXAMPLE)!r}));"
        "print([name for name in ('torch', 'transformers', 'timm') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          cwd=SHIPPED.parent)  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_new_graphs_fit_new_weights(checkpoint):
    other_weights(checkpoint)
    folder, decoder = checkpoint / "gru", eager_models(checkpoint).decoders["gru"].decoder
    write_graphs(folder, decoder_graphs(decoder, torch.randn(2, 4, 1280)))
    graphs, eager = load_models(checkpoint), eager_models(checkpoint)
    assert is_exported(graphs)
    features = np.random.default_rng(2).random((1, 4, 1280), np.float32)
    pairs = zip(*(steps(one.decoders["gru"], features) for one in (graphs, eager)), strict=True)
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours[0], theirs[0], atol=1e-4)


def test_steps_in_eight_bits_are_close(exported):
    engine = load_models(exported).decoders["gru"]
    features = np.random.default_rng(2).random((1, 4, 1280), np.float32)
    pairs = zip(steps(engine, features), steps(engine, features, rough=True), strict=True)
    differences = [np.abs(exact[0] - rough[0]).max() for exact, rough in pairs]
    assert 0 < max(differences) < 0.2


def test_a_missing_package_is_a_sentence(exported, monkeypatch):
    monkeypatch.setattr("captioning.commands.export.find_spec", lambda name: None)
    result = CliRunner().invoke(app, ["export", "--checkpoint", str(exported)])
    assert result.exit_code == 1
    assert "package onnx is missing: pip install" in result.stderr


def test_parameters_are_counted_as_torch_does(exported):
    trained = Captioner.load(exported).trained
    parts = {"encoder": trained.encoder, **trained.decoders}
    counts = {name: sum(p.numel() for p in part.parameters()) for name, part in parts.items()}
    assert parameter_counts(exported) == counts


def test_eight_bits_are_close_to_thirty_two():
    matrix = np.random.default_rng(0).normal(size=(6, 256)).astype(np.float32)
    matrix[2] = 0
    codes, scales = in_eight_bits(matrix)
    again = ((codes.astype(np.float32) - 128) * scales[..., None]).reshape(matrix.shape)
    np.testing.assert_allclose(again, matrix, atol=np.abs(matrix).max() / 127 / 2 * 1.001)


def test_a_quota_limits_the_cores(tmp_path, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(16)), raising=False)
    quota = tmp_path / "cpu.max"
    assert usable_cores(quota) == 16
    quota.write_text("max 100000\n")
    assert usable_cores(quota) == 16
    quota.write_text("200000 100000\n")
    assert usable_cores(quota) == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert usable_cores(quota) == 1
