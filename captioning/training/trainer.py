"""Trains decoders over one encoder through the epochs of a stage."""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from captioning.decoders import registry
from captioning.decoders.base import CaptionDecoder
from captioning.decoders.tokenizer import WordTokenizer
from captioning.training.attribute_loss import AttributeLoss
from captioning.training.augmentation import augmented
from captioning.training.batches import Batch, PhotoSet
from captioning.training.loss import Objective, Tally, caption_loss
from captioning.training.optimizer import free_parameters, new_optimizer, rates
from captioning.training.precision import mixed_precision, trunk_precision
from captioning.training.recipe import Recipe, Stage
from captioning.training.run_state import TrainingError, read_state, write_state
from captioning.training.starting_weights import new_decoders
from captioning.training.style_mixing import mixed_styles
from captioning.vision.encoder import ImageEncoder


class Trainer:
    """Trains by a stage of a recipe, and keeps what it needs to continue after a stop.

    Random numbers depend on the recipe's seed and the epoch alone, so a resumed stage gives the
    same numbers as one that was never stopped.
    """

    def __init__(
        self,
        recipe: Recipe,
        stage: Stage,
        folder: Path,
        encoder: ImageEncoder,
        tokenizer: WordTokenizer,
        training: PhotoSet,
        validation: dict[str, PhotoSet],
        decoders: dict[str, CaptionDecoder] | None = None,
        objective: Objective = caption_loss,
    ) -> None:
        """Prepares a stage.

        Args:
            recipe: the sizes of new decoders, and the seed.
            stage: how to train.
            folder: where the state is kept.
            encoder: its first `stage.frozen_stages` stages made the activations.
            tokenizer: the vocabulary of the decoders.
            training: what to learn from.
            validation: sets to measure on after each epoch, by name; the first one decides which
                epoch is best.
            decoders: those to continue from; learners that are not among them start at random.
            objective: loss of one decoder on one batch.
        """
        self.recipe, self.stage, self.folder, self.tokenizer = recipe, stage, folder, tokenizer
        self.training, self.validation, self.objective = training, validation, objective
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(recipe.seed)
        self.encoder = encoder.to(self.device).eval()  # batch norm keeps ImageNet's statistics
        channels = encoder.config.channels
        self.decoders = dict(decoders or {})
        new = [name for name in self._learners() if name not in self.decoders]
        self.decoders |= new_decoders(new, recipe.models, stage.dropout, len(tokenizer), channels)
        self.attribute_loss = AttributeLoss(training.examples, channels)
        for module in (*self.decoders.values(), self.attribute_loss):
            module.to(self.device)
        for decoder in self.decoders.values():
            decoder.config.complete_token_id = tokenizer.complete_token_id
            decoder.set_dropout(stage.dropout)
        self.free = free_parameters(self.encoder, stage)
        heads = [self.attribute_loss] if stage.attribute_weight else []
        self.optimizer = new_optimizer(stage, [*self.decoders.values(), *heads], self.free)
        self.epoch = 0
        self.history: list[dict[str, Any]] = []
        self.best: dict[str, dict[str, Any]] = {}

    def train(self) -> None:
        """Runs the epochs that are left.

        Raises:
            TrainingError: on a loss that is not a number, an epoch without photos, or no room
                for the state on disk.
        """
        while self.epoch < self.stage.epochs and (learning := self._learning()):
            started = time.monotonic()
            trained, validated = self._train_epoch(), self.validate(learning)
            row = {"epoch": self.epoch + 1, "train": trained, "validation": validated}
            row["seconds"] = round(time.monotonic() - started, 1)
            self.history.append(row)
            self.epoch += 1
            self._remember_best(row)
            self.save_state()
            tqdm.write(_epoch_line(row))
        for name, best in self.best.items():
            if self.stage.patience:
                self.decoders[name].load_state_dict(best["weights"])

    def _learners(self) -> tuple[str, ...]:
        return self.stage.learners or registry.names()

    def _learning(self) -> list[str]:
        """Names of the learners that early stopping has not ended."""
        patience = self.stage.patience
        return [
            name
            for name in self._learners()
            if not patience
            or name not in self.best
            or self.epoch - self.best[name]["epoch"] < patience
        ]

    def _train_epoch(self) -> dict[str, dict[str, float]]:
        torch.manual_seed(self.recipe.seed + 1000 * self.epoch)  # dropout, augmentation, samples
        rng = random.Random(f"{self.recipe.seed}-views-{self.epoch}")
        names = self._learning()
        for name, decoder in self.decoders.items():
            decoder.train(name in names)
        self.attribute_loss.train()
        batches = self.training.epoch(self.epoch)
        if not batches:
            raise TrainingError(
                f"Epoch {self.epoch + 1} of stage {self.stage.name} has no photos: raise its "
                "labelled_share or unlabelled_share, or add --data."
            )
        schedule = rates(self.optimizer, self.stage, self.epoch, len(batches))
        tallies = {name: Tally() for name in names}
        bar = tqdm(batches, desc=f"epoch {self.epoch + 1}/{self.stage.epochs}", mininterval=2)
        for visits in bar:
            batch = self.training.training_batch(visits, rng)
            for name, tally in self._step(batch, names).items():
                tallies[name].add(tally)
            schedule.step()
            bar.set_postfix({name: str(tally) for name, tally in tallies.items()})
        return {name: tally.summary() for name, tally in tallies.items()}

    def _step(self, batch: Batch, names: list[str]) -> dict[str, Tally]:
        features = self._features(batch, augment=True)
        losses, tallies = [], {}
        with mixed_precision(self.device):
            for name in names:
                loss, tallies[name] = self.objective(self.decoders[name], features, batch)
                losses.append(loss)
        if self.stage.attribute_weight:
            losses.append(self.stage.attribute_weight * self.attribute_loss(features, batch.rows))
        total = torch.stack(losses).sum()
        if not math.isfinite(float(total.detach())):
            raise TrainingError(
                f"The loss is not a number in epoch {self.epoch + 1} of stage {self.stage.name}: "
                "lower its decoder_rate or encoder_rate and train again."
            )
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        for group in self.optimizer.param_groups:
            nn.utils.clip_grad_norm_(group["params"], 1.0)
        self.optimizer.step()
        return tallies

    def _features(self, batch: Batch, *, augment: bool = False) -> Tensor:
        """(B, P, C) of cached activations or of photos."""
        active, stage = batch.activations.to(self.device), self.stage
        with torch.set_grad_enabled(bool(self.free) and torch.is_grad_enabled()):
            if stage.frozen_stages:
                active = active.contiguous(memory_format=torch.channels_last)
                return self.encoder.top(active, stage.frozen_stages)
            if augment:
                views = augmented(active, stage.size or self.recipe.models.size)
                pixels = self.encoder.standardise(views)
            else:
                pixels = self.encoder.normalise(active)
            pixels = pixels.contiguous(memory_format=torch.channels_last)
            with trunk_precision(self.device):
                with torch.set_grad_enabled(torch.is_grad_enabled() and not stage.fixed_stages):
                    active = self.encoder.stem(pixels, stage.fixed_stages)
                if augment and stage.style_mixing:
                    metals = [self._metal(row) for row in batch.rows]
                    active = mixed_styles(active, metals, stage.style_mixing)
                return self.encoder.top(active, stage.fixed_stages).float()

    def _metal(self, row: int) -> str | None:
        labels = self.training.examples[row].labels
        return labels.metal if labels else None

    @torch.no_grad()
    def validate(self, names: Collection[str] = ()) -> dict[str, dict[str, dict[str, float]]]:
        """Loss and accuracy of decoders, by default all, on each validation set."""
        measured = {name: self.decoders[name].eval() for name in names or self.decoders}
        results: dict[str, dict[str, dict[str, float]]] = {}
        for set_name, photos in self.validation.items():
            tallies = {name: Tally() for name in measured}
            for rows in photos.validation_rows():
                batch = photos.validation_batch(rows)
                features = self._features(batch)
                for name, decoder in measured.items():
                    tallies[name].add(caption_loss(decoder, features, batch)[1])
            results[set_name] = {name: tally.summary() for name, tally in tallies.items()}
        return results

    def _remember_best(self, row: dict[str, Any]) -> None:
        deciding = next(iter(row["validation"].values()))
        for name in row["train"]:
            loss = deciding[name]["loss"]
            if name not in self.best or loss < self.best[name]["loss"]:
                weights = self.decoders[name].state_dict() if self.stage.patience else {}
                self.best[name] = {
                    "epoch": self.epoch,
                    "loss": loss,
                    "weights": copy.deepcopy(weights),
                }

    def _modules(self) -> dict[str, nn.Module | torch.optim.Optimizer]:
        """All that has a state, by the name of that state."""
        return {
            "encoder": self.encoder,
            **{f"decoder {name}": decoder for name, decoder in self.decoders.items()},
            "attribute loss": self.attribute_loss,
            "optimizer": self.optimizer,
        }

    def save_state(self) -> None:
        """Writes the state of the last whole epoch."""
        state = {name: module.state_dict() for name, module in self._modules().items()}
        write_state(
            self.folder,
            state | {"epoch": self.epoch, "history": self.history, "best": self.best},
        )

    def resume(self) -> None:
        """Continues after the last whole epoch, if there is one."""
        state = read_state(self.folder, self.device)
        if state is None:
            return
        self.epoch, self.history, self.best = state["epoch"], state["history"], state["best"]
        for name, module in self._modules().items():
            module.load_state_dict(state[name])


def _epoch_line(row: dict[str, Any]) -> str:
    parts = [f"epoch {row['epoch']} ({row['seconds']:.0f} s)"]
    for set_name, models in row["validation"].items():
        for name, figures in models.items():
            parts.append(
                f"{set_name} {name}: loss x5 {figures['loss_sum5']:.3f}, "
                f"accuracy {figures['accuracy']:.4f}"
            )
    return " | ".join(parts)
