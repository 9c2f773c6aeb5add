"""Cross-entropy of captions, computed at real tokens only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from captioning.decoders.base import CaptionDecoder
from captioning.training.batches import IGNORED, Batch


@dataclass
class Tally:
    """Sums over tokens, so that means over an epoch are exact whatever the batches.

    Attributes:
        loss: summed cross-entropy in nats, without weights.
        correct: tokens whose most probable word is the target.
        tokens: tokens counted, the end token included, the begin token not.
        reward: summed reward of sampled captions, where there are any.
        samples: sampled captions.
    """

    loss: float = 0.0
    correct: int = 0
    tokens: int = 0
    reward: float = 0.0
    samples: int = 0

    def add(self, other: Tally) -> None:
        """Adds another tally."""
        self.loss += other.loss
        self.correct += other.correct
        self.tokens += other.tokens
        self.reward += other.reward
        self.samples += other.samples

    @property
    def mean_loss(self) -> float:
        """Nats a token."""
        return self.loss / max(1, self.tokens)

    @property
    def accuracy(self) -> float:
        """Share of tokens predicted, in [0, 1]."""
        return self.correct / max(1, self.tokens)

    @property
    def mean_reward(self) -> float:
        """Reward of a sampled caption."""
        return self.reward / max(1, self.samples)

    def summary(self) -> dict[str, float]:
        """The means for the table of epochs; `loss_sum5` is the loss x 5."""
        summary = {}
        if self.tokens:
            summary = {
                "loss": round(self.mean_loss, 5),
                "accuracy": round(self.accuracy, 5),
                "loss_sum5": round(5 * self.mean_loss, 4),
            }
        if self.samples:
            summary["reward"] = round(self.mean_reward, 5)
        return summary

    def __str__(self) -> str:
        return f"{self.mean_loss:.3f}" + f" ({self.mean_reward:.3f})" * bool(self.samples)


Objective = Callable[[CaptionDecoder, Tensor, Batch], tuple[Tensor, Tally]]
"""The loss of one decoder on one batch with features (B, P, C), and its tally."""


def caption_loss(
    decoder: CaptionDecoder,
    features: Tensor,
    batch: Batch,
    adjust: Callable[[Tensor, Tensor], Tensor] | None = None,
) -> tuple[Tensor, Tally]:
    """The loss of one decoder on one batch.

    Args:
        decoder: which predicts.
        features: (B, P, C).
        batch: K captions for each of the B photos.
        adjust: turns the losses (tokens,) and the logits (tokens, V) into the losses to minimise.

    Returns:
        The weighted mean over tokens in nats, to minimise, and the tally of the plain losses.
    """
    device = features.device
    states, _ = decoder.hidden(batch.inputs.to(device), features)  # (N, T, D)
    targets = batch.targets.to(device)
    real = targets != IGNORED  # the output layer is most of the work, so it skips the padding
    logits = decoder.lm_head(states[real]).float()  # (tokens, V)
    wanted = targets[real]
    weights = batch.weights.to(device)[:, None].expand_as(real)[real]
    plain = functional.cross_entropy(logits, wanted, reduction="none")  # (tokens,)
    each = plain if adjust is None else adjust(plain, logits)
    loss = (each * weights).sum() / weights.sum()
    correct = int((logits.detach().argmax(-1) == wanted).sum())
    return loss, Tally(float(plain.detach().sum()), correct, int(wanted.numel()))
