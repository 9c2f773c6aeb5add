"""Fitting the attribute classifier to a finished encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from captioning.data import Example
from captioning.decoders.marks import weights_mark
from captioning.language.attributes import attributes, coarse_type, vocabulary_form
from captioning.training.activation_cache import ActivationCache, is_blank
from captioning.training.attribute_loss import frequent, one_hot, stone_looks
from captioning.training.recipe import TRUNK_STAGES
from captioning.vision.attribute_classifier import NO_JEWELRY, AttributeClassifier, moments
from captioning.vision.encoder import ImageEncoder

# scikit-learn's C. The encoder has seen these photos before, so that their features tell more of
# them than those of strangers' photos will: only a strong penalty keeps the heads from being sure.
ONE_OF, LOOK = 0.0003, 0.003  # of types and metals, of looks of stones
FEWEST = 2  # photos of a type or look
STEPS = 300
NEVER = -100.0  # the bias of a class without examples


def fit_attributes(
    folder: Path, data_sets: Sequence[Sequence[Example]], caches: Path, *, views: int = 3
) -> AttributeClassifier | None:
    """Fits the classifier of a checkpoint and writes it into its encoder's folder.

    Args:
        folder: the checkpoint; `encoder/` in it is read and written to.
        data_sets: training photos; those without labels are no jewelry.
        caches: where activations of the encoder's stages are kept.
        views: views of each photo that has labels, itself and augmented ones.

    Returns:
        The classifier, or None where fewer than two types have `FEWEST` photos each.
    """
    photos = [example for part in data_sets for example in part]
    types = frequent(([_kind(example)] for example in photos), FEWEST)
    looks = frequent((stone_looks(example.labels) for example in photos), FEWEST)
    metals = frequent(([_metal(example)] for example in photos), FEWEST)
    if len(types) < 2:
        return None
    encoder = ImageEncoder.load(folder / "encoder")
    features, examples, sources = [], [], []
    for number, part in enumerate(data_sets):
        for view in range(views if any(example.labels for example in part) else 1):
            rows, readable = _pooled(encoder, ActivationCache(caches, part, view))
            features.append(rows)
            examples += readable
            sources += [(number, example.source) for example in readable]
    counted = _counted(sources)
    classifier = _fitted(np.concatenate(features), examples, counted, types, looks, metals)
    classifier.save(folder / "encoder", weights_mark(folder / "encoder"))
    return classifier


def _pooled(encoder: ImageEncoder, cache: ActivationCache) -> tuple[np.ndarray, list[Example]]:
    """Pooled features, (N, 2 * C), of the photos that can be read, and these photos."""
    active = cache.open(encoder, TRUNK_STAGES)  # all are finished, so they may be cached
    good = [row for row in range(len(active)) if not is_blank(active[row])]
    rows = []
    for start in tqdm(range(0, len(good), 64), desc="pooling", leave=False):
        some = torch.from_numpy(active[good[start : start + 64]]).float().permute(0, 3, 1, 2)
        with torch.inference_mode():
            rows.append(moments(encoder.top(some, TRUNK_STAGES)).numpy())
    return np.concatenate(rows), [cache.examples[row] for row in good]


def _kind(example: Example) -> str | None:
    """The coarse type of a labelled photo, None if it is unknown."""
    if example.labels is None:
        return NO_JEWELRY
    return coarse_type(attributes(example.labels.type or "").type)


def _metal(example: Example) -> str | None:
    """The colour of a labelled photo's metal, `NO_METAL` for none, None if it is unknown."""
    return vocabulary_form(example.labels).metal if example.labels else None


def _fitted(
    features: np.ndarray,
    examples: Sequence[Example],
    counted: np.ndarray,
    types: list[str],
    looks: list[str],
    metals: list[str],
) -> AttributeClassifier:
    scaler = StandardScaler().fit(features)
    scaled = scaler.transform(features)
    weights, biases = _one_of([NO_JEWELRY, *types], map(_kind, examples), scaled, counted)
    labelled = np.array([example.labels is not None for example in examples])
    shown = np.array([one_hot(stone_looks(one.labels), looks) for one in examples])  # (N, looks)
    shown = shown.reshape(len(examples), len(looks))[labelled] > 0
    # A label on every photo cannot be learnt.
    learnt = [place for place in range(len(looks)) if 0 < shown[:, place].sum() < len(shown)]
    for place in tqdm(learnt, desc="looks of stones", leave=False):
        model = LogisticRegression(C=LOOK, max_iter=STEPS)
        model.fit(scaled[labelled], shown[:, place], _shared_out(counted[labelled]))
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
    if len(metals) > 1:
        rows, further = _one_of(metals, map(_metal, examples), scaled, counted)
        weights, biases = weights + rows, biases + further
    shown_metals = metals if len(metals) > 1 else []
    classifier = AttributeClassifier(
        types, [looks[place] for place in learnt], shown_metals, features.shape[1] // 2
    )
    weight = np.stack(weights) / scaler.scale_  # so that features need no scaling
    with torch.no_grad():
        classifier.linear.weight.copy_(torch.from_numpy(weight))
        classifier.linear.bias.copy_(torch.from_numpy(np.array(biases) - weight @ scaler.mean_))
    return classifier.eval()


def _counted(sources: Sequence[Hashable]) -> np.ndarray:
    """(N,) how much each photo counts, so that a shop counts as the square root of its photos.

    A few large shops have most of the photos, and every shop has a light and a table of its own.
    """
    sizes = Counter(sources)
    return np.array([sizes[source] ** -0.5 for source in sources])


def _shared_out(counted: np.ndarray) -> np.ndarray:
    """The same shares with a mean of 1, so that the penalty weighs as without them."""
    return counted / counted.mean()


def _one_of(
    classes: Sequence[str],
    labels: Iterable[str | None],
    scaled: np.ndarray,
    counted: np.ndarray,
) -> tuple[list[np.ndarray], list[float]]:
    """Weights and biases of classes of which a photo has one; others' photos are left out."""
    named = list(labels)
    known = np.array([name in classes for name in named])
    model = LogisticRegression(C=ONE_OF, max_iter=STEPS)
    model.fit(
        scaled[known], [name for name in named if name in classes], _shared_out(counted[known])
    )
    return _class_rows(model, classes)


def _class_rows(
    model: LogisticRegression, classes: Sequence[str]
) -> tuple[list[np.ndarray], list[float]]:
    """Weights and biases class by class; a class without photos is never predicted."""
    weights, biases = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps the second's alone
        weights, biases = np.stack([0 * weights[0], weights[0]]), np.array([0.0, biases[0]])
    rows = dict(zip(model.classes_, zip(weights, biases, strict=True), strict=True))
    found = [rows.get(name, (np.zeros(weights.shape[1]), NEVER)) for name in classes]
    return [weight for weight, _ in found], [float(bias) for _, bias in found]
