"""`train`: the decoders, and perhaps the encoder, by a recipe."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import sentences
from captioning.commands.texts import text


def train(
    recipe: Annotated[str, typer.Argument(help=text("train.recipe"), metavar="RECIPE|FILE.toml")],
    data: Annotated[
        list[Path],
        typer.Option(help=text("train.data"), metavar="DIR"),
    ],
    output: Annotated[
        Path | None,
        typer.Option(help=text("train.output"), metavar="DIR"),
    ] = None,
    runs: Annotated[Path, typer.Option(help=text("train.runs"), metavar="DIR")] = Path(".cache"),
    resume: Annotated[bool, typer.Option("--resume", help=text("train.resume"))] = False,
    start: Annotated[
        Path | None,
        typer.Option(help=text("train.start"), metavar="DIR"),
    ] = None,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(
            help=text("train.teacher"),
            metavar="DIR",
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help=text("train.seed"))] = None,
    epochs: Annotated[int | None, typer.Option(help=text("train.epochs"))] = None,
    photos: Annotated[int | None, typer.Option(help=text("train.photos"))] = None,
    decoder_rate: Annotated[float | None, typer.Option(help=text("train.decoder_rate"))] = None,
) -> None:
    """Train the decoders over one encoder."""
    with sentences():
        from captioning.training.recipe_file import read_recipe
        from captioning.training.train import train as follow

        plan = read_recipe(recipe)
        if seed is not None:
            plan = replace(plan, seed=seed)
        if start is not None:
            plan = plan.starting_from(start)
        if teacher:
            plan = plan.taught_by(teacher)
        values = {"epochs": epochs, "photos": photos, "decoder_rate": decoder_rate}
        plan = plan.with_stages(**{name: one for name, one in values.items() if one is not None})
        target = output or runs / plan.name
        follow(plan, data, target, runs=runs, resume=resume)
        typer.echo(text("train_says.written", folder=target))
