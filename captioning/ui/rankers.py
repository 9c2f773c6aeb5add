"""Whose captions a photo can be searched with, by their names for people."""

from collections.abc import Sequence

from captioning.decoders import registry
from captioning.decoders.registry import TOGETHER
from captioning.ui.texts import text


def rankers(models: Sequence[str]) -> list[tuple[str, str]]:
    """Name for people and name in code: each model, then all together if there are several.

    Args:
        models: The models that are loaded.
    """
    each = [(registry.title(name), name) for name in models]
    together = together_title(len(models))
    return [*each, (together, TOGETHER)] if together else each


def together_title(count: int) -> str:
    """What all models are called together where there are this many; "" for a single one."""
    if count < 2:
        return ""
    return text("rankers.two") if count == 2 else text("rankers.all")
