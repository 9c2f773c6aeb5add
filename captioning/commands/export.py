"""`export`: the graphs by which a checkpoint answers without torch, several times faster."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import say, sentences


class ExportError(ValueError):
    """Graphs that cannot be exported; the text is one sentence."""


def export(
    checkpoint: Annotated[
        Path, typer.Option(help="Its models are read, and the graphs are written next to them.")
    ] = Path("checkpoints"),
) -> None:
    """Export the models of a checkpoint to graphs for ONNX Runtime.

    A checkpoint with graphs answers without torch and several times faster. They read the weights
    next to them and hold none themselves. Graphs of other weights are not used, so run this after
    `train`. It needs the packages of captioning/training/requirements.txt.

    Examples:

        python -m captioning export

        python -m captioning export --checkpoint .cache/best
    """
    with sentences():
        for package in ("onnx", "onnxscript"):
            if find_spec(package) is None:
                raise ExportError(
                    f"The package {package} is missing: "
                    "pip install -r captioning/training/requirements.txt."
                )
        from captioning.describe.engine.export import export_graphs

        for name, files in export_graphs(checkpoint).items():
            say(f"{name}: {', '.join(file.name for file in files)}")
