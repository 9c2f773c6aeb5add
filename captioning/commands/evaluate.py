"""`evaluate`: how good the captions are on a data set, and the search if wanted."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from captioning.commands.caption import Beams, Checkpoints
from captioning.commands.sentences import say, sentences

if TYPE_CHECKING:
    from captioning.captioner import Captioner
    from captioning.evaluation.scorecard import Described


def evaluate(
    data: Annotated[
        Path,
        typer.Option(help="A Flickr8k folder, or a folder with metadata.jsonl.", metavar="DIR"),
    ],
    split: Annotated[
        str | None, typer.Option(help="train, dev or test; all photos without it.", metavar="NAME")
    ] = None,
    retrieval: Annotated[
        bool, typer.Option("--retrieval", help="Also measure mean average precision and recall.")
    ] = False,
    gallery: Annotated[
        Path,
        typer.Option(help="Where labelled photos look for similar pieces.", metavar="DIR"),
    ] = Path("assets/gallery"),
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write figures and captions there.", metavar="FILE"),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first N photos, to try.", metavar="N")
    ] = None,
    beams: Beams = 3,
    checkpoints: Checkpoints = Path("checkpoints"),
) -> None:
    """Measure both models on a data set and print a Markdown table.

    Loss and accuracy are teacher-forced over the reference captions; BLEU, METEOR, ROUGE-L and
    CIDEr compare the generated captions with them; type, metal and stones are read from the
    captions where the data set is labelled. METEOR needs Java and is left out without it.

    A whole split's figures are also written into the checkpoint's metrics.json, from which
    `report` makes the README's tables; with --limit they are not.

    Examples:

        python -m captioning evaluate --data flickr8k --split dev

        python -m captioning evaluate --data jewelry --split dev --retrieval --json figures.json

        python -m captioning evaluate --data my-photos --limit 20
    """
    with sentences():
        searched = gallery if retrieval else None
        card = _measure(data, split, searched, limit, beams, checkpoints)
        if json_file is not None:
            json_file.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
        from captioning.evaluation.report import keep_metrics, metrics_table

        title = f"{data.resolve().name}/{split or 'all'}"
        if limit is None:
            try:
                keep_metrics(checkpoints, title, card)
            except OSError as error:
                say(f"The figures were not kept in {checkpoints} ({error.strerror}).")
        typer.echo(metrics_table({title: card}))


def _retrieval(captioner: "Captioner", said: "Described", folder: Path) -> dict[str, Any]:
    from captioning.evaluation.retrieval import retrieval_metrics
    from captioning.evaluation.scorecard import pooled_features
    from captioning.gallery import Gallery

    labelled = any(example.labels for example in said.examples)
    return retrieval_metrics(
        said.examples,
        said.captions,
        Gallery.open(folder) if labelled else None,
        partial(pooled_features, captioner),
    )


def _measure(
    data: Path,
    split: str | None,
    gallery: Path | None,
    limit: int | None,
    beams: int,
    checkpoints: Path,
) -> dict[str, Any]:
    from captioning.captioner import Captioner
    from captioning.data import fingerprint, read_dataset
    from captioning.evaluation.scorecard import describe, scorecard

    examples = read_dataset(data, split)[:limit]
    captioner = Captioner.load(checkpoints)
    said = describe(captioner, examples, beams=beams, alternatives=beams - 1 if gallery else 0)
    card: dict[str, Any] = scorecard(captioner, said)
    if gallery:
        for name, protocols in _retrieval(captioner, said, gallery).items():
            card.setdefault(name, {})["retrieval"] = protocols
    card["data"] = {
        "folder": data.resolve().name,
        "split": split,
        "photos": len(said.examples),
        "fingerprint": fingerprint(said.examples),
        "beams": beams,
    }
    return card
