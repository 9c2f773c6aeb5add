"""Self-critical training: captions that the model samples are weighed by what they are worth."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from captioning.data import Example
from captioning.sampling import drawn_words
from captioning.tokenizer import encode_caption
from captioning.training.loss import Objective, Tally
from captioning.training.photo_set import Batch
from captioning.training.reward import Cider, attribute_reward


class SelfCriticalLoss:
    """Raises the probability of samples that are worth more than the photo's other samples.

    Rennie et al., "Self-critical sequence training", CVPR 2017, with the mean of the other
    samples as the baseline (Luo, "A better variant of self-critical sequence training", 2020).
    """

    def __init__(
        self,
        examples: list[Example],
        tokenizer: PreTrainedTokenizerFast,
        *,
        samples: int,
        attribute_weight: float,
        plain: Objective,
        plain_weight: float,
    ) -> None:
        """Prepares the rewards.

        Args:
            examples: the training photos, in the order of a batch's row numbers.
            tokenizer: of the decoders.
            samples: K captions drawn for each photo, at least 2.
            attribute_weight: worth of a labelled attribute that is said, in units of CIDEr.
            plain: the loss of the stage before, cross-entropy or the teachers'.
            plain_weight: its weight beside the reward's; 0 saves its time.
        """
        self.examples, self.tokenizer = examples, tokenizer
        self.samples, self.attribute_weight = samples, attribute_weight
        self.plain, self.plain_weight = plain, plain_weight
        self._ciders: dict[bool, Cider] = {}
        self._places: list[int] = []
        for labelled in (False, True):  # words are common or rare within one kind of photo
            group = [one for one in examples if bool(one.labels) == labelled]
            references = [
                [encode_caption(tokenizer, text)[1:] for text in one.captions] for one in group
            ]
            self._ciders[labelled] = Cider(references)
        counts = {False: 0, True: 0}
        for one in examples:
            self._places.append(counts[bool(one.labels)])
            counts[bool(one.labels)] += 1

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
        worth = self._worth(tokens, batch.rows).to(features.device)  # (B, K)
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

    def _worth(self, tokens: Tensor, rows: list[int]) -> Tensor:
        captions = [
            [token for token in caption if token != self.tokenizer.pad_token_id]
            for caption in tokens.tolist()
        ]
        worth = [
            self._caption_worth(rows[index // self.samples], ids)
            for index, ids in enumerate(captions)
        ]
        return torch.tensor(worth).view(len(rows), self.samples)

    def _caption_worth(self, row: int, ids: list[int]) -> float:
        labels = self.examples[row].labels
        score = self._ciders[bool(labels)](self._places[row], ids)
        if labels:
            words = [token for token in ids if token != self.tokenizer.eos_token_id]
            text = " ".join(self.tokenizer.convert_ids_to_tokens(words))
            score += self.attribute_weight * attribute_reward(text, labels)
        return score


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
