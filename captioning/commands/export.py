"""`export`: the graphs by which a checkpoint answers without torch, several times faster."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import say, sentences
from captioning.commands.texts import text


class ExportError(ValueError):
    """Graphs that cannot be exported; the text is one sentence."""


def export(
    checkpoint: Annotated[Path, typer.Option(help=text("export.checkpoint"))] = Path("checkpoints"),
) -> None:
    """Export the models of a checkpoint to graphs for ONNX Runtime."""
    with sentences():
        for package in ("onnx", "onnxscript"):
            if find_spec(package) is None:
                raise ExportError(text("export_says.missing", package=package))
        from captioning.describe.engine.export import export_graphs

        for name, files in export_graphs(checkpoint).items():
            say(f"{name}: {', '.join(file.name for file in files)}")
