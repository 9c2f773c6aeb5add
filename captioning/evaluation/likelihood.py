"""How probable the models find the reference captions: loss and accuracy, teacher-forced."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from transformers.modeling_outputs import BaseModelOutput

from captioning.decoders.base import CaptionDecoder
from captioning.decoders.tokenizer import WordTokenizer, encode_caption

IGNORED = -100


@dataclass
class Likelihood:
    """Sums over the tokens of reference captions; the end counts, begin and padding do not.

    Attributes:
        nats: Summed cross-entropy.
        correct: Tokens whose most probable word is the right one.
        tokens: Tokens counted.
    """

    nats: float = 0.0
    correct: int = 0
    tokens: int = 0

    def add(self, other: "Likelihood") -> None:
        """Take in another set's sums."""
        self.nats += other.nats
        self.correct += other.correct
        self.tokens += other.tokens

    def scores(self) -> dict[str, float | None]:
        """The figures of the student report.

        Returns:
            `loss`, the mean of a token in nats; `loss_sum5`, five times that, as Keras sums the
            mean losses of a photo's five captions; `accuracy` in [0, 1]. None without a token.
        """
        if not self.tokens:
            return dict.fromkeys(("loss", "loss_sum5", "accuracy"))
        loss = self.nats / self.tokens
        return {"loss": loss, "loss_sum5": 5 * loss, "accuracy": self.correct / self.tokens}


@torch.inference_mode()
def likelihood(
    decoder: CaptionDecoder,
    tokenizer: WordTokenizer,
    features: Tensor,
    captions: Sequence[str],
    *,
    of_piece: bool = False,
) -> Likelihood:
    """Measure one photo's reference captions under one decoder.

    Args:
        decoder: In evaluation mode.
        tokenizer: The decoder's tokenizer.
        features: The photo's encoder features, (1, P, C).
        captions: Its N reference captions; cut at the decoder's length, as in training.
        of_piece: Whether it shows a piece of jewelry, whose long captions have their own level.

    Returns:
        The sums over all their tokens.
    """
    length = decoder.config.max_tokens
    rows = [encode_caption(tokenizer, one, length, of_piece=of_piece) for one in captions]
    inputs = _padded([row[:-1] for row in rows], tokenizer.pad_token_id).to(features.device)
    labels = _padded([row[1:] for row in rows], IGNORED).to(features.device)  # (N, T)
    encoded = BaseModelOutput(last_hidden_state=features)
    logits = decoder(encoder_outputs=encoded, decoder_input_ids=inputs).logits  # (N, T, V)
    nats = functional.cross_entropy(
        logits.float().flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum"
    )
    right = (logits.argmax(-1) == labels).sum()
    return Likelihood(nats.item(), int(right), int((labels != IGNORED).sum()))


def _padded(rows: Sequence[Sequence[int]], padding: int) -> Tensor:
    """(N, T) ids of rows of different lengths."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[padding] * (width - len(row))] for row in rows])
