"""The first tab: a photo in, captions and the pieces they find."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

import gradio as gr
from PIL import Image

from captioning.decoders import registry
from captioning.describe.captioner import Captioner
from captioning.language.query import Query
from captioning.settings import LISTED
from captioning.ui.cards import cards_html, empty_cards_html
from captioning.ui.faults import noted
from captioning.ui.galleries import OWN, PUBLIC, Galleries
from captioning.ui.hits import nothing_html
from captioning.ui.localised import Localised, label
from captioning.ui.photo_input import (
    photo_html,
    refused_html,
    stage_html,
)
from captioning.ui.search import LONGEST_QUERY, NO_FILTER, SearchOptions
from captioning.ui.search_state import DescribedPhoto, SearchState
from captioning.ui.sentences import spoken
from captioning.ui.uploads import Uploads
from captioning.vision.photos import UnreadablePhoto, load_photo

MODEL_QUEUE: dict[str, Any] = {"concurrency_id": "models", "concurrency_limit": 1}
"""The models run for one event at a time: two photos at once would each take twice as long."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
UNQUEUED: dict[str, Any] = PRIVATE | {"queue": False, "trigger_mode": "always_last"}
SENT: dict[str, Any] = {"trigger_mode": "multiple"}
"""For events that send files: "always_last" of Gradio 6.31 sends the first one's data again."""

Answer = tuple[Any, ...]
"""Values for an event's outputs, in their order."""


class DescribeTab:
    """The tab's parts and what happens when they are used."""

    def __init__(
        self,
        blocks: Localised,
        captioner: Captioner,
        galleries: Galleries,
        uploads: Uploads,
        examples: Sequence[tuple[Path, str]],
    ) -> None:
        """Lays the tab out; call within the page's context.

        Args:
            blocks: The page.
            captioner: Describes photos.
            galleries: The galleries that can be searched.
            uploads: Have the photos that people send.
            examples: File and description of each example photo.
        """
        self._captioner = captioner
        self._galleries = galleries
        self._uploads = uploads
        self._examples = examples
        self._described = gr.State(None)
        self._answered = gr.State({})
        with gr.Row(elem_id="describe"):
            self._stage = gr.HTML(
                value="",
                js_on_load="facet.photo(element, trigger, upload)",
                apply_default_css=False,
                elem_id="photo",
            )
            self._cards = gr.HTML(
                js_on_load="facet.cards(element, trigger)",
                apply_default_css=False,
                elem_id="answer",
            )
        captions = [caption for _, caption in examples]
        blocks.always(self._stage, html_template=partial(stage_html, captions))
        blocks.first(self._cards, value=partial(empty_cards_html, captioner.names))
        self._lay_out_search()
        self._wire()

    def _lay_out_search(self) -> None:
        choices = self._galleries.public.choices()
        rankers = registry.choices(self._captioner.names)
        with gr.Column(elem_id="search"):
            self.query = gr.Textbox(
                label=label("query"),
                info=label("query_hint"),
                placeholder=label("query_example"),
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
                self._type, self._metal, self._stone = (
                    gr.Dropdown(choices[key], value=NO_FILTER, label=label, min_width=120)
                    for key, label in (("type", "Type"), ("metal", "Metal"), ("stone", "Stone"))
                )
                self._k = gr.Dropdown(
                    [4, 8, 12, 16, 24], value=LISTED, label="Pieces", min_width=100
                )
                self._minimum = gr.Slider(
                    0,
                    1,
                    self._galleries.public.gallery.settings.minimum,
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
            self.gallery = gr.Radio(
                [PUBLIC, OWN], value=PUBLIC, label="Search in", visible=False, elem_id="where"
            )
        self.hits = gr.HTML(
            self._galleries.public.answer(Query(), "", SearchOptions()),
            js_on_load="facet.hits(element, trigger)",
            apply_default_css=False,
            elem_id="hits",
        )

    def _wire(self) -> None:
        controls = [
            self._described, self._answered, self.query, self._ranker, self._considered,
            self.gallery, self._k, self._minimum, self._type, self._metal, self._stone,
        ]  # fmt: skip
        answer = [self._stage, self._cards, self._described, self._answered, self.query, self.hits]
        words = [self._answered, self.query, self.hits]
        for event, describe in (
            (self._stage.upload, self._describe_upload),
            (self._stage.select, self._describe_example),
        ):
            event(describe, controls, answer, **SENT, **PRIVATE, **MODEL_QUEUE).then(
                None, js="() => facet.done()", **PRIVATE
            )
        # Not `input`: Gradio 6.31 swallows a box's first one.
        self.query.change(self._search, controls, [self._answered, self.hits], **UNQUEUED)
        filters = (self._type, self._metal, self._stone, self._k, self._minimum)
        for control in (*filters, self._considered):
            control.change(self._search_again, controls, self.hits, **UNQUEUED)
        self._ranker.input(self._switch_ranker, controls, words, **UNQUEUED)
        self._cards.select(self._search_caption, controls, words, **UNQUEUED)
        self.hits.select(self._search_similar, controls, words, **UNQUEUED)
        boxes = [self._type, self._metal, self._stone]
        self.gallery.change(
            self._switch_gallery, controls, [self._answered, *boxes, self.hits], **UNQUEUED
        )

    def _describe_upload(self, event: gr.EventData, request: gr.Request, *values: Any) -> Answer:
        file = partial(self._uploads.file, event._data)
        return self._describe(file, request, SearchState(*values))

    def _describe_example(self, event: gr.EventData, request: gr.Request, *values: Any) -> Answer:
        place = int(event._data.get("example", 0)) % len(self._examples)
        return self._describe(lambda: self._examples[place][0], request, SearchState(*values))

    def _describe(
        self, file: Callable[[], Path], request: gr.Request, state: SearchState
    ) -> Answer:
        try:
            return self._answer(load_photo(file()), request, state)
        except UnreadablePhoto as error:
            sentence = spoken(str(error))
        except Exception:
            sentence = noted("a photo on the first tab")
        # An earlier answer is kept, with its photo.
        cards = gr.skip() if state.described else empty_cards_html(self._captioner.names)
        return refused_html(sentence), cards, *[gr.skip()] * 4

    def _answer(self, photo: Image.Image, request: gr.Request, state: SearchState) -> Answer:
        captions = self._captioner.describe(photo)
        state = replace(state, described=DescribedPhoto.of(photo, captions))
        state = state.with_words(state.caption)
        cards = cards_html(captions, self._captioner.parameters, token_hex(4))
        hits = self._hits_html(state, request)
        view = photo_html(self._captioner.near(photo))
        return view, cards, state.described, state.answered, state.query, hits

    def _hits_html(self, state: SearchState, request: gr.Request) -> str:
        view = self._galleries.find(state.gallery, request)
        piece = view.piece(state.similar_to) if state.similar_to else None
        if piece:
            return view.more_like(piece, state.options)
        return view.answer(state.search_query(), state.words, state.options, state.photo)

    def _search(self, request: gr.Request, *values: Any) -> Answer:
        state = SearchState(*values)
        if state.words == state.answered.get("words", ""):  # the page itself changed the box
            return gr.skip(), gr.skip()
        state = state.with_words(state.words)
        return state.answered, self._hits_html(state, request)

    def _search_again(self, request: gr.Request, *values: Any) -> str:
        return self._hits_html(SearchState(*values), request)

    def _switch_ranker(self, request: gr.Request, *values: Any) -> Answer:
        state = SearchState(*values)
        return self._results(state.with_words(state.caption or state.words), request)

    def _search_caption(self, event: gr.EventData, request: gr.Request, *values: Any) -> Answer:
        return self._results(
            SearchState(*values).with_words(str(event._data.get("text", ""))), request
        )

    def _search_similar(self, event: gr.EventData, request: gr.Request, *values: Any) -> Answer:
        state = SearchState(*values)
        piece = self._galleries.find(state.gallery, request).piece(
            str(event._data.get("similar", ""))
        )
        if piece is None:
            gone = nothing_html("This piece is gone", "It is no longer in this gallery.")
            return gr.skip(), gr.skip(), gone
        return self._results(state.with_words(piece.captions[0], piece.id), request)

    def _results(self, state: SearchState, request: gr.Request) -> Answer:
        return state.answered, state.query, self._hits_html(state, request)

    def _switch_gallery(self, request: gr.Request, *values: Any) -> Answer:
        state = SearchState(*values)
        offered = self._galleries.find(state.gallery, request).choices()
        wanted = {key: getattr(state, key) for key in offered}
        kept: dict[str, Any] = {
            key: value if value in offered[key] else NO_FILTER for key, value in wanted.items()
        }
        boxes = [gr.Dropdown(choices=offered[key], value=kept[key]) for key in offered]
        state = replace(state.with_words(state.words), **kept)
        return state.answered, *boxes, self._hits_html(state, request)
