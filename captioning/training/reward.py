"""The reward of a sampled caption: agreement with what people wrote, and with the labels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

from captioning.data import Attributes, Example
from captioning.decoders.tokenizer import WordTokenizer, encode_caption
from captioning.language.attributes import (
    NOT_ONE_COLOUR,
    attributes,
    coarse_type,
    looks,
    vocabulary_form,
)

LONGEST, SIGMA = 4, 6.0  # n-grams, and tokens of length difference, both as in CIDEr-D

Vector = tuple[list[dict[tuple[int, ...], float]], list[float], int]


class Reward:
    """The reward of captions of training photos: CIDEr-D, and labels that are named."""

    def __init__(
        self,
        examples: Sequence[Example],
        tokenizer: WordTokenizer,
        attribute_weight: float,
    ) -> None:
        """Prepares.

        Args:
            examples: the training photos, in the order of a batch's rows.
            tokenizer: of the decoders.
            attribute_weight: of a labelled attribute that is named, in units of CIDEr.
        """
        self._examples, self._tokenizer = examples, tokenizer
        self._attribute_weight = attribute_weight
        self._places: list[int] = []
        counts = {False: 0, True: 0}
        for one in examples:
            self._places.append(counts[bool(one.labels)])
            counts[bool(one.labels)] += 1
        scenes = [one for one in examples if not one.labels]
        pieces = [one for one in examples if one.labels]
        # Words are common or rare within one kind of photo, and within one level.
        self._scenes = Cider([self._written(one, complete=False) for one in scenes])
        self._pieces = {
            complete: Cider([self._written(one, complete=complete) for one in pieces])
            for complete in (False, True)
        }

    def _written(self, example: Example, *, complete: bool) -> list[list[int]]:
        """Ids of the captions of a level, without the begin token; of all where it has none."""
        of_piece = example.labels is not None
        ids = [encode_caption(self._tokenizer, one, of_piece=of_piece) for one in example.captions]
        begin = self._tokenizer.complete_token_id if complete else self._tokenizer.bos_token_id
        chosen = [one for one in ids if one[0] == begin] or ids
        return [one[1:] for one in chosen]

    def labelled(self, rows: Sequence[int]) -> list[bool]:
        """Whether photos have labels."""
        return [self._examples[row].labels is not None for row in rows]

    def __call__(
        self, captions: Tensor, rows: Sequence[int], complete: Sequence[bool] | None = None
    ) -> Tensor:
        """The reward of each caption.

        Args:
            captions: (B, K, T) ids without the begin token, padded after the end token.
            rows: B places of the photos.
            complete: whether the captions of a photo are complete ones; by default none are.

        Returns:
            (B, K) float32.
        """
        rewards = [
            [self._of(row, caption, level) for caption in some]
            for row, some, level in zip(
                rows, captions.cpu(), complete or [False] * len(rows), strict=True
            )
        ]
        return torch.tensor(rewards)

    def _of(self, row: int, caption: Tensor, complete: bool) -> float:
        labels = self._examples[row].labels
        ids = [token for token in caption.tolist() if token != self._tokenizer.pad_token_id]
        cider = self._pieces[complete] if labels else self._scenes
        score = cider(self._places[row], ids)
        if labels:
            said = self._tokenizer.text(ids)
            score += self._attribute_weight * attribute_reward(said, labels)
        return score


class Cider:
    """CIDEr-D of token ids (Vedantam et al., CVPR 2015).

    The end token counts as a word, so that a caption that stops in the middle of a phrase gets
    less (Rennie et al., CVPR 2017). Rarity is counted once over all references, where pycocoevalcap
    counts at each call; a test holds the two equal.
    """

    def __init__(self, references: Sequence[Sequence[Sequence[int]]]) -> None:
        """Counts in how many photos' references each n-gram occurs.

        Args:
            references: ids of the reference captions of each photo.
        """
        seen = [{gram for ids in group for gram in _grams(ids)} for group in references]
        self._frequency = Counter(gram for grams in seen for gram in grams)
        self._log_photos = math.log(max(1, len(references)))
        self._references = [[self._vector(ids) for ids in group] for group in references]

    def __call__(self, photo: int, ids: Sequence[int]) -> float:
        """The score of a caption of a photo: 0 for nothing in common, 10 for its one reference."""
        said, references = self._vector(ids), self._references[photo]
        return 10 * sum(_similarity(said, one) for one in references) / len(references)

    def _vector(self, ids: Sequence[int]) -> Vector:
        weights: list[dict[tuple[int, ...], float]] = [{} for _ in range(LONGEST)]
        for gram, count in _grams(ids).items():
            rarity = self._log_photos - math.log(max(1, self._frequency[gram]))
            weights[len(gram) - 1][gram] = count * rarity
        norms = [math.sqrt(sum(w * w for w in part.values())) for part in weights]
        return weights, norms, len(ids)


def _grams(ids: Sequence[int]) -> Counter[tuple[int, ...]]:
    ids = tuple(ids)
    return Counter(
        ids[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(ids) - length + 1)
    )


def _similarity(said: Vector, reference: Vector) -> float:
    total = 0.0
    for ours, theirs, norm, other in zip(said[0], reference[0], said[1], reference[1], strict=True):
        if norm and other:
            shared = ours.keys() & theirs.keys()
            total += sum(min(ours[g], theirs[g]) * theirs[g] for g in shared) / (norm * other)
    difference = said[2] - reference[2]
    return total / LONGEST * math.exp(-(difference**2) / (2 * SIGMA**2))


def attribute_reward(caption: str, labels: Attributes) -> float:
    """How many labelled attributes a caption names, in [0, 4].

    One point for the type (half for one that is only coarsely right), one for the metal's colour,
    two for the stones, which people name least fully: the F1 of their looks, 1 where there are
    none and none are named.
    """
    said_type, said_metal, said_looks = _said(caption)
    labels = vocabulary_form(labels)
    points = 0.0
    if labels.type:
        same = coarse_type(said_type) == coarse_type(labels.type)
        points += 1.0 if said_type == labels.type else 0.5 * same
    if labels.metal and labels.metal not in NOT_ONE_COLOUR:
        points += said_metal == labels.metal
    if labels.stones_known:
        wanted = set(looks(labels.stones))
        both = len(said_looks) + len(wanted)
        points += 2 * (2 * len(said_looks & wanted) / both if both else 1.0)
    return points


@lru_cache(maxsize=100_000)
def _said(caption: str) -> tuple[str | None, str | None, frozenset[str]]:
    said = attributes(caption)
    return said.type, said.metal, frozenset(looks(said.stones))
