"""What programs give to the endpoints, put right or refused before Gradio reads it.

Gradio fails on a value that is missing or of another kind than its control's, and a program that
made a mistake would read that something went wrong here, with a traceback in the server's log.
"""

from collections.abc import Sequence
from typing import Any

import gradio as gr

UPLOADED = (
    'send it as {"path": PATH, "meta": {"_type": "gradio.FileData"}}, with the PATH that an upload '
    "to /gradio_api/upload returned"
)


def given(event: Any, values: Sequence[Any]) -> list[Any]:
    """The values that an endpoint reads; those of the page's own events are as they are.

    Args:
        event: Gradio's record of the endpoint.
        values: As they were sent; values at the end may be missing.

    Raises:
        gr.Error: A sentence on the first value that cannot be read.
    """
    if getattr(event, "api_visibility", "private") != "public":
        return list(values)
    parts = event.inputs
    known = [*values, *[None] * (len(parts) - len(values))]
    return [_value(part, value) for part, value in zip(parts, known, strict=False)]


def _value(part: Any, value: Any) -> Any:
    if value is None:
        value = part.value
    name = part.label
    if isinstance(part, gr.Image | gr.File):
        return _files(part, name, value)
    if isinstance(part, gr.Dropdown):
        return _choice(part, value)
    if isinstance(part, gr.Textbox):
        return _text(name, value)
    if isinstance(part, gr.Checkbox) and not isinstance(value, bool):
        raise refused(f"{name} must be true or false.")
    if isinstance(part, gr.JSON) and not isinstance(value, dict):
        raise refused(f'{name} must be an object, such as {{"longest": 125}}.')
    return value


def _text(name: str, value: Any) -> str:
    if value is None:
        raise refused(f"There is no {name}: send words, such as “gold ring”.")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise refused(f"{name} must be a text.")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise refused(f"{name} holds half a character, a lone surrogate: send whole ones.")
    return value


def _choice(part: gr.Dropdown, value: Any) -> Any:
    """A choice by its name in any case; any other word is left to Gradio, which lists them."""
    names = {str(name).casefold(): name for _, name in part.choices or ()}
    return names.get(value.casefold(), value) if isinstance(value, str) else value


def _files(part: Any, name: str, value: Any) -> Any:
    """A file, or several; that one is missing is said where it is read."""
    several = getattr(part, "file_count", "single") == "multiple"
    files = value if several and isinstance(value, list) else [value]
    if any(one is not None and not _is_file(one) for one in files):
        raise refused(f"{name} must be {'uploaded files' if several else 'a file'}: {UPLOADED}.")
    return [one for one in files if one is not None] if several else value


def _is_file(value: Any) -> bool:
    """Whether it is what Gradio calls file data."""
    places = [value.get(key) for key in ("path", "url")] if isinstance(value, dict) else []
    return any(places) and all(isinstance(one, str | None) for one in places)


def refused(sentence: str) -> gr.Error:
    """The error of a sentence for a program; nothing is logged."""
    return gr.Error(sentence, print_exception=False)
