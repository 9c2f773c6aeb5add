"""The decoders that there are: a row each. Nothing else lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `--help` names decoders, and torch takes seconds to import
    from captioning.decoders.base import CaptionDecoder, DecoderConfig

TOGETHER = "both"
"""The name under which what all decoders say together is measured and asked for."""


@dataclass(frozen=True)
class Row:
    """A decoder that can be trained, loaded and shown.

    Attributes:
        name: of its checkpoint folder, its figures and its choice in the API; lower case.
        title: as people read it.
        place: of its class, as "module:class"; imported when it is first needed.
    """

    name: str
    title: str
    place: str

    @property
    def decoder(self) -> type[CaptionDecoder]:
        """Its class."""
        module, _, name = self.place.partition(":")
        decoder: type[CaptionDecoder] = getattr(import_module(module), name)
        return decoder

    @property
    def config(self) -> type[DecoderConfig]:
        """The class of its sizes, whose `model_type` marks its checkpoints."""
        return self.decoder.config_class

    def build(self, **sizes: Any) -> CaptionDecoder:
        """The decoder with random weights.

        Args:
            sizes: by the config's names; those that this config does not have are left out, so
                that one set of sizes serves all decoders.
        """
        known = {field.name for field in fields(self.config)}
        return self.decoder(self.config(**{k: size for k, size in sizes.items() if k in known}))


_rows: dict[str, Row] = {}


def register(row: Row) -> None:
    """Adds a decoder to those that there are.

    Raises:
        ValueError: if its name is taken.
    """
    if row.name in (*_rows, "encoder", TOGETHER):
        raise ValueError(f"The name {row.name!r} is taken; give the decoder one of its own.")
    _rows[row.name] = row


def rows() -> tuple[Row, ...]:
    """All rows, in the order in which decoders are shown."""
    return tuple(_rows.values())


def names() -> tuple[str, ...]:
    """The names of all decoders."""
    return tuple(_rows)


def row(name: str) -> Row:
    """The row of a name.

    Raises:
        KeyError: if there is none.
    """
    return _rows[name]


def choices(present: Sequence[str]) -> dict[str, str]:
    """Whose captions can be searched with, for people: names by title.

    Args:
        present: names of the decoders that are loaded.

    Returns:
        Each decoder, then all together if there are several.
    """
    titles = {title(name): name for name in present}
    return titles | ({together_title(len(present)): TOGETHER} if len(present) > 1 else {})


def together_title(count: int) -> str:
    """What people read for `TOGETHER` where there are this many decoders."""
    return "Both" if count == 2 else "All"


def title(name: str) -> str:
    """A decoder's name as people read it; any other name stays as it is."""
    return _rows[name].title if name in _rows else name


register(Row("transformer", "Transformer", "captioning.decoders.transformer:TransformerDecoder"))
register(Row("lstm", "LSTM", "captioning.decoders.lstm:LstmDecoder"))
