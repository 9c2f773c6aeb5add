"""The photos of both data sets as one training set: activations, captions and labels by row."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from captioning.data import Example
from captioning.decoders.tokenizer import encode_caption
from captioning.training.activation_cache import is_blank
from captioning.training.label_captions import label_caption
from captioning.training.recipe import Recipe

IGNORED = -100
POOLED = 16  # batches whose visits are sorted by length together


@dataclass(frozen=True)
class Batch:
    """One step's data.

    Attributes:
        activations: (B, c, s, s) of the frozen stages; where none is frozen, the photos as
            (B, S, S, 3) bytes.
        inputs: (B * K, T) ids that begin with the begin token.
        targets: (B * K, T) ids to predict, -100 where there is none.
        weights: (B * K,) of each caption in the loss.
        rows: B numbers of the photos in the set, for their labels.
    """

    activations: Tensor
    inputs: Tensor
    targets: Tensor
    weights: Tensor
    rows: list[int]


@dataclass(frozen=True)
class Visit:
    """One look at a photo in an epoch, with the captions learnt at it.

    Attributes:
        row: number of the photo in the set.
        captions: K ids lists, each with its weight in the loss.
    """

    row: int
    captions: tuple[tuple[list[int], float], ...]

    @property
    def length(self) -> int:
        """Tokens of the longest caption."""
        return max(len(ids) for ids, _ in self.captions)


@dataclass(frozen=True)
class Part:
    """A data set's place in the training set.

    Attributes:
        examples: N photos.
        views: for each view of the photos, activations (N, s, s, c) or photos (N, S, S, 3).
        rendered: whether the photos are renders, whose captions are many and of one kind.
    """

    examples: Sequence[Example]
    views: Sequence[np.ndarray]
    rendered: bool = False


class PhotoSet:
    """Photos of one or several data sets with their cached activations.

    Photos whose activations are missing (they did not decode) are left out.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        tokenizer: PreTrainedTokenizerFast,
        recipe: Recipe,
    ) -> None:
        """Joins the parts.

        Args:
            parts: the data sets.
            tokenizer: turns captions into ids.
            recipe: says how many captions, repeats and tokens.
        """
        self.recipe, self.tokenizer = recipe, tokenizer
        self._known = tokenizer.get_vocab()
        self.examples: list[Example] = []
        self._places: list[tuple[Part, int]] = []
        for part in parts:
            for index, example in enumerate(part.examples):
                if not is_blank(part.views[0][index]):
                    self.examples.append(example)
                    self._places.append((part, index))
        self._ids = [
            [encode_caption(tokenizer, caption) for caption in example.captions]
            for example in self.examples
        ]

    def __len__(self) -> int:
        return len(self.examples)

    def epoch(self, epoch: int) -> list[list[Visit]]:
        """The batches of an epoch, by seed and epoch alone.

        The visits of one batch have equally many captions, of similar lengths: what is padding
        costs as much as what is not.
        """
        rng = random.Random(f"{self.recipe.seed}-{epoch}")
        by_count: dict[int, list[Visit]] = {}
        for row in range(len(self)):
            for visit in self._visits(row, rng):
                by_count.setdefault(len(visit.captions), []).append(visit)
        batches = [batch for visits in by_count.values() for batch in self._cut(visits, rng)]
        rng.shuffle(batches)
        return batches

    def _cut(self, visits: list[Visit], rng: random.Random) -> list[list[Visit]]:
        size, pool = self.recipe.photos, self.recipe.photos * POOLED
        rng.shuffle(visits)
        batches = []
        for start in range(0, len(visits), pool):
            alike = sorted(visits[start : start + pool], key=lambda visit: visit.length)
            batches += [alike[first : first + size] for first in range(0, len(alike), size)]
        return batches

    def _visits(self, row: int, rng: random.Random) -> list[Visit]:
        """Deals a photo's captions, from short to long, over its visits, if it has any."""
        labels, recipe = self.examples[row].labels, self.recipe
        share = recipe.labelled_share if labels else recipe.scene_share
        if share < 1 and rng.random() >= share:
            return []
        captions = sorted(self._captions(row, rng), key=lambda pair: len(pair[0]))
        repeated = labels and not self._places[row][0].rendered
        count = min(recipe.jewelry_repeats if repeated else 1, len(captions))
        bounds = [round(len(captions) * part / count) for part in range(count + 1)]
        return [Visit(row, tuple(captions[first:last])) for first, last in pairwise(bounds)]

    def _captions(self, row: int, rng: random.Random) -> list[tuple[list[int], float]]:
        ids, labels = self._ids[row], self.examples[row].labels
        if self._places[row][0].rendered:
            count = min(self.recipe.render_captions, len(ids))
            return [(one, self.recipe.render_weight) for one in rng.sample(ids, count)]
        chosen = [(one, 1.0) for one in rng.sample(ids, min(self.recipe.captions, len(ids)))]
        for _ in range(self.recipe.label_captions if labels else 0):
            made = label_caption(labels, rng, self._known)
            made_ids = encode_caption(self.tokenizer, made) if made else []
            if made_ids and self.tokenizer.unk_token_id not in made_ids:
                chosen.append((made_ids, self.recipe.label_caption_weight))
        return chosen

    def training_batch(self, visits: list[Visit], rng: random.Random) -> Batch:
        """A batch with a random view of each photo.

        Args:
            visits: B visits with K captions each.
            rng: the source of chance.
        """
        rows = [visit.row for visit in visits]
        # Activations are all that is left to vary; photos are mirrored in their fresh views.
        mirrored = self.recipe.encoder_rate > 0 and self.recipe.frozen_stages > 0
        flips = [mirrored and rng.random() < 0.5 for _ in rows]
        active = [self._activations(row, rng, flip) for row, flip in zip(rows, flips, strict=True)]
        batch = self._batch(rows, active, [pair for visit in visits for pair in visit.captions])
        return replace(batch, inputs=self._unheard(batch.inputs))

    def _unheard(self, inputs: Tensor) -> Tensor:
        """(N, T) ids of which a share became the unknown word (Bowman et al., CoNLL 2016)."""
        if not self.recipe.word_dropout:
            return inputs  # without drawing lots, which would change the runs of before
        lost = torch.rand(inputs.shape) < self.recipe.word_dropout
        lost[:, 0] = False  # the begin token
        return inputs.masked_fill(lost, self.tokenizer.unk_token_id)

    def validation_batch(self, rows: list[int]) -> Batch:
        """A batch with the photo itself and all its captions (photos with equally many)."""
        active = [self._view(row, 0) for row in rows]
        pairs = [(ids, 1.0) for row in rows for ids in self._ids[row]]
        return self._batch(rows, active, pairs)

    def validation_rows(self, photos: int = 50) -> list[list[int]]:
        """Rows in order, in batches whose photos have equally many captions."""
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
