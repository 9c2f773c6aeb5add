"""Where the files that ship with Facet are: weights, gallery, examples and results."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """A file or folder that ships with Facet.

    A checkout keeps them at its root; an installed package carries copies in `_shipped`.

    Args:
        name: Path in a checkout, such as "checkpoints" or "assets/gallery".

    Returns:
        An absolute path, which may not exist if the file was deleted.
    """
    packed = _PACKAGE / "_shipped"
    return (packed if packed.is_dir() else _PACKAGE.parent) / name
