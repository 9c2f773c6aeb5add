"""The record of how a checkpoint's weights came about: the stages of training, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TRAINING = "training.json"

Record = Mapping[str, Any]
"""Recipe, seed, models, captions, stage, fingerprints of the data, teachers, and epochs."""


def write_training(folder: Path, records: Sequence[Record]) -> None:
    """Writes the stages into a model's folder.

    On one line: the record grows with each stage, and indenting doubles it.
    """
    (folder / TRAINING).write_text(json.dumps(records, sort_keys=True) + "\n", encoding="utf-8")


def read_training(checkpoint: Path) -> list[dict[str, Any]]:
    """The stages that a checkpoint came from, in order, as far as they are recorded.

    Args:
        checkpoint: holds a folder for each model, each of which has the same record. Early
            checkpoints have a single one, which counts as one stage.
    """
    for file in sorted(checkpoint.glob(f"*/{TRAINING}")):
        content = json.loads(file.read_text(encoding="utf-8"))
        return content if isinstance(content, list) else [content]
    return []
