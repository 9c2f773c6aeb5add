"""Drawing captions beside a search, to learn what a decoder says of a photo on the whole."""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import PreTrainedConfig, PreTrainedTokenizerFast

from captioning.describe.scoring import text
from captioning.language.terms import Term, expected_terms


class Draws:
    """Several captions of each photo, drawn word by word from the decoder's own probabilities.

    At each step the K captions follow codes in [0, 1) through the intervals that the
    probabilities cut it into. The codes are spread evenly over [0, 1), each step's in another
    order (Latin hypercube sampling, McKay et al., 1979), which covers what can be said better than
    lots would; and they are fixed, so that a photo always gives the same captions, whatever else
    is in the batch.

    Attributes:
        counts: (B, V) how often each word is expected to be said, the mean over the captions of
            the probabilities at every step: what was likely counts, drawn or not.
    """

    def __init__(self, photos: int, count: int, config: PreTrainedConfig) -> None:
        """Begins.

        Args:
            photos: B.
            count: K captions a photo; 0 for none.
            config: the decoder's, for its special tokens and V.
        """
        self._config = config
        self._codes = _codes(config.max_tokens, count)
        self._ended = torch.zeros(photos, count, dtype=torch.bool)
        self._drawn: list[Tensor] = []
        self.counts = torch.zeros(photos, config.vocab_size)

    @property
    def ended(self) -> bool:
        """Whether every caption has ended."""
        return bool(self._ended.all())

    @property
    def tokens(self) -> Tensor:
        """(B, K, T) ids drawn so far, padded after the end token."""
        return torch.stack(self._drawn, -1)

    def extend(self, chances: Tensor) -> Tensor:
        """Draws the next words.

        Args:
            chances: (B, K, V) log-probabilities; -inf for what must not be said.

        Returns:
            (B, K) ids.
        """
        shares = chances.exp().double().cpu()
        shares /= shares.sum(-1, keepdim=True)
        self.counts += (shares * ~self._ended[..., None]).mean(1).float()
        tokens = drawn_words(shares, self._codes[len(self._drawn)].expand(shares.shape[:2]))
        tokens = tokens.masked_fill(self._ended, self._config.pad_token_id)
        self._drawn.append(tokens)
        self._ended |= tokens == self._config.eos_token_id
        return tokens.to(chances.device)

    def expected(
        self, photo: int, tokenizer: PreTrainedTokenizerFast, faint: float
    ) -> dict[Term, float]:
        """All that the decoder can say of a photo, in the form that is searched with.

        An image is a distribution over sentences. Words come with their expected counts; what a
        caption as a whole names ("metal: silver"), with its share of the captions drawn.

        Args:
            photo: its number in the batch.
            tokenizer: names the words.
            faint: least expected count of a word that is kept.

        Returns:
            Words to expected counts, and what is named to its share.
        """
        counts = self.counts[photo].clone()  # (V,)
        counts[tokenizer.all_special_ids] = 0
        frequent = (counts >= faint).nonzero()[:, 0]
        names = tokenizer.convert_ids_to_tokens(frequent.tolist())
        words = dict(zip(names, counts[frequent].tolist(), strict=True))
        drawn = [text(tokenizer, row) for row in self.tokens[photo]]
        shares = {caption: drawn.count(caption) / len(drawn) for caption in drawn}
        return expected_terms(words, shares)


def drawn_words(shares: Tensor, codes: Tensor) -> Tensor:
    """The words at which codes fall, where each word has as much of [0, 1) as its probability.

    Args:
        shares: (..., V) probabilities; a word of probability 0 is never drawn.
        codes: (...) in [0, 1), evenly spread or by chance.

    Returns:
        (...) ids.
    """
    edges = shares.cumsum(-1)
    places = codes[..., None] * edges[..., -1:]  # rounding leaves the sum beside 1
    words = torch.searchsorted(edges, places, right=True)[..., 0]
    return words.clamp(max=shares.shape[-1] - 1)


def _codes(steps: int, count: int) -> Tensor:
    """(T, K) float64 codes, the middles of K equal parts of [0, 1) in an order of each step's."""
    chance = torch.Generator().manual_seed(0)
    orders = torch.rand(steps, count, generator=chance).argsort(1)
    return (orders.double() + 0.5) / max(1, count)
