"""What commands check before they load anything; sentences name the path as it was given."""

from pathlib import Path
from typing import TYPE_CHECKING

from captioning.data.file_names import shown

if TYPE_CHECKING:
    from PIL import Image

    from captioning.gallery.gallery import Gallery
    from captioning.settings import SearchSettings


class UnknownArgument(ValueError):
    """A path or value that there is not; the text is one sentence."""


def check_checkpoints(folder: Path) -> None:
    """Refuses a checkpoint folder that is not there.

    Raises:
        UnknownArgument: There is no such folder.
    """
    if not folder.is_dir():
        raise UnknownArgument(
            f"There is no checkpoint folder {shown(str(folder))}; name one with an encoder and its "
            "decoders, or leave --checkpoints out for the shipped weights."
        )


def check_folder(folder: Path, purpose: str) -> None:
    """Refuses a folder that is not there.

    Args:
        folder: As it was given.
        purpose: What it should hold: "photos".

    Raises:
        UnknownArgument: There is no such folder.
    """
    if not folder.is_dir():
        name = shown(str(folder))
        there = f"{name} is a file" if folder.exists() else f"There is no folder {name}"
        raise UnknownArgument(f"{there}: name a folder with {purpose}.")


def check_writable(file: Path | None) -> None:
    """Makes sure that a file can be written, before the long work; what it holds stays.

    Raises:
        OSError: It cannot.
    """
    if file is None:
        return
    new = not file.exists()
    with file.open("ab"):
        pass
    if new:
        file.unlink()


def open_photo(path: Path) -> "Image.Image":
    """Opens a photo.

    Raises:
        UnreadablePhoto: It cannot be read.
    """
    from captioning.vision.photos import UnreadablePhoto, load_photo

    try:
        return load_photo(path)
    except UnreadablePhoto as error:
        raise UnreadablePhoto(shown(str(error).replace(path.name, str(path), 1))) from error


def open_gallery(place: str, settings: "SearchSettings") -> "Gallery":
    """Opens a gallery.

    Raises:
        UnknownArgument: There is no such folder, or its photos are not described.
        GalleryError: It cannot be used.
    """
    from captioning.data.metadata import METADATA, metadata_file
    from captioning.gallery.gallery import Gallery

    in_folder = not (place.startswith("milvus:") or place.endswith(".db"))
    if in_folder:
        check_folder(Path(place), "photos that `index` described")
    described = not in_folder or metadata_file(Path(place)).exists()
    gallery = Gallery.open(place, settings) if described else None
    if gallery is None or not gallery.pieces:
        found = f"has no {METADATA}" if gallery is None else "has no pieces"
        raise UnknownArgument(
            f"{shown(place)} {found}; describe its photos first with: python -m captioning index "
            f"{shown(place) if in_folder else 'FOLDER --milvus ' + place}"
        )
    return gallery
