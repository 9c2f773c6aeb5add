"""Fitting the certainty of captions on shops that nothing was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from captioning.data import Example
from captioning.describe.captioner import Captioner
from captioning.describe.certainty import log_odds
from captioning.language.claims import KINDS, agrees, claims
from captioning.language.terms import summed
from captioning.settings import CertaintySettings, read_settings, write_settings
from captioning.vision.dataset_photos import decoded

FEWEST = 10  # right claims of a kind, and wrong ones
BATCH = 16


def fit_certainty(folder: Path, examples: Sequence[Example]) -> CertaintySettings:
    """Fits the lines from expectation to certainty, and writes them into `describe.json`.

    Args:
        folder: a checkpoint.
        examples: labelled photos of shops that neither its models nor its classifier have seen.

    Returns:
        The lines; those of a kind with too few claims stay as they are.
    """
    found = _claims(Captioner.load(folder), examples)
    settings = read_settings(folder)
    fitted = settings.certainty
    for kind in KINDS:
        right = [one for _, one in found[kind]]
        if min(sum(right), len(right) - sum(right)) < FEWEST:
            continue
        line = LogisticRegression().fit([[odds] for odds, _ in found[kind]], right)
        values = {
            f"{kind}_bias": float(line.intercept_[0]),
            f"{kind}_slope": max(0.0, float(line.coef_[0, 0])),
        }
        fitted = replace(fitted, **{name: round(one, 3) for name, one in values.items()})
    write_settings(replace(settings, certainty=fitted), folder)
    return fitted


def _claims(
    captioner: Captioner, examples: Sequence[Example]
) -> dict[str, list[tuple[float, bool]]]:
    """Of each kind the log odds of what captions claim, and whether it is right."""
    found: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in KINDS}
    photos = list(decoded(tqdm(examples, desc="calibrating", unit="photo")))
    for start in range(0, len(photos), BATCH):
        some = photos[start : start + BATCH]
        answers = captioner.describe_batch([photo for _, photo in some], alternatives=0)
        for (example, _), said in zip(some, answers, strict=True):
            total = summed([one.expected for one in said.values()])
            joint = {term: count / len(said) for term, count in total.items()}
            for caption in said.values():
                for claim in claims(caption.text, joint):
                    right = [agrees(claim, labels) for labels in example.annotations]
                    found[claim.kind] += [
                        (log_odds(claim.expected), one) for one in right if one is not None
                    ]
    return found
