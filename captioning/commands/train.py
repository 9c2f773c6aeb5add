"""`train`: the decoders, and perhaps the encoder, by a recipe."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import sentences


def train(
    recipe: Annotated[
        str, typer.Argument(help="student, best, or your own file.", metavar="RECIPE|FILE.toml")
    ],
    data: Annotated[
        list[Path],
        typer.Option(
            help="A data set with train and dev splits; repeat for several.", metavar="DIR"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(help="Where the checkpoint goes; .cache/NAME if not given.", metavar="DIR"),
    ] = None,
    runs: Annotated[
        Path, typer.Option(help="Where activations and the stages are kept.", metavar="DIR")
    ] = Path(".cache"),
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue after the last whole epoch.")
    ] = False,
    start: Annotated[
        Path | None,
        typer.Option(help="Start from this checkpoint's weights and vocabulary.", metavar="DIR"),
    ] = None,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(
            help="Distil from this checkpoint, or from one decoder's folder in it, in the recipe's "
            "distillation stages; repeat for several.",
            metavar="DIR",
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
    epochs: Annotated[int | None, typer.Option(help="The most epochs, in every stage.")] = None,
    photos: Annotated[int | None, typer.Option(help="Photos in a batch, in every stage.")] = None,
    decoder_rate: Annotated[
        float | None, typer.Option(help="Highest learning rate of the decoders, in every stage.")
    ] = None,
) -> None:
    """Train the decoders over one encoder.

    `student` repeats the student report's scheme on Flickr8k: frozen encoder, constant rate after
    a warm-up, early stopping. `best` is for weights that ship: the encoder learns too, jewelry is
    learnt together with Flickr8k, and a self-critical stage follows. For anything else, copy one
    of `captioning/training/recipes/*.toml` and change it; `captioning/training/recipe.py` explains
    every key.

    A line is printed for each epoch. After Ctrl-C or a crash, the same command with --resume
    continues, with the same numbers as if nothing had happened.

    Examples:

        python -m captioning train student --data flickr8k

        python -m captioning train best --data flickr8k --data jewelry --output my-checkpoints

        python -m captioning train my-recipe.toml --data jewelry --epochs 2 --decoder-rate 3e-4
    """
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
        typer.echo(f"The checkpoint is in {target}.")
