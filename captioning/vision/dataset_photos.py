"""Decoding the photos of a data set."""

import warnings
from collections.abc import Iterable, Iterator

from PIL import Image

from captioning.data import Example
from captioning.vision.photos import UnreadablePhoto, load_photo


def decoded(examples: Iterable[Example]) -> Iterator[tuple[Example, Image.Image]]:
    """Decode photos one by one, leaving out those that cannot be read.

    Args:
        examples: What to decode, in order.

    Yields:
        Each example with its RGB photo. After the last one, a warning gives the number of photos
        that were left out and the first one's reason.
    """
    bad: list[str] = []
    for example in examples:
        try:
            photo = load_photo(example.image)
        except UnreadablePhoto as error:
            bad.append(str(error))
        else:
            yield example, photo
    if bad:
        left = "1 photo was" if len(bad) == 1 else f"{len(bad):,} photos were"
        warnings.warn(f"{left} left out; the first: {bad[0]}", stacklevel=2)
