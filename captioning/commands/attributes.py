"""`attributes`: the classifier that tells type and stones from a checkpoint's features."""

from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import sentences


def attributes(
    data: Annotated[
        list[Path],
        typer.Option(
            help="A data set with a train split; several times for several. Photos without labels "
            "count as no jewelry.",
            metavar="DIR",
        ),
    ],
    checkpoint: Annotated[
        Path, typer.Option(help="Its encoder is read, and the classifier lies beside it.")
    ] = Path("checkpoints"),
    runs: Annotated[Path, typer.Option(help="Where activations are kept.", metavar="DIR")] = Path(
        ".cache"
    ),
) -> None:
    """Fit the attribute classifier of a checkpoint.

    It tells type and looks of stones from the features alone and guides the search for captions.
    `train` ends with it; after `average` the encoder is another, so it is fitted anew.

    Examples:

        python -m captioning attributes --data flickr8k --data jewelry --checkpoint .cache/between
    """
    with sentences():
        from captioning.data import read_dataset
        from captioning.training.attribute_fit import fit_attributes

        parts = [read_dataset(folder, "train") for folder in data]
        fitted = fit_attributes(checkpoint, parts, runs / "features")
        if fitted is None:
            raise typer.BadParameter(
                "The data names fewer than two types of piece often enough to tell them apart; "
                "give a data set whose photos have labels."
            )
        typer.echo(f"It tells {len(fitted.types)} types and {len(fitted.looks)} looks of stones.")
