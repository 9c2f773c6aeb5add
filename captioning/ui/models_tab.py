"""The third tab: what the models are, how they were trained, how good and how bad they are."""

from pathlib import Path

from markupsafe import Markup

from captioning.ui.documents import document_html, drawing_html
from captioning.ui.markup import render


def models_html(docs: Path) -> Markup:
    """The tab as HTML.

    Args:
        docs: What `report` wrote: `results.md`, `architecture.svg` and the training curves. What
            is missing is left out.
    """
    return render(
        "models",
        architecture=drawing_html(docs / "architecture.svg"),
        results=document_html(docs / "results.md"),
    )
