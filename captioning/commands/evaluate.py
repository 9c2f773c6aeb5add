"""`evaluate`: how good the captions are on a data set, and the search if wanted."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from captioning.commands.arguments import check_checkpoints, check_writable
from captioning.commands.caption import Beams, Checkpoints
from captioning.commands.sentences import Misuse, say, sentences
from captioning.commands.texts import text
from captioning.settings import read_settings
from captioning.shipped import shipped

if TYPE_CHECKING:
    from captioning.data import Example
    from captioning.describe.captioner import Captioner
    from captioning.evaluation.scorecard import Described


def evaluate(
    data: Annotated[
        Path | None,
        typer.Option(
            help=text("evaluate.data"),
            metavar="DIR",
        ),
    ] = None,
    queries: Annotated[
        Path | None,
        typer.Option(
            help=text("evaluate.queries"),
            metavar="FILE",
        ),
    ] = None,
    split: Annotated[str | None, typer.Option(help=text("evaluate.split"), metavar="NAME")] = None,
    retrieval: Annotated[
        bool, typer.Option("--retrieval", help=text("evaluate.retrieval"))
    ] = False,
    gallery: Annotated[
        Path,
        typer.Option(
            help=text("evaluate.gallery"),
            show_default="the shipped gallery",
            metavar="DIR",
        ),
    ] = shipped("assets/gallery"),
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help=text("evaluate.json_file"), metavar="FILE"),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=text("evaluate.limit"), metavar="N")
    ] = None,
    keep: Annotated[
        bool,
        typer.Option("--keep", help=text("evaluate.keep")),
    ] = False,
    beams: Beams = 3,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Measure the models on a data set and print a Markdown table."""
    with sentences():
        check_checkpoints(checkpoints)
        if queries is not None:
            typer.echo(_queries(queries, gallery, checkpoints, json_file))
            return
        if data is None:
            raise Misuse(text("evaluate_says.no_data"))
        if keep and limit is not None:
            raise Misuse(text("evaluate_says.keep_all"))
        check_writable(json_file)
        from captioning.data import read_dataset

        examples = read_dataset(data, split)[:limit]
        labelled = any(example.labels for example in examples)
        search = Search(gallery if labelled else None, checkpoints) if retrieval else None
        card = _measure(examples, search, beams, checkpoints)
        card["data"] = {**card["data"], "folder": data.resolve().name, "split": split}
        if json_file is not None:
            json_file.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
        from captioning.evaluation.tables import metrics_tables

        title = f"{data.resolve().name}/{split or 'all'}"
        if keep:
            _keep(checkpoints, title, card)
        typer.echo(metrics_tables({title: card}))


def _queries(file: Path, gallery: Path, checkpoints: Path, json_file: Path | None) -> str:
    """The table of searches over typed queries, which is also written as JSON if wanted."""
    from captioning.evaluation.queries import (
        gallery_records,
        queries_table,
        query_metrics,
        rankings,
        read_queries,
    )
    from captioning.gallery.gallery import Gallery

    asked = read_queries(file)
    check_writable(json_file)
    shown = Gallery.open(gallery, read_settings(checkpoints).search)
    metrics = query_metrics(asked, gallery_records(shown), rankings(shown))
    if json_file is not None:
        json_file.write_text(json.dumps(metrics, indent=2) + "\n", "utf-8")
    return queries_table(metrics)


def _keep(checkpoints: Path, title: str, card: dict[str, Any]) -> None:
    from captioning.evaluation.kept_figures import keep_metrics

    try:
        keep_metrics(checkpoints, title, card)
    except OSError as error:  # the figures are still printed
        say(text("evaluate_says.not_kept", folder=checkpoints, reason=error.strerror))


class Search:
    """The measuring of retrieval, and the gallery in which labelled photos look for pieces."""

    def __init__(self, gallery: Path | None, checkpoints: Path) -> None:
        from captioning.gallery.gallery import Gallery

        self.settings = read_settings(checkpoints).search
        self.gallery = Gallery.open(gallery, self.settings) if gallery else None

    def measure(self, captioner: "Captioner", said: "Described") -> dict[str, Any]:
        """Figures by model and then by protocol."""
        from captioning.evaluation.retrieval import retrieval_metrics
        from captioning.evaluation.scorecard import pooled_features

        pooled = partial(pooled_features, captioner)
        return retrieval_metrics(said.examples, said.captions, self.gallery, self.settings, pooled)


def _measure(
    examples: "list[Example]", search: Search | None, beams: int, checkpoints: Path
) -> dict[str, Any]:
    from captioning.data import fingerprint
    from captioning.describe.captioner import Captioner
    from captioning.evaluation.scorecard import describe, scorecard

    captioner = Captioner.load(checkpoints)
    others = beams - 1 if search else 0  # "everything a model can say" rests on the other beams
    said = describe(captioner, examples, beams=beams, alternatives=others)
    card: dict[str, Any] = scorecard(captioner, said)
    for name, protocols in (search.measure(captioner, said) if search else {}).items():
        card.setdefault(name, {})["retrieval"] = protocols
    photos, mark = len(said.examples), fingerprint(said.examples)
    card["data"] = {"photos": photos, "fingerprint": mark, "beams": beams}
    return card
