"""`engine.json`: which graphs a folder has, and the weights that they were exported from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from captioning.describe.engine.weights import Source

FILE = "engine.json"
VERSION = 2
"""Of graphs and plan; graphs of another version are not used."""


class StaleGraph(ValueError):
    """Graphs that do not belong to the weights, or cannot be run; the text is one sentence."""


@dataclass(frozen=True)
class Plan:
    """What goes with the graphs of a folder.

    Attributes:
        mark: `weights_mark` of the weights that they were exported from.
        graphs: for each graph's name the sources of its constants.
        version: `VERSION` at the export.
    """

    mark: str
    graphs: Mapping[str, Mapping[str, Source]]
    version: int = VERSION

    def write(self, folder: Path) -> None:
        """Writes `engine.json`."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path, mark: str) -> Plan:
        """Reads `engine.json`.

        Args:
            folder: of an encoder or a decoder.
            mark: `weights_mark` of the weights in it.

        Raises:
            StaleGraph: it is missing, damaged, or of other weights.
        """
        try:
            record = json.loads((folder / FILE).read_text(encoding="utf-8"))
            graphs = {
                name: {constant: Source(**source) for constant, source in sources.items()}
                for name, sources in record["graphs"].items()
            }
            plan = cls(record["mark"], graphs, record["version"])
        except FileNotFoundError as error:
            raise StaleGraph(f"There are no graphs in {folder.name!r}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StaleGraph(f"{FILE} in {folder.name!r} is damaged") from error
        if plan.mark != mark or plan.version != VERSION:
            raise StaleGraph(f"The graphs in {folder.name!r} were exported from other weights")
        return plan
