"""`attributes`: the classifier of type, metal and stones that goes with a checkpoint's encoder."""

from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.arguments import check_checkpoints
from captioning.commands.sentences import Misuse, sentences


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
        Path, typer.Option(help="Its encoder is read, and the classifier is written next to it.")
    ] = Path("checkpoints"),
    runs: Annotated[Path, typer.Option(help="Where activations are kept.", metavar="DIR")] = Path(
        ".cache"
    ),
) -> None:
    """Fit the attribute classifier of a checkpoint.

    It predicts type, metal and looks of stones from the features and guides the search for
    captions. `train` ends with it.

    Examples:

        python -m captioning attributes --data flickr8k --data jewelry --checkpoint .cache/best
    """
    with sentences():
        from captioning.data import read_dataset

        parts = [read_dataset(folder, "train") for folder in data]
        check_checkpoints(checkpoint)
        from captioning.training.attribute_fit import fit_attributes

        fitted = fit_attributes(checkpoint, parts, runs / "features")
        if fitted is None:
            raise Misuse(
                "The data names fewer than two types of piece often enough to learn them; "
                "give a data set whose photos have labels."
            )
        typer.echo(f"Fitted: {len(fitted.types)} types and {len(fitted.looks)} looks of stones.")
