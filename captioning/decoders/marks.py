"""Marks: by which parts of a checkpoint know that they belong together."""

import hashlib
from pathlib import Path

from captioning.vision.view import WEIGHTS

ENCODER = "encoder"
"""The encoder's folder in a checkpoint."""


def weights_mark(folder: Path) -> str:
    """A short hash of a folder's weights, by which a decoder knows its encoder."""
    return hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:16]
