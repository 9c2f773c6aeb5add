"""The app for programs: named endpoints; their docstrings document the API and MCP tools."""

from dataclasses import replace
from math import exp
from typing import Any, Literal

import gradio as gr
from PIL import Image

from captioning.describe.captioner import Caption, Captioner
from captioning.gallery.gallery import Gallery, GalleryError, Hit
from captioning.language.terms import Query
from captioning.ui.describe_tab import MODEL_QUEUE
from captioning.ui.galleries import SHOWN
from captioning.ui.photo_input import photo_input
from captioning.ui.search import MOST_HITS, RANKERS, Wishes, asked
from captioning.ui.search_state import Asked, remembered

Model = Literal["transformer", "lstm", "both"]


def caption_json(caption: Caption) -> dict[str, Any]:
    """A caption as plain JSON; attention maps stay out."""
    return {
        "caption": caption.text,
        "confidence": round(exp(caption.score), 4),
        "words": [
            {"word": word.text, "probability": round(word.probability, 4)} for word in caption.words
        ],
        "levels": caption.levels,
        "alternatives": [
            {"caption": other.text, "confidence": round(exp(other.score), 4)}
            for other in caption.alternatives
        ],
        "milliseconds": round(caption.milliseconds, 1),
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """A found piece as plain JSON; its picture is named, not sent."""
    piece = hit.piece
    return {
        "id": piece.id,
        "score": round(hit.score, 4),
        "caption": piece.captions[0],
        "type": piece.type,
        "metal": piece.metal,
        "stones": list(piece.stones),
        "reasons": [
            {"term": reason.term, "share": round(reason.share, 4),
             "query_words": list(reason.query_words), "piece_words": list(reason.piece_words)}
            for reason in hit.reasons
        ],
    }  # fmt: skip


class Endpoints:
    """`/describe`, `/search` and `/similar`."""

    def __init__(self, captioner: Captioner, gallery: Gallery) -> None:
        """Adds the endpoints; call within a `gr.Blocks` context."""
        self._captioner = captioner
        self._gallery = gallery
        with gr.Group(visible=False):
            photo = photo_input("photo")
            query = gr.Textbox(label="query")
            model = gr.Dropdown(list(RANKERS.values()), value="both", label="model")
            k = gr.Number(8, minimum=1, maximum=MOST_HITS, precision=0, label="k")
            minimum = gr.Number(Wishes.minimum, minimum=0, maximum=1, label="minimum")
            filters = [gr.Textbox("", label=name) for name in ("type", "metal", "stone")]
            answer = gr.JSON(label="answer")
            wishes = [k, minimum, *filters]
            gr.Button().click(self.describe, photo, answer, api_name="describe", **MODEL_QUEUE)
            gr.Button().click(self.search, [query, *wishes], answer, api_name="search", queue=False)
            gr.Button().click(
                self.similar, [photo, model, *wishes], answer, api_name="similar", **MODEL_QUEUE
            )

    def describe(self, photo: Image.Image) -> dict[str, Any]:
        """Describe a photo of a piece of jewelry with both models.

        Args:
            photo: The photo: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP, up to 20 MB.

        Returns:
            For "transformer" and "lstm" the caption, its confidence, each word with its
            probability, the description at three levels (basic, normal, complete), alternatives
            and the decoder's milliseconds.
        """
        captions = self._captioner.describe(photo)
        return {name: caption_json(caption) for name, caption in captions.items()}

    def search(
        self, query: str, k: int = 8, minimum: float = Wishes.minimum,
        type: str = "", metal: str = "", stone: str = "",
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Find the pieces of the gallery that a sentence or a few words describe.

        Args:
            query: What to look for, such as "rose gold ring with a ruby".
            k: Most pieces to return, 1 to 24.
            minimum: Score from 0 to 1 under which nothing is called similar.
            type: Only pieces of this type, such as "ring"; empty for any.
            metal: Only pieces of this metal, such as "yellow gold"; empty for any.
            stone: Only pieces with this stone, such as "ruby"; empty for any.

        Returns:
            The pieces, best first: id, score, caption, attributes, and the reasons, whose shares
            add up to the score. Empty where there is no close match.
        """
        return self._pieces(asked(query), Wishes(k, minimum, type, metal, stone))

    def _pieces(self, query: Query, wishes: Wishes) -> list[dict[str, Any]]:
        try:
            hits = self._gallery.search(query, wishes.some, wishes.filters, wishes.minimum)
        except GalleryError as error:
            raise gr.Error(str(error), print_exception=False) from None
        return [hit_json(hit) for hit in hits]

    def similar(
        self, photo: Image.Image, model: Model = "both", k: int = 8,
        minimum: float = Wishes.minimum, type: str = "", metal: str = "", stone: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Find the pieces of the gallery most like the one on a photo, by its captions.

        Args:
            photo: The photo: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP, up to 20 MB.
            model: Whose caption to search with: "transformer", "lstm" or "both".
            k: Most pieces to return, 1 to 24.
            minimum: Score from 0 to 1 under which nothing is called similar.
            type: Only pieces of this type, such as "ring"; empty for any.
            metal: Only pieces of this metal, such as "yellow gold"; empty for any.
            stone: Only pieces with this stone, such as "ruby"; empty for any.

        Returns:
            "query", the words searched with, and "pieces" as `/search` returns them.
        """
        told = remembered(self._captioner.describe(photo))
        ranker = next((label for label, name in RANKERS.items() if name == model), "Both")
        question = Asked(told, {}, "", ranker, True, SHOWN, k, minimum, type, metal, stone)
        question = replace(question, query=question.caption)
        pieces = self._pieces(question.search_terms(), question.wishes)
        return {"query": question.query, "pieces": pieces}
