"""Distillation: learning what finished models expect and say, not what was written alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from captioning.decoders import registry
from captioning.decoders.checkpoint import load_decoder
from captioning.training.activation_cache import stages_mark
from captioning.training.batches import IGNORED, Batch
from captioning.training.loss import Tally, caption_loss
from captioning.training.reward import Worth
from captioning.training.run_state import TrainingError
from captioning.training.self_critical import sample
from captioning.vision.encoder import ImageEncoder

TRIES = 2  # captions drawn of a photo for each that is learnt: those worth most


class Teachers:
    """Finished models that look at the same activations as those that learn.

    The mean of several models' probabilities predicts better than any one of them does (Hinton et
    al., "Distilling the knowledge in a neural network", 2015).
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
            folders: checkpoints, of which all decoders teach, or a decoder's folder in one.
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
        self.frozen_stages, self.tokenizer = frozen_stages, tokenizer
        self._models: list[tuple[ImageEncoder, list[nn.Module]]] = []
        for folder in folders:
            checkpoint, names = checkpoint_of(folder)
            trunk = ImageEncoder.load(checkpoint / "encoder")
            loaded = [load_decoder(checkpoint / name, checkpoint / "encoder") for name in names]
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
            decoders = [one.to(device).eval() for one, _ in loaded]
            self._models.append((trunk.to(device).eval(), decoders))

    @torch.no_grad()
    def look(self, activations: Tensor) -> list[tuple[nn.Module, Tensor]]:
        """Each teacher with what it sees.

        Args:
            activations: (B, c, s, s) of the frozen stages.

        Returns:
            A decoder and its encoder's features (B, P, C) for each teacher.
        """
        seen = []
        for trunk, decoders in self._models:
            with torch.autocast(activations.device.type, enabled=False):
                features = trunk.top(activations, self.frozen_stages)
            seen += [(decoder, features) for decoder in decoders]
        return seen

    @torch.no_grad()
    def expect(self, seen: list[tuple[nn.Module, Tensor]], inputs: Tensor, real: Tensor) -> Tensor:
        """The probabilities of every word of the vocabulary.

        Args:
            seen: what `look` returned of B photos.
            inputs: (N, T) ids that begin with the begin token; B divides N.
            real: (N, T) where a word is to be predicted.

        Returns:
            (words, V), the mean of all teachers' probabilities.
        """
        total: Tensor | None = None
        for decoder, features in seen:
            states, _ = decoder.hidden(inputs, features)
            chances = decoder.lm_head(states[real]).float().softmax(-1)  # (words, V)
            total = chances if total is None else total.add_(chances)
        return total / len(seen)

    def draw(self, seen: list[tuple[nn.Module, Tensor]], count: int, turn: int) -> Tensor:
        """Captions drawn by one of the teachers.

        Args:
            seen: what `look` returned of B photos.
            count: K captions a photo.
            turn: any number; the teachers take turns as it grows.

        Returns:
            (B, K, T) ids without the begin token, padded after the end token.
        """
        decoder, features = seen[turn % len(seen)]
        drawn = sample(decoder, features, count)
        return drawn.view(len(features), count, -1)


def checkpoint_of(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The checkpoint and the decoders that a teacher's folder names: all, or the one it is of."""
    if folder.name in registry.names():
        return folder.parent, (folder.name,)
    present = tuple(name for name in registry.names() if (folder / name).is_dir())
    return folder, present or registry.names()


@dataclass(frozen=True)
class _Lesson:
    """A batch with the captions that teachers drew, and what they expect in all of its captions.

    Attributes:
        batch: the written captions of each photo, then the drawn ones.
        expected: (words, V) at every real word.
    """

    batch: Batch
    expected: Tensor


class TaughtLoss:
    """Cross-entropy with the captions, and with what teachers expect in their place.

    Captions that teachers draw are learnt beside the written ones, and there are as many as
    wanted: what a model knows is learnt best from what it says (Kim and Rush, "Sequence-level
    knowledge distillation", EMNLP 2016). Those that agree best with what people wrote and with
    the labels are taken, so that the pupils may come to know more than their teachers.
    """

    def __init__(
        self,
        teachers: Teachers,
        share: float,
        worth: Worth,
        *,
        drawn: int = 0,
        smoothing: float = 0.0,
    ) -> None:
        """Prepares.

        Args:
            teachers: finished models.
            share: of the teachers in the target, in [0, 1].
            worth: of a caption of a training photo.
            drawn: captions that teachers draw of each photo in a batch.
            smoothing: label smoothing of the words themselves.
        """
        self.share, self.drawn, self.smoothing = share, drawn, smoothing
        self._teachers, self._worth = teachers, worth
        # Both decoders learn from one batch, for which the teachers are asked once.
        self._last: tuple[Batch, _Lesson] | None = None

    def __call__(self, decoder: nn.Module, features: Tensor, batch: Batch) -> tuple[Tensor, Tally]:
        """The loss of one decoder on one batch.

        Args:
            decoder: has `hidden` and `lm_head`.
            features: (B, P, C).
            batch: K captions for each of the B photos.

        Returns:
            The weighted mean over tokens in nats, to minimise; and the plain tally.
        """
        if self._last is None or self._last[0] is not batch:
            self._last = batch, self._lesson(batch, features.device)
        lesson = self._last[1]

        def taught(each: Tensor, logits: Tensor, _: Batch) -> Tensor:
            soft = functional.cross_entropy(logits, lesson.expected, reduction="none")
            return torch.lerp(each, soft, self.share)

        return caption_loss(decoder, features, lesson.batch, self.smoothing, taught)

    def _lesson(self, batch: Batch, device: torch.device) -> _Lesson:
        seen = self._teachers.look(batch.activations.to(device))
        if self.drawn:
            batch = self._with_drawn(batch, seen)
        real = batch.targets.to(device) != IGNORED
        return _Lesson(batch, self._teachers.expect(seen, batch.inputs.to(device), real))

    def _with_drawn(self, batch: Batch, seen: list[tuple[nn.Module, Tensor]]) -> Batch:
        """The batch with K + `drawn` captions for each photo."""
        photos = len(batch.rows)
        tries = self._teachers.draw(seen, TRIES * self.drawn, turn=batch.rows[0]).cpu()
        best = self._worth(tries, batch.rows).argsort(dim=1, descending=True, stable=True)
        chosen = tries[torch.arange(photos)[:, None], best[:, : self.drawn]]  # (B, K', T')
        tokenizer = self._teachers.tokenizer
        begin = chosen.new_full((*chosen.shape[:2], 1), tokenizer.bos_token_id)
        heard = torch.cat([begin, chosen[..., :-1]], -1)
        targets = chosen.masked_fill(chosen == tokenizer.pad_token_id, IGNORED)
        written = batch.weights.view(photos, -1).mean(1, keepdim=True)  # (B, 1)
        return replace(
            batch,
            inputs=_side_by_side(batch.inputs, heard, tokenizer.pad_token_id),
            targets=_side_by_side(batch.targets, targets, IGNORED),
            weights=torch.cat(
                [batch.weights.view(photos, -1), written.expand(-1, chosen.shape[1])], 1
            ).flatten(),
        )


def _side_by_side(written: Tensor, drawn: Tensor, padding: int) -> Tensor:
    """(B * K, T) and (B, K', T') -> (B * (K + K'), the longer T), by photos."""
    photos = len(drawn)
    length = max(written.shape[-1], drawn.shape[-1])
    parts = [
        functional.pad(part, (0, length - part.shape[-1]), value=padding)
        for part in (written.view(photos, -1, written.shape[-1]), drawn)
    ]
    return torch.cat(parts, 1).flatten(0, 1)
