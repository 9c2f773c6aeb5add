"""`train`: both decoders by a recipe, with every field of the recipe as an option."""

import inspect
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from captioning.commands.sentences import sentences
from captioning.training.recipe import Recipe
from captioning.training.recipes import RECIPES


def train(
    recipe: Annotated[str, typer.Argument(help="student or best.", metavar="RECIPE")],
    data: Annotated[
        list[Path],
        typer.Option(
            help="A data set with train and dev splits; several times for several.", metavar="DIR"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(help="Where the checkpoint goes; .cache/NAME if not given.", metavar="DIR"),
    ] = None,
    runs: Annotated[
        Path, typer.Option(help="Where activations and the state of runs are kept.", metavar="DIR")
    ] = Path(".cache"),
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last whole epoch.")
    ] = False,
    start: Annotated[
        Path | None,
        typer.Option(help="Go on from this checkpoint's weights and vocabulary.", metavar="DIR"),
    ] = None,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(
            help="Learn also what this checkpoint, or one decoder's folder in it, says and expects "
            "at each word; several times for several. Needs --frozen-stages.",
            metavar="DIR",
        ),
    ] = None,
    **overrides: Any,
) -> None:
    """Train both decoders over one encoder.

    `student` repeats the student report's scheme on Flickr8k: frozen encoder, constant rate after
    a warm-up, early stopping. `best` is what ships: the last stages of the encoder learn too, and
    jewelry is learnt together with Flickr8k. Every number of a recipe is an option below.

    A line is printed for each epoch. After Ctrl-C or a crash, the same command with --resume goes
    on with the same numbers as if nothing had happened.

    Examples:

        python -m captioning train student --data flickr8k

        python -m captioning train best --data flickr8k --data jewelry --output checkpoints

        python -m captioning train best --data jewelry --epochs 2 --decoder-rate 3e-4
    """
    with sentences():
        if recipe not in RECIPES:
            raise typer.BadParameter(f"There is no recipe {recipe!r}; choose {', '.join(RECIPES)}.")
        chosen = {name: value for name, value in overrides.items() if value is not None}
        plan = replace(RECIPES[recipe], **chosen)
        from captioning.training.train import train as run_recipe

        target = output or runs / plan.name
        run_recipe(
            plan, data, target, runs=runs, resume=resume, start=start, teachers=teacher or ()
        )
        typer.echo(f"The checkpoint is in {target}.")


def _with_recipe_options(command: Any) -> Any:
    """Gives the command an option for each field of `Recipe`, documented by its docstring."""
    signature = inspect.signature(command)
    kept = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    options = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=None,
            annotation=Annotated[
                _TYPES[field.type] | None,
                typer.Option(help=_meaning(field.name), rich_help_panel="Recipe"),
            ],
        )
        for field in fields(Recipe)
        if field.default is not MISSING and field.type in _TYPES
    ]
    command.__signature__ = signature.replace(parameters=[*kept, *options])
    return command


_TYPES = {"int": int, "float": float, "str": str}


def _meaning(name: str) -> str:
    """What the docstring of `Recipe` says of a field, with each recipe's value."""
    lines = inspect.getdoc(Recipe).splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip().startswith(f"{name}:"))
    text = [lines[start].split(":", 1)[1].strip()]
    for line in lines[start + 1 :]:
        if not line.startswith(" " * 8):
            break
        text.append(line.strip())
    values = (f"{key} {_shown(getattr(recipe, name))}" for key, recipe in RECIPES.items())
    return f"{' '.join(text)} [{', '.join(values)}]"


def _shown(value: float | int | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


train = _with_recipe_options(train)
