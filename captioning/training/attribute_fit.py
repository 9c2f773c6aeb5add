"""Fitting the attribute classifier to a finished encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from captioning.data import Example
from captioning.decoders.checkpoint import weights_mark
from captioning.language.attributes import attributes, coarse_type, looks
from captioning.training.activation_cache import FeatureCache, is_blank
from captioning.training.recipe import ALL_STAGES
from captioning.vision.attribute_classifier import AttributeClassifier, pooled
from captioning.vision.encoder import ImageEncoder

STRENGTH = 0.01  # scikit-learn's C: few photos, and the encoder has seen them before
FEWEST = 2  # photos of a type or look that can be learnt at all
STEPS = 300
NEVER = -100.0  # the bias of a class without examples


def fit_attributes(
    folder: Path, data_sets: Sequence[Sequence[Example]], caches: Path, *, views: int = 3
) -> AttributeClassifier | None:
    """Fits the classifier of a checkpoint and writes it beside its encoder.

    Args:
        folder: the checkpoint; `encoder/` in it is read and written to.
        data_sets: training photos, with labels or without; those without are no jewelry.
        caches: where activations of the encoder's stages are kept.
        views: views of each photo that has labels, itself and augmented ones.

    Returns:
        The classifier, or None where fewer than two types have `FEWEST` photos each.
    """
    photos = [example for part in data_sets for example in part]
    types = _often_enough([_kind(example)] for example in photos)
    known = _often_enough(_looks(example) for example in photos)
    if len(types) < 2:
        return None
    encoder = ImageEncoder.load(folder / "encoder")
    features, examples = [], []
    for part in data_sets:
        for view in range(views if any(example.labels for example in part) else 1):
            rows, readable = _pooled(encoder, FeatureCache(caches, part, view))
            features.append(rows)
            examples += readable
    classifier = _fitted(np.concatenate(features), examples, types, known)
    classifier.save(folder / "encoder", weights_mark(folder / "encoder"))
    return classifier


def _often_enough(named: Iterable[Iterable[str | None]]) -> list[str]:
    """What is named of `FEWEST` photos or more, in alphabetical order."""
    counts = Counter(name for names in named for name in names)
    return sorted(name for name, count in counts.items() if name and count >= FEWEST)


def _pooled(encoder: ImageEncoder, cache: FeatureCache) -> tuple[np.ndarray, list[Example]]:
    """Pooled features, (N, 2 * C), of the photos that can be read, and these photos."""
    active = cache.open(encoder, ALL_STAGES)  # all are finished, so they may be cached
    good = [row for row in range(len(active)) if not is_blank(active[row])]
    rows = []
    for start in tqdm(range(0, len(good), 64), desc="pooling", leave=False):
        some = torch.from_numpy(active[good[start : start + 64]]).float().permute(0, 3, 1, 2)
        with torch.inference_mode():
            rows.append(pooled(encoder.top(some, ALL_STAGES)).numpy())
    return np.concatenate(rows), [cache.examples[row] for row in good]


def _kind(example: Example) -> str | None:
    """The coarse type of a labelled photo, "" of one that is no jewelry, None if unknown."""
    if example.labels is None:
        return ""
    return coarse_type(attributes(example.labels.type or "").type)


def _looks(example: Example) -> set[str]:
    return set(looks(example.labels.stones)) if example.labels else set()


def _fitted(
    features: np.ndarray, examples: Sequence[Example], types: list[str], known: list[str]
) -> AttributeClassifier:
    scaler = StandardScaler().fit(features)
    scaled = scaler.transform(features)
    labelled = np.array([example.labels is not None for example in examples])
    stones = [_looks(example) for example in examples]
    columns = {seen: np.array([seen in one for one in stones]) for seen in known}
    # what every photo has cannot be told from anything
    columns = {seen: has for seen, has in columns.items() if 0 < has.sum() < labelled.sum()}
    classes, kinds = ["", *types], [_kind(example) for example in examples]
    told = np.array([kind in classes for kind in kinds])
    model = LogisticRegression(C=STRENGTH, max_iter=STEPS)
    model.fit(scaled[told], [kind for kind in kinds if kind in classes])
    weights, biases = _class_rows(model, classes)
    for column in tqdm(columns.values(), desc="looks of stones", leave=False):
        model = LogisticRegression(C=STRENGTH, max_iter=STEPS)
        model.fit(scaled[labelled], column[labelled])
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
    classifier = AttributeClassifier(types, list(columns), features.shape[1] // 2)
    weight = np.stack(weights) / scaler.scale_  # so that features need no scaling
    with torch.no_grad():
        classifier.linear.weight.copy_(torch.from_numpy(weight))
        classifier.linear.bias.copy_(torch.from_numpy(np.array(biases) - weight @ scaler.mean_))
    return classifier.eval()


def _class_rows(
    model: LogisticRegression, classes: Sequence[str]
) -> tuple[list[np.ndarray], list[float]]:
    """Weights and biases class by class; one that was never seen is never expected."""
    weights, biases = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps the second's alone
        weights, biases = np.stack([0 * weights[0], weights[0]]), np.array([0.0, biases[0]])
    rows = dict(zip(model.classes_, zip(weights, biases, strict=True), strict=True))
    found = [rows.get(name, (np.zeros(weights.shape[1]), NEVER)) for name in classes]
    return [weight for weight, _ in found], [float(bias) for _, bias in found]
