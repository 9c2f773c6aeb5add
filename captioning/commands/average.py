"""`average`: a checkpoint between two, one of which was trained on from the other."""

from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import sentences


def average(
    first: Annotated[Path, typer.Argument(help="A checkpoint folder.", metavar="FIRST")],
    second: Annotated[
        Path, typer.Argument(help="One that was trained on from it.", metavar="SECOND")
    ],
    output: Annotated[Path, typer.Option(help="Where the checkpoint goes.", metavar="DIR")],
    share: Annotated[float, typer.Option(help="The second's share of the weights, 0 to 1.")] = 0.5,
) -> None:
    """Average the weights of two checkpoints.

    After a further stage of training, some of what was known may be forgotten. Between the
    weights before it and after it often lie some that have both. The attribute classifier is of
    one encoder alone: fit it anew with `attributes`.

    Examples:

        python -m captioning average checkpoints .cache/best --output .cache/between --share 0.4
    """
    with sentences():
        from captioning.training.average import average as between

        between(first, second, share, output)
        typer.echo(f"The checkpoint is in {output}.")
