"""The page: three tabs and the endpoints, built around a captioner and a gallery."""

import importlib.util
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from captioning.data.metadata import METADATA, read_metadata
from captioning.describe.captioner import Captioner
from captioning.describe.shared import SharedCaptioner
from captioning.gallery.gallery import Gallery, GalleryError
from captioning.settings import SettingsError
from captioning.ui import tools
from captioning.ui.catalogue_files import MOST_ZIP_BYTES
from captioning.ui.catalogue_tab import CatalogueTab
from captioning.ui.describe_tab import DescribeTab
from captioning.ui.desk_html import panel_json
from captioning.ui.desk_routes import DeskRoutes
from captioning.ui.downloads import Downloads
from captioning.ui.endpoints import Endpoints
from captioning.ui.event_queue import follow
from captioning.ui.events import PRIVATE, UNQUEUED
from captioning.ui.faults import guard
from captioning.ui.galleries import Galleries
from captioning.ui.line import Line
from captioning.ui.localised import CONTROLS, Localised
from captioning.ui.masthead import masthead_html
from captioning.ui.models_tab import models_html
from captioning.ui.pictures import Pictures
from captioning.ui.session import Sessions
from captioning.ui.shop_endpoint import ShopEndpoint
from captioning.ui.shop_panel import shop_panel
from captioning.ui.shop_routes import ShopRoutes
from captioning.ui.storage import process_storage
from captioning.ui.texts import speaking, text
from captioning.ui.theme import STYLES, Facet, head
from captioning.ui.transfer import Transfer
from captioning.ui.uploads import TIDY_EVERY, Uploads
from captioning.ui.visitor import Speaking, Visitors
from captioning.ui.worked_example import WorkedExample
from captioning.vision.view import CheckpointError

MOST_WAITING = 64  # requests in the queue; the next gets "the app is busy"
UPLOADS_KEPT = 30 * 60  # seconds, of those that no event of the page has taken


class CannotStart(Exception):
    """Models or gallery cannot be used; the text is one sentence with the remedy."""


def examples(folder: Path) -> list[tuple[Path, str]]:
    """The photos to try, with a description of each, from an image folder; none without one."""
    file = folder / METADATA
    lines = read_metadata(file) if file.is_file() else []
    records = [line.record for line in lines if line.record and line.record.captions]
    return [(folder / record.file_name, record.captions[0]) for record in records]


class Page:
    """The app's page and its own routes."""

    def __init__(
        self,
        captioner: Captioner,
        gallery: Gallery,
        examples: Sequence[tuple[Path, str]] = (),
        docs: Path = Path("assets/docs"),
    ) -> None:
        """Builds the page.

        Args:
            captioner: Describes photos.
            gallery: The pieces shown to everybody.
            examples: File and description of each photo to try.
            docs: Holds the results that the third tab shows, as `report` wrote them.
        """
        shared = SharedCaptioner(captioner)
        storage = process_storage()
        self.pictures = pictures = Pictures()
        pictures.put("examples", [file for file, _ in examples])
        self.sessions = Sessions(pictures)
        self.uploads = Uploads(storage)
        self.visitors = Visitors()
        galleries = Galleries(gallery, pictures, self.sessions)
        desks = DeskRoutes(self.sessions, shared.settings.search.same)
        downloads, line = Downloads(self.sessions), Line(shared)
        shops = ShopRoutes(self.sessions)
        self.routes = [pictures.route(), *desks.routes(), *shops.routes(), downloads.route()]
        self.routes.append(line.route())
        worked = None  # the first pass and first search are slow ones, so they are made here
        if examples:
            worked = WorkedExample.of([file for file, _ in examples], shared, galleries.public)
        if importlib.util.find_spec("matplotlib"):  # Gradio would at the first visitor's photo
            importlib.import_module("matplotlib")
        with Localised(
            title="page.title",
            analytics_enabled=False,
            delete_cache=(TIDY_EVERY, UPLOADS_KEPT),
        ) as self.blocks:
            masthead = gr.HTML(js_on_load="facet.header(element, trigger)", apply_default_css=False)
            self.blocks.always(masthead, value=partial(masthead_html, shared.names))
            with gr.Tabs(elem_id="tabs") as tabs:
                with self._tab("describe"):
                    self._describe = describe = DescribeTab(
                        self.blocks, shared, galleries, self.uploads, examples, line, worked
                    )
                with self._tab("catalogue"):
                    self._catalogue = catalogue = CatalogueTab(
                        shared, self.sessions, self.uploads, pictures, line
                    )
                    shop_panel(self.blocks)
                with self._tab("models"):
                    models = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="models")
                    told = partial(
                        models_html, docs, shared.names, shared.parameters, galleries.public
                    )
                    self.blocks.always(models, value=told)
            self.blocks.always(catalogue.panel, value=panel_json)
            catalogue.wire(describe, tabs)
            shown = [*self.blocks.translated, *describe.shown]
            masthead.select(self._speak, describe.search.controls, shown, **UNQUEUED).then(
                None, js="() => facet.spoken()", **PRIVATE
            )
            with self.blocks.for_programs():
                Endpoints(shared, galleries.public, self.uploads)
                ShopEndpoint(shared)
            self.blocks.unload(self._leave)
        self.blocks.prepare()
        guard(self.blocks, self.visitors)
        self.blocks.queue(max_size=MOST_WAITING)
        self.uploads.wire(self.blocks)
        follow(self.blocks._queue, self.uploads)
        line.follow(self.blocks._queue)

    @classmethod
    def open(cls, home: Path) -> "Page":
        """The page with the models and the gallery of the project's folder.

        Raises:
            CannotStart: if one of them is missing or damaged.
        """
        assets = home / "assets"
        try:
            captioner = Captioner.load(home / "checkpoints")
            gallery = Gallery.open(assets / "gallery", captioner.settings.search)
        except (CheckpointError, GalleryError, SettingsError) as error:
            raise CannotStart(str(error)) from error
        if not gallery.pieces:
            raise CannotStart("The gallery has no pieces; restore assets/gallery.")
        return cls(captioner, gallery, examples(assets / "examples"), assets / "docs")

    def _tab(self, name: str) -> gr.Tab:
        tab = gr.Tab(name, id=name)
        # Not by `label`: Gradio 6.31 translates a tab's name again only once it was opened.
        self.blocks.always(tab, label=partial(text, f"tabs.{name}"))
        return tab

    def _speak(self, event: gr.EventData, request: gr.Request, *values: Any) -> dict[Any, Any]:
        self.visitors.choose(request.session_hash or "", str(event._data.get("language", "")))
        with speaking(self.visitors.language(request)):
            brought = self._catalogue.spoken(request)
            return self.blocks.translations() | brought | self._describe.spoken(request, *values)

    def _leave(self, request: gr.Request) -> None:
        self.visitors.leave(request.session_hash or "")
        self._describe.leave(request.session_hash or "")
        self.uploads.leave(request.session_hash or "")
        self.sessions.end(request.session_hash or "")

    def launch(self, **options: Any) -> tuple[Any, str, str]:
        """Serves the page; host and port come from the environment as Gradio reads them.

        Args:
            options: For `gr.Blocks.launch`, above those of the page.
        """
        middleware = [Middleware(Transfer), Middleware(Speaking)]
        settings: dict[str, Any] = {
            "theme": Facet(),
            "css_paths": STYLES,
            "head": head(),
            "footer_links": ["api"],
            "show_error": False,
            "max_file_size": MOST_ZIP_BYTES,
            "enable_monitoring": False,
            "run_history": False,  # Gradio would keep what was described in the browser
            "ssr_mode": False,
            "state_session_capacity": 200,
            "app_kwargs": {"routes": self.routes, "middleware": middleware},
            "i18n": CONTROLS,
            "mcp_server": tools.available(),
        }
        self.uploads.start()
        try:
            with tools.served(self.uploads):
                return self.blocks.launch(**settings | options)
        finally:
            if not (settings | options).get("prevent_thread_lock"):  # then it has been stopped
                process_storage().remove()
