"""Metals as shops name them, with the colour in which each shows; `shop_metals.toml` has them."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from captioning.language.understanding.folding import folded

_TABLE = Path(__file__).with_suffix(".toml")


def metals(text: str, language: str) -> list[str]:
    """Metals named in a text, the most precise name of each; "gold plated silver" shows gold.

    Args:
        text: Such as a product's title.
        language: The code of its language.
    """
    words = f" {folded(text)} "
    if plated := re.search(r" (?:plated|filled|vermeil|kaplama|tone) ", words):
        words = words[: plated.end()]
    found: list[str] = []
    for name, phrase in _words():
        if f" {phrase} " in words:
            found.append(name)
            words = words.replace(f" {phrase} ", " | ")
    if language == "de":
        found += [
            name
            for name, row in _rows().items()
            for start in _parts(row["compounds"])
            if any(word.startswith(folded(start)) for word in words.split())
        ]
    if language == "fr" and " or " in words:
        found.append("gold")
    precise = any(("gold" in name and name != "gold") or name == "vermeil" for name in found)
    return [name for name in dict.fromkeys(found) if not (precise and name == "gold")]


def colours(names: Iterable[str]) -> frozenset[str]:
    """The colours in which metals show."""
    return frozenset(colour for name in names for colour in _parts(_rows()[name]["looks"]))


def said(names: Iterable[str]) -> list[str]:
    """What captions call metals, each once; nothing for those whose colour is all there is."""
    return list(dict.fromkeys(filter(None, (_rows()[name].get("says") for name in names))))


@cache
def _words() -> list[tuple[str, str]]:
    """Name and folded phrase of every metal, the longest phrases first."""
    pairs = [
        (name, folded(phrase)) for name, row in _rows().items() for phrase in _parts(row["words"])
    ]
    return sorted(pairs, key=lambda pair: len(pair[1]), reverse=True)


@cache
def _rows() -> dict[str, dict[str, str]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def _parts(row: str) -> list[str]:
    return [part.strip() for part in row.split(",")]
