"""Self-critical training: captions that the model samples are weighed by what they are worth."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from captioning.describe.sampling import drawn_words
from captioning.training.batches import Batch
from captioning.training.loss import Objective, Tally
from captioning.training.reward import Worth


class SelfCriticalLoss:
    """Raises the probability of samples that are worth more than the photo's other samples.

    Rennie et al., "Self-critical sequence training", CVPR 2017, with the mean of the other
    samples as the baseline (Luo, "A better variant of self-critical sequence training", 2020).
    """

    def __init__(
        self,
        worth: Worth,
        *,
        samples: int,
        plain: Objective,
        plain_weight: float,
    ) -> None:
        """Prepares.

        Args:
            worth: of a caption of a training photo.
            samples: K captions drawn for each photo, at least 2.
            plain: the loss of the stage before, cross-entropy or the teachers'.
            plain_weight: its weight beside the reward's; 0 saves its time.
        """
        self.worth, self.samples = worth, samples
        self.plain, self.plain_weight = plain, plain_weight

    def __call__(self, decoder: nn.Module, features: Tensor, batch: Batch) -> tuple[Tensor, Tally]:
        """The loss of one decoder on one batch.

        Args:
            decoder: has `hidden`, `lm_head`, `new_cache` and `config`.
            features: (B, P, C).
            batch: gives the photos' rows, and their captions for the plain loss.
        """
        loss, tally = features.new_zeros(()), Tally()
        if self.plain_weight:
            loss, tally = self.plain(decoder, features, batch)
        tokens = sample(decoder, features, self.samples)  # (B * K, T)
        worth = self.worth(tokens.view(len(batch.rows), self.samples, -1), batch.rows)
        worth = worth.to(features.device)  # (B, K)
        others = (worth.sum(1, keepdim=True) - worth) / (self.samples - 1)
        advantage = (worth - others).flatten()  # (B * K,)
        real = tokens != decoder.config.pad_token_id  # (B * K, T)
        begin = tokens.new_full((len(tokens), 1), decoder.config.bos_token_id)
        states, _ = decoder.hidden(torch.cat([begin, tokens[:, :-1]], 1), features)
        chances = functional.cross_entropy(
            decoder.lm_head(states[real]).float(), tokens[real], reduction="none"
        )
        weights = advantage[:, None].expand_as(real)[real]
        reward_loss = (chances * weights).sum() / real.sum()
        tally.reward, tally.samples = float(worth.sum()), worth.numel()
        return reward_loss + self.plain_weight * loss, tally


@torch.no_grad()
def sample(decoder: nn.Module, features: Tensor, count: int) -> Tensor:
    """Captions drawn word by word from a decoder's own probabilities.

    Args:
        decoder: as above; its dropout is off while it draws.
        features: (B, P, C).
        count: K captions a photo.

    Returns:
        (B * K, T) ids without the begin token, padded after the end token; the K captions of a
        photo together. The unknown word is never drawn.
    """
    config, training = decoder.config, decoder.training
    decoder.eval()
    never = [config.unk_token_id, config.pad_token_id, config.bos_token_id]
    rows = len(features) * count
    tokens = torch.full((rows, 1), config.bos_token_id, device=features.device)
    ended = torch.zeros(rows, dtype=torch.bool, device=features.device)
    cache, drawn = decoder.new_cache(), []
    for _ in range(config.max_tokens - 1):
        states, _ = decoder.hidden(tokens, features, cache)
        logits = decoder.lm_head(states[:, -1]).float()
        logits[:, never] = -torch.inf
        lots = torch.rand(rows, device=features.device)  # `multinomial` draws V for each row
        tokens = drawn_words(logits.softmax(-1), lots)[:, None]  # (B * K, 1)
        tokens = tokens.masked_fill(ended[:, None], config.pad_token_id)
        drawn.append(tokens)
        ended |= tokens[:, 0] == config.eos_token_id
        if bool(ended.all()):
            break
    decoder.train(training)
    return torch.cat(drawn, 1)
