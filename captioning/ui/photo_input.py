"""Photos on their way in: the stage people see, and the photo argument of the endpoints.

Gradio decodes a picture before any function of the app runs, and its errors mean nothing to a
person. Here every photo is decoded by `load_photo` alone.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.data_classes import ImageData
from markupsafe import Markup
from PIL import Image, ImageOps

from captioning.ui.markup import render
from captioning.ui.pictures import Pictures, encoded
from captioning.vision.photos import MAX_BYTES, MAX_PIXELS, UnreadablePhoto, load_photo
from captioning.vision.refusals import SUPPORTED

SIDE = 672  # pixels of the square on which a photo is shown
HINT = "Pick a word to see where the model looked."  # one line on a phone: nothing shifts then


def photo_input(label: str) -> gr.Image:
    """A photo as an endpoint's argument, decoded like every other photo of the project.

    The method is set on the one component: a subclass would have Gradio write a stub file next
    to this module, which an installed package may not allow.
    """
    component = gr.Image(label=label, type="filepath", image_mode=None)
    component.preprocess = opened  # type: ignore[method-assign]
    return component


def opened(payload: ImageData | None) -> Image.Image:
    """Decodes an uploaded file.

    Raises:
        gr.Error: a sentence for the person who sent it.
    """
    if payload is None or not payload.path:
        raise gr.Error("Please send a photo.", print_exception=False)
    try:
        return load_photo(Path(payload.path))
    except UnreadablePhoto as error:
        raise gr.Error(str(error), title="This photo", print_exception=False) from None


@dataclass(frozen=True)
class Example:
    """An example photo: its description and the address of its picture."""

    text: str
    address: str


def photo_html(photo: Image.Image) -> Markup:
    """A photo as the models see it, upright on a white square, with a canvas for attention maps.

    Args:
        photo: The part that is described, from `Captioner.near`.
    """
    square = ImageOps.pad(photo, (SIDE, SIDE), Image.Resampling.LANCZOS, color="white")
    picture = b64encode(encoded(square, SIDE)).decode()
    return render("photo", picture=picture, side=SIDE)


def refused_html(sentence: str) -> Markup:
    """Why a photo could not be used."""
    return render("refused_photo", sentence=sentence)


def stage_html(examples: Sequence[str]) -> Markup:
    """The stage as a template for Gradio; `${value}` is where the described photo goes.

    Args:
        examples: A description of each example photo, in the order of their pictures.
    """
    return render(
        "stage",
        limit=MAX_BYTES,
        hint=HINT,
        formats=SUPPORTED,
        megabytes=MAX_BYTES // 2**20,
        megapixels=MAX_PIXELS // 1_000_000,
        examples=[
            Example(_without_placeholders(text), Pictures.address("examples", place))
            for place, text in enumerate(examples)
        ],
    )


def _without_placeholders(text: str) -> str:
    """Text for a template of Gradio's, without the characters that its languages read."""
    return re.sub(r"[{}$`\\]", "", text)
