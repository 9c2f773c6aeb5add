"""Kept figures as Markdown tables."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from captioning.decoders import registry

# What the student report's own models reached on Flickr8k's validation split.
REPORTED_ON, REPORTED_SPLIT = "flickr8k", "flickr8k/dev"
STUDENT_REPORT = {
    "loss_sum5": {"transformer": 14.88, "lstm": 17.49},
    "accuracy": {"transformer": 0.415, "lstm": 0.343},
}
CAPTION_ROWS = {
    "loss_sum5": "loss, summed over five captions",
    "accuracy": "accuracy of the next word",
    "loss_sum5_before": "loss before the last self-critical stage",
    "accuracy_before": "accuracy before it",
    "bleu1": "BLEU-1",
    "bleu2": "BLEU-2",
    "bleu3": "BLEU-3",
    "bleu4": "BLEU-4",
    "meteor": "METEOR",
    "rouge_l": "ROUGE-L",
    "cider": "CIDEr",
    "type_accuracy": "type right",
    "type_accuracy_fine": "fine type right",
    "metal_accuracy": "metal right",
    "stones_precision": "stone looks, precision",
    "stones_recall": "stone looks, recall",
    "stones_f1": "stone looks, F1",
    "style_f1": "styles, F1",
    "motif_f1": "motifs, F1",
    "named_precision": "of all attributes named, right",
    "distinct_captions": "different captions",
    "vocabulary_used": "different words used",
    "oov_rate": "words of the references that are unknown",
}
COMPLETE_ROWS = {
    "words": "words on average",
    "named_precision": CAPTION_ROWS["named_precision"],
    "stones_f1": CAPTION_ROWS["stones_f1"],
    "style_f1": CAPTION_ROWS["style_f1"],
    "motif_f1": CAPTION_ROWS["motif_f1"],
}
"""Figures of captions at the level "complete"."""
RELIABLE = ("type", "metal", "stone")
"""Of what captions say how sure they are."""
SOURCE_COLUMNS = ("type_accuracy", "metal_accuracy", "stones_f1")
"""Figures that are shown for each source, such as a shop."""
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
SUMMARY_ROWS = {
    "flickr8k/dev": ("loss_sum5", "accuracy", "cider", "caption-to-image+expected map"),
    "jewelry/dev": (
        "type_accuracy",
        "metal_accuracy",
        "stones_f1",
        "named_precision",
        "cider",
        "similar-pieces+expected p5_type",
    ),
}
"""The few figures of the README, by data set; a search's stand behind its protocol."""

Card = Mapping[str, Any]
"""Figures of one data set by model."""


def model_titles(measured: Collection[str]) -> dict[str, str]:
    """Titles of measured models: of decoders, of all together, and of the plain embedding.

    Args:
        measured: their names in any order; others than these are left out.

    Returns:
        Titles by name, in the order in which they are shown.
    """
    decoders = [row for row in registry.rows() if row.name in measured]
    titles = {row.name: row.title for row in decoders}
    titles[registry.TOGETHER] = registry.together_title(len(decoders)).lower()
    titles["embedding"] = "embedding"
    return {name: title for name, title in titles.items() if name in measured}


def metrics_tables(cards: Mapping[str, Card]) -> str:
    """All figures of captions and, where measured, of retrieval.

    Args:
        cards: Figures by data set and then by model.

    Returns:
        Markdown: a heading and one or two tables for each data set.
    """
    return "\n\n".join(part for title in cards for part in _set_tables(title, cards[title]) if part)


def summary_table(cards: Mapping[str, Card]) -> str:
    """The README's table: the few rows of `SUMMARY_ROWS` that were measured.

    Args:
        cards: Figures by data set and then by model.

    Returns:
        A Markdown table, with the student report's figures next to ours; "" without any figure.
    """
    titles = model_titles(
        {model for card in cards.values() for model in card if "loss_sum5" in card[model]}
    )
    reported = [model for model in titles if model in STUDENT_REPORT["loss_sum5"]]
    rows = []
    for title, keys in SUMMARY_ROWS.items():
        card = cards.get(title, {})
        for key in keys:
            values = [_summary_value(card.get(model, {}), key) for model in titles]
            if any(values):
                student = STUDENT_REPORT.get(key, {}) if title == REPORTED_SPLIT else {}
                values += [figure(key, student.get(model)) for model in reported]
                rows.append([f"{title}, {_photos(card)} photos", _summary_name(key), *values])
    header = [
        "data",
        "figure",
        *titles.values(),
        *(f"student report: {titles[model]}" for model in reported),
    ]
    return table(header, rows) if rows else ""


def _summary_name(key: str) -> str:
    protocol, searched, column = key.partition(" ")
    return f"{protocol}, {RETRIEVAL_COLUMNS[column]}" if searched else CAPTION_ROWS[key]


def _summary_value(figures: Card, key: str) -> str:
    protocol, searched, column = key.partition(" ")
    if searched:
        return figure(column, figures.get("retrieval", {}).get(protocol, {}).get(column))
    return figure(key, figures.get(key))


def _set_tables(title: str, card: Card) -> list[str]:
    heading = f"### {title}, {_photos(card)} photos"
    tables = (_caption_table(title, card), _source_table(card), _retrieval_table(card))
    return [heading, *tables]


def _photos(card: Card) -> int:
    """Photos of a data set, which the card says as a whole or with each model."""
    data = [card.get("data"), *(card[model].get("data") for model in model_titles(card))]
    return next(one["photos"] for one in data if one)


def _caption_table(title: str, card: Card) -> str:
    models = model_titles([model for model in card if "loss_sum5" in card[model]])
    reported = list(models) if title == REPORTED_SPLIT else []
    reported = [model for model in reported if model in STUDENT_REPORT["loss_sum5"]]
    header = ["", *models.values(), *(f"student report: {models[m]}" for m in reported)]
    rows = []
    for key, name in CAPTION_ROWS.items():
        if any(card[model].get(key) is not None for model in models):
            student = STUDENT_REPORT.get(key.removesuffix("_before"), {})
            values = [_with_interval(card[model], key) for model in models]
            rows.append([name, *values, *(figure(key, student.get(m)) for m in reported)])
    complete = {model: card[model].get("complete", {}) for model in models}
    for kind in RELIABLE:
        errors = [card[model].get("reliability", {}).get(kind, {}).get("error") for model in models]
        if any(error is not None for error in errors):
            values = [figure("error", error) for error in errors]
            rows.append([f"how sure of the {kind}: mean gap", *values, *("" for _ in reported)])
    for key, name in COMPLETE_ROWS.items() if any(complete.values()) else ():
        values = [figure(key, complete[model].get(key)) for model in models]
        rows.append([f"complete captions: {name}", *values, *("" for _ in reported)])
    return table(header, rows) if models else ""


def _with_interval(figures: Card, key: str) -> str:
    """A figure with its 95 % interval, where one was measured."""
    low, high = figures.get("intervals", {}).get(key, (None, None))
    between = f" ({figure(key, low)} to {figure(key, high)})" if low is not None else ""
    return figure(key, figures.get(key)) + between


def _source_table(card: Card) -> str:
    models = model_titles([model for model in card if card[model].get("sources")])
    names = {
        name: one["photos"] for model in models for name, one in card[model]["sources"].items()
    }
    columns = [(key, model) for key in SOURCE_COLUMNS for model in models]
    rows = [
        [name, figure("photos", photos)]
        + [figure(key, card[model]["sources"][name].get(key)) for key, model in columns]
        for name, photos in names.items()
    ]
    heads = [f"{CAPTION_ROWS[key]}, {models[model]}" for key, model in columns]
    return table(["source", "photos", *heads], rows) if len(rows) > 1 else ""


def _retrieval_table(card: Card) -> str:
    measured = [
        (protocol, title, figures)
        for model, title in model_titles(card).items()
        for protocol, figures in card[model].get("retrieval", {}).items()
    ]
    if not measured:
        return ""
    used = [k for k in RETRIEVAL_COLUMNS if any(f.get(k) is not None for *_, f in measured)]
    rows = [
        [protocol, title, *(figure(key, figures.get(key)) for key in used)]
        for protocol, title, figures in sorted(measured, key=lambda row: row[0])
    ]
    return table(["search", "captions of", *(RETRIEVAL_COLUMNS[key] for key in used)], rows)


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
