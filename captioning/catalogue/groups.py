"""Which photos of a shop show one product, which are the same picture, and which nearly are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from captioning.data.attributes import Attributes
from captioning.language.attributes import coarse_type

_VIEWS = (
    "front back side top bottom detail details close closeup zoom hand hands neck ear wrist model "
    "worn lifestyle angle box packaging main hero alt view inside clasp hallmark scale"
).split()
# What comes last in "ring-12_front", "halo ring close-up 2", "ring (2)" names the view.
_WORD = re.compile(
    rf"(?:^|[\s_.-]+|(?<=\d))(?:{'|'.join(_VIEWS)})(?:[\s_-]?up)?(?:[\s_-]?\d{{1,2}})?$"
    r"|\s*\((?:\d{1,2}|copy)\)$"
)
# So does a short number or a letter after a number: "R1001_2", "ring-12-3", "ring-12b".
_NUMBER = re.compile(r"(?<=\d)(?:[\s_.-]+(?:\d{1,2}|[a-f])|[a-f])$|(?<=\d[a-z])[\s_.-]+\d{1,2}$")
_BLOCK = 512


@dataclass(frozen=True)
class View:
    """A photo as far as grouping needs it.

    Attributes:
        name: Its path.
        product: The shop's own handle or SKU, or None.
        seen: What its caption says.
    """

    name: str
    product: str | None
    seen: Attributes


def products(views: Sequence[View]) -> list[int]:
    """The product that each photo shows, as the place of the product's first photo.

    The shop's handle or SKU decides; else photos whose names differ only in the view, in one
    folder, are one product, unless their captions name different pieces or metals.

    Args:
        views: The photos.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    found: list[int] = []
    for place, view in enumerate(views):
        key = _key(view)
        same = groups.setdefault(key, []) if key else []
        sure = key is not None and key[0] == "product"
        first = next((one for one in same if sure or _agree(views[one].seen, view.seen)), place)
        if first == place:
            same.append(place)
        found.append(first)
    return found


def same_pictures(pixels: Sequence[str]) -> dict[int, int]:
    """The photos whose pixels are those of an earlier one, with that one's place.

    Args:
        pixels: A digest of each photo's pixels; empty if it is not known.
    """
    first: dict[str, int] = {}
    return {
        place: first[one]
        for place, one in enumerate(pixels)
        if one and first.setdefault(one, place) != place
    }


def near_pictures(prints: np.ndarray, least: float, start: int = 0) -> Iterator[tuple[int, int]]:
    """Pairs of photos that nearly are one picture, to be offered to a person and never merged.

    Args:
        prints: (N, D) thumbprints of length one; zeros for a photo without one.
        least: Correlation from which two are offered, in (0, 1].
        start: Only pairs are found whose later photo is this one or comes after it.
    """
    for first in range(start, len(prints), _BLOCK):
        block = prints[first : first + _BLOCK]
        alike = block @ prints[: first + len(block)].T >= least
        for row, column in np.argwhere(alike):
            if column < first + row:
                yield int(column), int(first + row)


def _key(view: View) -> tuple[str, ...] | None:
    """What photos of one product have in common; None for a name that says nothing."""
    if view.product:
        return ("product", view.product.casefold())
    path = PurePosixPath(view.name.casefold())
    stem = _NUMBER.sub("", _WORD.sub("", path.stem))
    folder = str(path.parent)
    if stem.strip(" _.-"):
        return ("name", folder, stem)
    if folder == ".":
        return None
    coded = any(letter.isdigit() for letter in path.parent.name)
    return ("product" if coded else "folder", folder)  # "SKU-100/front": the folder is the product


def _agree(first: Attributes, second: Attributes) -> bool:
    """Whether two captions may be of one piece: none names another type or metal."""
    types = {coarse_type(one.type) for one in (first, second)} - {None}
    metals = {one.metal for one in (first, second)} - {None, "mixed"}
    return len(types) < 2 and len(metals) < 2
