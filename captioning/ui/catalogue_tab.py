"""The second tab: a person's own photos described, corrected, downloaded and searched."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from captioning.catalogue.ahead import ahead
from captioning.catalogue.contents import Found, system_sentence
from captioning.describe.captioner import Captioner
from captioning.gallery.gallery import Gallery, GalleryError
from captioning.language.terms import summed
from captioning.ui.catalogue_files import base_name, open_files
from captioning.ui.catalogue_table import catalogue_html, panel_html, progress_html
from captioning.ui.describe_tab import MODEL_QUEUE, PRIVATE, SENT, UNQUEUED, DescribeTab
from captioning.ui.downloads import write_metadata
from captioning.ui.faults import noted
from captioning.ui.galleries import OWN, PUBLIC
from captioning.ui.pictures import Pictures, shrunk
from captioning.ui.search import LONGEST_QUERY, GalleryView
from captioning.ui.session import Entry, Session, Sessions
from captioning.ui.uploads import Uploads
from captioning.vision.colour import srgb_profile
from captioning.vision.photos import UnreadablePhoto

BATCH = 4  # photos described in one pass: enough to save time, few enough to stop soon
STORED = 1024  # longest side of a stored photo in pixels


class CatalogueTab:
    """The tab's parts and what happens when they are used."""

    def __init__(
        self, captioner: Captioner, sessions: Sessions, uploads: Uploads, pictures: Pictures
    ) -> None:
        """Lays the tab out; call within a `gr.Blocks` context.

        Args:
            captioner: Describes photos.
            sessions: Keep each person's catalogue.
            uploads: Have the files that people send.
            pictures: Show the stored photos.
        """
        self._captioner = captioner
        self._sessions = sessions
        self._uploads = uploads
        self._pictures = pictures
        self._panel = gr.HTML(
            value="",
            html_template=panel_html(),
            js_on_load="facet.catalogue(element, trigger, upload)",
            apply_default_css=False,
            elem_id="catalogue",
        )

    def wire(self, describe: DescribeTab, tabs: gr.Tabs) -> None:
        """Connects the tab with the search of the first one."""
        panel, queued = self._panel, PRIVATE | MODEL_QUEUE
        panel.upload(self._describe, outputs=panel, **SENT, **queued)
        panel.stop(self._stop, **UNQUEUED)
        panel.input(self._correct, outputs=panel, **(UNQUEUED | {"trigger_mode": "multiple"}))
        panel.clear(self._clear, outputs=[panel, describe.gallery], **UNQUEUED)
        panel.select(self._search, outputs=[panel, describe.gallery, tabs], **UNQUEUED)

    def _describe(self, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        if self._uploads.left(event._data.get("event")):  # a new session would never end
            return
        session = self._sessions.clear(request.session_hash or "")
        try:
            files, lost = self._files(event._data)
            contents = open_files(files)
            session.refused = list(contents.left_out)
            session.refused += [
                (name, "It did not arrive: too large, or cut off.") for name in lost
            ]
            yield from self._progress(session, contents.photos)
            ended = _how_it_ended(session, len(contents.photos))
            note = f"{ended} {system_sentence(contents.system)}".strip()
        except Exception:
            note = noted("a catalogue")
        yield catalogue_html(session, note=note)

    def _files(self, upload: dict[str, Any]) -> tuple[list[tuple[str, Path]], list[str]]:
        """Name and path of each uploaded file, and the names of those that did not arrive."""
        files, lost = [], [base_name(str(name)) for name in upload.get("failed", [])]
        for item in upload.get("files", []):
            try:
                files.append((str(item.get("name", "")), self._uploads.file(item)))
            except UnreadablePhoto:
                lost.append(base_name(str(item.get("name", ""))))
        return files, lost

    def _progress(self, session: Session, photos: Sequence[Found]) -> Iterator[str]:
        started = time.monotonic()
        yield catalogue_html(session, progress_html(0, len(photos), None))
        with closing(ahead(photos, BATCH)) as opening:
            for start in range(0, len(photos), BATCH):
                if session.stopping:
                    return
                self._add(session, islice(opening, BATCH))
                done = min(start + BATCH, len(photos))
                left = (time.monotonic() - started) / done * (len(photos) - done)
                yield catalogue_html(session, progress_html(done, len(photos), left))

    def _add(self, session: Session, group: Iterable[Found]) -> None:
        opened: list[tuple[str, Image.Image]] = []
        for item in group:
            if session.stopping:
                return
            with _refusing(session, item.name):
                opened.append((item.name, item.load()))
        try:
            self._describe_photos(session, opened)
        except Exception:
            if session.stopping:  # its folder may have been deleted
                return
            noted("a batch of a catalogue")  # one photo of it may be the reason
            for name, photo in opened:
                if session.stopping:
                    return
                with _refusing(session, name):
                    self._describe_photos(session, [(name, photo)])
        self._pictures.put(session.token, [entry.file for entry in session.entries])

    def _describe_photos(self, session: Session, opened: list[tuple[str, Image.Image]]) -> None:
        photos = [photo for _, photo in opened]
        described = self._captioner.describe_batch(photos, alternatives=0)
        entries: list[Entry] = []
        for (name, photo), captions in zip(opened, described, strict=True):
            place = len(session.entries) + len(entries)
            file = session.folder / "images" / f"{place:04d}.jpg"
            file.parent.mkdir(exist_ok=True)
            shrunk(photo, STORED).save(file, "JPEG", quality=88, icc_profile=srgb_profile())
            texts = {model: caption.text for model, caption in captions.items()}
            expected = summed(caption.expected for caption in captions.values())
            entries.append(Entry(name, file, texts, next(iter(texts.values())), expected))
        session.entries += entries

    def _stop(self, request: gr.Request) -> None:
        self._sessions.get(request.session_hash or "").stopping = True

    def _correct(self, event: gr.EventData, request: gr.Request) -> str:
        session = self._sessions.get(request.session_hash or "")
        place = int(event._data.get("entry", -1))
        if 0 <= place < len(session.entries):
            text = " ".join(str(event._data.get("text", "")).split())
            session.entries[place].caption = text[:LONGEST_QUERY]
            session.view = None
        return catalogue_html(session)

    def _clear(self, request: gr.Request) -> tuple[str, Any]:
        self._sessions.end(request.session_hash or "")
        return "", gr.Radio(value=PUBLIC, visible=False)

    def _search(self, request: gr.Request) -> tuple[Any, ...]:
        session = self._sessions.get(request.session_hash or "")
        try:
            if session.view is None:
                session.view = self._view(session)
        except GalleryError as error:
            return catalogue_html(session, note=str(error)), gr.skip(), gr.skip()
        return gr.skip(), gr.Radio(value=OWN, visible=True), gr.Tabs(selected="describe")

    def _view(self, session: Session) -> GalleryView:
        write_metadata(session.folder, session.entries)
        gallery = Gallery.open(session.folder, self._captioner.settings.search)
        return GalleryView(gallery, self._pictures, f"{session.token}-search")


@contextmanager
def _refusing(session: Session, name: str) -> Iterator[None]:
    """Lists a photo as refused if the block fails on it, and carries on.

    Args:
        session: Whose catalogue.
        name: The photo's name for the person.
    """
    try:
        yield
    except UnreadablePhoto as error:
        session.refused.append((name, str(error)))
    except Exception:
        session.refused.append((name, noted(f"a photo of a catalogue, {name}")))


def _how_it_ended(session: Session, total: int) -> str:
    count = len(session.entries)
    if session.stopping:
        session.stopping = False
        return f"Stopped. {count} of {total} photos are described."
    if not count:
        return "There was no photo to describe."
    return "1 photo is described." if count == 1 else f"{count} photos are described."
