"""Figures kept next to the weights, in `metrics.json`."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from captioning.decoders.training_record import Record, read_training

METRICS, WEIGHTS = "metrics.json", "model.safetensors"

Card = Mapping[str, Any]


def keep_metrics(checkpoints: Path, title: str, card: Card) -> None:
    """Write a data set's figures into each model's `metrics.json`.

    Figures of all models together go into the encoder's folder. Figures of other data sets stay,
    and so do retrieval figures that were measured with the same weights on the same photos.

    Args:
        checkpoints: The folder with the encoder's folder and one for each decoder.
        title: The data set and split, such as "flickr8k/dev".
        card: What `evaluate` measured; the captions themselves are not kept.
    """
    for model, figures in card.items():
        if model == "data":
            continue
        folder = checkpoints / (model if (checkpoints / model).is_dir() else "encoder")
        entry = {key: value for key, value in figures.items() if key != "captions"}
        entry["data"] = {**card["data"], "weights": _mark(checkpoints, folder)}
        kept = _read_json(folder / METRICS)
        models = kept.setdefault(title, {})
        if models.get(model, {}).get("data") == entry["data"]:
            entry = {**models[model], **entry}
        models[model] = entry
        text = json.dumps(kept, indent=2, sort_keys=True) + "\n"
        (folder / METRICS).write_text(text, encoding="utf-8")


def read_metrics(checkpoints: Path) -> dict[str, dict[str, Any]]:
    """All kept figures by data set and then by model.

    Figures of other weights than those in the folder are outdated and left out.
    """
    cards: dict[str, dict[str, Any]] = {}
    records = read_training(checkpoints)
    for path in sorted(checkpoints.glob(f"*/{METRICS}")):
        mark = _mark(checkpoints, path.parent)
        for title, models in _read_json(path).items():
            for model, figures in models.items():
                if figures["data"]["weights"] == mark:
                    before = _before_reward(records, title, model)
                    cards.setdefault(title, {})[model] = figures | before
    return cards


def _before_reward(records: Sequence[Record], title: str, model: str) -> dict[str, float]:
    """Loss and accuracy before the last self-critical stage of a model, which does not train for
    them; nothing where they were not measured."""
    data, _, split = title.partition("/")
    for record in reversed(records):
        first, *rows = record.get("epochs") or [{}]
        rewarded = any("reward" in row["train"].get(model, {}) for row in rows)
        if rewarded and first["epoch"] == 0:
            figures = first["validation"].get(data, {}).get(model, {}) if split == "dev" else {}
            keys = ("loss_sum5", "accuracy")
            return {f"{key}_before": figures[key] for key in keys if key in figures}
    return {}


def _mark(checkpoints: Path, folder: Path) -> str:
    """A short hash of the weights behind figures: a decoder's and the encoder's, or all of them."""
    models = "*" if folder.name == "encoder" else folder.name
    digest = hashlib.sha256((checkpoints / "encoder" / WEIGHTS).read_bytes())
    for path in sorted(checkpoints.glob(f"{models}/{WEIGHTS}")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
