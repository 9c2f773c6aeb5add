"""The different captions of a search: what several of them begin with is computed once."""

from __future__ import annotations

import numpy as np

from captioning.describe.engine.contract import DecoderEngine, FloatArray, IntArray
from captioning.describe.turns import computing


class Rows:
    """The rows that a decoder computes at each step, fewer than there are captions.

    Used within `choosing`, which it leaves while the decoder computes.

    Beams, guided beams and sampled captions of a photo begin alike, and a decoder's state depends
    on the words alone. So each different beginning is one row, and captions that have ended have
    none. Of 19 captions of a photo, 7 are left on average.

    Attributes:
        of: (S,) the row of each caption in the last step.
        attention: (N, P) of each step.
    """

    def __init__(self, engine: DecoderEngine, features: FloatArray, captions: int) -> None:
        """Starts all captions of B photos.

        Args:
            engine: of the decoder.
            features: (B, P, C).
            captions: of each photo.
        """
        self._engine = engine
        with computing():
            self._memory = engine.begin(features)
        self._photo = np.arange(len(features) * captions) // max(1, captions)  # (S,)
        self._photos = np.arange(len(features))  # those that the memory holds
        self.of = self._photo.copy()
        self.attention: list[FloatArray] = []

    def step(self, tokens: IntArray, live: np.ndarray, rough: bool = False) -> FloatArray:
        """Extends captions by a word.

        Args:
            tokens: (S,) the last word of each caption.
            live: (S,) whether it goes on.
            rough: whether 8 bits will do.

        Returns:
            (N, V) log-probabilities of the rows; `of` names each live caption's.
        """
        size = self._engine.sizes.vocab_size
        keys, places = np.unique(self.of[live] * size + tokens[live], return_inverse=True)
        photos = np.zeros(len(keys), np.int64)  # (U,) of each different beginning
        photos[places] = self._photo[live]
        self._drop_photos(photos)
        firsts = np.searchsorted(photos, self._photos)  # keys are in the order of the photos
        counts = np.diff(np.append(firsts, len(keys)))
        wide = int(counts.max())
        # all photos have equally many rows: one with fewer repeats its first
        within = np.arange(wide)
        chosen = firsts[:, None] + np.where(within < counts[:, None], within, 0)  # (B, wide)
        rows = keys[np.minimum(chosen, len(keys) - 1).ravel()]
        with computing():
            log_probs, attention = self._engine.step(self._memory, rows % size, rows // size, rough)
        ranks = np.arange(len(keys)) - np.repeat(firsts, counts)
        self.of[live] = (np.repeat(np.arange(len(firsts)), counts) * wide + ranks)[places]
        self.attention.append(attention)
        return log_probs

    def _drop_photos(self, photos: IntArray) -> None:
        """Drops the image parts of photos whose captions have all ended, several at once."""
        if len(self._photos) == 1:
            return  # a step has at least one caption
        left = np.unique(photos)
        if len(left) <= 0.75 * len(self._photos):
            self._memory.keep_photos(np.searchsorted(self._photos, left))
            self._photos = left
