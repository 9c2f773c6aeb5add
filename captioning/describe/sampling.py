"""Captions sampled along with a search: what else a decoder could say of a photo."""

from __future__ import annotations

from functools import cache

import numpy as np

from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.engine.contract import FloatArray, IntArray, Sizes
from captioning.language.terms import Term, expected_terms


class Draws:
    """Several captions of each photo, sampled word by word from the decoder's probabilities.

    At each step the probabilities divide [0, 1) into an interval for each word, and K fixed codes
    choose the words of the K captions. The codes are evenly spread and shuffled for each step
    (Latin hypercube sampling, McKay et al., 1979), which covers the possible captions better than
    random numbers. They are fixed, so a photo gives the same captions in any batch.

    Attributes:
        counts: (B, V) expected count of each word: the probabilities summed over the steps and
            averaged over the captions, so that likely words count even if they were not sampled.
        live: (B, K) captions that have not ended.
        last: (B, K) their last words.
    """

    def __init__(self, photos: int, count: int, sizes: Sizes) -> None:
        """Starts without words.

        Args:
            photos: B.
            count: K captions a photo; 0 for none.
            sizes: the decoder's.
        """
        self._sizes = sizes
        self._codes = _codes(sizes.max_tokens, count)
        self._drawn: list[IntArray] = []
        self.live = np.ones((photos, count), bool)
        self.last = np.full((photos, count), sizes.bos_token_id, np.int64)
        self.counts = np.zeros((photos, sizes.vocab_size), np.float32)

    @property
    def tokens(self) -> IntArray:
        """(B, K, T) ids sampled so far, padded after the end token."""
        return np.stack(self._drawn, -1)

    def extend(self, log_probs: FloatArray, rows: IntArray) -> None:
        """Samples the next words.

        Args:
            log_probs: (N, V) log-probabilities; -inf for words that must not follow.
            rows: (B, K) the row of each caption, of which equal beginnings share one.
        """
        read, places = np.unique(rows[self.live], return_inverse=True)
        probs = np.exp(log_probs[read])  # (R, V), which add up to a little less than 1
        edges = probs.cumsum(1, dtype=np.float64)
        self._count(probs, edges[:, -1], places)
        codes = np.broadcast_to(self._codes[len(self._drawn)], self.live.shape)
        tokens = np.full(self.live.shape, self._sizes.pad_token_id, np.int64)
        tokens[self.live] = drawn_words(edges, places, codes[self.live])
        self._drawn.append(tokens)
        self.live &= tokens != self._sizes.eos_token_id
        self.last = tokens

    def _count(self, probs: FloatArray, totals: np.ndarray, places: IntArray) -> None:
        """Adds the mean of each photo's probabilities to its counts; they are divided by totals."""
        rows, (photos, count) = len(probs), self.live.shape
        drawn = np.bincount(np.nonzero(self.live)[0] * rows + places, minlength=photos * rows)
        shares = drawn.reshape(photos, rows) / (totals * max(1, count))
        for photo, weights in enumerate(shares.astype(np.float32)):
            used = np.flatnonzero(weights)  # rows of a photo lie together
            if len(used):
                own = slice(used[0], used[-1] + 1)
                self.counts[photo] += weights[own] @ probs[own]

    def expected(self, photo: int, tokenizer: WordTokenizer, faint: float) -> dict[Term, float]:
        """All that the decoder could say of a photo, as terms to search with.

        A photo is a distribution over sentences. Words have their expected counts; an attribute
        of a whole caption ("metal: silver") has the share of sampled captions that name it.

        Args:
            photo: its number in the batch.
            tokenizer: names the words.
            faint: least expected count of a word that is kept.

        Returns:
            Words to expected counts, and attribute terms to their shares.
        """
        counts = self.counts[photo]  # (V,)
        frequent = [int(i) for i in np.flatnonzero(counts >= faint) if i not in tokenizer.special]
        words = {tokenizer.words[i]: float(counts[i]) for i in frequent}
        drawn = [tokenizer.text(row) for row in self.tokens[photo].tolist()]
        shares = {caption: drawn.count(caption) / len(drawn) for caption in drawn}
        return expected_terms(words, shares)


def drawn_words(edges: np.ndarray, rows: IntArray, codes: np.ndarray) -> IntArray:
    """The words whose intervals the codes fall into; an interval is as long as its probability.

    Args:
        edges: (R, V) cumulated probabilities; a word of probability 0 is never drawn.
        rows: (N,) the distribution that each word is drawn from.
        codes: (N,) in [0, 1), evenly spread or random.

    Returns:
        (N,) ids.
    """
    places = codes * edges[rows, -1]  # the sum is 1 only up to rounding
    found = [edges[row].searchsorted(at, "right") for row, at in zip(rows, places, strict=True)]
    return np.minimum(np.array(found, np.int64), edges.shape[1] - 1)


@cache
def _codes(steps: int, count: int) -> np.ndarray:
    """(T, K) codes: midpoints of K equal strata of [0, 1), shuffled for each step."""
    lots = np.random.RandomState(0).randint(0, 2**32, (steps, count), np.uint32)
    return ((lots % 2**24).argsort(1) + 0.5) / max(1, count)
