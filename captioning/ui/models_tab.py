"""The third tab: what the models are, how they were trained, how good and how bad they are."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from captioning.decoders import registry
from captioning.ui.documents import document_html, drawing_html
from captioning.ui.markup import render


def models_html(docs: Path, names: Sequence[str]) -> Markup:
    """The tab as HTML.

    Args:
        docs: What `report` wrote: `results.md`, `architecture.svg` and the training curves. What
            is missing is left out.
        names: The models that are loaded.
    """
    return render(
        "models",
        decoders=[(registry.title(name), registry.row(name).decoder.about) for name in names],
        together=registry.together_title(len(names)) if len(names) > 1 else "",
        architecture=drawing_html(docs / "architecture.svg"),
        results=document_html(docs / "results.md"),
    )
