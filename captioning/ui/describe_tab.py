"""The first tab: a photo in, captions and the pieces they find."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

import gradio as gr
from PIL import Image

from captioning.describe.shared import SharedCaptioner, Unwanted
from captioning.language.attributes import attributes
from captioning.ui.cards import cards_html, empty_cards_html
from captioning.ui.events import MODEL_QUEUE, PRIVATE, SENT, UNQUEUED
from captioning.ui.faults import noted
from captioning.ui.galleries import Galleries
from captioning.ui.line import Line
from captioning.ui.localised import Localised
from captioning.ui.newest import Newest
from captioning.ui.photo_input import (
    photo_html,
    refused_html,
    stage_html,
)
from captioning.ui.photo_part import cut, kept, opened
from captioning.ui.search_panel import SearchPanel, Shown
from captioning.ui.search_state import DescribedPhoto, SearchState
from captioning.ui.sentences import spoken
from captioning.ui.uploads import Uploads
from captioning.ui.worked_example import WorkedExample
from captioning.vision.photos import UnreadablePhoto, load_photo


class DescribeTab:
    """The tab's parts and what happens when they are used."""

    def __init__(
        self,
        blocks: Localised,
        captioner: SharedCaptioner,
        galleries: Galleries,
        uploads: Uploads,
        examples: Sequence[tuple[Path, str]],
        line: Line,
        worked: WorkedExample | None = None,
    ) -> None:
        """Lays the tab out; call within the page's context.

        Args:
            blocks: The page.
            captioner: Describes photos.
            galleries: The galleries that can be searched.
            uploads: Have the photos that people send.
            examples: File and description of each example photo.
            line: Of the photos that wait.
            worked: The answer to one of them, shown until something is searched.
        """
        self._captioner = captioner
        self._uploads = uploads
        self._examples = examples
        self._newest, self._line = Newest(), line
        with gr.Row(elem_id="describe"):
            self._stage = gr.HTML(
                value="",
                js_on_load="facet.photo(element, trigger, upload)",
                apply_default_css=False,
                elem_id="photo",
            )
            with gr.Column(elem_id="found"):
                self._cards = gr.HTML(
                    js_on_load="facet.cards(element, trigger, watch)",
                    apply_default_css=False,
                    elem_id="answer",
                )
                self.search = SearchPanel(blocks, galleries, captioner.names, worked)
        captions = [caption for _, caption in examples]
        blocks.always(self._stage, html_template=partial(stage_html, captions))
        self._no_cards = partial(empty_cards_html, captioner.names)
        blocks.first(self._cards, value=self._no_cards)
        self._wire()

    def leave(self, page: str) -> None:
        """Gives up what is described for a page that was closed."""
        self._newest.leave(page)
        self._captioner.let_go()

    async def _give_up(self, request: gr.Request) -> None:
        page = request.session_hash or ""
        self._newest.leave(page)
        await self._line.leave(page)

    def _wire(self) -> None:
        controls = self.search.controls
        answer = [self._stage, self._cards, self.search.described, *self.search.answer]
        for event, describe in (
            (self._stage.upload, self._describe_upload),
            (self._stage.select, self._describe_example),
            (self._stage.edit, self._describe_part),
        ):
            sent = event(describe, controls, answer, **SENT, **PRIVATE, **MODEL_QUEUE)
            for after in (sent.then, sent.failure):  # Gradio 6.31 has no `then` after a failure
                after(None, js="() => facet.done()", **PRIVATE)
        self._stage.stop(self._give_up, **UNQUEUED)
        self._cards.select(self.search.search_caption, controls, self.search.answer, **UNQUEUED)

    @property
    def shown(self) -> list[Any]:
        """The outputs of `spoken`."""
        return [self._cards, *self.search.answer]

    def spoken(self, request: gr.Request, *values: Any) -> Shown:
        """What the tab shows, in the language that is spoken now."""
        state = SearchState(*values)
        cards = self._no_cards()
        if state.described:
            cards = cards_html(state.described.captions, token_hex(4))
        return self.search.spoken(state, request) | {self._cards: cards}

    def _describe_upload(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        def photo() -> Image.Image:
            """The photo; its file is not needed once it is read."""
            try:
                return load_photo(self._uploads.file(event._data))
            finally:
                self._uploads.release([str(event._data.get("event"))])

        return self._describe(photo, _ticket(event), request, SearchState(*values))

    def _describe_example(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        place = int(event._data.get("example", 0)) % len(self._examples)
        file = self._examples[place][0]
        photo = partial(load_photo, file)
        return self._describe(photo, _ticket(event), request, SearchState(*values))

    def _describe_part(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        """Describes what is inside a frame on the photo, or the whole photo again."""
        state = SearchState(*values)
        if state.described is None or not state.described.whole:
            return {self._stage: gr.skip()}
        whole, frame = state.described.whole, event._data.get("frame")
        part = cut(opened(state.described.shown), frame) if frame else None
        with self._newest.asked(request.session_hash or "") as is_newest:
            if part is None:
                return self._answer(opened(whole), _ticket(event), request, state, is_newest)
            return self._answer(part, _ticket(event), request, state, is_newest, whole)

    def _describe(
        self,
        photo: Callable[[], Image.Image],
        ticket: str,
        request: gr.Request,
        state: SearchState,
    ) -> Shown:
        with self._newest.asked(request.session_hash or "") as is_newest:
            try:
                return self._answer(photo(), ticket, request, state, is_newest)
            except UnreadablePhoto as error:
                sentence = spoken(str(error))
            except Exception:
                sentence = noted("a photo on the first tab")
            if not is_newest():
                return {self._stage: gr.skip()}
        # An earlier answer is kept, with its photo.
        kept = {} if state.described else {self._cards: self._no_cards()}
        return {self._stage: refused_html(sentence), **kept}

    def _answer(
        self,
        photo: Image.Image,
        ticket: str,
        request: gr.Request,
        state: SearchState,
        is_newest: Callable[[], bool],
        whole: bytes = b"",
    ) -> Shown:
        """Describes a photo and searches with it, unless the person has chosen another meanwhile.

        Args:
            photo: What is described.
            ticket: What the browser calls it in `Line`.
            request: Says whose page it is.
            state: What the page shows.
            is_newest: Whether this photo is still the last one chosen.
            whole: The photo that it is a part of, if a person chose a part.
        """
        try:
            captions = self._captioner.describe(photo, wanted=is_newest, ticket=ticket)
        except Unwanted:
            return {self._stage: gr.skip()}
        near = self._captioner.near(photo)
        described = DescribedPhoto.of(photo, captions, kept(near), whole or kept(photo))
        state = replace(state, described=described)
        state = state.with_words(state.caption)
        frames = [] if whole else self._captioner.pieces(near)
        if len(frames) == 2 and all(
            attributes(c.text).type == "earrings" for c in captions.values()
        ):
            frames = []  # a pair is one piece
        if not is_newest():
            return {self._stage: gr.skip()}
        return self.search.show(state, request, "photo") | {
            self._stage: photo_html(near, frames, part=bool(whole)),
            self._cards: cards_html(captions, token_hex(4)),
            self.search.described: state.described,
        }


def _ticket(event: gr.EventData) -> str:
    return str(event._data.get("ticket", ""))
