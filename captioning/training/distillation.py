"""Distillation: learning what finished models expect at each word, not the written one alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from captioning.checkpoint import DECODERS, load_decoder
from captioning.data import Example
from captioning.encoder import ImageEncoder
from captioning.training.features import stages_mark
from captioning.training.loss import Tally, caption_loss
from captioning.training.photo_set import IGNORED, Batch
from captioning.training.run_state import TrainingError


class Teachers:
    """Finished models that look at the same activations as those that learn.

    The mean of several models' probabilities predicts better than any one of them does (Hinton et
    al., "Distilling the knowledge in a neural network", 2015); both decoders of each checkpoint
    take part.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        encoder: ImageEncoder,
        tokenizer: PreTrainedTokenizerFast,
        frozen_stages: int,
    ) -> None:
        """Loads the teachers.

        Args:
            folders: checkpoints.
            encoder: of those who learn.
            tokenizer: of those who learn.
            frozen_stages: stages whose activations are cached, the same in all.

        Raises:
            CheckpointError: if a folder cannot be loaded.
            TrainingError: if one has another vocabulary or other frozen stages.
        """
        if not frozen_stages:
            raise TrainingError(
                "Teachers look at cached activations: give --frozen-stages 1 or more."
            )
        self.frozen_stages = frozen_stages
        self._models: list[tuple[ImageEncoder, list[nn.Module]]] = []
        for folder in folders:
            trunk = ImageEncoder.load(folder / "encoder")
            loaded = [load_decoder(folder / name, folder / "encoder") for name in DECODERS]
            if loaded[0][1].get_vocab() != tokenizer.get_vocab():
                raise TrainingError(
                    f"{folder} has another vocabulary: learn from a checkpoint that the run's "
                    "--start was trained on from, or that was trained on from it."
                )
            if stages_mark(trunk, frozen_stages) != stages_mark(encoder, frozen_stages):
                raise TrainingError(
                    f"{folder} differs in its first {frozen_stages} stages: lower --frozen-stages, "
                    "or learn from a checkpoint that has them in common with --start."
                )
            device = next(encoder.parameters()).device
            self._models.append((trunk.to(device).eval(), [one.to(device) for one, _ in loaded]))

    @torch.no_grad()
    def expect(self, activations: Tensor, inputs: Tensor, real: Tensor) -> Tensor:
        """The probabilities of every word of the vocabulary.

        Args:
            activations: (B, c, s, s) of the frozen stages.
            inputs: (N, T) ids that begin with the begin token; B divides N.
            real: (N, T) where a word is to be predicted.

        Returns:
            (words, V), the mean of all decoders' probabilities.
        """
        total: Tensor | None = None
        for trunk, decoders in self._models:
            with torch.autocast(activations.device.type, enabled=False):
                features = trunk.top(activations, self.frozen_stages)  # (B, P, C)
            for decoder in decoders:
                states, _ = decoder.eval().hidden(inputs, features)
                chances = decoder.lm_head(states[real]).float().softmax(-1)  # (words, V)
                total = chances if total is None else total.add_(chances)
        return total / (len(self._models) * len(DECODERS))


class TaughtLoss:
    """Cross-entropy with the written words and with what teachers expect in their place.

    Photos without labels alone are taught so: of jewelry, labels say more than teachers know.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        teachers: Teachers,
        share: float,
        smoothing: float = 0.0,
    ) -> None:
        """Prepares.

        Args:
            examples: the training photos, in the order of a batch's row numbers.
            teachers: finished models.
            share: of the teachers in the target, in [0, 1].
            smoothing: label smoothing of the written words.
        """
        self.share, self.smoothing, self._teachers = share, smoothing, teachers
        self._labelled = [bool(example.labels) for example in examples]
        # Both decoders learn from one batch, for which the teachers are asked once.
        self._last: tuple[Batch, Tensor, Tensor | None] | None = None

    def __call__(self, decoder: nn.Module, features: Tensor, batch: Batch) -> tuple[Tensor, Tally]:
        """The loss of one decoder on one batch.

        Args:
            decoder: has `hidden` and `lm_head`.
            features: (B, P, C).
            batch: K captions for each of the B photos.

        Returns:
            The weighted mean over tokens in nats, to minimise; and the plain tally.
        """
        return caption_loss(decoder, features, batch, self.smoothing, self._taught)

    def _taught(self, each: Tensor, logits: Tensor, batch: Batch) -> Tensor:
        """(words,) losses; where a photo is taught, between what they were and the teachers'."""
        taught, expected = self._expected(batch, logits.device)
        if expected is None:
            return each
        soft = functional.cross_entropy(logits[taught], expected, reduction="none")
        return each.index_put((taught,), torch.lerp(each[taught], soft, self.share))

    def _expected(self, batch: Batch, device: torch.device) -> tuple[Tensor, Tensor | None]:
        """Which of a batch's words are taught, (words,), and what is expected there."""
        if self._last is None or self._last[0] is not batch:
            photos = torch.tensor([not self._labelled[row] for row in batch.rows])  # (B,)
            captions = photos.repeat_interleave(len(batch.inputs) // len(photos))  # (N,)
            real = batch.targets != IGNORED  # (N, T)
            expected = None
            if photos.any():
                expected = self._teachers.expect(
                    batch.activations[photos].to(device),
                    batch.inputs[captions].to(device),
                    real[captions].to(device),
                )
            self._last = batch, captions[:, None].expand_as(real)[real].to(device), expected
        return self._last[1], self._last[2]
