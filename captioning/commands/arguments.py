"""What commands check before they load anything; sentences name the path as it was given."""

from pathlib import Path
from typing import TYPE_CHECKING

from captioning.commands.texts import text
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
        raise UnknownArgument(text("arguments.no_checkpoints", folder=shown(str(folder))))


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
        found = "is_file" if folder.exists() else "no_folder"
        raise UnknownArgument(text(f"arguments.{found}", name=name, purpose=purpose))


def check_writable(file: Path | None) -> None:
    """Makes sure that a file can be written, before the long work; what it holds stays.

    Raises:
        UnknownArgument: It cannot.
    """
    if file is None:
        return
    try:
        new = not file.exists()
        with file.open("ab"):
            pass
        if new:
            file.unlink()
    except OSError as error:
        name, folder = shown(str(file)), shown(str(file.parent))
        found = "not_writable" if file.parent.is_dir() else "no_folder_for"
        sentence = text(f"arguments.{found}", file=name, folder=folder, reason=error.strerror)
        raise UnknownArgument(sentence) from error


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
        check_folder(Path(place), text("arguments.of_described"))
    described = not in_folder or metadata_file(Path(place)).exists()
    gallery = Gallery.open(place, settings) if described else None
    if gallery is None or not gallery.pieces:
        found = "not_described" if gallery is None else "no_pieces"
        made_of = shown(place) if in_folder else f"FOLDER --milvus {place}"
        command = f"python -m captioning index {made_of}"
        raise UnknownArgument(
            text(f"arguments.{found}", place=shown(place), file=METADATA, command=command)
        )
    return gallery
