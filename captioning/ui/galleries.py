"""The galleries a person can search: the public one, and their own catalogue."""

import gradio as gr

from captioning.gallery.gallery import Gallery
from captioning.ui.hits import Place
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.session import Sessions
from captioning.ui.texts import text

PUBLIC = "The gallery"
OWN = "My catalogue"


class Galleries:
    """The public gallery, and each session's own."""

    def __init__(self, gallery: Gallery, pictures: Pictures, sessions: Sessions) -> None:
        self.public = GalleryView(gallery, pictures, "gallery")
        self._sessions = sessions

    def find(self, name: str, request: gr.Request) -> GalleryView:
        """The gallery a person searches; nobody reaches the catalogue of another session.

        Args:
            name: `PUBLIC` or `OWN`.
            request: Says whose page it is.
        """
        own = self._own(request)
        return own if own and name == OWN else self.public

    def place(self, name: str, request: gr.Request) -> Place:
        """Where a person searches, for those who have a catalogue too.

        Args:
            name: `PUBLIC` or `OWN`.
            request: Says whose page it is.
        """
        own = self._own(request)
        if own is None:
            return Place()
        count = len(own.gallery.pieces)
        if name == OWN:
            return Place(text("search.own_place", n=count), PUBLIC, text("search.to_gallery"))
        return Place("", OWN, text("search.to_own", n=count))

    def _own(self, request: gr.Request) -> GalleryView | None:
        session = self._sessions.begun(request.session_hash or "")
        return session.view if session else None
