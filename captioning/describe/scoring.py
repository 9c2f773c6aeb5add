"""Probabilities and attention maps of finished captions, in one teacher-forced pass."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from captioning.decoders.base import CaptionDecoder
from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.caption import Word


@dataclass(frozen=True)
class Scored:
    """Captions with what is shown of them.

    Attributes:
        tokens: (N, T) ids without the begin token.
        likelihood: (N, T) probability of each token.
        scores: (N,) mean log-probability over the caption and its end.
        attention: (N, T, P), averaged over heads.
    """

    tokens: Tensor
    likelihood: Tensor
    scores: Tensor
    attention: Tensor


def score(decoder: CaptionDecoder, features: Tensor, tokens: Tensor) -> Scored:
    """Scores captions of encoded photos with teacher forcing.

    Args:
        decoder: in evaluation mode.
        features: (B, P, C).
        tokens: (N, T) ids without the begin token, padded; the N / B captions of a photo together.
    """
    config = decoder.config
    begin = tokens.new_full((len(tokens), 1), config.bos_token_id)
    given = torch.cat([begin, tokens[:, :-1]], 1)
    output = decoder(encoder_outputs=(features,), decoder_input_ids=given, output_attentions=True)
    log_probs = output.logits.log_softmax(-1)  # (N, T, V)
    real = tokens != config.pad_token_id  # (N, T)
    each = log_probs.gather(2, tokens[..., None])[..., 0] * real
    return Scored(
        tokens=tokens,
        likelihood=each.exp(),
        scores=each.sum(1) / real.sum(1).clamp(min=1),
        attention=output.cross_attentions[0].mean(1),
    )


def text(tokenizer: WordTokenizer, tokens: Tensor) -> str:
    """The words of one caption, (T,) ids, joined by spaces."""
    special = set(tokenizer.all_special_ids)
    kept = [token for token in tokens.tolist() if token not in special]
    return " ".join(tokenizer.convert_ids_to_tokens(kept))


def scored_words(scored: Scored, row: int, tokenizer: WordTokenizer) -> tuple[Word, ...]:
    """The words of one scored caption, each with its probability and attention map.

    Args:
        scored: from `score`.
        row: of the caption.
        tokenizer: names the words; special tokens are left out.
    """
    special = set(tokenizer.all_special_ids)
    side = round(scored.attention.shape[-1] ** 0.5)
    found = []
    for place, token in enumerate(scored.tokens[row].tolist()):
        if token in special:
            continue
        grid = scored.attention[row, place].view(side, side).numpy()
        (word,) = tokenizer.convert_ids_to_tokens([token])
        found.append(Word(word, float(scored.likelihood[row, place]), grid / grid.sum()))
    return tuple(found)
