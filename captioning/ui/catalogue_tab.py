"""The second tab: a person's own photos described, corrected, downloaded and searched."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from captioning.describe.shared import SharedCaptioner
from captioning.gallery.gallery import Gallery, GalleryError
from captioning.ui.bringing import Bringing
from captioning.ui.catalogue_files import open_files, path_name, product_files
from captioning.ui.describe_tab import DescribeTab
from captioning.ui.desk_html import panel_json, state_json
from captioning.ui.downloads import write_metadata
from captioning.ui.events import BULK_QUEUE, PRIVATE, SENT, UNQUEUED
from captioning.ui.faults import noted
from captioning.ui.galleries import OWN, PUBLIC
from captioning.ui.line import Line
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.sentences import spoken
from captioning.ui.session import Session, Sessions
from captioning.ui.shop_facts import told_by
from captioning.ui.texts import text
from captioning.ui.uploads import Uploads
from captioning.vision.photos import UnreadablePhoto


class CatalogueTab:
    """The tab's parts and what happens when they are used.

    The panel's value is JSON for `catalogue.js`, which draws the rows one by one: Gradio would
    draw all of them again, under the hands of a person who types.
    """

    def __init__(
        self,
        captioner: SharedCaptioner,
        sessions: Sessions,
        uploads: Uploads,
        pictures: Pictures,
        line: Line,
    ) -> None:
        """Lays the tab out; call within a `gr.Blocks` context.

        Args:
            captioner: Describes photos.
            sessions: Keep each person's catalogue.
            uploads: Have the files that people send.
            pictures: Show the stored photos.
            line: Of the catalogues that wait.
        """
        self._captioner = captioner
        self._line = line
        self._sessions = sessions
        self._uploads = uploads
        self._pictures = pictures
        self.panel = gr.HTML(
            html_template='<div class="catalogue-panel"></div>',
            js_on_load="facet.catalogue(element, props, trigger, upload, watch)",
            apply_default_css=False,
            elem_id="catalogue",
        )

    def wire(self, describe: DescribeTab, tabs: gr.Tabs) -> None:
        """Connects the tab with the search of the first one."""
        panel, queued = self.panel, PRIVATE | BULK_QUEUE
        panel.upload(self._bring, outputs=panel, **SENT, **queued)
        panel.stop(self._stop, **UNQUEUED)
        panel.submit(self._reopen, outputs=panel, **UNQUEUED)
        search = describe.search
        for event in (
            panel.clear(self._clear, outputs=[panel, search.gallery], **UNQUEUED),
            panel.select(self._search, outputs=[panel, search.gallery, tabs], **UNQUEUED),
        ):
            event.then(search.show_gallery, search.controls, search.answer, **UNQUEUED)

    def spoken(self, request: gr.Request) -> dict[Any, Any]:
        """The panel in the language that is spoken now, with what was brought so far."""
        session = self._sessions.begun(request.session_hash or "")
        return {self.panel: gr.update(value=panel_json(session))}

    def _bring(self, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        if self._uploads.left(event._data.get("event")):  # a new session would never end
            return
        session = self._sessions.get(request.session_hash or "")
        try:
            files, lost = self._files(event._data)
            if not session.coming:  # what a run that is not over refused stays in sight
                session.refused = []
            session.refused += [(name, text("catalogue.lost")) for name in lost]
            shops, files, broken = product_files(files)
            session.refused += [(name, spoken(sentence)) for name, sentence in broken]
            contents = open_files(files)
            told = told_by(shops, contents.photos)
            run = Bringing(self._captioner, self._pictures, session, told)
            for progress in run.run(contents):
                yield state_json(session, progress)
            for shop in shops:
                run.take_facts(shop)
            note = run.ended(contents)
        except Exception:
            note = noted("a catalogue")
        yield state_json(session, note=note)

    def _files(self, upload: dict[str, Any]) -> tuple[list[tuple[str, Path]], list[str]]:
        """Name and path of each uploaded file, and the names of those that did not arrive."""
        files, lost = [], [path_name(str(name)) for name in upload.get("failed", [])]
        for item in upload.get("files", []):
            try:
                files.append((str(item.get("name", "")), self._uploads.file(item)))
            except UnreadablePhoto:
                lost.append(path_name(str(item.get("name", ""))))
        return files, lost

    async def _stop(self, event: gr.EventData, request: gr.Request) -> None:
        page = request.session_hash or ""
        if event._data.get("waiting"):
            await self._line.leave(page, BULK_QUEUE)
        else:
            self._sessions.get(page).stops += 1

    def _clear(self, request: gr.Request) -> tuple[str, Any]:
        self._sessions.delete(request.session_hash or "")
        return json.dumps({"token": ""}), PUBLIC

    def _reopen(self, event: gr.EventData, request: gr.Request) -> str:
        link = str(event._data.get("link", ""))
        session = self._sessions.reopen(request.session_hash or "", link)
        if session is None:
            session = self._sessions.get(request.session_hash or "")
            return state_json(session, note=text("catalogue.expired"))
        return state_json(session)

    def _search(self, request: gr.Request) -> tuple[Any, ...]:
        session = self._sessions.get(request.session_hash or "")
        try:
            if session.view is None:
                session.view = self._view(session)
        except GalleryError as error:
            return state_json(session, note=str(error)), gr.skip(), gr.skip()
        return gr.skip(), OWN, gr.Tabs(selected="describe")

    def _view(self, session: Session) -> GalleryView:
        write_metadata(session.folder, list(session.entries))
        gallery = Gallery.open(session.folder, self._captioner.settings.search)
        return GalleryView(gallery, self._pictures, f"{session.token}-search")
