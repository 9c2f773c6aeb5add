"""Photos on their way in: the stage people see, and the photo argument of the endpoints.

Gradio decodes a picture before any function of the app runs, and its errors mean nothing to a
person. Here every photo is decoded by `load_photo` alone.
"""

import logging
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.data_classes import ImageData
from gradio_client.utils import is_http_url_like
from markupsafe import Markup
from PIL import Image, ImageOps

from captioning.language.phrases import in_language
from captioning.ui.markup import render
from captioning.ui.photo_part import on_square
from captioning.ui.pictures import Pictures, encoded
from captioning.ui.sentences import formats, spoken
from captioning.ui.texts import language, text
from captioning.ui.uploads import Uploads
from captioning.vision.framing import Box
from captioning.vision.photos import MAX_BYTES, MAX_PIXELS, UnreadablePhoto, load_photo

log = logging.getLogger(__name__)

SIDE = 672  # pixels of the square on which a photo is shown


def photo_input(label: str, uploads: Uploads) -> gr.Image:
    """A photo as an endpoint's argument, decoded like every other photo of the project.

    The methods are set on the one component: a subclass would have Gradio write a stub file next
    to this module, which an installed package may not allow.

    Args:
        label: Name of the argument.
        uploads: Know the addresses of this server's own uploads.
    """
    component = gr.Image(label=label, type="filepath", image_mode=None)
    fetch = component.async_move_resource_to_block_cache

    def preprocess(payload: ImageData | None) -> Image.Image:
        return opened(payload, uploads)

    async def fetched(address: str | Path | None) -> str | None:
        if not is_http_url_like(str(address)):
            return await fetch(address)
        try:
            own = uploads.own(str(address))
            return str(own) if own else await fetch(address)
        except UnreadablePhoto as error:
            raise _refusal(str(error)) from None
        except Exception:
            log.info("A photo could not be fetched.", exc_info=True)
            raise _refusal(text("photo.not_fetched", address=str(address)[:200])) from None

    component.preprocess = preprocess  # type: ignore[method-assign]
    component.async_move_resource_to_block_cache = fetched  # type: ignore[method-assign, assignment]
    return component


def opened(payload: ImageData | None, uploads: Uploads) -> Image.Image:
    """Decodes an uploaded file.

    Raises:
        gr.Error: a sentence for the person who sent it.
    """
    if payload is None or not payload.path:
        raise _refusal(text("photo.send"))
    file = uploads.received(payload.path)
    if file is None:
        raise _refusal(text("faults.not_uploaded"))
    try:
        return load_photo(file)
    except UnreadablePhoto as error:
        raise _refusal(str(error)) from None
    finally:
        uploads.used(file)


def _refusal(sentence: str) -> gr.Error:
    return gr.Error(spoken(sentence), title=text("photo.title"), print_exception=False)


@dataclass(frozen=True)
class Example:
    """An example photo: its description and the addresses of its picture, small and smaller."""

    text: str
    address: str
    thumb: str


def photo_html(photo: Image.Image, frames: Sequence[Box] = (), part: bool = False) -> Markup:
    """A photo as the models see it, upright on a white square, with a canvas for attention maps.

    Args:
        photo: The part that is described, from `Captioner.near`.
        frames: Of pieces on it that could be described alone, as shares of the photo.
        part: Whether a person chose it from a larger photo.
    """
    offers = [on_square(frame, photo.size) for frame in frames]
    square = ImageOps.pad(photo, (SIDE, SIDE), Image.Resampling.LANCZOS, color="white")
    picture = b64encode(encoded(square, SIDE)).decode()
    return render("photo", picture=picture, side=SIDE, offers=offers, part=part)


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
        formats=formats(),
        megabytes=MAX_BYTES // 2**20,
        megapixels=MAX_PIXELS // 1_000_000,
        examples=[
            Example(
                _without_placeholders(in_language(caption, language()).text),
                Pictures.address("examples", place),
                Pictures.address("examples", place, "thumb"),
            )
            for place, caption in enumerate(examples)
        ],
    )


def _without_placeholders(text: str) -> str:
    """Text for a template of Gradio's, without the characters that its languages read."""
    return re.sub(r"[{}$`\\]", "", text)
