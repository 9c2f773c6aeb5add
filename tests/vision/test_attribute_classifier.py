"""The attribute classifier: fitted to features, saved with its encoder, refused with another."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from captioning.__main__ import app
from captioning.data import read_dataset
from captioning.decoders.checkpoint import save_checkpoint
from captioning.decoders.marks import weights_mark
from captioning.describe.captioner import Captioner
from captioning.training.attribute_fit import fit_attributes
from captioning.vision.attribute_classifier import AttributeClassifier
from captioning.vision.attribute_classifier import moments as torch_moments
from captioning.vision.encoder import CheckpointError, ImageEncoder
from captioning.vision.evidence import FILE, AttributeReader, moments
from captioning.vision.photos import load_photo

COLOURS = {"ring": (200, 30, 30), "earrings": (30, 30, 200)}


@pytest.fixture
def checkpoint(tiny_checkpoints, tmp_path):
    return shutil.copytree(tiny_checkpoints, tmp_path / "checkpoint")


@pytest.fixture
def labelled(tmp_path):
    """Sixteen photos: rings are red and have rubies, earrings blue and have none."""
    folder = tmp_path / "labelled"
    (folder / "images").mkdir(parents=True)
    lines = []
    for number in range(16):
        kind = ("ring", "earrings")[number % 2]
        shade = tuple(min(255, part + 2 * number) for part in COLOURS[kind])
        Image.new("RGB", (40, 40), shade).save(folder / f"images/{number}.png")
        lines.append(
            {
                "file_name": f"images/{number}.png",
                "split": "train",
                "captions": [f"a gold {kind}"],
                "type": kind,
                "metal": "yellow gold",
                "stones": ["ruby"] if kind == "ring" else [],
            }
        )
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


def _mark(checkpoint):
    return weights_mark(checkpoint / "encoder")


def test_what_was_labelled_is_told_again(checkpoint, labelled, tmp_path):
    examples = read_dataset(labelled, "train")
    fitted = fit_attributes(checkpoint, [examples], tmp_path / "caches", views=1)
    assert fitted.types == ("earrings", "ring")
    assert fitted.looks == ("red",)
    encoder = ImageEncoder.load(checkpoint / "encoder")
    seen = fitted.reader(
        encoder.encode([load_photo(example.image) for example in examples]).numpy()
    )
    for example, one in zip(examples, seen, strict=True):
        assert max(one.types, key=one.types.get) == example.labels.type
        assert (one.looks["red"] > 0.5) == (example.labels.type == "ring")
        assert sum(one.types.values()) == pytest.approx(1)
        assert one.jewelry == pytest.approx(1)  # no photo without labels was seen


def test_many_small_shops_count_more_than_a_large_one(checkpoint, labelled, tmp_path):
    ring, earrings, *_ = read_dataset(labelled, "train")
    examples = [
        part
        for number in range(9)
        for part in (
            replace(ring, source="large"),
            replace(ring, labels=earrings.labels, source=f"small {number}"),
        )
    ]
    fitted = fit_attributes(checkpoint, [examples], tmp_path / "caches", views=1)
    encoder = ImageEncoder.load(checkpoint / "encoder")
    seen = fitted.reader(encoder.encode([load_photo(examples[0].image)]).numpy())[0]
    assert seen.types["earrings"] == pytest.approx(0.75, abs=0.02)  # nine of 1, one of root 9


def test_photos_without_labels_are_no_jewelry(checkpoint, labelled, tmp_path):
    folder = tmp_path / "scenes"
    (folder / "images").mkdir(parents=True)
    lines = []
    for number in range(8):
        Image.new("RGB", (40, 40), (20, 180 + number, 20)).save(folder / f"images/{number}.png")
        line = {"file_name": f"images/{number}.png", "split": "train", "captions": ["grass"]}
        lines.append(json.dumps(line))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    parts = [read_dataset(one, "train") for one in (folder, labelled)]
    fitted = fit_attributes(checkpoint, parts, tmp_path / "caches", views=1)
    encoder = ImageEncoder.load(checkpoint / "encoder")
    grass, ring = fitted.reader(
        encoder.encode([load_photo(part[0].image) for part in parts]).numpy()
    )
    assert grass.jewelry < 0.5 < ring.jewelry


def test_too_little_to_tell_apart(checkpoint, jewelry_folder, tmp_path):
    examples = read_dataset(jewelry_folder, "dev")
    assert fit_attributes(checkpoint, [examples], tmp_path / "caches") is None
    assert not (checkpoint / "encoder" / FILE).exists()


def test_features_are_pooled_by_mean_and_deviation():
    for features, pooled in (
        ([[[1.0, 5.0], [3.0, 5.0]]], [2.0, 5.0, pytest.approx(2**0.5), 0.0]),
        ([[[1.0, 5.0]]], [1.0, 5.0, 0.0, 0.0]),  # one position
    ):
        assert moments(np.array(features)).tolist() == [pooled]
        assert torch_moments(torch.tensor(features)).tolist() == [pooled]


def test_a_saved_classifier_says_the_same(checkpoint):
    torch.manual_seed(0)
    channels = ImageEncoder.load(checkpoint / "encoder").config.channels
    made = AttributeClassifier(["ring", "watch"], ["red", "clear"], ["none", "silver"], channels)
    made.save(checkpoint / "encoder", _mark(checkpoint))
    again = AttributeReader.load(checkpoint / "encoder", _mark(checkpoint))
    features = torch.randn(1, 4, channels).numpy()
    ours, theirs = made.reader(features)[0], again(features)[0]
    assert theirs.types == pytest.approx(ours.types, abs=1e-3)
    assert theirs.looks == pytest.approx(ours.looks, abs=1e-3)
    assert theirs.metals == pytest.approx(ours.metals, abs=1e-3) and set(ours.metals) == {"silver"}
    assert Captioner.load(checkpoint).classifier.types == ("ring", "watch")


def test_damage_and_another_encoder_are_named(checkpoint):
    channels = ImageEncoder.load(checkpoint / "encoder").config.channels
    made = AttributeClassifier(["ring", "watch"], [], [], channels)
    made.save(checkpoint / "encoder", "0" * 16)
    with pytest.raises(CheckpointError, match=f"{FILE} in 'encoder' was fitted to another encoder"):
        Captioner.load(checkpoint)
    file = checkpoint / "encoder" / FILE
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(CheckpointError, match=f"{FILE} in 'encoder' is damaged.*restore"):
        Captioner.load(checkpoint)


def test_new_weights_take_away_the_classifier_of_the_old(checkpoint, tiny_checkpoints):
    encoder = ImageEncoder.load(checkpoint / "encoder")
    made = AttributeClassifier(["ring", "watch"], [], [], encoder.config.channels)
    made.save(checkpoint / "encoder", _mark(checkpoint))
    trained = Captioner.load(tiny_checkpoints).trained
    save_checkpoint(checkpoint, encoder, trained.decoders, trained.tokenizers["lstm"], [])
    assert Captioner.load(checkpoint).classifier is None


def test_a_checkpoint_without_one_describes_all_the_same(checkpoint):
    captioner = Captioner.load(checkpoint)
    assert captioner.classifier is None
    assert captioner.describe(Image.new("RGB", (40, 40)))["lstm"].text


def test_the_command(checkpoint, labelled, tmp_path):
    def run(data):
        given = {"--checkpoint": checkpoint, "--runs": tmp_path / "runs", "--data": data}
        options = [str(part) for option in given.items() for part in option]
        return CliRunner().invoke(app, ["attributes", *options])

    done = run(labelled)
    assert done.exit_code == 0
    assert "2 types and 1 looks" in done.stdout
    assert (checkpoint / "encoder" / FILE).is_file()
    assert run(tmp_path / "nowhere").exit_code == 1
