"""Captions sampled along with a search: what else a decoder could say of a photo."""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import PreTrainedConfig

from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.scoring import text
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
    """

    def __init__(self, photos: int, count: int, config: PreTrainedConfig) -> None:
        """Starts without words.

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
        """(B, K, T) ids sampled so far, padded after the end token."""
        return torch.stack(self._drawn, -1)

    def extend(self, log_probs: Tensor) -> Tensor:
        """Samples the next words.

        Args:
            log_probs: (B, K, V) log-probabilities; -inf for words that must not follow.

        Returns:
            (B, K) ids.
        """
        probs = log_probs.exp().double().cpu()
        probs /= probs.sum(-1, keepdim=True)
        self.counts += (probs * ~self._ended[..., None]).mean(1).float()
        tokens = drawn_words(probs, self._codes[len(self._drawn)].expand(probs.shape[:2]))
        tokens = tokens.masked_fill(self._ended, self._config.pad_token_id)
        self._drawn.append(tokens)
        self._ended |= tokens == self._config.eos_token_id
        return tokens.to(log_probs.device)

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
        counts = self.counts[photo].clone()  # (V,)
        counts[tokenizer.all_special_ids] = 0
        frequent = (counts >= faint).nonzero()[:, 0]
        names = tokenizer.convert_ids_to_tokens(frequent.tolist())
        words = dict(zip(names, counts[frequent].tolist(), strict=True))
        drawn = [text(tokenizer, row) for row in self.tokens[photo]]
        shares = {caption: drawn.count(caption) / len(drawn) for caption in drawn}
        return expected_terms(words, shares)


def drawn_words(probs: Tensor, codes: Tensor) -> Tensor:
    """The words whose intervals the codes fall into; an interval is as long as its probability.

    Args:
        probs: (..., V) probabilities; a word of probability 0 is never drawn.
        codes: (...) in [0, 1), evenly spread or random.

    Returns:
        (...) ids.
    """
    edges = probs.cumsum(-1)
    places = codes[..., None] * edges[..., -1:]  # the sum is 1 only up to rounding
    words = torch.searchsorted(edges, places, right=True)[..., 0]
    return words.clamp(max=probs.shape[-1] - 1)


def _codes(steps: int, count: int) -> Tensor:
    """(T, K) float64 codes: midpoints of K equal strata of [0, 1), shuffled for each step."""
    chance = torch.Generator().manual_seed(0)
    orders = torch.rand(steps, count, generator=chance).argsort(1)
    return (orders.double() + 0.5) / max(1, count)
