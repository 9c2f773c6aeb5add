"""The epochs of training runs, as tables and as plots."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from captioning.evaluation.report import CAPTION_ROWS, MODELS, figure, table

HISTORY = "history*.json"
Epochs = Sequence[Mapping[str, Any]]
"""For each epoch `epoch`, `train` by model, and `validation` by data set and then by model."""


def read_histories(checkpoints: Path) -> dict[str, list[dict[str, Any]]]:
    """Epoch tables of training runs by the run's name, from every `history*.json`.

    `history.json` is named after its folder, `history-student.json` after its ending.
    """
    histories: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(checkpoints.glob(f"*/{HISTORY}")):
        name = path.stem.removeprefix("history").strip("-") or "best"
        histories.setdefault(name, json.loads(path.read_text(encoding="utf-8")))
    return histories


def history_tables(histories: Mapping[str, Epochs]) -> str:
    """A Markdown table of epochs for each run and validation set."""
    tables = []
    for name, epochs in histories.items():
        for data in _validation_sets(epochs):
            tables += [f"### Recipe `{name}`, validated on {data}", _history_table(epochs, data)]
    return "\n\n".join(tables)


def _validation_sets(epochs: Epochs) -> list[str]:
    return list(dict.fromkeys(data for epoch in epochs for data in epoch["validation"]))


def _history_table(epochs: Epochs, data: str) -> str:
    models = [m for m in MODELS if any(m in epoch["validation"].get(data, {}) for epoch in epochs)]
    columns = ("loss", "accuracy", "validation loss", "x 5", "validation accuracy")
    header = ["epoch", *(f"{MODELS[model]} {column}" for model in models for column in columns)]
    rows = []
    for epoch in epochs:
        row = [str(epoch["epoch"])]
        for model in models:
            train = epoch["train"].get(model, {})
            valid = epoch["validation"].get(data, {}).get(model, {})
            row += [
                figure("loss", train.get("loss")),
                figure("accuracy", train.get("accuracy")),
                figure("loss", valid.get("loss")),
                figure("loss_sum5", valid.get("loss_sum5")),
                figure("accuracy", valid.get("accuracy")),
            ]
        rows.append(row)
    return table(header, rows)


def plot_histories(histories: Mapping[str, Epochs], folder: Path) -> list[Path]:
    """Draw validation loss and accuracy over the epochs, an SVG for each run.

    Args:
        histories: What `read_histories` returned.
        folder: Where the plots go; made if it is not there.

    Returns:
        The files written.
    """
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "facet"  # the same figures give the same file
    folder.mkdir(parents=True, exist_ok=True)
    return [_plot(name, epochs, folder) for name, epochs in histories.items()]


def _plot(name: str, epochs: Epochs, folder: Path) -> Path:
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(8, 3.2), layout="constrained")
    for axes, key in zip(drawing.subplots(1, 2), ("loss_sum5", "accuracy"), strict=True):
        for data in _validation_sets(epochs):
            for model in MODELS:
                points = [
                    (epoch["epoch"], epoch["validation"][data][model][key])
                    for epoch in epochs
                    if model in epoch["validation"].get(data, {})
                ]
                if points:
                    label = f"{MODELS[model]}, {data}"
                    axes.plot(*zip(*points, strict=True), marker=".", label=label)
        axes.set(title=CAPTION_ROWS[key], xlabel="epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
    drawing.axes[0].legend(fontsize="small")
    path = folder / f"training-{name}.svg"
    drawing.savefig(path, metadata={"Date": None})
    return path
