"""Shared fixtures: tiny models with random weights, and a tiny data set."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PIL import Image, ImageDraw

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a test that reaches for the network fails at once
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

# A busy machine is no reason to fail.
settings.register_profile("facet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("facet")

CAPTIONS = [
    ["a yellow gold ring with a round ruby", "a ring in yellow gold with a red stone"],
    ["silver hoop earrings", "a pair of plain silver hoops on white"],
    ["a rose gold bracelet with pearls", "pearl bracelet in rose gold"],
    ["a silver pendant with a blue sapphire", "sapphire pendant on a silver chain"],
]
LABELS = [
    {"type": "ring", "metal": "yellow gold", "stones": ["ruby"]},
    {"type": "earrings", "metal": "silver", "stones": []},
    {"type": "bracelet", "metal": "rose gold", "stones": ["pearl"]},
    {"type": "pendant", "metal": "silver", "stones": ["sapphire"]},
]


@pytest.fixture(scope="session")
def tiny_checkpoints(tmp_path_factory) -> Path:
    """A checkpoint folder with untrained models: real files, nonsense captions, fast."""
    import torch

    from captioning.decoders import registry
    from captioning.decoders.checkpoint import save_checkpoint
    from captioning.decoders.tokenizer import build_tokenizer
    from captioning.vision.encoder import EncoderConfig, ImageEncoder

    torch.manual_seed(0)
    tokenizer = build_tokenizer(caption for texts in CAPTIONS for caption in texts)
    sizes = {"vocab_size": len(tokenizer), "width": 16, "feed_forward": 16}
    decoders = {row.name: row.build(**sizes) for row in registry.rows()}
    folder = tmp_path_factory.mktemp("checkpoints")
    encoder = ImageEncoder(EncoderConfig(size=64))
    save_checkpoint(folder, encoder, decoders, tokenizer, [{"recipe": "untrained", "seed": 0}])
    return folder


@pytest.fixture(scope="session")
def jewelry_photos(tmp_path_factory) -> list[Path]:
    """Four drawn pictures of jewelry, as files."""
    folder = tmp_path_factory.mktemp("photos")
    colours = ["goldenrod", "silver", "rosybrown", "lightgray"]
    paths = []
    for number, colour in enumerate(colours):
        picture = Image.new("RGB", (80, 60 + 10 * number), "white")
        draw = ImageDraw.Draw(picture)
        draw.ellipse((20, 15, 60, 55), outline=colour, width=4 + number)
        paths.append(folder / f"piece{number}.png")
        picture.save(paths[-1])
    return paths


@pytest.fixture
def jewelry_folder(tmp_path, jewelry_photos) -> Path:
    """A labelled image folder with the four drawn pictures."""
    folder = tmp_path / "jewelry"
    (folder / "images").mkdir(parents=True)
    lines = []
    for photo, captions, labels in zip(jewelry_photos, CAPTIONS, LABELS, strict=True):
        name = f"images/{photo.name}"
        (folder / name).write_bytes(photo.read_bytes())
        line = {"file_name": name, "split": "dev", "captions": captions, **labels}
        lines.append(json.dumps(line))
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def decoder(row):
    """Each decoder in turn, small, with random weights."""
    import torch

    torch.manual_seed(3)
    made = row.build(vocab_size=30, width=32, image_channels=24, heads=4, feed_forward=32)
    for parameter in made.parameters():  # far from uniform, so that searches have a choice
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.3)
    return made.eval()


def pytest_generate_tests(metafunc):
    """Runs a test that takes a `row` once for each registered decoder."""
    if "row" in metafunc.fixturenames:
        from captioning.decoders import registry

        metafunc.parametrize("row", registry.rows(), ids=registry.names())


@pytest.fixture
def features():
    """Features (B, P, C) of three photos for `decoder`."""
    import torch

    return torch.randn(3, 9, 24, generator=torch.Generator().manual_seed(5))
