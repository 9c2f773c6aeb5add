"""A photo that was brought to a catalogue, with what its metadata says of it."""

from dataclasses import dataclass, replace

from PIL import Image

from captioning.catalogue.contents import Found
from captioning.data.attributes import Attributes
from captioning.data.digest import digest
from captioning.data.record import Record
from captioning.language.attributes import attributes, vocabulary_form
from captioning.ui.catalogue_files import path_name


@dataclass(frozen=True)
class Brought:
    """A photo that can be read, with the digests of its picture and, if it has them, its bytes."""

    photo: Found
    picture: Image.Image
    pixels: str
    content: bytes | None

    @property
    def is_export(self) -> bool:
        """Whether it is the very file that a catalogue was taken home with."""
        then = self.photo.record.others.get("stored") if self.photo.record else None
        return bool(then and self.content is not None and then == digest(self.content))

    @property
    def is_replaced(self) -> bool:
        """Whether somebody put another photo into a described folder, under the old name."""
        record = self.photo.record
        then = record.described.photo if record and record.described else None
        return bool(then and self.content is not None and then != digest(self.content))


def open_photo(photo: Found) -> Brought:
    """Decodes a photo.

    Raises:
        UnreadablePhoto: It cannot be read.
    """
    picture = photo.load()
    pixels = f"{picture.mode} {picture.size} ".encode() + picture.tobytes()
    content = photo.content() if photo.content and photo.record else None
    return Brought(photo, picture, digest(pixels) or "", content)


def brought_name(photo: Found) -> str:
    """The path under which a photo was first brought, also after a round trip."""
    name = photo.record.others.get("name") if photo.record else None
    safe = isinstance(name, str) and name == path_name(name)
    return str(name) if safe else photo.name


def given_labels(record: Record | None) -> Attributes:
    """The labels that a shop gave: those that its caption does not say anyway."""
    if record is None or record.attributes is None:
        return Attributes()
    labels = vocabulary_form(record.attributes)
    read = attributes(record.captions[0]) if record.captions else Attributes()
    same = set(labels.stones) == set(read.stones)
    return replace(
        labels,
        type=labels.type if labels.type != read.type else None,
        metal=labels.metal if labels.metal != read.metal else None,
        stones=() if same else labels.stones,
        motif=labels.motif if labels.motif != read.motif else None,
    )


def shares_by_model(value: object) -> dict[str, float]:
    """Shares in [0, 1] by model, as `downloads` wrote them; nothing else is believed."""
    found = value.items() if isinstance(value, dict) else ()
    return {
        str(key): float(one)
        for key, one in found
        if isinstance(one, int | float) and 0 <= float(one) <= 1
    }
