"""Which gallery a search goes to: the one that is shown to all, or a person's own catalogue."""

import gradio as gr

from captioning.gallery.gallery import Gallery
from captioning.ui.pictures import Pictures
from captioning.ui.search import Showcase
from captioning.ui.session import Sessions

SHOWN = "The gallery"
MINE = "My catalogue"


class Showcases:
    """The showcase for everybody, and each session's own."""

    def __init__(self, gallery: Gallery, pictures: Pictures, sessions: Sessions) -> None:
        self.shown = Showcase(gallery, pictures, "gallery")
        self._sessions = sessions

    def of(self, where: str, request: gr.Request) -> Showcase:
        """The showcase that a person searches; another's catalogue is out of reach by construction.

        Args:
            where: `SHOWN` or `MINE`.
            request: Says whose page it is.
        """
        if where == MINE and request.session_hash:
            own = self._sessions.get(request.session_hash).showcase
            if own:
                return own
        return self.shown
