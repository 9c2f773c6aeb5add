"""What a captioned photo is, whichever layout it was read from."""

from dataclasses import dataclass
from pathlib import Path


class DatasetError(ValueError):
    """A data set that cannot be used; the text is one sentence with the file and the remedy."""


@dataclass(frozen=True)
class Labels:
    """What is known of a piece of jewelry beside its captions.

    Attributes:
        type: Ring, earrings, necklace, pendant and so on; None if not labelled.
        metal: The colour of the metal as it looks, "mixed" and "none" included.
        stones: Names of stones, the main one first; empty for a piece without stones.
        motif: Flower, heart and so on.
        style: Style words, such as halo or cocktail.
        has_stones_label: False where nothing was said of stones, which is not "no stones".
    """

    type: str | None = None
    metal: str | None = None
    stones: tuple[str, ...] = ()
    motif: str | None = None
    style: tuple[str, ...] = ()
    has_stones_label: bool = False


@dataclass(frozen=True)
class Example:
    """A photo with its reference captions.

    Attributes:
        image: The photo's file.
        captions: One or more reference captions, as written.
        split: "train", "dev" or "test" in Flickr8k; whatever stands in an image folder.
        name: The photo's name inside its data set.
        labels: Attributes of a jewelry photo, or None.
        source: Where an image folder says the photo comes from, such as a shop.
    """

    image: Path
    captions: tuple[str, ...]
    split: str
    name: str
    labels: Labels | None = None
    source: str | None = None
