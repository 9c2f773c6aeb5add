"""Photos on their way in: the stage people see, and the photo argument of the endpoints.

Gradio decodes a picture before any function of the app runs, and what goes wrong there ends in
an error that means nothing to a person. Here every photo is decoded by `load_photo` alone.
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.data_classes import ImageData
from gradio.utils import get_upload_folder
from PIL import Image, ImageOps

from captioning.ui.pictures import Pictures, encoded
from captioning.vision.photos import MAX_BYTES, MAX_PIXELS, SUPPORTED, UnreadablePhoto, load_photo

SIDE = 672  # pixels of the square on which a photo is shown
HINT = "Pick a word to see where the model looked."  # one line on a phone: nothing shifts then


def photo_input(label: str) -> gr.Image:
    """A photo as an endpoint's argument, decoded like every other photo of the project.

    The method is set on the one component: a subclass would have Gradio write a stub file beside
    this module, which an installed package may not allow.
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


def uploaded(event: Mapping[str, Any], key: str = "path") -> Path:
    """The file that an event of the browser names, if it was uploaded.

    Raises:
        UnreadablePhoto: if the path lies anywhere else, or the file has been deleted.
    """
    file = Path(str(event.get(key, ""))).resolve()
    if not file.is_relative_to(Path(get_upload_folder()).resolve()) or not file.is_file():
        raise UnreadablePhoto("The photo is no longer here. Please choose it again.")
    return file


def understood_html(photo: Image.Image) -> str:
    """A photo as the models see it, upright on a white square; attention maps lie over it.

    Args:
        photo: the part that is described, `Captioner.near`.
    """
    square = ImageOps.pad(photo, (SIDE, SIDE), Image.Resampling.LANCZOS, color="white")
    picture = b64encode(encoded(square, SIDE)).decode()
    return (
        f'<figure class="view"><img src="data:image/webp;base64,{picture}" width="{SIDE}" '
        f'height="{SIDE}" alt="Your photo, upright on white">'
        '<canvas width="448" height="448" aria-hidden="true"></canvas></figure>'
    )


def refused_html(sentence: str) -> str:
    """Why a photo could not be used."""
    return f'<p class="refused-photo" role="alert">{escape(sentence)}</p>'


def stage_html(examples: Sequence[str]) -> str:
    """The stage as a template; `${value}` is where the understood photo goes.

    Args:
        examples: A description of each example photo, in the order of its shelf.
    """
    samples = "".join(
        f'<li><button type="button" class="example" data-example="{place}" '
        f'aria-label="Example: {_plain(text)}"><img src="{Pictures.address("examples", place)}" '
        'alt="" width="96" height="96" loading="lazy"></button></li>'
        for place, text in enumerate(examples)
    )
    strip = (
        f'<h2 class="small-heading">Or try one of these</h2><ul class="examples">{samples}</ul>'
        if samples
        else ""
    )
    return _STAGE.format(limit=MAX_BYTES, hint=HINT, formats=SUPPORTED, strip=strip,
                         mb=MAX_BYTES // 2**20, mp=MAX_PIXELS // 1_000_000)  # fmt: skip


def _plain(text: str) -> str:
    """Text for a template: neither HTML nor one of the template languages can read into it."""
    return escape(re.sub(r"[{}$`\\]", "", text))


_STAGE = """<section class="stage" aria-label="Photo" data-limit="{limit}">
<div class="frame">
<div class="invitation"><svg viewBox="0 0 48 48" aria-hidden="true">
<path d="M14 8h20l8 11-18 21L6 19zM6 19h36M14 8l4 11 6 21 6-21 4-11M18 19l6-11 6 11"/></svg>
<p>Drop or paste a photo of a piece</p>
<p class="choices"><button type="button" class="primary choose">Choose a photo</button>
<button type="button" class="quiet camera">Camera</button></p></div>
<div class="understood">${{value}}</div>
<img class="preview" alt="">
<div class="spinner" aria-hidden="true"></div>
<p class="refused" role="alert" hidden></p>
</div>
<div class="under"><div class="stage-line">
<output class="readout" data-hint="{hint}">{hint}</output>
<span class="again"><button type="button" class="quiet choose">Another photo</button>
<button type="button" class="quiet camera">Camera</button></span></div>
<p class="small-print limits">{formats}, up to {mb} MB and {mp} megapixels. Photos are deleted
within the hour and used for nothing else.</p></div>
<p class="unseen stage-status" role="status"></p>
<input class="chosen-file unseen" type="file" tabindex="-1" aria-label="Photo file"
accept="image/*,.heic,.heif,.avif">
<input class="camera-file unseen" type="file" tabindex="-1" aria-label="Photo from the camera"
accept="image/*" capture="environment">
{strip}</section>"""
