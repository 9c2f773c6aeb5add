"""The first tab: a photo in, captions and the pieces they find."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import gradio as gr

from captioning.decoders import registry
from captioning.describe.captioner import Captioner
from captioning.language.query import Query
from captioning.settings import LISTED
from captioning.ui.cards import cards_html, empty_cards_html
from captioning.ui.galleries import MINE, SHOWN, Showcases
from captioning.ui.hits import nothing_html
from captioning.ui.photo_input import (
    photo_html,
    refused_html,
    stage_html,
    uploaded,
)
from captioning.ui.search import ANY, LONGEST_QUERY, Wishes
from captioning.ui.search_state import Asked, DescribedPhoto, asking
from captioning.vision.photos import UnreadablePhoto, load_photo

MODEL_QUEUE: dict[str, Any] = {"concurrency_id": "models", "concurrency_limit": 1}
"""All that runs the models waits in one line: two photos at once would each take twice as long."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = PRIVATE | {"queue": False, "trigger_mode": "always_last"}

Answer = tuple[Any, ...]
"""Values for an event's outputs, in their order."""


class Describing:
    """The tab's parts and what happens when they are used."""

    def __init__(
        self, captioner: Captioner, showcases: Showcases, examples: Sequence[tuple[Path, str]]
    ) -> None:
        """Lays the tab out; call within a `gr.Blocks` context.

        Args:
            captioner: Describes photos.
            showcases: The galleries that can be searched.
            examples: File and description of each example photo.
        """
        self._captioner = captioner
        self._showcases = showcases
        self._examples = examples
        self._described = gr.State(None)
        self._shown = gr.State({})
        with gr.Row(elem_id="describe"):
            self._stage = gr.HTML(
                value="",
                html_template=stage_html([text for _, text in examples]),
                js_on_load="facet.photo(element, trigger, upload)",
                apply_default_css=False,
                elem_id="photo",
            )
            self._cards = gr.HTML(
                empty_cards_html(self._captioner.names),
                js_on_load="facet.cards(element, trigger)",
                apply_default_css=False,
                elem_id="answer",
            )
        self._lay_out_search()
        self._wire()

    def _lay_out_search(self) -> None:
        choices = self._showcases.shown.choices()
        rankers = registry.choices(self._captioner.names)
        with gr.Column(elem_id="search"):
            self.query = gr.Textbox(
                label="Search words",
                info="A caption lands here as the query. Change it, or type your own: the ranking "
                "follows.",
                placeholder="yellow gold ring with a round diamond",
                max_length=LONGEST_QUERY,
                lines=1,
                max_lines=6,
                elem_id="query",
            )
            with gr.Row(elem_id="wishes"):
                self._ranker = gr.Radio(
                    [*rankers.items()],
                    value=[*rankers.values()][-1],
                    label="Rank by",
                    min_width=250,
                )
                self._type = gr.Dropdown(choices["type"], value=ANY, label="Type", min_width=120)
                self._metal = gr.Dropdown(choices["metal"], value=ANY, label="Metal", min_width=120)
                self._stone = gr.Dropdown(choices["stone"], value=ANY, label="Stone", min_width=120)
                self._k = gr.Dropdown(
                    [4, 8, 12, 16, 24], value=LISTED, label="Pieces", min_width=100
                )
                self._minimum = gr.Slider(
                    0,
                    1,
                    self._showcases.shown.gallery.settings.minimum,
                    step=0.05,
                    label="Minimum score",
                    buttons=[],
                    min_width=140,
                )
            self._considered = gr.Checkbox(
                True,
                label="Count what else the models considered saying, while the caption is "
                "unchanged",
                elem_id="considered",
            )
            self.where = gr.Radio(
                [SHOWN, MINE], value=SHOWN, label="Search in", visible=False, elem_id="where"
            )
        self.hits = gr.HTML(
            self._showcases.shown.answer(Query(), "", Wishes()),
            js_on_load="facet.hits(element, trigger)",
            apply_default_css=False,
            elem_id="hits",
        )

    def _wire(self) -> None:
        asked = [
            self._described, self._shown, self.query, self._ranker, self._considered, self.where,
            self._k, self._minimum, self._type, self._metal, self._stone,
        ]  # fmt: skip
        answer = [self._stage, self._cards, self._described, self._shown, self.query, self.hits]
        words = [self._shown, self.query, self.hits]
        for event, describe in (
            (self._stage.upload, self._describe_upload),
            (self._stage.select, self._describe_example),
        ):
            event(
                describe, asked, answer, trigger_mode="always_last", **PRIVATE, **MODEL_QUEUE
            ).then(None, js="() => facet.done()", **PRIVATE)
        # Not `input`: Gradio 6.31 swallows a box's first one.
        self.query.change(self._search, asked, [self._shown, self.hits], **AT_ONCE)
        filters = (self._type, self._metal, self._stone, self._k, self._minimum)
        for control in (*filters, self._considered):
            control.change(self._search_again, asked, self.hits, **AT_ONCE)
        self._ranker.input(self._rank, asked, words, **AT_ONCE)
        self._cards.select(self._use, asked, words, **AT_ONCE)
        self.hits.select(self._more, asked, words, **AT_ONCE)
        boxes = [self._type, self._metal, self._stone]
        self.where.change(self._move, asked, [self._shown, *boxes, self.hits], **AT_ONCE)

    def _describe_upload(self, event: gr.EventData, request: gr.Request, *state: Any) -> Answer:
        return self._describe(lambda: uploaded(event._data), request, Asked(*state))

    def _describe_example(self, event: gr.EventData, request: gr.Request, *state: Any) -> Answer:
        place = int(event._data.get("example", 0)) % len(self._examples)
        return self._describe(lambda: self._examples[place][0], request, Asked(*state))

    def _describe(self, file: Callable[[], Path], request: gr.Request, asked: Asked) -> Answer:
        try:
            photo = load_photo(file())
        except UnreadablePhoto as error:  # an answer that stands is kept, with its photo
            cards = gr.skip() if asked.described else empty_cards_html(self._captioner.names)
            return refused_html(str(error)), cards, *[gr.skip()] * 4
        captions = self._captioner.describe(photo)
        asked = replace(asked, described=DescribedPhoto.of(photo, captions))
        asked = asking(asked, asked.caption)
        cards = cards_html(captions, self._captioner.parameters, token_hex(4))
        hits = self._answer(asked, request)
        seen = photo_html(self._captioner.near(photo))
        return seen, cards, asked.described, asked.shown, asked.query, hits

    def _answer(self, asked: Asked, request: gr.Request) -> str:
        showcase = self._showcases.of(asked.where, request)
        piece = showcase.piece(asked.liked) if asked.liked else None
        if piece:
            return showcase.more_like(piece, asked.wishes)
        return showcase.answer(asked.search_query(), asked.words, asked.wishes, asked.photo)

    def _search(self, request: gr.Request, *state: Any) -> Answer:
        asked = Asked(*state)
        if asked.words == asked.shown.get("words", ""):  # the page itself changed the box
            return gr.skip(), gr.skip()
        asked = asking(asked, asked.words)
        return asked.shown, self._answer(asked, request)

    def _search_again(self, request: gr.Request, *state: Any) -> str:
        return self._answer(Asked(*state), request)

    def _rank(self, request: gr.Request, *state: Any) -> Answer:
        asked = Asked(*state)
        return self._ask(asking(asked, asked.caption or asked.words), request)

    def _use(self, event: gr.EventData, request: gr.Request, *state: Any) -> Answer:
        return self._ask(asking(Asked(*state), str(event._data.get("text", ""))), request)

    def _more(self, event: gr.EventData, request: gr.Request, *state: Any) -> Answer:
        asked = Asked(*state)
        piece = self._showcases.of(asked.where, request).piece(str(event._data.get("similar", "")))
        if piece is None:
            gone = nothing_html("This piece is gone", "It is no longer in this gallery.")
            return gr.skip(), gr.skip(), gone
        return self._ask(asking(asked, piece.captions[0], piece.id), request)

    def _ask(self, asked: Asked, request: gr.Request) -> Answer:
        return asked.shown, asked.query, self._answer(asked, request)

    def _move(self, request: gr.Request, *state: Any) -> Answer:
        asked = Asked(*state)
        offered = self._showcases.of(asked.where, request).choices()
        wanted = {key: getattr(asked, key) for key in offered}
        kept: dict[str, Any] = {
            key: said if said in offered[key] else ANY for key, said in wanted.items()
        }
        boxes = [gr.Dropdown(choices=offered[key], value=kept[key]) for key in offered]
        asked = replace(asking(asked, asked.words), **kept)
        return asked.shown, *boxes, self._answer(asked, request)
