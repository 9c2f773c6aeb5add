"""Shared by the tests of training: six plain photos and an encoder with random weights."""

import json

import pytest
import torch
from PIL import Image

from captioning.training import train as training
from captioning.vision.encoder import EncoderConfig, ImageEncoder


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "images").mkdir(parents=True)
    lines = []
    for number in range(6):
        colour = (40 * number, 90, 250 - 40 * number)
        Image.new("RGB", (40, 40), colour).save(folder / f"images/{number}.png")
        ring = number % 2
        lines.append(
            {
                "file_name": f"images/{number}.png",
                "split": "train" if number < 4 else "dev",
                "captions": ["a gold ring with a ruby" if ring else "silver hoop earrings"],
                "type": "ring" if ring else "earrings",
                "metal": "yellow gold" if ring else "silver",
                "stones": ["ruby"] if ring else [],
            }
        )
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


@pytest.fixture(autouse=True)
def untrained_encoder(monkeypatch):
    """The ImageNet weights are an extra; random ones are enough here."""

    def encoder(architecture, size):
        torch.manual_seed(0)
        return ImageEncoder(EncoderConfig(architecture=architecture, size=size)).eval()

    monkeypatch.setattr(training, "pretrained_encoder", encoder)


@pytest.fixture
def one_thread():
    """One thread: the order of summation changes the fifth digit of a loss."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
