"""A training run: the decoders over one encoder, epoch by epoch, resumable."""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Collection
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm
from transformers import PreTrainedTokenizerFast

from captioning.training.attribute_heads import AttributeHeads
from captioning.training.batches import Batch, PhotoSet
from captioning.training.fresh_views import fresh_views
from captioning.training.loss import Objective, Tally, caption_loss
from captioning.training.precision import mixed_precision, trunk_precision
from captioning.training.recipe import Recipe
from captioning.training.run_state import TrainingError, read_state, write_state
from captioning.training.schedule import rate_factor
from captioning.training.starting_weights import new_decoders
from captioning.vision.encoder import ImageEncoder


class TrainingRun:
    """Trains by a recipe and keeps what is needed to go on after a stop.

    Chance depends on the recipe's seed and the epoch alone, so a resumed run gives the same
    numbers as one that was never stopped.
    """

    def __init__(
        self,
        recipe: Recipe,
        folder: Path,
        encoder: ImageEncoder,
        tokenizer: PreTrainedTokenizerFast,
        training: PhotoSet,
        validation: dict[str, PhotoSet],
        start: dict[str, nn.Module] | None = None,
        objective: Objective | None = None,
    ) -> None:
        """Prepares a run.

        Args:
            recipe: how to train.
            folder: where the run's state and history go.
            encoder: its first `recipe.frozen_stages` stages made the activations.
            tokenizer: the vocabulary of all decoders.
            training: what to learn from.
            validation: sets to measure on after each epoch, by name; the first decides.
            start: decoders to continue from; learners that are not among them start at random.
            objective: loss of one decoder on one batch; cross-entropy if not given.
        """
        self.recipe, self.folder, self.tokenizer = recipe, folder, tokenizer
        self.training, self.validation = training, validation
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(recipe.seed)
        self.encoder = encoder.to(self.device).eval()  # batch norm keeps ImageNet's statistics
        self.decoders = dict(start or {})
        new = [name for name in recipe.learning if name not in self.decoders]
        self.decoders |= new_decoders(recipe, new, len(tokenizer), encoder.config.channels)
        self.heads = AttributeHeads(training.examples, encoder.config.channels)
        for module in (*self.decoders.values(), self.heads):
            module.to(self.device)
        self.free = self._free_parameters()
        self.optimizer = self._new_optimizer()
        self.objective = objective or partial(caption_loss, smoothing=recipe.label_smoothing)
        self.epoch = 0
        self.history: list[dict] = []
        self.best: dict[str, dict] = {}

    def _free_parameters(self) -> list[nn.Parameter]:
        self.encoder.requires_grad_(False)
        if not self.recipe.encoder_rate:
            return []
        trunk = self.encoder.trunk
        free = [*trunk.blocks[self.recipe.frozen_stages :], trunk.conv_head, trunk.bn2]
        if not self.recipe.frozen_stages:
            free += [trunk.conv_stem, trunk.bn1]
        for module in free:
            module.requires_grad_(True)
        return [parameter for module in free for parameter in module.parameters()]

    def _new_optimizer(self) -> torch.optim.Optimizer:
        recipe = self.recipe
        groups = [
            {"params": list(decoder.parameters()), "lr": recipe.decoder_rate}
            for decoder in self.decoders.values()
        ]
        if recipe.attribute_weight:
            groups.append({"params": list(self.heads.parameters()), "lr": recipe.decoder_rate})
        if self.free:
            groups.append({"params": self.free, "lr": recipe.encoder_rate})
        for group in groups:
            group["peak"] = group["lr"]
        return torch.optim.AdamW(
            groups, betas=(0.9, 0.98), weight_decay=recipe.weight_decay, fused=True
        )

    def train(self) -> None:
        """Runs the epochs that are left.

        Raises:
            TrainingError: on a loss that is not a number, an epoch without photos, or no room
                for the state on disk.
        """
        while self.epoch < self.recipe.epochs and (learning := self._learning()):
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
            if self.recipe.patience:
                self.decoders[name].load_state_dict(best["weights"])

    def _learning(self) -> list[str]:
        """Names of the decoders that are to learn and that early stopping has not ended."""
        patience = self.recipe.patience
        return [
            name
            for name in self.recipe.learning
            if not patience
            or name not in self.best
            or self.epoch - self.best[name]["epoch"] < patience
        ]

    def _train_epoch(self) -> dict[str, dict[str, float]]:
        torch.manual_seed(self.recipe.seed + 1000 * self.epoch)  # dropout
        rng = random.Random(f"{self.recipe.seed}-views-{self.epoch}")
        names = self._learning()
        for name, decoder in self.decoders.items():
            decoder.train(name in names)
        self.heads.train()
        batches = self.training.epoch(self.epoch)
        if not batches:
            raise TrainingError(
                f"Epoch {self.epoch + 1} of {self.recipe.name} visits no photo: raise the share "
                "of photos with or without labels that it visits, or add --data."
            )
        tallies = {name: Tally() for name in names}
        bar = tqdm(batches, desc=f"epoch {self.epoch + 1}/{self.recipe.epochs}", mininterval=2)
        for index, visits in enumerate(bar):
            step, steps = self.epoch * len(batches) + index, len(batches) * self.recipe.epochs
            for group in self.optimizer.param_groups:
                group["lr"] = group["peak"] * rate_factor(self.recipe, step, steps)
            batch = self.training.training_batch(visits, rng)
            for name, tally in self._step(batch, names).items():
                tallies[name].add(tally)
            bar.set_postfix({name: str(tally) for name, tally in tallies.items()})
        return {name: tally.summary() for name, tally in tallies.items()}

    def _step(self, batch: Batch, names: list[str]) -> dict[str, Tally]:
        features = self._features(batch, fresh=True)
        losses, tallies = [], {}
        with mixed_precision(self.device):
            for name in names:
                loss, tallies[name] = self.objective(self.decoders[name], features, batch)
                losses.append(loss)
        if self.recipe.attribute_weight:
            losses.append(self.recipe.attribute_weight * self.heads(features, batch.rows))
        total = torch.stack(losses).sum()
        if not math.isfinite(float(total.detach())):
            raise TrainingError(
                f"The loss is not a number in epoch {self.epoch + 1}: lower --decoder-rate "
                "or --encoder-rate and start again with --resume."
            )
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        for group in self.optimizer.param_groups:
            nn.utils.clip_grad_norm_(group["params"], 1.0)
        self.optimizer.step()
        return tallies

    def _features(self, batch: Batch, *, fresh: bool = False) -> Tensor:
        """(B, P, C) of cached activations, or of photos, as they are or in fresh views."""
        active, recipe = batch.activations.to(self.device), self.recipe
        with torch.set_grad_enabled(bool(self.free) and torch.is_grad_enabled()):
            if recipe.frozen_stages:
                active = active.contiguous(memory_format=torch.channels_last)
                return self.encoder.top(active, recipe.frozen_stages)
            if fresh:
                pixels = self.encoder.standardise(fresh_views(active, recipe.size))
            else:
                pixels = self.encoder.normalise(active)
            with trunk_precision(self.device):
                return self.encoder(pixels.contiguous(memory_format=torch.channels_last)).float()

    @torch.no_grad()
    def validate(self, names: Collection[str] = ()) -> dict[str, dict[str, dict[str, float]]]:
        """Loss and accuracy of decoders, all if none is named, on each validation set."""
        measured = {name: self.decoders[name].eval() for name in names or self.decoders}
        results: dict[str, dict] = {}
        for set_name, photos in self.validation.items():
            tallies = {name: Tally() for name in measured}
            for rows in photos.validation_rows():
                batch = photos.validation_batch(rows)
                features = self._features(batch)
                for name, decoder in measured.items():
                    tallies[name].add(caption_loss(decoder, features, batch)[1])
            results[set_name] = {name: tally.summary() for name, tally in tallies.items()}
        return results

    def _remember_best(self, row: dict) -> None:
        deciding = next(iter(row["validation"].values()))
        for name in row["train"]:
            loss = deciding[name]["loss"]
            if name not in self.best or loss < self.best[name]["loss"]:
                weights = self.decoders[name].state_dict() if self.recipe.patience else {}
                self.best[name] = {
                    "epoch": self.epoch,
                    "loss": loss,
                    "weights": copy.deepcopy(weights),
                }

    def save_state(self) -> None:
        """Writes the state of the last whole epoch."""
        state = {
            "epoch": self.epoch,
            "history": self.history,
            "best": self.best,
            "encoder": self.encoder.state_dict(),
            "decoders": {name: one.state_dict() for name, one in self.decoders.items()},
            "heads": self.heads.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        write_state(self.folder, state)

    def resume(self) -> None:
        """Goes on from the last whole epoch, if there is one."""
        state = read_state(self.folder, self.device)
        if state is None:
            return
        self.epoch, self.history, self.best = state["epoch"], state["history"], state["best"]
        self.encoder.load_state_dict(state["encoder"])
        for name, decoder in self.decoders.items():
            decoder.load_state_dict(state["decoders"][name])
        self.heads.load_state_dict(state["heads"])
        self.optimizer.load_state_dict(state["optimizer"])


def _epoch_line(row: dict) -> str:
    parts = [f"epoch {row['epoch']} ({row['seconds']:.0f} s)"]
    for set_name, models in row["validation"].items():
        for name, figures in models.items():
            parts.append(
                f"{set_name} {name}: loss x5 {figures['loss_sum5']:.3f}, "
                f"accuracy {figures['accuracy']:.4f}"
            )
    return " | ".join(parts)
