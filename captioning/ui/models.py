"""The third tab: what the two models are, how they were trained, how good and how bad they are."""

from collections.abc import Mapping
from pathlib import Path


def models_html(checkpoints: Path, parameters: Mapping[str, int]) -> str:
    """The tab as HTML."""
    return ""
