"""`report`: tables and drawings of the results, from the figures kept with the weights."""

from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.caption import Checkpoints
from captioning.commands.sentences import say, sentences
from captioning.commands.texts import text
from captioning.shipped import shipped

BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"


class ReportError(ValueError):
    """A report that cannot be written; the text is one sentence."""


def report(
    readme: Annotated[
        Path,
        typer.Option(
            help=text("report.readme"),
            show_default="the project's README.md",
            metavar="FILE",
        ),
    ] = shipped(".") / "README.md",
    docs: Annotated[
        Path,
        typer.Option(
            help=text("report.docs"),
            show_default="the project's assets/docs",
            metavar="DIR",
        ),
    ] = shipped("assets/docs"),
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Write all kept figures into results.md and the most important ones into the README."""
    with sentences():
        _write(readme, docs, checkpoints)
    say(text("report_says.written", document=docs / "results.md", readme=readme))


def _write(readme: Path, docs: Path, checkpoints: Path) -> None:
    import json

    from captioning.evaluation.architecture import architecture
    from captioning.evaluation.headline import FILE, headline
    from captioning.evaluation.history import charts, read_histories
    from captioning.evaluation.kept_figures import read_metrics
    from captioning.evaluation.results import (
        CURVES,
        parameter_counts,
        reliability_charts,
        results_document,
        trained_on,
    )
    from captioning.evaluation.tables import model_titles, summary_table

    page = readme.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ReportError(text("report_says.no_markers", readme=readme, begin=BEGIN, end=END))
    cards, histories = read_metrics(checkpoints), read_histories(checkpoints)
    if not cards:
        raise ReportError(text("report_says.no_figures", checkpoints=checkpoints))
    (docs / CURVES).mkdir(parents=True, exist_ok=True)
    document = results_document(cards, histories, trained_on(checkpoints))
    (docs / "results.md").write_text(document, encoding="utf-8")
    figures = json.dumps(headline(cards), indent=2) + "\n"
    (docs / FILE).write_text(figures, encoding="utf-8")
    counts = parameter_counts(checkpoints)
    (docs / "architecture.svg").write_text(
        architecture(model_titles(counts), counts), encoding="utf-8"
    )
    for files in (reliability_charts(cards), *charts(histories).values()):
        for name, drawing in files.items():
            (docs / CURVES / name).write_text(drawing, encoding="utf-8")
    table = summary_table(cards)
    readme.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")
