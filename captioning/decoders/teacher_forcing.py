"""One pass over known tokens, the same for every decoder: logits, loss and attention."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import Seq2SeqLMOutput


def next_words(
    decoder: PreTrainedModel,
    features: Tensor,
    tokens: Tensor | None,
    labels: Tensor | None,
    cache: Any,
    return_weights: bool,
) -> Seq2SeqLMOutput:
    """What a decoder's `forward` returns.

    Args:
        decoder: has `hidden` and `lm_head`.
        features: (B, P, C).
        tokens: (N, T) ids that begin with the begin token; B divides N. None for the labels,
            shifted right.
        labels: (N, T) ids to predict, -100 where there is none; None for no loss.
        cache: the decoder's own, extended in place, or None.
        return_weights: also return the last attention over the image.

    Returns:
        Logits (N, T, V), the mean cross-entropy in nats over the labels, the cache, and attention
        (N, H, T, P).
    """
    if tokens is None:
        tokens = shift_right(labels, decoder.config)
    states, weights = decoder.hidden(tokens, features, cache, return_weights)
    logits = decoder.lm_head(states)  # (N, T, V)
    return Seq2SeqLMOutput(
        loss=None if labels is None else functional.cross_entropy(logits.mT, labels),
        logits=logits,
        past_key_values=cache,
        cross_attentions=None if weights is None else (weights,),
    )


def shift_right(labels: Tensor, config: PreTrainedConfig) -> Tensor:
    """Decoder input for teacher forcing: the begin token, then the labels but the last.

    Args:
        labels: (N, T), -100 where there is none.
        config: knows the begin and padding ids.

    Returns:
        (N, T) ids.
    """
    shifted = labels.roll(1, dims=1).masked_fill(
        labels.roll(1, dims=1) == -100, config.pad_token_id
    )
    shifted[:, 0] = config.decoder_start_token_id
    return shifted
