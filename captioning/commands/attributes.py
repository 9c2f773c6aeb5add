"""`attributes`: the classifier of type, metal and stones that goes with a checkpoint's encoder."""

from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.arguments import check_checkpoints
from captioning.commands.sentences import Misuse, sentences
from captioning.commands.texts import text


def attributes(
    data: Annotated[
        list[Path],
        typer.Option(
            help=text("attributes.data"),
            metavar="DIR",
        ),
    ],
    checkpoint: Annotated[Path, typer.Option(help=text("attributes.checkpoint"))] = Path(
        "checkpoints"
    ),
    runs: Annotated[Path, typer.Option(help=text("attributes.runs"), metavar="DIR")] = Path(
        ".cache"
    ),
) -> None:
    """Fit the attribute classifier of a checkpoint."""
    with sentences():
        from captioning.data import read_dataset

        parts = [read_dataset(folder, "train") for folder in data]
        check_checkpoints(checkpoint)
        from captioning.training.attribute_fit import fit_attributes

        fitted = fit_attributes(checkpoint, parts, runs / "features")
        if fitted is None:
            raise Misuse(text("attributes_says.too_few"))
        types, looks = len(fitted.types), len(fitted.looks)
        typer.echo(text("attributes_says.fitted", types=types, looks=looks))
