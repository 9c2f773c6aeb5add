"""The galleries a person can search: the public one, and their own catalogue."""

import gradio as gr

from captioning.gallery.gallery import Gallery
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.session import Sessions

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
        if name == OWN and request.session_hash:
            own = self._sessions.get(request.session_hash).view
            if own:
                return own
        return self.public
