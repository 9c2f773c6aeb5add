"""Reading captions again with all words given, for their probabilities and attention maps."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from captioning.terms import expected_terms

FAINT = 0.005  # expected counts below this do not help the search


@dataclass(frozen=True)
class Reading:
    """Captions read again with all words given: one pass yields all that is shown of them.

    Attributes:
        tokens: (N, T) ids without the begin token.
        likelihood: (N, T) probability of each token.
        scores: (N,) mean log-probability over the caption and its end.
        totals: (N,) summed log-probability.
        attention: (N, T, P), averaged over heads.
        counts: (N, V) expected number of times each word is said.
    """

    tokens: Tensor
    likelihood: Tensor
    scores: Tensor
    totals: Tensor
    attention: Tensor
    counts: Tensor


def read(decoder: PreTrainedModel, features: Tensor, tokens: Tensor) -> Reading:
    """Reads captions of encoded photos with teacher forcing.

    Args:
        decoder: either decoder.
        features: (B, P, C).
        tokens: (N, T) ids without the begin token, padded; the N / B captions of a photo together.
    """
    config = decoder.config
    begin = tokens.new_full((len(tokens), 1), config.bos_token_id)
    given = torch.cat([begin, tokens[:, :-1]], 1)
    output = decoder(encoder_outputs=(features,), decoder_input_ids=given, output_attentions=True)
    chances = output.logits.log_softmax(-1)  # (N, T, V)
    real = tokens != config.pad_token_id  # (N, T)
    each = chances.gather(2, tokens[..., None])[..., 0] * real
    totals = each.sum(1)
    return Reading(
        tokens=tokens,
        likelihood=each.exp(),
        scores=totals / real.sum(1).clamp(min=1),
        totals=totals,
        attention=output.cross_attentions[0].mean(1),
        counts=(chances.exp() * real[..., None]).sum(1),
    )


def text(tokenizer: PreTrainedTokenizerFast, tokens: Tensor) -> str:
    """The words of one caption, (T,) ids, joined by spaces."""
    special = set(tokenizer.all_special_ids)
    kept = [token for token in tokens.tolist() if token not in special]
    return " ".join(tokenizer.convert_ids_to_tokens(kept))


def expected_counts(
    tokenizer: PreTrainedTokenizerFast, reading: Reading, rows: slice
) -> dict[str, float]:
    """All that a model can say of a photo, as expected counts.

    An image is a distribution over sentences. Each step of each caption that the search kept has
    a distribution over words; summed over the steps, and over the captions by their probability,
    they are the expected counts of the words. This is the mean over samples without drawing any,
    and costs nothing beyond the pass that attention maps need anyway.

    Args:
        tokenizer: names the words.
        reading: of all captions.
        rows: those of one photo.

    Returns:
        Words to expected counts, at least `FAINT`, and what the captions as a whole name
        ("metal: silver") to its share, as `terms` searches for.
    """
    shares = reading.totals[rows].softmax(0)  # (n,)
    counts = (shares[:, None] * reading.counts[rows]).sum(0)  # (V,)
    counts[tokenizer.all_special_ids] = 0
    frequent = (counts >= FAINT).nonzero()[:, 0]
    names = tokenizer.convert_ids_to_tokens(frequent.tolist())
    words = dict(zip(names, counts[frequent].tolist(), strict=True))
    captions = [text(tokenizer, row) for row in reading.tokens[rows]]
    return expected_terms(words, dict(zip(captions, shares.tolist(), strict=True)))
