"""Self-critical training: captions that the model samples are weighed by their reward."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from captioning.decoders.base import CaptionDecoder
from captioning.training.batches import Batch
from captioning.training.loss import Objective, Tally
from captioning.training.reward import Reward


class SelfCriticalLoss:
    """Raises the probability of samples with a higher reward than the photo's other samples.

    Rennie et al., "Self-critical sequence training", CVPR 2017, with the mean of the other
    samples as the baseline (Luo, "A better variant of self-critical sequence training", 2020).
    """

    def __init__(
        self,
        reward: Reward,
        *,
        samples: int,
        plain: Objective,
        plain_weight: float,
    ) -> None:
        """Prepares.

        Args:
            reward: of a caption of a training photo.
            samples: K captions sampled for each photo, at least 2.
            plain: the regulariser, cross-entropy or distillation.
            plain_weight: its weight next to the reward's; 0 saves its time.
        """
        self.reward, self.samples = reward, samples
        self.plain, self.plain_weight = plain, plain_weight

    def __call__(
        self, decoder: CaptionDecoder, features: Tensor, batch: Batch
    ) -> tuple[Tensor, Tally]:
        """The loss of one decoder on one batch.

        Args:
            decoder: which samples and learns.
            features: (B, P, C).
            batch: gives the photos' rows, and their captions for the plain loss.
        """
        loss, tally = features.new_zeros(()), Tally()
        if self.plain_weight:
            loss, tally = self.plain(decoder, features, batch)
        begins = self._begins(decoder, batch)  # (B,)
        tokens = sample(decoder, features, self.samples, begins)  # (B * K, T)
        complete = (begins != decoder.config.bos_token_id).tolist()
        sampled = tokens.view(len(batch.rows), self.samples, -1)
        reward = self.reward(sampled, batch.rows, complete)
        reward = reward.to(features.device)  # (B, K)
        baseline = (reward.sum(1, keepdim=True) - reward) / (self.samples - 1)
        advantage = (reward - baseline).flatten()  # (B * K,)
        real = tokens != decoder.config.pad_token_id  # (B * K, T)
        begin = begins.to(tokens.device).repeat_interleave(self.samples)[:, None]
        states, _ = decoder.hidden(torch.cat([begin, tokens[:, :-1]], 1), features)
        nll = functional.cross_entropy(
            decoder.lm_head(states[real]).float(), tokens[real], reduction="none"
        )
        weights = advantage[:, None].expand_as(real)[real]
        reward_loss = (nll * weights).sum() / real.sum()
        tally.reward, tally.samples = float(reward.sum()), reward.numel()
        return reward_loss + self.plain_weight * loss, tally

    def _begins(self, decoder: CaptionDecoder, batch: Batch) -> Tensor:
        """(B,) begin tokens: every other piece of jewelry is described completely."""
        config = decoder.config
        pieces = torch.tensor(self.reward.labelled(batch.rows))
        complete = pieces & (torch.rand(len(pieces)) < 0.5)
        return torch.where(complete, config.complete_token_id, config.bos_token_id)


@torch.no_grad()
def sample(
    decoder: CaptionDecoder, features: Tensor, count: int, begins: Tensor | None = None
) -> Tensor:
    """Captions sampled word by word from a decoder's own probabilities.

    Args:
        decoder: its dropout is off while it samples.
        features: (B, P, C).
        count: K captions a photo.
        begins: (B,) the token that the captions of each photo begin with; by default the begin
            token.

    Returns:
        (B * K, T) ids without the begin token, padded after the end token; the K captions of a
        photo together. The unknown word is never sampled.
    """
    config, training = decoder.config, decoder.training
    decoder.eval()
    never = [config.unk_token_id, config.pad_token_id, config.bos_token_id]
    never.append(config.complete_token_id)
    rows = len(features) * count
    if begins is None:
        begins = torch.full((len(features),), config.bos_token_id)
    tokens = begins.to(features.device).repeat_interleave(count)[:, None]
    ended = torch.zeros(rows, dtype=torch.bool, device=features.device)
    cache, sampled = decoder.new_cache(), []
    for _ in range(config.max_tokens - 1):
        states, _ = decoder.hidden(tokens, features, cache)
        logits = decoder.lm_head(states[:, -1]).float()
        logits[:, never] = -torch.inf
        uniform = torch.rand(rows, device=features.device)  # `multinomial` draws V for each row
        tokens = drawn_words(logits.softmax(-1), uniform)[:, None]  # (B * K, 1)
        tokens = tokens.masked_fill(ended[:, None], config.pad_token_id)
        sampled.append(tokens)
        ended |= tokens[:, 0] == config.eos_token_id
        if bool(ended.all()):
            break
    decoder.train(training)
    return torch.cat(sampled, 1)


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
