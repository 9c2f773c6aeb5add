"""The filters that a program gives: type, metal and stone in any spelling, or a sentence."""

import gradio as gr

from captioning.gallery.filter_values import UnknownValue, known_value
from captioning.ui.search import NO_FILTER, GalleryView


def filters(view: GalleryView, type: str, metal: str, stone: str) -> dict[str, str]:
    """The filters in the gallery's spelling; "" for any.

    Args:
        view: The gallery.
        type: As a person writes it, such as "Earring", or empty.
        metal: Such as "White Gold", or empty.
        stone: A stone or its look, such as "Rubies" or "red", or empty.

    Raises:
        gr.Error: A sentence with the gallery's values, for a word that neither the gallery nor
            the vocabulary has.
    """
    asked = {"type": type, "metal": metal, "stone": stone}
    return {kind: _value(kind, text or "", view) for kind, text in asked.items()}


def _value(kind: str, text: str, view: GalleryView) -> str:
    if text.strip().lower() in ("", NO_FILTER):
        return ""
    try:
        return known_value(kind, text, view.gallery.pieces)
    except UnknownValue as error:
        sentence = f"{str(error).removesuffix('.')}; leave it empty for any."
        raise gr.Error(sentence, title="This filter", print_exception=False) from None
