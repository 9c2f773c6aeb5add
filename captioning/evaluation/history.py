"""The epochs of training runs: kept histories, their best epochs and their charts."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from captioning.evaluation.line_chart import Points, Series, line_chart
from captioning.evaluation.tables import (
    CAPTION_ROWS,
    REPORTED_ON,
    REPORTED_SPLIT,
    STUDENT_REPORT,
    figure,
    model_titles,
    table,
)

HISTORY = "history*.json"
CHARTS = {"loss_sum5": "loss", "accuracy": "accuracy"}
"""Figures that are drawn, and what their files are called."""

Epochs = Sequence[Mapping[str, Any]]
"""For each epoch `epoch`, `train` by model, and `validation` by data set and then by model."""


def read_histories(checkpoints: Path) -> dict[str, list[dict[str, Any]]]:
    """Epochs of training runs by the run's name, from every `history*.json`.

    `history.json` is the run of `best`; others are named by their ending, as in
    `history-student.json`.
    """
    histories: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(checkpoints.glob(f"*/{HISTORY}")):
        name = path.stem.removeprefix("history").strip("-") or "best"
        histories.setdefault(name, json.loads(path.read_text(encoding="utf-8")))
    return histories


def best_epochs_table(histories: Mapping[str, Epochs]) -> str:
    """The best epoch of each model in each run, by validation loss; "" without a run.

    The best of all epochs of one model is not always the one whose weights were kept: other
    stages may follow.
    """
    rows = []
    for name, epochs in histories.items():
        for data in validation_sets(epochs):
            for model, title in _titles(epochs, data).items():
                measured = [epoch for epoch in epochs if model in epoch["validation"].get(data, {})]
                best = min(
                    measured, key=lambda epoch: epoch["validation"][data][model]["loss_sum5"]
                )
                values = best["validation"][data][model]
                shown = [figure(key, values[key]) for key in CHARTS]
                rows.append(
                    [
                        f"`{name}`",
                        data,
                        title,
                        str(len(measured)),
                        str(best["epoch"]),
                        *shown,
                    ]
                )
    header = ["recipe", "validated on", "model", "epochs", "best epoch", *_chart_names()]
    return table(header, rows) if rows else ""


def charts(histories: Mapping[str, Epochs]) -> dict[tuple[str, str], dict[str, str]]:
    """Charts of loss and accuracy over the epochs.

    Returns:
        By run and data set, the file name of each chart and its SVG document.
    """
    drawn: dict[tuple[str, str], dict[str, str]] = {}
    for name, epochs in histories.items():
        for data in validation_sets(epochs):
            drawn[name, data] = {
                f"{name}-{data.replace('/', '-')}-{file}.svg": chart
                for key, file in CHARTS.items()
                if (chart := _chart(key, data, epochs))
            }
    return drawn


def validation_sets(epochs: Epochs) -> list[str]:
    """The data sets that a run was validated on."""
    return list(dict.fromkeys(data for epoch in epochs for data in epoch["validation"]))


def _titles(epochs: Epochs, data: str) -> dict[str, str]:
    return model_titles({m for epoch in epochs for m in epoch["validation"].get(data, {})})


def _chart_names() -> list[str]:
    return [CAPTION_ROWS[key] for key in CHARTS]


def _chart(key: str, data: str, epochs: Epochs) -> str:
    reported = STUDENT_REPORT[key] if data in (REPORTED_ON, REPORTED_SPLIT) else {}
    series = []
    for model, title in _titles(epochs, data).items():
        validation = _points(
            (epoch["epoch"], epoch["validation"].get(data, {}).get(model, {}).get(key))
            for epoch in epochs
        )
        training = _points(
            (epoch["epoch"], epoch["train"].get(model, {}).get(key)) for epoch in epochs
        )
        if validation:
            series.append(Series(title, validation, training, reported.get(model)))
    return line_chart(f"{CAPTION_ROWS[key].capitalize()}, on {data}", series) if series else ""


def _points(pairs: Any) -> Points:
    return [(epoch, value) for epoch, value in pairs if value is not None]
