"""One split of a data set: every caption of every model, and every figure about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from captioning.data import DatasetError, Example
from captioning.describe.captioner import Caption, Captioner
from captioning.evaluation.attributes import Counts, scores_by_source
from captioning.evaluation.captions import caption_scores
from captioning.evaluation.likelihood import Likelihood, likelihood
from captioning.evaluation.reliability import judgements, reliability
from captioning.vision.dataset_photos import decoded
from captioning.vision.photos import load_photo

BATCH = 16


@dataclass
class Described:
    """What the models say of a data set's photos.

    Attributes:
        examples: The photos that could be read.
        captions: The caption of each of these photos, by the model's name.
        likelihoods: Sums over all reference captions, by the model's name.
    """

    examples: list[Example] = field(default_factory=list)
    captions: dict[str, list[Caption]] = field(default_factory=dict)
    likelihoods: dict[str, Likelihood] = field(default_factory=dict)


def describe(
    captioner: Captioner, examples: Sequence[Example], *, beams: int = 3, alternatives: int = 0
) -> Described:
    """Run the models over photos and their reference captions, with a progress bar.

    Args:
        captioner: The models.
        examples: Photos with reference captions; unreadable photos are left out with a warning.
        beams: Width of the beam search.
        alternatives: Other captions kept of each photo, which `Caption.expected` rests on.

    Raises:
        DatasetError: No photo could be read.
    """
    said = Described(
        captions={name: [] for name in captioner.names},
        likelihoods={name: Likelihood() for name in captioner.names},
    )
    trained = captioner.trained
    with tqdm(total=len(examples), desc="describing", unit="photo") as bar:
        for batch in _batches(decoded(examples)):
            features = captioner.features([photo for _, photo in batch])  # (B, P, C)
            said.examples += [example for example, _ in batch]
            found = {
                name: captioner.captions(name, features, beams=beams, alternatives=alternatives)
                for name in captioner.names
            }
            for row in range(len(batch)):
                one = captioner.assured({name: some[row] for name, some in found.items()})
                for name, caption in one.items():
                    said.captions[name].append(caption)
            for name in captioner.names:
                decoder, tokenizer = trained.decoders[name], trained.tokenizers[name]
                for row, (example, _) in enumerate(batch):
                    photo = torch.from_numpy(features[row : row + 1])  # (1, P, C)
                    said.likelihoods[name].add(
                        likelihood(
                            decoder,
                            tokenizer,
                            photo,
                            example.captions,
                            of_piece=example.labels is not None,
                        )
                    )
            bar.update(len(batch))
    if not said.examples:
        raise DatasetError("None of the photos could be read: check the data set's photos.")
    return said


def _batches(
    pairs: Iterator[tuple[Example, Image.Image]],
) -> Iterator[list[tuple[Example, Image.Image]]]:
    while batch := list(islice(pairs, BATCH)):
        yield batch


def pooled_features(captioner: Captioner, paths: Sequence[Path]) -> np.ndarray:
    """Pooled encoder features of photo files, (N, C), for search by embeddings."""
    batches = (paths[start : start + BATCH] for start in range(0, len(paths), BATCH))
    features = [captioner.pooled([load_photo(path) for path in batch]) for batch in batches]
    return np.concatenate(features)


def scorecard(captioner: Captioner, said: Described) -> dict[str, dict[str, Any]]:
    """Every figure about the captions.

    Args:
        captioner: The models that said them, for their vocabularies.
        said: What `describe` returned.

    Returns:
        For each model `loss`, `loss_sum5`, `accuracy`, the figures of `caption_scores` and
        `attribute_scores`, and `captions`, the captions themselves by the photos' names.
        Of labelled photos also `complete`, the figures of the captions at the level "complete" with
        their mean number of `words`, `intervals` of 95 %, the `reliability` of what is called sure,
        and the figures of each of the `sources`.
    """
    labels = [example.annotations for example in said.examples]
    sources = [example.source for example in said.examples]
    references = {example.name: example.captions for example in said.examples}
    card: dict[str, dict[str, Any]] = {}
    for name in captioner.names:
        texts = [caption.text for caption in said.captions[name]]
        captions = dict(zip(references, texts, strict=True))
        counts = Counts(texts, labels)
        vocabulary = captioner.tokenizers[name].get_vocab()
        figures: dict[str, Any] = {
            **said.likelihoods[name].scores(),
            **caption_scores(captions, references, vocabulary),
            **counts.scores(),
            "captions": captions,
        }
        if any(labels):
            complete = [caption.levels["complete"] for caption in said.captions[name]]
            words = sum(len(text.split()) for text in complete) / len(complete)
            figures |= {
                "complete": {"words": words, **Counts(complete, labels).scores()},
                "intervals": counts.intervals(),
                "reliability": reliability(judgements(said.captions[name], labels)),
                "sources": scores_by_source(texts, labels, sources),
            }
        card[name] = figures
    return card
