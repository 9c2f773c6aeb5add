"""Figures kept beside the weights, and the Markdown tables made of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

METRICS, TRAINING, WEIGHTS = "metrics.json", "training.json", "model.safetensors"
MODELS = {"transformer": "Transformer", "lstm": "LSTM", "both": "both", "embedding": "embedding"}
# What the student report's own models reached on Flickr8k's validation split.
STUDENT_REPORT = {
    "loss_sum5": {"transformer": 14.88, "lstm": 17.49},
    "accuracy": {"transformer": 0.415, "lstm": 0.343},
}
CAPTION_ROWS = {
    "loss_sum5": "loss, summed over five captions",
    "accuracy": "accuracy of the next word",
    "loss_sum5_before": "the same loss before the last self-critical stage",
    "accuracy_before": "the same accuracy before it",
    "bleu1": "BLEU-1",
    "bleu2": "BLEU-2",
    "bleu3": "BLEU-3",
    "bleu4": "BLEU-4",
    "meteor": "METEOR",
    "rouge_l": "ROUGE-L",
    "cider": "CIDEr",
    "type_accuracy": "type right",
    "type_accuracy_fine": "type right, pendant and necklace, bangle and bracelet apart",
    "metal_accuracy": "metal right",
    "stones_precision": "stone looks, precision",
    "stones_recall": "stone looks, recall",
    "stones_f1": "stone looks, F1",
    "distinct_captions": "different captions",
    "vocabulary_used": "different words used",
    "oov_rate": "words of the references that are unknown",
}
RETRIEVAL_COLUMNS = {
    "map": "mAP",
    "r1": "R@1",
    "r5": "R@5",
    "r10": "R@10",
    "median_rank": "median rank",
    "p5_type": "P@5 type",
    "p5_type_metal": "and metal",
    "p5_type_metal_stone": "and main stone",
}

Card = Mapping[str, Any]


def keep_metrics(checkpoints: Path, title: str, card: Card) -> None:
    """Write a data set's figures into each model's `metrics.json`, beside those of other sets.

    Figures of both models together go into the encoder's folder. Retrieval figures that were
    measured earlier with the same weights on the same photos stay.

    Args:
        checkpoints: The folder with encoder, transformer and lstm.
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

    Figures of other weights than those in the folder are left out: they are of the past.
    """
    cards: dict[str, dict[str, Any]] = {}
    for path in sorted(checkpoints.glob(f"*/{METRICS}")):
        mark = _mark(checkpoints, path.parent)
        for title, models in _read_json(path).items():
            for model, figures in models.items():
                if figures["data"]["weights"] == mark:
                    before = _before_reward(path.parent / TRAINING, title, model)
                    cards.setdefault(title, {})[model] = figures | before
    return cards


def _before_reward(training: Path, title: str, model: str) -> dict[str, float]:
    """Loss and accuracy from before the self-critical stage, which does not train for them: the
    last one in which the model learnt, for another may have learnt alone after that."""
    record = _read_json(training)
    while not (rows := record.get("reward") or [{}])[-1].get("train", {}).get(model):
        if not (record := record.get("start")):
            return {}
    data, _, split = title.partition("/")
    figures = rows[0].get("validation", {}).get(data, {}).get(model, {})
    if split != "dev" or rows[0].get("epoch") != 0:
        return {}
    return {f"{key}_before": figures[key] for key in ("loss_sum5", "accuracy") if key in figures}


def _mark(checkpoints: Path, folder: Path) -> str:
    """A short hash of the weights behind figures: a decoder's and the encoder's, or all of them."""
    models = "*" if folder.name == "encoder" else folder.name
    digest = hashlib.sha256((checkpoints / "encoder" / WEIGHTS).read_bytes())
    for path in sorted(checkpoints.glob(f"{models}/{WEIGHTS}")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def metrics_table(cards: Mapping[str, Card]) -> str:
    """Markdown tables of captions and, where measured, of retrieval.

    Args:
        cards: Figures by data set and then by model.

    Returns:
        A heading and one or two tables for each data set.
    """
    return "\n\n".join(part for title in cards for part in _set_tables(title, cards[title]) if part)


def _set_tables(title: str, card: Card) -> list[str]:
    models = [model for model in MODELS if model in card]
    photos = next((card[m]["data"]["photos"] for m in models if "data" in card[m]), None)
    photos = photos or card.get("data", {}).get("photos")
    heading = f"### {title}, {photos} photos"
    return [heading, _caption_table(title, models, card), _retrieval_table(models, card)]


def _caption_table(title: str, models: Sequence[str], card: Card) -> str:
    models = [model for model in models if "loss_sum5" in card[model]]
    beside = [m for m in models if title == "flickr8k/dev"]
    header = ["", *(MODELS[m] for m in models), *(f"report's {MODELS[m]}" for m in beside)]
    rows = []
    for key, name in CAPTION_ROWS.items():
        if any(card[model].get(key) is not None for model in models):
            report = STUDENT_REPORT.get(key.removesuffix("_before"), {})
            values = [figure(key, card[model].get(key)) for model in models]
            rows.append([name, *values, *(figure(key, report.get(m)) for m in beside)])
    return table(header, rows) if models else ""


def _retrieval_table(models: Sequence[str], card: Card) -> str:
    measured = [
        (protocol, model, figures)
        for model in models
        for protocol, figures in card[model].get("retrieval", {}).items()
    ]
    if not measured:
        return ""
    used = [k for k in RETRIEVAL_COLUMNS if any(f.get(k) is not None for *_, f in measured)]
    rows = [
        [protocol, MODELS[model], *(figure(key, figures.get(key)) for key in used)]
        for protocol, model, figures in sorted(measured, key=lambda row: row[0])
    ]
    return table(["search", "described by", *(RETRIEVAL_COLUMNS[key] for key in used)], rows)


def figure(key: str, value: float | None) -> str:
    """A number as the tables show it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if key.startswith("loss_sum5"):
        return f"{value:.2f}"
    return f"{value:g}" if key == "median_rank" else f"{value:.3f}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
