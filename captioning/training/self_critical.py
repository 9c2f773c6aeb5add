"""Self-critical training: captions that the model samples are weighed by what they are worth."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from captioning.data import Example
from captioning.tokenizer import encode_caption
from captioning.training.loss import Tally
from captioning.training.photo_set import IGNORED, Batch
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
        cross_entropy: float,
    ) -> None:
        """Prepares the rewards.

        Args:
            examples: the training photos, in the order of a batch's row numbers.
            tokenizer: of the decoders.
            samples: K captions drawn for each photo, at least 2.
            attribute_weight: worth of a labelled attribute that is said, in units of CIDEr.
            cross_entropy: weight of the ordinary loss beside the reward's; 0 saves its time.
        """
        self.examples, self.tokenizer = examples, tokenizer
        self.samples, self.attribute_weight = samples, attribute_weight
        self.cross_entropy = cross_entropy
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
            batch: gives the photos' rows, and their captions for the share of cross-entropy.
        """
        tokens = sample(decoder, features, self.samples)  # (B * K, T)
        worth = self._worth(tokens, batch.rows).to(features.device)  # (B, K)
        others = (worth.sum(1, keepdim=True) - worth) / (self.samples - 1)
        advantage = (worth - others).flatten()  # (B * K,)
        drawn = tokens != decoder.config.pad_token_id  # (B * K, T)
        begin = tokens.new_full((len(tokens), 1), decoder.config.bos_token_id)
        inputs, targets = torch.cat([begin, tokens[:, :-1]], 1), tokens.masked_fill(~drawn, IGNORED)
        weights = advantage / drawn.sum()
        if self.cross_entropy:  # in the same pass, so that the image's part is computed once
            written = batch.weights * self.cross_entropy
            written = written / (batch.weights[:, None] * (batch.targets != IGNORED)).sum()
            inputs = _joined(inputs, batch.inputs, len(features), decoder.config.pad_token_id)
            targets = _joined(targets, batch.targets, len(features), IGNORED)
            weights = _joined(weights[:, None], written[:, None], len(features), 0.0)[:, 0]
        states, _ = decoder.hidden(inputs, features)
        real = targets != IGNORED
        logits, wanted = decoder.lm_head(states[real]), targets[real]  # (tokens, V), (tokens,)
        each = functional.cross_entropy(logits, wanted, reduction="none")
        tally = Tally(reward=float(worth.sum()), samples=worth.numel())
        if self.cross_entropy:
            theirs = torch.arange(len(targets)) % (len(targets) // len(features)) >= self.samples
            theirs = theirs.to(real.device)[:, None].expand_as(real)[real]
            tally.loss = float(each.detach()[theirs].sum())
            tally.correct = int((logits.argmax(-1) == wanted)[theirs].sum())
            tally.tokens = int(theirs.sum())
        return (each * weights[:, None].expand_as(real)[real]).sum(), tally

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


def _joined(first: Tensor, second: Tensor, photos: int, filler: float) -> Tensor:
    """Two sets of captions as one: (B * K, T) and (B * J, S) -> (B * (K + J), max(T, S)).

    The captions of a photo lie together, and the shorter set is filled up at the end.
    """
    length = max(first.shape[1], second.shape[1])
    parts = [
        functional.pad(part.to(first.device), (0, length - part.shape[1]), value=filler)
        for part in (first, second)
    ]
    return torch.cat([part.view(photos, -1, length) for part in parts], 1).flatten(0, 1)


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
        logits = decoder.lm_head(states[:, -1])
        logits[:, never] = -torch.inf
        tokens = torch.multinomial(logits.softmax(-1), 1)
        tokens = tokens.masked_fill(ended[:, None], config.pad_token_id)
        drawn.append(tokens)
        ended |= tokens[:, 0] == config.eos_token_id
        if bool(ended.all()):
            break
    decoder.train(training)
    return torch.cat(drawn, 1)
