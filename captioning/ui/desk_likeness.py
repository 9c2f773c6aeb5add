"""Which photos of a catalogue belong together, kept up to date as more are brought."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from captioning.catalogue.doubt import read
from captioning.catalogue.groups import View, near_pictures, products, same_pictures
from captioning.ui.session import Entry
from captioning.ui.shop_facts import product

_PRINT = 3072  # values of a thumbprint
MOST_NEAR = 4  # photos that are offered as nearly the same


class Likeness:
    """Views of one product, equal pictures and nearly equal ones, by the places of the photos.

    Attributes:
        views: For each photo the photos of its product, itself included.
        copies: For a photo with the pixels of an earlier one that one's place.
        near: For each photo those that may be the same picture.
    """

    def __init__(self, least: float) -> None:
        """Begins without photos.

        Args:
            least: Correlation from which two photos may be one picture.
        """
        self.views: list[tuple[int, ...]] = []
        self.copies: dict[int, int] = {}
        self.near: dict[int, list[int]] = {}
        self._least = least
        self._prints = np.zeros((0, _PRINT), np.float32)
        self._facts = 0

    def update(self, entries: Sequence[Entry], facts: int) -> None:
        """Takes in photos that are new; only those are compared with all.

        Args:
            entries: All photos.
            facts: How often a product file has said something of them.
        """
        before = len(self.views)
        if (before, self._facts) == (len(entries), facts):
            return
        self._facts = facts
        self.views = _views(entries)
        self.copies = same_pictures([entry.pixels for entry in entries])
        if len(entries) > before:
            new = np.array([_print(entry) for entry in entries[before:]], np.float32)
            self._prints = np.concatenate([self._prints, new])
        for one, other in near_pictures(self._prints, self._least, before):
            if self.copies.get(other, other) != self.copies.get(one, one):
                self.near.setdefault(one, []).append(other)
                self.near.setdefault(other, []).append(one)

    def repeated(self, entries: Sequence[Entry]) -> set[int]:
        """Places of captions that another view of the same product has too."""
        found: set[int] = set()
        for places in {places for places in self.views if len(places) > 1}:
            counted = Counter(entries[place].caption for place in places)
            found.update(place for place in places if counted[entries[place].caption] > 1)
        return found


def _views(entries: Sequence[Entry]) -> list[tuple[int, ...]]:
    said = [next(iter(entry.captions.values()), entry.caption) for entry in entries]
    firsts = products(
        [
            View(entry.name, product(entry), read(caption))
            for entry, caption in zip(entries, said, strict=True)
        ]
    )
    views: dict[int, list[int]] = {}
    for place, first in enumerate(firsts):
        views.setdefault(first, []).append(place)
    together = {first: tuple(places) for first, places in views.items()}
    return [together[first] for first in firsts]


def _print(entry: Entry) -> np.ndarray:
    return np.zeros(_PRINT, np.float16) if entry.thumbprint is None else entry.thumbprint
