"""Photos of all data sets as one training set, and the batches that an epoch visits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from captioning.data import Example
from captioning.decoders.tokenizer import WordTokenizer, encode_caption
from captioning.training.activation_cache import is_blank
from captioning.training.label_captions import label_caption
from captioning.training.rarity import rare_rows
from captioning.training.recipe import Recipe, Stage

IGNORED = -100
POOL = 16  # batches whose visits are sorted by length together


@dataclass(frozen=True)
class Batch:
    """The data of one step.

    Attributes:
        activations: (B, c, s, s) of the frozen stages, or (B, S, S, 3) bytes of the photos where
            no stage is frozen.
        inputs: (B * K, T) ids that begin with the begin token.
        targets: (B * K, T) ids to predict, -100 where there is none.
        weights: (B * K,) weight of each caption in the loss.
        rows: B places of the photos in the set.
    """

    activations: Tensor
    inputs: Tensor
    targets: Tensor
    weights: Tensor
    rows: list[int]


@dataclass(frozen=True)
class Visit:
    """A photo in an epoch, with the captions learnt from it in that step.

    Attributes:
        row: place of the photo in the set.
        captions: K lists of ids, each with its weight in the loss.
    """

    row: int
    captions: tuple[tuple[list[int], float], ...]

    @property
    def length(self) -> int:
        """Tokens of the longest caption."""
        return max(len(ids) for ids, _ in self.captions)


@dataclass(frozen=True)
class Part:
    """A data set in the training set.

    Attributes:
        examples: N photos.
        views: for each view of the photos, activations (N, s, s, c) or photos (N, S, S, 3).
        rendered: whether the photos are renders, whose captions are many and alike.
    """

    examples: Sequence[Example]
    views: Sequence[np.ndarray]
    rendered: bool = False


class PhotoSet:
    """Photos of one or several data sets with their cached activations.

    Photos that could not be decoded are left out.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        tokenizer: WordTokenizer,
        recipe: Recipe,
        stage: Stage,
    ) -> None:
        """Joins the data sets.

        Args:
            parts: the data sets.
            tokenizer: turns captions into ids.
            recipe: its captions and seed.
            stage: how often photos are visited, with how many captions.
        """
        self.recipe, self.stage, self.tokenizer = recipe, stage, tokenizer
        self._known = tokenizer.get_vocab()
        self.examples: list[Example] = []
        self._places: list[tuple[Part, int]] = []
        for part in parts:
            for index, example in enumerate(part.examples):
                if not is_blank(part.views[0][index]):
                    self.examples.append(example)
                    self._places.append((part, index))
        self._ids = [
            [
                encode_caption(tokenizer, caption, of_piece=example.labels is not None)
                for caption in example.captions
            ]
            for example in self.examples
        ]
        labelled = [
            replace(one, labels=None)
            if part.rendered
            else one  # of which there are as many as wanted
            for one, (part, _) in zip(self.examples, self._places, strict=True)
        ]
        self._rare = rare_rows(labelled, stage.rare)

    def __len__(self) -> int:
        return len(self.examples)

    def epoch(self, epoch: int) -> list[list[Visit]]:
        """The batches of an epoch, which depend on the seed and the epoch alone.

        The visits of a batch have equally many captions of similar lengths, because padding costs
        as much as words.
        """
        rng = random.Random(f"{self.recipe.seed}-{epoch}")
        by_count: dict[int, list[Visit]] = {}
        for row in self._rows(rng):
            for visit in self._visits(row, rng):
                by_count.setdefault(len(visit.captions), []).append(visit)
        batches = [batch for visits in by_count.values() for batch in self._cut(visits, rng)]
        rng.shuffle(batches)
        return batches

    def _cut(self, visits: list[Visit], rng: random.Random) -> list[list[Visit]]:
        size, pool = self.stage.photos, self.stage.photos * POOL
        rng.shuffle(visits)
        batches = []
        for start in range(0, len(visits), pool):
            alike = sorted(visits[start : start + pool], key=lambda visit: visit.length)
            batches += [alike[first : first + size] for first in range(0, len(alike), size)]
        return batches

    def _rows(self, rng: random.Random) -> list[int]:
        """Places of the photos of an epoch: not too many of one source, rare things twice."""
        most, rows, by_source = self.stage.source_photos, [], dict[str, list[int]]()
        for row, example in enumerate(self.examples):
            if most and example.source:
                by_source.setdefault(example.source, []).append(row)
            else:
                rows.append(row)
        for some in by_source.values():
            rows += rng.sample(some, min(most, len(some)))
        return [row for row in rows for _ in range(1 + (row in self._rare))]

    def _visits(self, row: int, rng: random.Random) -> list[Visit]:
        """A photo's captions, from short to long, split over its visits."""
        labels, stage = self.examples[row].labels, self.stage
        share = stage.labelled_share if labels else stage.unlabelled_share
        if share < 1 and rng.random() >= share:
            return []
        captions = sorted(self._captions(row, rng), key=lambda pair: len(pair[0]))
        repeated = labels and not self._places[row][0].rendered
        count = min(stage.jewelry_repeats if repeated else 1, len(captions))
        bounds = [round(len(captions) * part / count) for part in range(count + 1)]
        return [Visit(row, tuple(captions[first:last])) for first, last in pairwise(bounds)]

    def _captions(self, row: int, rng: random.Random) -> list[tuple[list[int], float]]:
        ids, labels, data = self._ids[row], self.examples[row].labels, self.recipe.data
        if self._places[row][0].rendered:
            count = min(data.render_captions, len(ids))
            return [(one, data.render_weight) for one in rng.sample(ids, count)]
        chosen = [(one, 1.0) for one in rng.sample(ids, min(self.stage.captions, len(ids)))]
        for _ in range(data.label_captions):
            made = label_caption(labels, rng, self._known) if labels else None
            made_ids = encode_caption(self.tokenizer, made, of_piece=True) if made else []
            if made_ids and self.tokenizer.unk_token_id not in made_ids:
                chosen.append((made_ids, data.label_caption_weight))
        return chosen

    def training_batch(self, visits: list[Visit], rng: random.Random) -> Batch:
        """A batch with a random view of each photo.

        Args:
            visits: B visits with K captions each.
            rng: chooses the views.
        """
        rows = [visit.row for visit in visits]
        # Activations can only be mirrored; photos are augmented on the device.
        mirrored = self.stage.encoder_rate > 0 and self.stage.frozen_stages > 0
        flips = [mirrored and rng.random() < 0.5 for _ in rows]
        active = [self._activations(row, rng, flip) for row, flip in zip(rows, flips, strict=True)]
        return self._batch(rows, active, [pair for visit in visits for pair in visit.captions])

    def validation_batch(self, rows: list[int]) -> Batch:
        """A batch of photos with equally many captions, not augmented, with all their captions."""
        active = [self._view(row, 0) for row in rows]
        pairs = [(ids, 1.0) for row in rows for ids in self._ids[row]]
        return self._batch(rows, active, pairs)

    def validation_rows(self, photos: int = 50) -> list[list[int]]:
        """Places of all photos in order, in batches with equally many captions a photo."""
        by_count: dict[int, list[int]] = {}
        for row, ids in enumerate(self._ids):
            by_count.setdefault(len(ids), []).append(row)
        return [
            rows[start : start + photos]
            for rows in by_count.values()
            for start in range(0, len(rows), photos)
        ]

    def _activations(self, row: int, rng: random.Random, flip: bool) -> np.ndarray:
        part, _ = self._places[row]
        active = self._view(row, rng.randrange(len(part.views)))
        return active[:, ::-1] if flip else active

    def _view(self, row: int, view: int) -> np.ndarray:
        part, index = self._places[row]
        active = part.views[view][index]
        return part.views[0][index] if is_blank(active) else active

    def _batch(
        self, rows: list[int], active: list[np.ndarray], pairs: list[tuple[list[int], float]]
    ) -> Batch:
        length = max(len(ids) for ids, _ in pairs) - 1
        inputs = np.full((len(pairs), length), self.tokenizer.pad_token_id, np.int64)
        targets = np.full((len(pairs), length), IGNORED, np.int64)
        for index, (ids, _) in enumerate(pairs):
            inputs[index, : len(ids) - 1] = ids[:-1]
            targets[index, : len(ids) - 1] = ids[1:]
        stacked = torch.from_numpy(np.stack(active))  # (B, s, s, c)
        photos = stacked.dtype == torch.uint8
        return Batch(
            stacked if photos else stacked.float().permute(0, 3, 1, 2),
            torch.from_numpy(inputs),
            torch.from_numpy(targets),
            torch.tensor([weight for _, weight in pairs]),
            rows,
        )
