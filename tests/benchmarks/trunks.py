"""Which Lite trunk serves best per millisecond: linear probes on frozen, pooled features.

    python -m tests.benchmarks.trunks --flickr8k flickr8k --jewelry jewelry

Prints for each trunk the milliseconds a photo in batches of 16; how well its features tell which of
Flickr8k's frequent words people use (mean average precision over 400 words); and how well they tell
type, metal and looks of stones of jewelry: on the development split, and on shops that the probe
was not fitted to.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from captioning.data import Example, read_dataset
from captioning.decoders.tokenizer import split_words
from captioning.describe.allocator import keep_large_blocks
from captioning.language.attributes import looks
from captioning.training.starting_weights import CHANNELS, pretrained_encoder
from captioning.vision.encoder import ImageEncoder
from captioning.vision.photos import load_photo

BATCH = 16


def pooled(encoder: ImageEncoder, examples: Sequence[Example]) -> tuple[np.ndarray, float]:
    """Features (N, C) and the milliseconds a photo that the trunk took."""
    rows, spent = [], 0.0
    for start in tqdm(range(0, len(examples), BATCH), desc=encoder.config.architecture):
        photos = [load_photo(one.image) for one in examples[start : start + BATCH]]
        pixels = encoder.preprocess(photos)
        started = perf_counter()
        with torch.inference_mode():
            rows.append(encoder(pixels).mean(1).numpy())
        spent += perf_counter() - started
    return np.concatenate(rows), 1000 * spent / len(examples)


def fitted(features: np.ndarray, targets: Sequence) -> tuple[StandardScaler, LogisticRegression]:
    """A logistic regression on standardised features."""
    scale = StandardScaler().fit(features)
    model = LogisticRegression(C=0.003, max_iter=300).fit(scale.transform(features), targets)
    return scale, model


def accuracy(train: np.ndarray, targets: list, test: np.ndarray, wanted: list) -> float:
    """Accuracy on the test photos of a probe fitted to the training photos."""
    scale, model = fitted(train, targets)
    return float(np.mean(model.predict(scale.transform(test)) == np.array(wanted)))


def several(train: np.ndarray, targets: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Probabilities (N, classes) of classes that do not exclude each other."""
    scale = StandardScaler().fit(train)
    model = OneVsRestClassifier(LogisticRegression(C=0.003, max_iter=300), n_jobs=-1)
    return model.fit(scale.transform(train), targets).predict_proba(scale.transform(test))


def flags(sets: Sequence[set[str]], names: Sequence[str]) -> np.ndarray:
    """(N, names) 1 where a name is in the set."""
    return np.array([[name in one for name in names] for one in sets], dtype=int)


def main() -> None:
    """Prints a line for each trunk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flickr8k", type=Path, required=True)
    parser.add_argument("--jewelry", type=Path, required=True)
    parser.add_argument("--size", type=int, default=256, help="side of the input in pixels")
    args = parser.parse_args()
    keep_large_blocks()
    scenes = [read_dataset(args.flickr8k, split) for split in ("train", "dev")]
    scenes[0] = scenes[0][::2]
    pieces = [read_dataset(args.jewelry, split) for split in ("train", "dev")]
    said = [
        [{w for text in one.captions for w in split_words(text)} for one in part] for part in scenes
    ]
    frequent = [word for word, _ in Counter(w for one in said[0] for w in one).most_common(420)]
    stones = [[set(looks(one.labels.stones)) for one in part] for part in pieces]
    named = sorted({look for one in stones[0] for look in one})
    strange = np.array([one.source in _half_of_shops(pieces[0]) for one in pieces[0]])
    for architecture in CHANNELS:
        encoder = pretrained_encoder(architecture, args.size).eval()
        (a, time), (b, _) = (pooled(encoder, part) for part in scenes)
        (c, _), (d, _) = (pooled(encoder, part) for part in pieces)
        wanted, targets = flags(said[1], frequent[20:]), flags(said[0], frequent[20:])
        line = {"ms": time, "words": average_precision_score(wanted, several(a, targets, b))}
        for key in ("type", "metal"):
            labels = [[getattr(one.labels, key) for one in part] for part in pieces]
            known, unknown = np.array(labels[0])[~strange], np.array(labels[0])[strange]
            line[key] = accuracy(c, labels[0], d, labels[1])
            line[f"{key}, strange shops"] = accuracy(c[~strange], known, c[strange], unknown)
        found = several(c, flags(stones[0], named), d) > 0.33
        line["stones F1"] = f1_score(flags(stones[1], named), found, average="micro")
        print(architecture, {key: round(float(value), 3) for key, value in line.items()})


def _half_of_shops(pieces: Sequence[Example]) -> set[str | None]:
    """Every second shop, starting with the largest, held out from the probe."""
    return {shop for shop, _ in Counter(one.source for one in pieces).most_common()[1::2]}


if __name__ == "__main__":
    main()
