"""The state of all beam searches of a batch, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from captioning.describe.engine.contract import FloatArray, IntArray, Sizes

IMPOSSIBLE = -1e9  # finite, so that sums and divisions stay ordered


@dataclass
class Paths:
    """Captions of L searches, W of each, with what is known of every word.

    Attributes:
        tokens: (L, W, T) ids, padded.
        log_probs: (L, W, T) the decoder's own, whatever guided the search.
        rows: (L, W, T) the row of each step that predicted the word.
        scores: (L, W) by which they are ordered, best first.
    """

    tokens: IntArray
    log_probs: FloatArray
    rows: IntArray
    scores: np.ndarray

    @classmethod
    def empty(cls, searches: int, width: int, sizes: Sizes) -> Paths:
        """Captions without a word, of no worth."""
        shape = (searches, width, sizes.max_tokens - 1)
        return cls(
            np.full(shape, sizes.pad_token_id, np.int64),
            np.zeros(shape, np.float32),
            np.zeros(shape, np.int64),
            np.full((searches, width), -np.inf),
        )

    def take(self, places: IntArray) -> Paths:
        """Those at these places, (L, W')."""
        lanes = np.arange(len(places))[:, None]
        return Paths(
            self.tokens[lanes, places],
            self.log_probs[lanes, places],
            self.rows[lanes, places],
            self.scores[lanes, places],
        )

    def joined(self, others: Paths) -> Paths:
        """These and others of the same searches."""
        return Paths(
            np.concatenate([self.tokens, others.tokens], 1),
            np.concatenate([self.log_probs, others.log_probs], 1),
            np.concatenate([self.rows, others.rows], 1),
            np.concatenate([self.scores, others.scores], 1),
        )

    def best(self, count: int) -> Paths:
        """The `count` best, in order; among equals the earlier first."""
        return self.take(np.argsort(-self.scores, axis=1, kind="stable")[:, :count])


class Searches:
    """Beam searches side by side, as transformers' `generate()` runs one.

    The score is the mean log-probability a token, the end included.

    Attributes:
        running: unfinished captions with their summed log-probability, best first.
        finished: captions with their log-probability per token, best first.
        open: (L,) whether an unfinished caption may still beat a finished one.
        length: words so far.
    """

    def __init__(self, begins: IntArray, beams: int, sizes: Sizes) -> None:
        """Starts without words.

        Args:
            begins: (L,) the token that each search begins with.
            beams: W, their width.
            sizes: the decoder's.
        """
        self.sizes, self._beams, self._begins = sizes, beams, begins
        count = len(begins)
        self.running = Paths.empty(count, beams, sizes)
        self.running.scores = np.full((count, beams), IMPOSSIBLE, np.float32)
        self.running.scores[:, 0] = 0  # all begin alike, so the first word is found by one beam
        self.finished = Paths.empty(count, beams, sizes)
        self.open = np.ones(count, bool)
        self.length = 0

    @property
    def last(self) -> IntArray:
        """(L, W) the last words."""
        if not self.length:
            return np.repeat(self._begins[:, None], self._beams, 1)
        return self.running.tokens[..., self.length - 1]

    def words(self, lanes: IntArray) -> IntArray:
        """(L', W, T) ids so far of some searches."""
        return self.running.tokens[lanes, :, : self.length]

    def extend(self, lanes: IntArray, led: FloatArray, own: FloatArray, rows: IntArray) -> IntArray:
        """Extends searches by the best words.

        Args:
            lanes: (L',) the searches, all that are open.
            led: (L', W, V) log-probabilities as the search weighs them; they are used up.
            own: (N, V) the decoder's own, by row.
            rows: (L', W) the row of each beam.

        Returns:
            (L', W) the beams that the new ones continue.
        """
        beams, words = led.shape[1:]
        led += self.running.scores[lanes][..., None]
        places, totals = _largest(led.reshape(len(lanes), -1), 2 * beams)  # (L', 2 * W)
        origins, tokens = places // words, places % words
        candidates = _of(self.running, lanes).take(origins)
        candidates.scores = totals
        read = np.take_along_axis(rows, origins, 1)
        candidates.tokens[..., self.length] = tokens
        candidates.log_probs[..., self.length] = own[read, tokens]
        candidates.rows[..., self.length] = read
        self.length += 1
        ends = tokens == self.sizes.eos_token_id
        last = self.length == self.sizes.max_tokens - 1
        self._finish(lanes, candidates, ends | last)
        going = np.argsort(ends, axis=1, kind="stable")[:, :beams]
        self._put(self.running, lanes, candidates.take(going))
        self.open[lanes] = self._may_improve(lanes) & (not last)
        return np.take_along_axis(origins, going, 1)

    def _finish(self, lanes: IntArray, candidates: Paths, ended: np.ndarray) -> None:
        """Adds those of the best W candidates that have ended to the finished captions."""
        means = candidates.scores.astype(np.float64) / self.length
        ended = ended & (np.arange(ended.shape[1]) < self._beams)
        if not ended.any():
            return
        new = Paths(
            candidates.tokens, candidates.log_probs, candidates.rows,
            np.where(ended, means, -np.inf),
        )  # fmt: skip
        self._put(self.finished, lanes, _of(self.finished, lanes).joined(new).best(self._beams))

    def _may_improve(self, lanes: IntArray) -> np.ndarray:
        worst = self.finished.scores[lanes, -1]
        if self._beams == 1:
            return np.isneginf(worst)  # one beam is the greedy search
        best = self.running.scores[lanes, 0].astype(np.float64) / self.length
        return np.isneginf(worst) | (best > worst)

    @staticmethod
    def _put(paths: Paths, lanes: IntArray, some: Paths) -> None:
        paths.tokens[lanes], paths.log_probs[lanes] = some.tokens, some.log_probs
        paths.rows[lanes], paths.scores[lanes] = some.rows, some.scores


def _of(paths: Paths, lanes: IntArray) -> Paths:
    """The captions of some searches, as copies."""
    return Paths(
        paths.tokens[lanes], paths.log_probs[lanes], paths.rows[lanes], paths.scores[lanes]
    )


def _largest(values: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
    """(L, N) -> (L, count) places and values of the largest, largest first; rules them out.

    A few maxima in a row take less time than a partition.
    """
    lanes = np.arange(len(values))
    places = np.empty((len(values), count), np.int64)
    found = np.empty((len(values), count), values.dtype)
    for rank in range(count):
        places[:, rank] = best = values.argmax(1)
        found[:, rank] = values[lanes, best]
        values[lanes, best] = -np.inf
    return places, found
