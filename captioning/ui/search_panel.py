"""The lower half of the first tab: the search box, what was understood, filters, pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr

from captioning.language.query import Query
from captioning.settings import LISTED
from captioning.ui.bounds import Bounds, taken_as_given
from captioning.ui.events import UNQUEUED
from captioning.ui.filter_chips import cleaned, filters_html
from captioning.ui.galleries import OWN, PUBLIC, Galleries
from captioning.ui.hits import Place, Step, nothing_html, results_html
from captioning.ui.localised import Localised, label
from captioning.ui.matches import Match, best_fitting
from captioning.ui.rankers import rankers
from captioning.ui.search import LONGEST_QUERY, Answer, GalleryView, SearchOptions
from captioning.ui.search_state import COUNTS, SearchState
from captioning.ui.texts import text
from captioning.ui.understood import less_of, reworded, understood_html
from captioning.ui.worked_example import WorkedExample, worked_html

UNWORDED = ("typed", "filter", "gallery")
"""Kinds of step that leave the search box alone: a person may be typing."""

Shown = dict[Any, Any]
"""Values for parts of the page."""


class SearchPanel:
    """The parts of the search and what happens when they are used."""

    def __init__(
        self,
        blocks: Localised,
        galleries: Galleries,
        models: Sequence[str],
        worked: WorkedExample | None = None,
    ) -> None:
        """Lays the panel out; call within the page's context.

        Args:
            blocks: The page.
            galleries: The galleries that can be searched.
            models: Names of the models that a photo can be ranked by.
            worked: The answer to an example, shown until something is searched.
        """
        self._galleries = galleries
        self._worked = worked
        view = galleries.public
        self._least = view.gallery.settings.minimum
        self._rankers = [name for _, name in rankers(models)]
        self.described = gr.State(None)
        self._answered = gr.State({})
        self._chosen = gr.State({})
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
            self._understood = gr.HTML(
                "",
                js_on_load="facet.chips(element, trigger, watch)",
                apply_default_css=False,
                elem_id="understood",
            )
            self._filters = gr.HTML(
                js_on_load="facet.filters(element, trigger, watch)",
                apply_default_css=False,
                elem_id="filters",
            )
            with gr.Column(elem_id="more"):
                self._ranker = gr.Radio(
                    rankers(models),
                    value=self._rankers[-1],
                    label=label("ranker"),
                    min_width=250,
                )
                self._k = gr.Dropdown(
                    list(COUNTS), value=LISTED, label=label("pieces"), min_width=100
                )
                self._minimum = gr.Slider(
                    0, 1, self._least, step=0.05, label=label("minimum"), buttons=[], min_width=140
                )
                taken_as_given(self._minimum)
                self._considered = gr.Checkbox(
                    True,
                    label=label("considered"),
                    elem_id="considered",
                )
        self.gallery = gr.Radio([PUBLIC, OWN], value=PUBLIC, visible="hidden", elem_id="where")
        state = SearchState(None, {}, "", self._rankers[-1], True, PUBLIC, LISTED, self._least, {})
        self._hits = gr.HTML(
            js_on_load="facet.hits(element, trigger, watch)",
            apply_default_css=False,
            elem_id="hits",
        )
        pieces = view.gallery.pieces
        blocks.always(self._ranker, choices=partial(rankers, models))
        blocks.first(self._filters, value=partial(filters_html, pieces, {}))
        blocks.first(self._hits, value=partial(self._look_around, state))
        self._wire()

    @property
    def controls(self) -> list[Any]:
        """The inputs of `SearchState`, in its order."""
        return [
            self.described, self._answered, self.query, self._ranker, self._considered,
            self.gallery, self._k, self._minimum, self._chosen,
        ]  # fmt: skip

    @property
    def answer(self) -> list[Any]:
        """The outputs of `show`."""
        return [
            self._answered, self.query, self._understood, self._filters, self._chosen,
            self._minimum, self._hits,
        ]  # fmt: skip

    def _wire(self) -> None:
        # Not `input`: Gradio 6.31 swallows a box's first one.
        self.query.change(self._search, self.controls, self.answer, **UNQUEUED)
        self._minimum.input(self._limit, self.controls, self.answer, **UNQUEUED)
        for control in (self._k, self._considered):
            control.change(self._search_again, self.controls, self.answer, **UNQUEUED)
        self._ranker.input(self._switch_ranker, self.controls, self.answer, **UNQUEUED)
        self._understood.edit(self._use_chip, self.controls, self.answer, **UNQUEUED)
        self._filters.input(self._filter, self.controls, self.answer, **UNQUEUED)
        self._hits.select(self._search_similar, self.controls, self.answer, **UNQUEUED)
        self._hits.edit(self._use_reason, self.controls, self.answer, **UNQUEUED)
        self._hits.clear(self._leave_gallery, None, self.gallery, **UNQUEUED).then(
            self.show_gallery, self.controls, self.answer, **UNQUEUED
        )
        back = [*self.answer, self._k, self._considered, self._ranker, self.gallery]
        self._hits.submit(self._go_back, self.controls, back, **UNQUEUED)

    def show(self, state: SearchState, request: gr.Request, kind: str, remark: str = "") -> Shown:
        """The results of a state, by the parts of the page that show them.

        Args:
            state: What is searched.
            request: Says whose page it is.
            kind: What led to it, as in `Step`.
            remark: A sentence on what was asked.
        """
        view = self._galleries.find(state.gallery, request)
        asked = view.gallery.understand(state.words)
        filters, photo = state.options.filters, state.photo is not None
        unchanged = photo or bool(state.similar_to)
        reading = understood_html(asked, view.gallery, filters, unchanged, remark)
        results = self._results(state, view)
        place = self._galleries.place(state.gallery, request)
        return {
            self._answered: state.answered,
            self._understood: reading,
            self._filters: filters_html(view.gallery.pieces, state.chosen),
            self._chosen: state.chosen,
            self._hits: results_html(
                results.html, Step(state.step(), kind), place, self._example(state)
            ),
            # Left alone where it says so already: a person may have it in hand.
            **({} if results.least == state.minimum else {self._minimum: results.least}),
            **({} if kind in UNWORDED else {self.query: state.query}),
        }

    def spoken(self, state: SearchState, request: gr.Request) -> Shown:
        """The same results in the language that is spoken now."""
        return self.show(state.in_language(), request, "back")

    def _example(self, state: SearchState) -> str:
        """The worked example, as long as nothing is searched."""
        asked = state.words or state.similar_to or state.described or state.gallery != PUBLIC
        return "" if asked or not self._worked else worked_html(self._worked)

    def _look_around(self, state: SearchState) -> str:
        """Pieces to look at before any search."""
        pieces = self._galleries.public.answer(Query(), "", SearchOptions())
        return results_html(pieces.html, Step(state.step(), "first"), Place(), self._example(state))

    def _results(self, state: SearchState, view: GalleryView) -> Answer:
        piece = view.piece(state.similar_to) if state.similar_to else None
        if piece:
            return view.more_like(piece, state.options)
        return view.answer(state.search_query(), state.words, state.options, state.photo)

    def _search(self, request: gr.Request, *values: Any) -> Shown:
        state = SearchState(*values)
        if state.words == state.answered.get("words", ""):  # the page itself changed the box
            return {self._answered: gr.skip()}
        return self.show(state.with_words(state.words), request, "typed")

    def _search_again(self, request: gr.Request, *values: Any) -> Shown:
        return self.show(SearchState(*values), request, "filter")

    def _limit(self, request: gr.Request, *values: Any) -> Shown:
        """Searches with another minimum score; one that cannot be is replaced, and that is said."""
        state, bounds = SearchState(*values), Bounds(0, 1, self._least)
        least, remark = bounds.chosen(state.minimum), bounds.remark("minimum", state.minimum)
        return self.show(state.limited(least), request, "filter", remark)

    def _switch_ranker(self, request: gr.Request, *values: Any) -> Shown:
        state = SearchState(*values)
        return self.show(state.with_words(state.caption or state.words), request, "ranker")

    def search_caption(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        """Searches with a caption that a person chose on a card."""
        words = str(event._data.get("text", ""))
        return self.show(SearchState(*values).with_words(words), request, "caption")

    def _search_similar(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        state = SearchState(*values)
        view = self._galleries.find(state.gallery, request)
        piece = view.piece(str(event._data.get("similar", "")))
        if piece is None:
            gone = nothing_html(text("hits.gone"), text("hits.gone_advice"))
            return {self._hits: results_html(gone, Step(state.step()), Place())}
        return self.show(state.with_words(piece.captions[0], piece.id), request, "similar")

    def _use_chip(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        state = SearchState(*values)
        gallery = self._galleries.find(state.gallery, request).gallery
        words = str(event._data.get("text", ""))[:LONGEST_QUERY]
        action, place = str(event._data.get("action", "")), int(event._data.get("place", -1))
        return self.show(state.with_words(reworded(gallery, words, action, place)), request, "chip")

    def _use_reason(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        state = SearchState(*values)
        view = self._galleries.find(state.gallery, request)
        match = self._match(state, view, str(event._data.get("piece", "")))
        if match is None:
            return {self._answered: gr.skip()}
        kind, without = str(event._data.get("row", "")), bool(event._data.get("without"))
        words = less_of(view.gallery, state.words, match, kind, without)
        return self.show(state.with_words(words), request, "chip")

    def _match(self, state: SearchState, view: GalleryView, name: str) -> Match | None:
        """A piece as it was found."""
        like = view.piece(state.similar_to) if state.similar_to else None
        if like:
            hits = view.similar(like, state.options)
        else:
            hits = view.search(state.search_query(), state.options, state.photo)
        hit = next((hit for hit in hits if hit.piece.id == name), None)
        if hit is None:
            return None
        return Match(hit, best_fitting(hit.piece, [view.gallery.understand(state.words)]))

    def _filter(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        state = SearchState(*values)
        view = self._galleries.find(state.gallery, request)
        chosen = cleaned(event._data, view.gallery.pieces)
        return self.show(replace(state, chosen=chosen), request, "filter")

    def show_gallery(self, request: gr.Request, *values: Any) -> Shown:
        """Searches in the gallery that was chosen; a person's own may have changed since."""
        state = SearchState(*values)
        view = self._galleries.find(state.gallery, request)
        chosen = cleaned(state.chosen, view.gallery.pieces)
        state = replace(state.with_words(state.words), chosen=chosen)
        return self.show(state, request, "gallery")

    def _leave_gallery(self, event: gr.EventData) -> str:
        return OWN if event._data.get("gallery") == OWN else PUBLIC

    def _go_back(self, event: gr.EventData, request: gr.Request, *values: Any) -> Shown:
        """Shows a step of the browser's history, or what an address says."""
        step = event._data if isinstance(event._data, Mapping) else {}
        state = SearchState(*values)
        state = state.at(step, self._rankers)
        view = self._galleries.find(state.gallery, request)
        if view is self._galleries.public:
            state = replace(state, gallery=PUBLIC)
        like = view.piece(str(step.get("like") or ""))
        state = replace(state, chosen=cleaned(step, view.gallery.pieces))
        state = state.with_words(str(step.get("q") or ""), like.id if like else "")
        return self.show(state, request, "back") | {
            self._k: state.k,
            self._considered: state.considered,
            self._ranker: state.ranker,
            self.gallery: state.gallery,
        }
