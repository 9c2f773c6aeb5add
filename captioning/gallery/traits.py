"""Which pieces of a gallery in memory have a facet, for millions of pieces at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from captioning.gallery.index import read_text, text_array
from captioning.gallery.labels import BY_LOOK, FINE, MAIN, caption_stems, labels, spoken, stems_of
from captioning.gallery.metadata import Piece
from captioning.gallery.postings import NONE, Gatherer, Postings, within
from captioning.language.facets import METAL, WORD, Facet

SEARCH = 64
"""Finding one row in a list takes about as long as filling so many places of a mask."""

MASKS = 1 << 30
"""Bytes of masks that are kept at most."""


class Traits:
    """The facets of N pieces: their labels, and the words of each of their captions.

    Attributes:
        labelled: Pieces by label.
        said: Captions by stem.
        first: (N + 1,) int32, the first caption of each piece.
    """

    def __init__(self, labelled: Postings[Facet], said: Postings[str], first: np.ndarray) -> None:
        self.labelled = labelled
        self.said = said
        self.first = first
        counts = np.diff(first)
        self._owner = None if (counts == 1).all() else np.repeat(np.arange(len(self)), counts)
        self._parts = lru_cache(maxsize=1024)(self._of)
        self.mask = lru_cache(maxsize=max(8, min(128, MASKS // (len(self) + 1))))(self._mask)
        self._word_mask = lru_cache(maxsize=2)(self._mask)

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Traits:
        """Reads the pieces, once."""
        labelled, said, first = Gatherer[Facet](), Gatherer[str](), array("i", [0])
        for piece in pieces:
            labelled.add(labelled.numbered(labels(piece)))
            for caption in piece.captions:
                said.add(said.numbered(caption_stems(caption)))
            first.append(len(said))
        return cls(labelled.postings(), said.postings(), np.asarray(first, np.int32))

    def arrays(self) -> dict[str, np.ndarray]:
        """The facets as plain arrays, to be saved."""
        labels = [[facet.kind, facet.value] for facet in self.labelled.numbers]
        return {
            "labels": text_array(labels),
            "label_starts": self.labelled.starts,
            "label_rows": self.labelled.rows,
            "stems": text_array(list(self.said.numbers)),
            "stem_starts": self.said.starts,
            "stem_rows": self.said.rows,
            "first": self.first,
        }

    @classmethod
    def of_arrays(cls, stored: Mapping[str, np.ndarray]) -> Traits:
        """Reads what `arrays` gave.

        Raises:
            ValueError, KeyError, TypeError: They are others.
        """
        labels = [Facet(kind, value) for kind, value in read_text(stored["labels"])]
        labelled = Postings(labels, stored["label_starts"], stored["label_rows"])
        stems = read_text(stored["stems"])
        said = Postings(stems, stored["stem_starts"], stored["stem_rows"])
        return cls(labelled, said, stored["first"])

    def __len__(self) -> int:
        return len(self.first) - 1

    def has(self, facet: Facet, rows: np.ndarray) -> np.ndarray:
        """Which of some pieces have a facet.

        Args:
            facet: By label or, if captions can give it, by word.
            rows: (n,) int32, ascending.

        Returns:
            (n,) bool, as `labels.has` says of each.
        """
        labelled, said, cost = self._parts(facet)
        # Words are of this query alone; all other facets are asked for again and again.
        if facet.kind != WORD:
            return np.asarray(self.mask(facet)[rows])
        if len(rows) * SEARCH > cost:
            return np.asarray(self._word_mask(facet)[rows])
        found = within(rows, labelled)
        return found | self._saying(said, rows) if said else found

    def kinds(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (N,) int, equal for pieces whose labels name the same.

        Returns:
            Of fine type, metal and look of the main stone; of fine type and metal.
        """
        known = self.labelled.numbers
        plain = np.zeros(len(self), np.int64)
        for kind in (FINE, METAL):
            plain = self._told_apart(plain, [facet for facet in known if facet.kind == kind])
        looks = [facet for facet in known if facet.kind == MAIN and facet.value.startswith(BY_LOOK)]
        return self._told_apart(plain, looks), plain

    def _told_apart(self, numbers: np.ndarray, facets: Sequence[Facet]) -> np.ndarray:
        """Numbers that differ by which one of some facets a piece has, too."""
        finer = numbers * (len(facets) + 1)
        for place, facet in enumerate(facets, start=1):
            finer[self.labelled.of(facet)] += place
        return finer

    def labelled_mask(self, facet: Facet) -> np.ndarray:
        """The pieces (N,) bool that have a facet by label."""
        mask = np.zeros(len(self), bool)
        mask[self.labelled.of(facet)] = True
        return mask

    def _mask(self, facet: Facet) -> np.ndarray:
        """The pieces (N,) bool that have a facet."""
        mask = self.labelled_mask(facet)
        captions = _common(self._parts(facet)[1])
        mask[captions if self._owner is None else self._owner[captions]] = True
        return mask

    def _of(self, facet: Facet) -> tuple[np.ndarray, list[np.ndarray], int]:
        """The pieces with a facet as a label; the captions with each of its words, the shortest
        list first; and what filling its mask costs.
        """
        labelled = self.labelled.of(facet)
        words = stems_of(facet.value) if spoken(facet) else ()
        said = sorted(map(self.said.of, words), key=len)
        return labelled, said, len(self) // 8 + len(labelled) + sum(map(len, said[:1]))

    def _saying(self, lists: list[np.ndarray], rows: np.ndarray) -> np.ndarray:
        """Which of some pieces have a caption that is in all lists."""
        found = np.zeros(len(rows), bool)
        if not lists or not len(lists[0]):
            return found
        starts, counts = self.first[rows], self.first[rows + 1] - self.first[rows]
        owners = np.repeat(np.arange(len(rows)), counts)
        steps = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
        captions = (starts[owners] + steps).astype(np.int32)
        for others in lists:
            kept = within(captions, others)
            captions, owners = captions[kept], owners[kept]
        found[owners] = True
        return found


def _common(lists: list[np.ndarray]) -> np.ndarray:
    """What is in all of the lists, the shortest of which is the first."""
    if not lists:
        return NONE
    rows = lists[0]
    for others in lists[1:]:
        rows = rows[within(rows, others)]
    return rows
