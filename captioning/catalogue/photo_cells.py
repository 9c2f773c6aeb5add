"""Cells that name photos: one, several, or each with its alt text.

ring.jpg
ring.jpg, ring-back.jpg
ring.jpg|ring-back.jpg
ring.jpg ! alt : A gold ring ! title : Front | ring-back.jpg ! alt :
"""

import re
from collections.abc import Sequence

from captioning.catalogue.shop_columns import is_photo_name

BAR = "|"
"""Between photos of a cell, and between their texts."""

_COMMA = re.compile(r"(?<!\\),")
_DETAIL = re.compile(r"\s+!\s+(alt|title|desc|caption)\s*:\s?", re.IGNORECASE)


def has_details(cell: str) -> bool:
    """Whether the alt texts stand in the cell itself."""
    return _DETAIL.search(cell) is not None


def sources(cell: str, several: bool, listed: bool) -> list[str]:
    """The photos that a cell names.

    Args:
        cell: Its text.
        several: Whether a cell of this column may name several.
        listed: Whether it does so whatever the parts look like.
    """
    if has_details(cell):
        return [_DETAIL.split(entry)[0].strip() for entry in _entries(cell)]
    if not cell.strip():
        return []
    if several:
        parts = [part for one in cell.split(BAR) for part in _COMMA.split(one)]
        parts = [part.replace("\\,", ",").strip() for part in parts if part.strip()]
        if listed or all(map(is_photo_name, parts)):
            return parts
    return [cell.strip()]


def alts_within(cell: str) -> list[str]:
    """The alt text of each photo of a cell with details; empty where one has none."""
    return [_detail(entry, "alt") for entry in _entries(cell)]


def texts(cell: str, count: int) -> list[str]:
    """The alt texts in a cell for several photos; missing ones are empty."""
    found = [text.strip() for text in cell.split(BAR)] if count > 1 else [cell.strip()]
    return (found + [""] * count)[:count]


def with_alt(cell: str, part: int, text: str) -> str:
    """A cell with details, with another alt text for one photo.

    >>> with_alt("a.jpg ! alt : Old ! title : Front | b.jpg", 0, "A ring")
    'a.jpg ! alt : A ring ! title : Front | b.jpg'
    """
    entries = cell.split(BAR)
    filled = [place for place, entry in enumerate(entries) if entry.strip()]
    place, text = filled[part], re.sub(r"[|!]", "/", text)
    entry = entries[place]
    match = re.search(r"\s+!\s+alt\s*:", entry, re.IGNORECASE)
    if match is None:
        source = _DETAIL.split(entry)[0].rstrip()
        entries[place] = f"{source} ! alt : {text}{entry[len(source) :]}"
    else:
        after = re.search(r"\s+!\s+(?:title|desc|caption)\s*:|\s*$", entry[match.end() :], re.I)
        rest = entry[match.end() + (after.start() if after else 0) :]
        rest = f" {rest.lstrip()}" if rest.strip() else rest
        entries[place] = f"{entry[: match.end()]} {text}{rest}"
    return BAR.join(entries)


def _entries(cell: str) -> list[str]:
    return [entry for entry in cell.split(BAR) if entry.strip()]


def _detail(entry: str, name: str) -> str:
    parts: Sequence[str] = _DETAIL.split(entry)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    found = [text for key, text in pairs if key.lower() == name]
    return found[0].strip() if found else ""
