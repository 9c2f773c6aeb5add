"""Which pieces match, and why.

`from captioning.gallery import Gallery` imports on first use, so that reading a gallery's metadata
loads no search.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from captioning.gallery.gallery import Filters, Gallery, Hit, Reason

__all__ = ["Filters", "Gallery", "Hit", "Reason"]

if not TYPE_CHECKING:  # a type checker that saw it would accept any name

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from captioning.gallery import gallery

        return getattr(gallery, name)
