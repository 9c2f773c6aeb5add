"""What the command line says, from `texts.toml`, which is all that a translation needs."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def text(key: str, /, **values: object) -> str:
    """A text of the command line.

    Args:
        key: Section and name, such as "search.k".
        values: What its placeholders stand for. Whole numbers are written with commas; `n` chooses
            between the forms of a text that depends on a number.

    Raises:
        KeyError: There is no such text, or a placeholder has no value.
    """
    section, _, name = key.partition(".")
    entry = _texts()[section][name]
    if isinstance(entry, dict):
        n = values["n"]
        entry = entry.get(str(n)) or entry["one" if n == 1 else "other"]
    return str(entry).format(**{name: _written(value) for name, value in values.items()})


def _written(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) else value


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
