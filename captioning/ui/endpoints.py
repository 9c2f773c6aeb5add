"""The app for programs: named endpoints; their docstrings document the API and MCP tools."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import gradio as gr
from PIL import Image

from captioning.decoders import registry
from captioning.decoders.registry import TOGETHER
from captioning.describe.captioner import Captioner
from captioning.describe.photo_query import photo_query
from captioning.gallery.gallery import GalleryError
from captioning.language.phrases import ENGLISH, UnknownLanguage, known_language
from captioning.language.query import Query
from captioning.settings import LISTED
from captioning.ui.bounds import Bounds, taken_as_given
from captioning.ui.events import MODEL_QUEUE
from captioning.ui.filters import filters
from captioning.ui.photo_input import photo_input
from captioning.ui.search import MOST_HITS, GalleryView, SearchOptions
from captioning.ui.uploads import Uploads

_WRAPPED = re.compile(r"(?<!Args:)(?<!Returns:)(?<=\S)\n {4,}(?!\w+: )(?=\S)")
"""A line break inside an entry of a docstring."""


def documented(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, each entry of its docstring on one line: Gradio drops the second."""

    @wraps(endpoint)
    def same(*values: Any, **options: Any) -> Any:
        return endpoint(*values, **options)

    same.__doc__ = _WRAPPED.sub(" ", inspect.getdoc(endpoint) or "")
    return same


class Endpoints:
    """`/describe`, `/search` and `/similar`."""

    def __init__(self, captioner: Captioner, view: GalleryView, uploads: Uploads) -> None:
        """Adds the endpoints; call within a `gr.Blocks` context.

        Args:
            captioner: Describes photos.
            view: The gallery that is searched, with the addresses of its pictures.
            uploads: Have the photos that are sent.
        """
        self._captioner = captioner
        self._view = view
        photo = photo_input("photo", uploads)
        query = gr.Textbox(label="query")
        models = list(registry.choices(captioner.names).values())
        model = gr.Dropdown(models, value=models[-1], label="model")
        least = view.gallery.settings.minimum
        self._k, self._minimum = Bounds(1, MOST_HITS, LISTED, whole=True), Bounds(0, 1, least)
        k = taken_as_given(gr.Number(LISTED, precision=0, label="k"))
        # Without a value: nobody who leaves it out has set a minimum.
        minimum = taken_as_given(gr.Number(None, label="minimum"))
        kinds = [gr.Textbox("", label=name) for name in ("type", "metal", "stone")]
        answer = gr.JSON(label="answer")
        options = [k, minimum, *kinds]
        language = gr.Textbox(ENGLISH, label="language")
        for endpoint, inputs, queue in (
            (self.describe, [photo, language], MODEL_QUEUE),
            (self.search, [query, *options], {"queue": False}),
            (self.similar, [photo, model, *options], MODEL_QUEUE),
        ):
            gr.Button().click(
                documented(endpoint), inputs, answer, api_name=endpoint.__name__, **queue
            )

    def describe(self, photo: Image.Image, language: str = ENGLISH) -> dict[str, Any]:
        """Describe a photo of a piece of jewelry with every model.

        Args:
            photo: The photo: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP, up to 20 MB.
            language: Language in which the caption is also wanted: en, es, fr, de, it or tr.

        Returns:
            By each model's name the caption; its confidence from 0 to 1 and the
            log_probability behind it; each word with its probability; the description at three
            levels (basic, normal, complete); alternatives; and the decoder's milliseconds. In
            another language than English also in_language: its levels, whether they are complete,
            and the English words left out.
        """
        try:
            code = known_language(language)
        except UnknownLanguage as error:
            raise gr.Error(str(error), print_exception=False) from None
        captions = self._captioner.describe(photo)
        return {name: caption.to_json(code) for name, caption in captions.items()}

    def search(
        self, query: str, k: int = LISTED, minimum: float | None = None,
        type: str = "", metal: str = "", stone: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Find the pieces of the gallery that a sentence or a few words describe.

        Args:
            query: What to look for, such as "rose gold ring with a ruby, not a halo"; in English,
                Spanish, French, German, Italian or Turkish.
            k: Most pieces to return, 1 to 24.
            minimum: Score from 0 to 1 below which nothing is called similar; left out, words
                find every piece that has enough of them.
            type: Only pieces of this type, such as "ring"; empty for any.
            metal: Only pieces of this metal, such as "yellow gold"; empty for any.
            stone: Only pieces with this stone, such as "ruby"; empty for any.

        Returns:
            "understood": the language, groups of alternatives that are wanted or excluded,
            corrections, unknown words, and remarks for a person. "pieces", best first: id, image
            (the picture's address), score, caption, type, metal, stones, motif, and the reasons,
            whose shares add up to the score. Empty where there is no close match.
        """
        options = self._options(k, minimum, type, metal, stone)
        asked = self._view.gallery.understand(query)
        pieces = self._pieces(asked, options)
        bounds = replace(self._minimum, usual=self._view.gallery.least(asked))
        remarks = [self._k.remark("k", k), bounds.remark("minimum", minimum)]
        return {"understood": self._understood(asked, options, remarks), "pieces": pieces}

    def _options(
        self, k: object, minimum: object, type: str, metal: str, stone: str
    ) -> SearchOptions:
        count, least = int(self._k.number(k)), self._minimum.chosen(minimum)
        return SearchOptions(count, least, **filters(self._view, type, metal, stone))

    def _understood(
        self, asked: Query, options: SearchOptions, remarks: list[str]
    ) -> dict[str, Any]:
        said = map(str, self._view.gallery.remarks(asked, options.filters))
        remarks = [*said, *filter(None, remarks)]
        return asked.to_json() | {"remarks": remarks}

    def _pieces(
        self, query: Query, options: SearchOptions, photo: Image.Image | None = None
    ) -> list[dict[str, Any]]:
        try:
            hits = self._view.search(query, options, photo)
        except GalleryError as error:
            raise gr.Error(str(error), print_exception=False) from None
        return [hit.to_json(self._view.address(hit.piece, "large")) for hit in hits]

    def similar(
        self, photo: Image.Image, model: str = TOGETHER, k: int = LISTED,
        minimum: float | None = None, type: str = "", metal: str = "", stone: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Find the pieces of the gallery most like the one on a photo, by its captions.

        Args:
            photo: The photo: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP, up to 20 MB.
            model: Whose caption to search with: a model's name, or "both" for all models.
            k: Most pieces to return, 1 to 24.
            minimum: Score from 0 to 1 below which nothing is called similar.
            type: Only pieces of this type, such as "ring"; empty for any.
            metal: Only pieces of this metal, such as "yellow gold"; empty for any.
            stone: Only pieces with this stone, such as "ruby"; empty for any.

        Returns:
            "query", the words searched with; "understood" and "pieces" as `/search` returns them.
        """
        options = self._options(k, minimum, type, metal, stone)
        query = photo_query(self._captioner.describe(photo), model)
        pieces = self._pieces(query, options, photo)
        asked = self._view.gallery.understand(str(query))
        remarks = [self._k.remark("k", k), self._minimum.remark("minimum", minimum)]
        understood = self._understood(asked, options, remarks)
        return {"query": str(query), "understood": understood, "pieces": pieces}
