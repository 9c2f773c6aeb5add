"""The page's texts in six languages: one file of data for each.

Whoever writes for a person asks for a text by its key, and gets it in the language of the person
who is answered: `speaking` says for whom, and `visitor` finds out.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from captioning.language.phrases import ENGLISH
from captioning.language.phrases import LANGUAGES as LANGUAGES

_answered: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Code of the language of the person who is answered."""
    return _answered.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Texts are in a language until the context ends.

    Args:
        code: One of `LANGUAGES`.
    """
    token = _answered.set(code)
    try:
        yield
    finally:
        _answered.reset(token)


def text(key: str, /, **values: object) -> str:
    """A text in the language of the person who is answered.

    Args:
        key: Section and name, such as "cards.copy".
        values: What its placeholders stand for. Whole numbers are written as the language does;
            `n` chooses between forms for one and for several.

    Raises:
        KeyError: There is no such text, or a placeholder has no value.
    """
    entry = texts(language())[key]
    if isinstance(entry, Mapping):
        entry = _form(entry, int(str(values["n"])))
    written = {name: _written(value) for name, value in values.items()}
    return entry.format(**written)


def _form(forms: Mapping[str, str], n: int) -> str:
    """The form for a number: one of its own if it has one, else the language's plural form."""
    plural = Locale(language()).plural_form(n)
    return forms.get(str(n)) or forms.get(plural) or forms["other"]


def _written(value: object) -> object:
    return decimal(value) if isinstance(value, int) else value


@cache
def texts(code: str) -> Mapping[str, str | Mapping[str, str]]:
    """All texts of a language by key; those that depend on a number by form."""
    file = Path(__file__).parent / f"{code}.toml"
    sections: dict[str, dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))
    return {
        f"{section}.{name}": entry
        for section, entries in sections.items()
        for name, entry in entries.items()
    }


def section(name: str, code: str | None = None) -> dict[str, Any]:
    """The texts of a section by their names in it.

    Args:
        name: The section.
        code: Of a language; the one of the person who is answered if None.
    """
    start = f"{name}."
    found = texts(code or language()).items()
    return {key.removeprefix(start): entry for key, entry in found if key.startswith(start)}


def known(key: str) -> bool:
    """Whether there is a text of this key."""
    return key in texts(ENGLISH)


def listed(items: Sequence[str]) -> str:
    """Several things in a row: "ring, earrings and pendant"."""
    return format_list(list(items), locale=language())


def decimal(value: int | float, digits: int = 0) -> str:
    """A number as the language writes it: 0.85 is "0,85" in German.

    Args:
        value: The number.
        digits: Decimals that are always shown.
    """
    shape = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, shape, locale=language())


def percent(probability: float) -> str:
    """A probability as whole per cent, never rounded up to certainty."""
    whole = 1.0 if probability >= 1 else min(99, round(100 * probability)) / 100
    return format_percent(whole, locale=language())


def accepted(header: str) -> str:
    """The best of our languages for a browser.

    Args:
        header: Its `Accept-Language`, such as "de-AT,de;q=0.9,en;q=0.8".
    """
    ranges = re.findall(r"([a-z]{2,3})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([0-9.]+))?", header.lower())
    ours = [(float(quality or 1), code) for code, quality in ranges if code in LANGUAGES]
    return max(ours, key=lambda one: one[0], default=(1.0, ENGLISH))[1]
