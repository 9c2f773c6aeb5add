"""The third tab: what the models are, how they were trained, how good and how bad they are."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from captioning.decoders import registry
from captioning.ui.documents import document_html, drawing_html
from captioning.ui.markup import render
from captioning.ui.rankers import together_title
from captioning.ui.texts import known, text


def models_html(docs: Path, names: Sequence[str]) -> Markup:
    """The tab as HTML.

    Args:
        docs: What `report` wrote: `results.md`, `architecture.svg` and the training curves. What
            is missing is left out.
        names: The models that are loaded.
    """
    return render(
        "models",
        decoders=[(registry.title(name), _about(name)) for name in names],
        together=together_title(len(names)),
        architecture=drawing_html(docs / "architecture.svg"),
        results=document_html(docs / "results.md"),
    )


def _about(name: str) -> str:
    """What a decoder does; a new one says it in English until there is a text."""
    key = f"models.{name}"
    return text(key) if known(key) else f"{registry.row(name).decoder.about}."
