"""The first tab: a photo in, two captions and the pieces they find."""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any

import gradio as gr
from PIL import Image

from captioning.captioner import Caption, Captioner
from captioning.photos import UnreadablePhoto, load_photo
from captioning.ui.cards import cards_html, empty_cards_html
from captioning.ui.hits import nothing_html
from captioning.ui.photo_input import (
    refused_html,
    stage_html,
    understood_html,
    uploaded,
)
from captioning.ui.search import (
    ANY,
    LONGEST_QUERY,
    MOST_HITS,
    RANKERS,
    Showcase,
    Wishes,
    query_of,
)
from captioning.ui.showcases import MINE, SHOWN, Showcases

MODEL_QUEUE = {"concurrency_id": "models", "concurrency_limit": 1}
"""All that runs the models waits in one line: two photos at once would each take twice as long."""

PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE = PRIVATE | {"queue": False, "trigger_mode": "always_last"}


def brief(captions: Mapping[str, Caption]) -> dict[str, str]:
    """What the page remembers of an answer: each model's text."""
    return {name: caption.text for name, caption in captions.items()}


class Describing:
    """The tab's parts and what happens when they are used."""

    def __init__(
        self, captioner: Captioner, showcases: Showcases, examples: Sequence[tuple[Any, str]]
    ) -> None:
        """Lays the tab out; call within a `gr.Blocks` context.

        Args:
            captioner: Describes photos.
            showcases: The galleries that can be searched.
            examples: File and description of each example photo.
        """
        self._captioner = captioner
        self._shelves = showcases
        self._examples = examples
        self._told = gr.State({})
        self._liked = gr.State("")
        with gr.Row(elem_id="describe"):
            self._stage = gr.HTML(
                value="",
                html_template=stage_html([text for _, text in examples]),
                js_on_load="facet.photo(element, trigger, upload)",
                apply_default_css=False,
                elem_id="photo",
            )
            self._cards = gr.HTML(
                empty_cards_html(),
                js_on_load="facet.cards(element, trigger)",
                apply_default_css=False,
                elem_id="answer",
            )
        self._lay_out_search()
        self._wire()

    def _lay_out_search(self) -> None:
        choices = self._shelves.shown.choices()
        with gr.Column(elem_id="search"):
            self.query = gr.Textbox(
                label="Search words",
                info="A caption lands here as the query. Change it, or type your own: the ranking "
                "follows.",
                placeholder="yellow gold ring with a round diamond",
                max_length=LONGEST_QUERY,
                lines=1,
                max_lines=3,
                elem_id="query",
            )
            with gr.Row(elem_id="wishes"):
                self._ranker = gr.Radio([*RANKERS], value="Both", label="Rank by", min_width=250)
                self._type = gr.Dropdown(choices["type"], value=ANY, label="Type", min_width=120)
                self._metal = gr.Dropdown(choices["metal"], value=ANY, label="Metal", min_width=120)
                self._stone = gr.Dropdown(choices["stone"], value=ANY, label="Stone", min_width=120)
                self._k = gr.Slider(
                    1, MOST_HITS, 8, step=1, label="Pieces", buttons=[], min_width=140
                )
                self._minimum = gr.Slider(
                    0, 1, Wishes.minimum, step=0.05, label="Minimum score", buttons=[],
                    min_width=140,
                )
            self.where = gr.Radio(
                [SHOWN, MINE], value=SHOWN, label="Search in", visible=False, elem_id="where"
            )
        self.hits = gr.HTML(
            self._shelves.shown.answer("", Wishes()),
            js_on_load="facet.hits(element, trigger)",
            apply_default_css=False,
            elem_id="hits",
        )

    @property
    def wishes(self) -> list[gr.components.Component]:
        """The controls that say how to answer, in the order of `Wishes`."""
        return [self._k, self._minimum, self._type, self._metal, self._stone]

    def _wire(self) -> None:
        asked = [self._ranker, self.where, *self.wishes]
        answer = [self._stage, self._cards, self._told, self._liked, self.query, self.hits]
        for event, describe in (
            (self._stage.upload, self._describe_upload),
            (self._stage.select, self._describe_example),
        ):
            event(
                describe, asked, answer, trigger_mode="always_last", **PRIVATE, **MODEL_QUEUE
            ).then(None, js="() => facet.done()", **PRIVATE)
        typed = [self.query, self.where, *self.wishes]
        found = [self._liked, self.hits]
        self.query.input(self._search, typed, found, **AT_ONCE)
        self.query.submit(self._search, typed, found, **AT_ONCE)
        again = [self._liked, *typed]
        for control in (self._type, self._metal, self._stone, self._k, self._minimum):
            control.change(self._search_again, again, self.hits, **AT_ONCE)
        self._ranker.input(
            self._rank, [self._told, self.query, *asked], [self._liked, self.query, self.hits],
            **AT_ONCE,
        )  # fmt: skip
        self._cards.select(
            self._use, [self.where, *self.wishes], [self._liked, self.query, self.hits], **AT_ONCE
        )
        self.hits.select(
            self._more, [self.where, *self.wishes], [self._liked, self.query, self.hits], **AT_ONCE
        )
        self.where.change(
            self._move, typed, [self._liked, self._type, self._metal, self._stone, self.hits],
            **AT_ONCE,
        )  # fmt: skip

    def _describe_upload(
        self, event: gr.EventData, request: gr.Request, ranker: str, where: str, *wishes: Any
    ) -> tuple[Any, ...]:
        return self._describe(lambda: uploaded(event._data), ranker, where, wishes, request)

    def _describe_example(
        self, event: gr.EventData, request: gr.Request, ranker: str, where: str, *wishes: Any
    ) -> tuple[Any, ...]:
        place = int(event._data.get("example", 0)) % len(self._examples)
        return self._describe(lambda: self._examples[place][0], ranker, where, wishes, request)

    def _describe(
        self,
        file: Callable[[], Any],
        ranker: str,
        where: str,
        wishes: Sequence[Any],
        request: gr.Request,
    ) -> tuple[Any, ...]:
        try:
            photo: Image.Image = load_photo(file())
        except UnreadablePhoto as error:
            return refused_html(str(error)), empty_cards_html(), {}, gr.skip(), gr.skip(), gr.skip()
        captions = self._captioner.describe(photo)
        told = brief(captions)
        query = query_of(told, ranker)
        showcase = self._shelves.of(where, request)
        cards = cards_html(captions, self._captioner.parameters, token_hex(4))
        hits = showcase.answer(query, Wishes(*wishes), photo)
        return understood_html(photo), cards, told, "", query, hits

    def _search(
        self, request: gr.Request, query: str, where: str, *wishes: Any
    ) -> tuple[str, str]:
        return "", self._shelves.of(where, request).answer(query or "", Wishes(*wishes))

    def _search_again(
        self, request: gr.Request, liked: str, query: str, where: str, *wishes: Any
    ) -> str:
        showcase = self._shelves.of(where, request)
        piece = showcase.piece(liked) if liked else None
        if piece:
            return showcase.more_like(piece, Wishes(*wishes))
        return showcase.answer(query or "", Wishes(*wishes))

    def _rank(
        self,
        request: gr.Request,
        told: dict[str, str],
        query: str,
        ranker: str,
        where: str,
        *wishes: Any,
    ) -> tuple[str, str, str]:
        words = query_of(told, ranker) or query or ""
        return "", words, self._shelves.of(where, request).answer(words, Wishes(*wishes))

    def _use(
        self, event: gr.EventData, request: gr.Request, where: str, *wishes: Any
    ) -> tuple[str, str, str]:
        words = str(event._data.get("text", ""))[:LONGEST_QUERY]
        return "", words, self._shelves.of(where, request).answer(words, Wishes(*wishes))

    def _more(
        self, event: gr.EventData, request: gr.Request, where: str, *wishes: Any
    ) -> tuple[str, Any, str]:
        showcase = self._shelves.of(where, request)
        piece = showcase.piece(str(event._data.get("similar", "")))
        if piece is None:
            gone = nothing_html("This piece is gone", "It is no longer in this gallery.")
            return "", gr.skip(), gone
        return piece.id, piece.captions[0], showcase.more_like(piece, Wishes(*wishes))

    def _move(
        self, request: gr.Request, query: str, where: str, *wishes: Any
    ) -> tuple[Any, ...]:
        showcase = self._shelves.of(where, request)
        wanted = dict(zip(("type", "metal", "stone"), wishes[2:], strict=True))
        offered = showcase.choices()
        kept = {key: said if said in offered[key] else ANY for key, said in wanted.items()}
        boxes = [gr.Dropdown(choices=offered[key], value=kept[key]) for key in offered]
        return "", *boxes, showcase.answer(query or "", Wishes(*wishes[:2], **kept))
