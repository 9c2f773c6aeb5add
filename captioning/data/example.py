"""A captioned photo, whichever layout it was read from."""

from dataclasses import dataclass
from pathlib import Path

from captioning.data.attributes import Attributes


class DatasetError(ValueError):
    """A data set that cannot be used; the text is one sentence with the file and the remedy."""


@dataclass(frozen=True)
class Example:
    """A photo with its reference captions.

    Attributes:
        image: The photo's file.
        captions: One or more reference captions, as written.
        split: "train", "dev" or "test" in Flickr8k; any name in an image folder.
        name: The photo's name inside its data set.
        labels: Attributes of a jewelry photo, or None.
        source: Where an image folder says the photo comes from, such as a shop.
        second: Attributes that a second person gave it, independently, or None.
    """

    image: Path
    captions: tuple[str, ...]
    split: str
    name: str
    labels: Attributes | None = None
    source: str | None = None
    second: Attributes | None = None

    @property
    def annotations(self) -> tuple[Attributes, ...]:
        """What each annotator says; empty for a photo without labels."""
        return tuple(one for one in (self.labels, self.second) if one is not None)
