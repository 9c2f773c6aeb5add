"""The filters that a program gives: type, metal and stone in any spelling, or a sentence."""

import gradio as gr

from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes, looks, vocabulary_form
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
    offered = {key: values[1:] for key, values in view.choices().items()}
    offered["stone"] += sorted({*looks(offered["stone"])} - {*offered["stone"]})
    asked = {"type": type, "metal": metal, "stone": stone}
    return {key: _value(key, text, offered[key]) for key, text in asked.items()}


def _value(key: str, text: str | None, offered: list[str]) -> str:
    wanted = " ".join((text or "").lower().split())
    if wanted in ("", NO_FILTER):
        return ""
    same = [value for value in offered if value.lower() == wanted]
    form, known = _form(key, wanted)
    if same or form in offered or known:
        return same[0] if same else form
    raise gr.Error(
        f"No {key} is called “{wanted[:60]}”. This gallery has {', '.join(offered) or 'none'}; "
        "leave it empty for any.",
        title="This filter",
        print_exception=False,
    )


def _form(key: str, text: str) -> tuple[str, bool]:
    """A value as the vocabulary has it, and whether it is in the vocabulary."""
    said = attributes(text)
    if key == "type":
        return vocabulary_form(Attributes(type=text)).type or text, said.type is not None
    if key == "metal":
        return vocabulary_form(Attributes(metal=text)).metal or text, said.metal is not None
    return vocabulary_form(Attributes(stones=(text,))).stones[0], bool(said.stones)
