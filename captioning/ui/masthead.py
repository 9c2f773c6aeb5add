"""The head of the page: its name, what it does, the language and the look."""

from collections.abc import Sequence

from markupsafe import Markup

from captioning.decoders import registry
from captioning.ui.markup import render


def masthead_html(names: Sequence[str]) -> Markup:
    """The masthead.

    Args:
        names: The models that describe photos.
    """
    return render("masthead", names=[registry.title(name) for name in names])
