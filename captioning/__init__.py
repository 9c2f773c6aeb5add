"""Facet: jewelry photos described in words, and similar pieces found by those words.

    from captioning import Captioner, Gallery, load_photo

Names are imported on first use, so that `import captioning` is fast and loads no torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from captioning.describe.caption import Caption, Word
    from captioning.describe.captioner import Captioner
    from captioning.describe.photo_query import photo_query
    from captioning.gallery.gallery import Filters, Gallery
    from captioning.gallery.hit import Hit, Reason
    from captioning.gallery.metadata import GalleryError, Piece
    from captioning.language.query import Query
    from captioning.vision.photos import UnreadablePhoto, load_photo
    from captioning.vision.view import CheckpointError

__version__ = "0.1.0"

__all__ = [
    "Caption",
    "Captioner",
    "CheckpointError",
    "Filters",
    "Gallery",
    "GalleryError",
    "Hit",
    "Piece",
    "Query",
    "Reason",
    "UnreadablePhoto",
    "Word",
    "load_photo",
    "photo_query",
]

_MODULES = {
    "captioning.describe.caption": ("Caption", "Word"),
    "captioning.describe.captioner": ("Captioner",),
    "captioning.describe.photo_query": ("photo_query",),
    "captioning.gallery.gallery": ("Filters", "Gallery"),
    "captioning.gallery.hit": ("Hit", "Reason"),
    "captioning.gallery.metadata": ("GalleryError", "Piece"),
    "captioning.language.query": ("Query",),
    "captioning.vision.view": ("CheckpointError",),
    "captioning.vision.photos": ("UnreadablePhoto", "load_photo"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # a type checker that saw it would accept any name

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
