"""The command line: `python -m captioning COMMAND`, or `facet COMMAND` where it is installed."""

from typing import Annotated

import typer

from captioning import __version__
from captioning.commands.alt import alt
from captioning.commands.attributes import attributes
from captioning.commands.caption import caption
from captioning.commands.evaluate import evaluate
from captioning.commands.export import export
from captioning.commands.index import index
from captioning.commands.report import report
from captioning.commands.search import search
from captioning.commands.texts import text
from captioning.commands.train import train

app = typer.Typer(
    name="python -m captioning",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"facet {__version__}")
        raise typer.Exit


@app.callback(help=text("main.about"))
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help=text("main.version"), callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """What comes before the command."""


for command in (caption, search, index, alt, train, attributes, export, evaluate, report):
    app.command(help=text(f"{command.__name__}.about"))(command)

if __name__ == "__main__":
    app()
