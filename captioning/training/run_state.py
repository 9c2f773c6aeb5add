"""The state of a stage on disk, from which it resumes after a stop."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import torch

STATE, HISTORY = "state.pt", "history.json"


class TrainingError(RuntimeError):
    """Training that cannot continue; the text is one sentence with the remedy."""


def write_state(folder: Path, state: dict[str, Any]) -> None:
    """Writes the state of the last whole epoch; a kill while writing keeps the one before.

    Args:
        folder: the stage's.
        state: tensors and plain values, with "epoch" and "history" among them.

    Raises:
        TrainingError: if the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{STATE}.part"
        torch.save(state, fresh)
        fresh.replace(folder / STATE)
        (folder / HISTORY).write_text(json.dumps(state["history"], indent=1) + "\n")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise TrainingError(
            f"No room on the disk for the state of epoch {state['epoch']} in {folder}: free "
            "some and continue with --resume."
        ) from error


def read_state(folder: Path, device: torch.device) -> dict[str, Any] | None:
    """The state that was written last, with its tensors on a device; None if there is none."""
    file = folder / STATE
    return torch.load(file, weights_only=True, map_location=device) if file.exists() else None
