"""How a shop words its alt texts: a small file of rules, the same for every door.

longest = 125                     # characters; "shopify" is 512
level = "complete"                # basic, normal or complete
languages = ["en", "de"]          # the first for the alt text, a column for each other
template = "{caption} – {brand}"  # also {title}, {sku}, {price}, {type}, {metal}, {stones}
brand = "Atelier Nord"            # where the file has no brand
must_have = ["handmade"]          # added where it is not said; or a list for each language
never = ["bling", "stunning"]     # dropped, or another caption is taken
capital = true                    # the first letter in upper case
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from string import Formatter
from typing import Any

from captioning.language.phrases import ENGLISH, LANGUAGES, UnknownLanguage, known_language

LONGEST = {"advised": 125, "shopify": 512}
"""Names for lengths: what is commonly advised for screen readers, and Shopify's limit."""

LEVELS = ("basic", "normal", "complete")
SLOTS = ("caption", "brand", "title", "sku", "price", "type", "metal", "stones")
_SHORTEST, _MOST = 20, 5_000


class StyleError(ValueError):
    """A house style that cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True)
class HouseStyle:
    """The rules.

    Attributes:
        longest: Most characters of a text, 20 to 5,000.
        level: How much is said: metal and type, the usual caption, or all that is known.
        languages: Codes; the first is that of the alt text itself.
        template: What the text is made of, with slots in braces.
        brand: The brand where the file names none.
        must_have: By language, words that every text has; "" stands for every language.
        never: Words that no text has, whatever the language.
        capital: Whether a text begins with a capital letter.
    """

    longest: int = LONGEST["advised"]
    level: str = "complete"
    languages: tuple[str, ...] = (ENGLISH,)
    template: str = "{caption}"
    brand: str = ""
    must_have: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    capital: bool = True

    def must(self, language: str) -> tuple[str, ...]:
        """The words that a text in a language must have."""
        return (*self.must_have.get("", ()), *self.must_have.get(language, ()))

    def to_json(self) -> dict[str, Any]:
        """The rules as `of` reads them."""
        record: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        words = {key: list(row) for key, row in self.must_have.items()}
        plain = list(words.get("", [])) if not words.keys() - {""} else words
        return record | {
            "languages": list(self.languages), "never": list(self.never), "must_have": plain,
        }  # fmt: skip

    @classmethod
    def of(cls, record: Mapping[str, Any], place: str = "The house style") -> "HouseStyle":
        """Checks the rules as a file or a form has them.

        Args:
            record: The keys above; those that are missing have their defaults.
            place: What the record is called in a sentence.

        Raises:
            StyleError: A key is unknown or a value is not allowed.
        """
        known = [one.name for one in fields(cls)]
        for key in record:
            if key not in known:
                raise StyleError(f"{place} has an unknown rule {key!r}: use {', '.join(known)}.")
        read = {key: _READERS[key](value, f"{key} of {place}") for key, value in record.items()}
        return cls(**read)


def read_style(path: Path) -> HouseStyle:
    """Reads a house style from a TOML or JSON file.

    Raises:
        StyleError: It cannot be read, or a rule is not allowed; the sentence names the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        record = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise StyleError(f"{path.name} cannot be read ({error.strerror}): check it.") from error
    except ValueError as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise StyleError(f"{path.name} is not {kind} ({error}): mend it.") from error
    if not isinstance(record, dict):
        raise StyleError(f"{path.name} holds no rules: write them as an object.")
    return HouseStyle.of(record, path.name)


def _longest(value: Any, place: str) -> int:
    value = LONGEST.get(value, value) if isinstance(value, str) else value
    if isinstance(value, bool) or not isinstance(value, int) or not _SHORTEST <= value <= _MOST:
        names = " or ".join(f'"{name}"' for name in LONGEST)
        raise StyleError(
            f"{place} must be a whole number from {_SHORTEST} to {_MOST:,}, or {names}."
        )
    return value


def _level(value: Any, place: str) -> str:
    if value not in LEVELS:
        raise StyleError(f"{place} must be one of {', '.join(LEVELS)}.")
    return str(value)


def _languages(value: Any, place: str) -> tuple[str, ...]:
    try:
        codes = tuple(dict.fromkeys(map(known_language, _words(value, place))))
    except UnknownLanguage as error:
        raise StyleError(f"{place}: {error}") from error
    if not codes:
        raise StyleError(f"{place} must name one of {', '.join(LANGUAGES)}.")
    return codes


def _template(value: Any, place: str) -> str:
    text = _text(value, place)
    try:
        slots = [name for _, name, form, turned in Formatter().parse(text) if name is not None
                 for name in (name if not (form or turned) else f"{name}:{form}",)]  # fmt: skip
    except ValueError as error:
        raise StyleError(f"{place} has a brace without its other: write {{caption}}.") from error
    for name in slots:
        if name not in SLOTS:
            shown = ", ".join(f"{{{slot}}}" for slot in SLOTS)
            raise StyleError(f"{place} has an unknown slot {{{name}}}: use {shown}.")
    if "caption" not in slots:
        raise StyleError(f"{place} lacks {{caption}}: without it all texts are the same.")
    return text


def _must_have(value: Any, place: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        return {"": _words(value, place)}
    try:
        return {
            known_language(code) if code else "": _words(row, place) for code, row in value.items()
        }
    except UnknownLanguage as error:
        raise StyleError(f"{place}: {error}") from error


def _words(value: Any, place: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        raise StyleError(f"{place} must be a list of texts.")
    return tuple(text for one in values if (text := " ".join(one.split())))


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise StyleError(f"{place} must be a text.")
    return " ".join(value.split())


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise StyleError(f"{place} must be true or false.")
    return value


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "longest": _longest, "level": _level, "languages": _languages, "template": _template,
    "brand": _text, "must_have": _must_have, "never": _words, "capital": _flag,
}  # fmt: skip
