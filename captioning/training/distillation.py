"""Distillation: learning from the predictions and captions of finished models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from captioning.decoders import registry
from captioning.decoders.base import CaptionDecoder
from captioning.decoders.checkpoint import load_decoder
from captioning.decoders.tokenizer import WordTokenizer
from captioning.training.activation_cache import stages_mark
from captioning.training.batches import IGNORED, Batch
from captioning.training.loss import Tally, caption_loss
from captioning.training.reward import Reward
from captioning.training.run_state import TrainingError
from captioning.training.self_critical import sample
from captioning.vision.encoder import ImageEncoder

TRIES = 2  # captions sampled for each one learnt: those with the highest reward are taken


class Teachers:
    """Finished models that share the cached activations of those that learn.

    The mean of several models' probabilities predicts better than any one of them (Hinton et al.,
    "Distilling the knowledge in a neural network", 2015).
    """

    def __init__(
        self,
        folders: Sequence[Path],
        encoder: ImageEncoder,
        tokenizer: WordTokenizer,
        frozen_stages: int,
    ) -> None:
        """Loads the teachers.

        Args:
            folders: checkpoints, all of whose decoders teach, or one decoder's folder.
            encoder: of the students.
            tokenizer: of the students.
            frozen_stages: stages whose activations are cached, equal in all models; 1 or more.

        Raises:
            CheckpointError: if a folder cannot be loaded.
            TrainingError: if one has another vocabulary or other frozen stages.
        """
        self.frozen_stages, self.tokenizer = frozen_stages, tokenizer
        self._models: list[tuple[ImageEncoder, list[CaptionDecoder]]] = []
        for folder in folders:
            checkpoint, names = checkpoint_of(folder)
            trunk = ImageEncoder.load(checkpoint / "encoder")
            loaded = [load_decoder(checkpoint / name, checkpoint / "encoder") for name in names]
            if loaded[0][1].get_vocab() != tokenizer.get_vocab():
                raise TrainingError(
                    f"{folder} has another vocabulary: choose a teacher that was trained from the "
                    "same start."
                )
            if stages_mark(trunk, frozen_stages) != stages_mark(encoder, frozen_stages):
                raise TrainingError(
                    f"{folder} differs in its first {frozen_stages} stages: lower frozen_stages, "
                    "or choose a teacher that shares them with the start."
                )
            device = next(encoder.parameters()).device
            decoders = [one.eval() for one, _ in loaded]
            for decoder in decoders:
                decoder.to(device)
            self._models.append((trunk.to(device).eval(), decoders))

    @torch.no_grad()
    def encode(self, activations: Tensor) -> list[tuple[CaptionDecoder, Tensor]]:
        """Each teacher with its features.

        Args:
            activations: (B, c, s, s) of the frozen stages.

        Returns:
            A decoder and its encoder's features (B, P, C) for each teacher.
        """
        encoded = []
        for trunk, decoders in self._models:
            with torch.autocast(activations.device.type, enabled=False):
                features = trunk.top(activations, self.frozen_stages)
            encoded += [(decoder, features) for decoder in decoders]
        return encoded

    @torch.no_grad()
    def predict(
        self, encoded: list[tuple[CaptionDecoder, Tensor]], inputs: Tensor, real: Tensor
    ) -> Tensor:
        """The teachers' probabilities of every word of the vocabulary.

        Args:
            encoded: what `encode` returned of B photos.
            inputs: (N, T) ids that begin with the begin token; B divides N.
            real: (N, T) where a word is to be predicted.

        Returns:
            (words, V), the mean of all teachers' probabilities.
        """
        total = torch.zeros((), device=inputs.device)
        for decoder, features in encoded:
            states, _ = decoder.hidden(inputs, features)
            total = total + decoder.lm_head(states[real]).float().softmax(-1)  # (words, V)
        return total / len(encoded)

    def sample(self, encoded: list[tuple[CaptionDecoder, Tensor]], count: int, turn: int) -> Tensor:
        """Captions sampled from one of the teachers.

        Args:
            encoded: what `encode` returned of B photos.
            count: K captions a photo.
            turn: any number; the teachers take turns as it grows.

        Returns:
            (B, K, T) ids without the begin token, padded after the end token.
        """
        decoder, features = encoded[turn % len(encoded)]
        return sample(decoder, features, count).view(len(features), count, -1)


def checkpoint_of(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The checkpoint of a teacher's folder and the decoders that teach: all, or the folder's."""
    if folder.name in registry.names():
        return folder.parent, (folder.name,)
    present = tuple(name for name in registry.names() if (folder / name).is_dir())
    return folder, present or registry.names()


@dataclass(frozen=True)
class _Lesson:
    """A batch with the teachers' captions and predictions.

    Attributes:
        batch: the written captions of each photo, then the sampled ones.
        expected: (words, V), the teachers' probabilities at every word.
    """

    batch: Batch
    expected: Tensor


class DistillationLoss:
    """Cross-entropy whose target is in part what teachers predict.

    Captions that teachers sample are learnt like written ones (Kim and Rush, "Sequence-level
    knowledge distillation", EMNLP 2016). Those with the highest reward are taken, so that students
    may surpass their teachers.
    """

    def __init__(
        self, teachers: Teachers, share: float, reward: Reward, *, sampled: int = 0
    ) -> None:
        """Prepares.

        Args:
            teachers: finished models.
            share: of the teachers in the target, in [0, 1].
            reward: of a caption of a training photo.
            sampled: captions that teachers sample of each photo in a batch.
        """
        self.share, self.sampled = share, sampled
        self._teachers, self._reward = teachers, reward
        # All students learn from one batch, so the teachers run once.
        self._last: tuple[Batch, _Lesson] | None = None

    def __call__(
        self, decoder: CaptionDecoder, features: Tensor, batch: Batch
    ) -> tuple[Tensor, Tally]:
        """The loss of one decoder on one batch.

        Args:
            decoder: which learns.
            features: (B, P, C).
            batch: K captions for each of the B photos.

        Returns:
            The weighted mean over tokens in nats, to minimise, and the tally of the plain losses.
        """
        if self._last is None or self._last[0] is not batch:
            self._last = batch, self._lesson(batch, features.device)
        lesson = self._last[1]

        def softened(each: Tensor, logits: Tensor) -> Tensor:
            soft = functional.cross_entropy(logits, lesson.expected, reduction="none")
            return torch.lerp(each, soft, self.share)

        return caption_loss(decoder, features, lesson.batch, softened)

    def _lesson(self, batch: Batch, device: torch.device) -> _Lesson:
        encoded = self._teachers.encode(batch.activations.to(device))
        if self.sampled:
            batch = self._with_samples(batch, encoded)
        real = batch.targets.to(device) != IGNORED
        return _Lesson(batch, self._teachers.predict(encoded, batch.inputs.to(device), real))

    def _with_samples(self, batch: Batch, encoded: list[tuple[CaptionDecoder, Tensor]]) -> Batch:
        """The batch with K + `sampled` captions for each photo."""
        photos = len(batch.rows)
        tries = self._teachers.sample(encoded, TRIES * self.sampled, turn=batch.rows[0]).cpu()
        best = self._reward(tries, batch.rows).argsort(dim=1, descending=True, stable=True)
        chosen = tries[torch.arange(photos)[:, None], best[:, : self.sampled]]  # (B, K', T')
        tokenizer = self._teachers.tokenizer
        begin = chosen.new_full((*chosen.shape[:2], 1), tokenizer.bos_token_id)
        inputs = torch.cat([begin, chosen[..., :-1]], -1)
        targets = chosen.masked_fill(chosen == tokenizer.pad_token_id, IGNORED)
        weights = batch.weights.view(photos, -1)  # (B, K)
        mean = weights.mean(1, keepdim=True).expand(-1, chosen.shape[1])
        return replace(
            batch,
            inputs=_joined(batch.inputs, inputs, tokenizer.pad_token_id),
            targets=_joined(batch.targets, targets, IGNORED),
            weights=torch.cat([weights, mean], 1).flatten(),
        )


def _joined(written: Tensor, sampled: Tensor, padding: int) -> Tensor:
    """(B * K, T) and (B, K', T') -> (B * (K + K'), the longer T), by photos."""
    photos = len(sampled)
    length = max(written.shape[-1], sampled.shape[-1])
    parts = [
        functional.pad(part, (0, length - part.shape[-1]), value=padding)
        for part in (written.view(photos, -1, written.shape[-1]), sampled)
    ]
    return torch.cat(parts, 1).flatten(0, 1)
