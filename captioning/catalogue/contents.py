"""What a folder or an archive holds: photos, files of the system, and the rest with a reason.

Folders and zips are looked through by the same rules, so that the command line and the page take
the same photos. A photo is taken by the suffix of its name or by its first bytes. What a system
keeps for itself is left out and counted. Everything else is left out with a reason, and nothing
stops the rest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from captioning.data.dataset_card import CARD
from captioning.data.file_names import shown
from captioning.data.metadata import METADATA, METADATA_CSV
from captioning.data.record import Record
from captioning.vision.photos import UnreadablePhoto, load_photo
from captioning.vision.refusals import UNNAMED

NO_PHOTO = "It is not a photo."

_SYSTEM = frozenset(
    "__macosx thumbs.db ehthumbs.db ehthumbs_vista.db desktop.ini picasa.ini @eadir @tmp @recycle "
    "@recently-snapshot @sharebin @synoresource #recycle #snapshot $recycle.bin recycler recycled "
    "lost+found found.000".split()
) | {"system volume information", "network trash folder", "temporary items", "icon\r", "icon\n"}
_SYSTEM_STARTS = (".", "~$", "$recycle.bin")
_OWN = frozenset({METADATA, METADATA_CSV, CARD, "index.npz", "captions.csv"})
_WORKING = ".facet-"


@dataclass(frozen=True)
class Found:
    """A photo that was found and not opened yet.

    Attributes:
        name: Where it lies in the folder or archive, with slashes; text that can be printed.
        load: Opens it, or raises `UnreadablePhoto` with a sentence about "it".
        content: Reads its bytes, or raises `UnreadablePhoto`; None where that cannot be done.
        record: What metadata next to it says of it, or None.
    """

    name: str
    load: Callable[[], Image.Image]
    content: Callable[[], bytes] | None = None
    record: Record | None = None


@dataclass(frozen=True)
class Contents:
    """What was found.

    Attributes:
        photos: Photos, in the order of their names in a folder and of their places in an archive.
        left_out: Names and reasons of everything else.
        system: Number of files that systems keep for themselves, hidden ones included.
        escaped: Names of photos that are not text on disk and stand escaped everywhere else.
    """

    photos: tuple[Found, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    system: int = 0
    escaped: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """Files that are left out because they are no photos, such as a price list."""
        return tuple(name for name, reason in self.left_out if reason == NO_PHOTO)

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """Names and reasons of what might have been a photo or hold photos."""
        return tuple(item for item in self.left_out if item[1] != NO_PHOTO)


def opened(source: Path | bytes) -> Image.Image:
    """Opens a photo whose name is known to the caller.

    Raises:
        UnreadablePhoto: A sentence about "it", for a list in which the name stands before it.
    """
    try:
        return load_photo(source)
    except UnreadablePhoto as error:
        name = source.name if isinstance(source, Path) else UNNAMED
        sentence = str(error)
        if sentence.startswith(f"{name} "):
            sentence = f"It {sentence.removeprefix(name).lstrip()}"
        raise UnreadablePhoto(shown(sentence)) from error


def is_system(parts: Iterable[str]) -> bool:
    """Whether a path leads to something that a system keeps for itself.

    Args:
        parts: The names of its folders and its own.
    """
    return any(_is_system(part) for part in parts)


def is_own(name: str) -> bool:
    """Whether a bare file name is one that Facet writes next to photos."""
    return name in _OWN or name.startswith(f"{Path(METADATA).stem}.before-")


def is_working(name: str) -> bool:
    """Whether a bare file name is one that Facet uses while it writes, such as a lock."""
    return name.startswith(_WORKING)


def system_sentence(count: int) -> str:
    """How many files of the system were left out; empty for none."""
    if count == 1:
        return "1 hidden or system file was left out."
    return f"{count:,} hidden or system files were left out." if count else ""


def _is_system(part: str) -> bool:
    name = part.lower()
    return part != ".." and (name in _SYSTEM or name.startswith(_SYSTEM_STARTS))
