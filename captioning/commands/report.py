"""`report`: the README's tables and plots, written from the figures kept with the weights."""

import os
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.caption import Checkpoints
from captioning.commands.sentences import say, sentences
from captioning.shipped import shipped

BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"


class ReportError(ValueError):
    """A report that cannot be written; the text is one sentence."""


def report(
    readme: Annotated[
        Path, typer.Option(help="The file between whose markers the tables go.", metavar="FILE")
    ] = Path("README.md"),
    plots: Annotated[
        Path, typer.Option(help="Folder for the plots of training runs.", metavar="DIR")
    ] = Path("assets/results"),
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Write the measured figures into the README, and plot the training runs.

    Reads metrics.json, which `evaluate` writes, and history.json, which `train` writes, from the
    checkpoint folders. Nothing is measured here, and no number is typed by hand.

    Examples:

        python -m captioning report

        python -m captioning report --checkpoints my-checkpoints --readme notes.md
    """
    with sentences():
        _write(readme, plots, checkpoints)
    say(f"The results stand in {readme}.")


def _write(readme: Path, plots: Path, checkpoints: Path) -> None:
    from captioning.evaluation.history import history_tables, plot_histories, read_histories
    from captioning.evaluation.report import metrics_table, read_metrics

    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ReportError(f"{readme} lacks the lines {BEGIN} and {END}: add them where results go.")
    cards, histories = read_metrics(checkpoints), read_histories(checkpoints)
    if not cards:
        raise ReportError(f"{checkpoints} has no figures of these weights: run evaluate first.")
    parts = [metrics_table(cards), history_tables(histories)]
    try:
        drawn = plot_histories(histories, plots)
    except ModuleNotFoundError:
        say("No plots without matplotlib: pip install -r captioning/training/requirements.txt")
        drawn = sorted(plots.glob("training-*.svg"))
    for path in drawn:
        link = Path(os.path.relpath(path, readme.parent)).as_posix()
        parts.append(f"![Validation loss and accuracy over the epochs]({link})")
    body = "\n\n".join(part for part in parts if part)
    readme.write_text(f"{before}{begin}\n{body}\n{end}{after}", encoding="utf-8")
