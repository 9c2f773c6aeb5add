"""Rows of the review desk: what is asked for, what a row has, filters, counts and order."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from captioning.catalogue.doubt import Doubt
from captioning.data.attributes import Attributes
from captioning.ui.entry_captions import shown
from captioning.ui.search import LONGEST_QUERY
from captioning.ui.session import Entry

PAGE = 200  # rows on a page
ORDERS = ("doubt", "name", "brought")
FACETS = ("state", "type", "metal", "stone")


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted, and in which order.

    Attributes:
        order: One of `ORDERS`.
        state, type, metal, stone: A value of that facet, or "" for any.
        words: Text that name or caption, as the visitor reads it, must hold.
        page: From 0.
    """

    order: str = "doubt"
    state: str = ""
    type: str = ""
    metal: str = ""
    stone: str = ""
    words: str = ""
    page: int = 0

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "Wanted":
        """What a browser asks for; anything odd is as if it was not there."""
        texts = {one.name: str(values.get(one.name) or "")[:LONGEST_QUERY] for one in fields(cls)}
        page = int(texts.pop("page")) if re.fullmatch(r"\d{1,6}", texts["page"]) else 0
        texts["order"] = texts["order"] if texts["order"] in ORDERS else ORDERS[0]
        return cls(**{key: value for key, value in texts.items() if key != "page"}, page=page)


@dataclass(frozen=True)
class Row:
    """A photo as the desk shows it.

    Attributes:
        place: Its place in the catalogue.
        entry: The photo.
        approved: Whether its caption is approved.
        known: What is known of the piece.
        doubt: What is doubtful about its caption.
        views: Places of the photos of the same product, this one included.
        copy: The place of an earlier photo with the same pixels, or None.
        near: Places of photos that may be the same picture.
    """

    place: int
    entry: Entry
    approved: bool
    known: Attributes
    doubt: Doubt
    views: tuple[int, ...] = ()
    copy: int | None = None
    near: tuple[int, ...] = ()

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The row's values of each facet; "?" where nothing is known."""
        doubtful = ("doubtful",) if self.doubt.reasons and not self.approved else ()
        return {
            "state": ("approved" if self.approved else "open", *doubtful),
            "type": (self.known.type or "?",),
            "metal": (self.known.metal or "?",),
            "stone": self.known.stones or ("?",),
        }


@dataclass(frozen=True)
class Sheet:
    """The rows that were asked for.

    Attributes:
        rows: Those of the page.
        count: Of rows on all pages.
        pages: Number of pages, at least 1.
        page: From 0.
        facets: For each facet its values with the number of rows that choosing it would leave.
        approved: Number of approved rows of the whole catalogue.
        total: Number of rows of the whole catalogue.
    """

    rows: Sequence[Row]
    count: int
    pages: int
    page: int
    facets: Mapping[str, Mapping[str, int]]
    approved: int
    total: int


def sheet(rows: Sequence[Row], wanted: Wanted) -> Sheet:
    """The rows of a page, and what can be filtered by.

    Args:
        rows: All rows, in the order in which the photos were brought.
        wanted: Which of them, and how.
    """
    ordered = sorted((row for row in rows if fits(row, wanted)), key=_order(wanted.order, rows))
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(wanted.page, pages - 1)
    return Sheet(
        ordered[page * PAGE : (page + 1) * PAGE],
        len(ordered),
        pages,
        page,
        {facet: _counts(rows, wanted, facet) for facet in FACETS},
        sum(row.approved for row in rows),
        len(rows),
    )


def fits(row: Row, wanted: Wanted, but: str = "") -> bool:
    """Whether a row passes all filters but one."""
    for facet in FACETS:
        value = getattr(wanted, facet)
        if value and facet != but and value not in row.values[facet]:
            return False
    words = wanted.words.casefold() if wanted.words else ""
    return not words or words in f"{shown(row.entry)}\n{row.entry.name}".casefold()


def _counts(rows: Sequence[Row], wanted: Wanted, facet: str) -> dict[str, int]:
    counted = Counter(
        value for row in rows if fits(row, wanted, facet) for value in row.values[facet]
    )
    chosen = getattr(wanted, facet)
    if chosen and chosen not in counted:
        counted[chosen] = 0
    return dict(sorted(counted.items(), key=lambda item: (item[0] == "?", item[0])))


def _order(order: str, rows: Sequence[Row]) -> Callable[[Row], tuple[object, ...]]:
    """Sorts views of one product next to each other, the product where its first row would be."""
    own: dict[int, tuple[object, ...]] = {row.place: _rank(row, order) for row in rows}
    lead = {row.place: min((own[view], row.views[0]) for view in row.views) for row in rows}
    return lambda row: (*lead[row.place], row.place)


def _rank(row: Row, order: str) -> tuple[object, ...]:
    if order == "name":
        return (_natural(row.entry.name),)
    if order == "brought":
        return ()
    return (row.approved, -row.doubt.weight)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key by which "ring 2" comes before "ring 10"."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return tuple((int(part[:18]), "") if part.isdecimal() else (-1, part) for part in parts)
