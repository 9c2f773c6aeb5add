"""The review desk: the rows of a catalogue filtered, ordered by doubt, changed and undone."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import PurePosixPath
from threading import Lock

import numpy as np

from captioning.catalogue.doubt import Doubt, Judged, doubt, read, shop_words
from captioning.catalogue.groups import View, near_pictures, products, same_pictures
from captioning.data.attributes import Attributes
from captioning.ui.downloads import known
from captioning.ui.search import LONGEST_QUERY
from captioning.ui.session import Change, Entry, Session

PAGE = 200  # rows on a page
MOST_STEPS = 200  # that can be undone
ORDERS = ("doubt", "name", "brought")
STATES = ("open", "approved", "doubtful")
FACETS = ("state", "type", "metal", "stone")
_PRINT = 3072  # values of a thumbprint
_MOST_NEAR = 4  # photos that a row offers as nearly the same
_WORDS_OF_SHOP = ("title", "Title", "description", "body", "tags", "product_type", "Type")
_PRODUCT = ("handle", "Handle", "URL handle", "sku", "SKU", "Variant SKU")


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted, and in which order.

    Attributes:
        order: One of `ORDERS`.
        state, type, metal, stone: A value of that facet, or "" for any.
        words: Text that caption or name must hold.
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


@dataclass
class _Likeness:
    """What needs photos to be compared, and holds until more are brought."""

    views: list[tuple[int, ...]] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)
    near: dict[int, list[int]] = field(default_factory=dict)
    prints: np.ndarray = field(default_factory=lambda: np.zeros((0, _PRINT), np.float32))


class Desk:
    """A session's rows."""

    def __init__(self, session: Session, least: float) -> None:
        """Opens the desk.

        Args:
            session: Whose catalogue.
            least: Correlation from which two photos may be one picture.
        """
        self._session = session
        self._least = least
        self._likeness = _Likeness()
        self._made: dict[int, tuple[tuple[object, ...], Row]] = {}
        self._lock = Lock()

    def rows(self) -> list[Row]:
        """All rows, in the order in which the photos were brought."""
        entries = list(self._session.entries)
        with self._lock:
            alike = self._compared(entries)
            repeated = _repeated(entries, alike.views)
            return [
                self._row(place, entry, place in repeated, alike)
                for place, entry in enumerate(entries)
            ]

    def _row(self, place: int, entry: Entry, repeated: bool, alike: _Likeness) -> Row:
        """A row, made again only where something has changed."""
        views, near = alike.views[place], tuple(alike.near.get(place, ())[:_MOST_NEAR])
        key = (entry.caption, entry.approved, repeated, views, near)
        made = self._made.get(place)
        if made is not None and made[0] == key:
            return made[1]
        judged = doubt(_judged(entry, repeated))
        copy = alike.copies.get(place)
        row = Row(place, entry, entry.approved, known(entry), judged, views, copy, near)
        self._made[place] = key, row
        return row

    def sheet(self, wanted: Wanted) -> Sheet:
        """The rows of a page, and what can be filtered by."""
        rows = self.rows()
        fitting = [row for row in rows if _fits(row, wanted)]
        ordered = sorted(fitting, key=_order(wanted.order, rows))
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

    def edit(self, place: int, caption: str) -> Change:
        """Gives a photo another caption."""
        return self._change({place: (_clean(caption), None)})

    def approve(self, place: int, approved: bool) -> Change:
        """Marks a caption as approved, or takes the mark away."""
        return self._change({place: (None, approved)})

    def replace(self, wanted: Wanted, find: str, put: str) -> Change:
        """Replaces a text by another in the captions of all rows that pass the filters."""
        if not find:
            return []
        fitting = [row for row in self.rows() if _fits(row, wanted) and find in row.entry.caption]
        return self._change(
            {row.place: (_clean(row.entry.caption.replace(find, put)), None) for row in fitting}
        )

    def undo(self) -> Change:
        """Takes the last step back.

        Returns:
            What that changed; nothing where there is no step.
        """
        session = self._session
        with session.lock:
            step = session.steps.pop() if session.steps else []
            for place, caption, approved in step:
                session.entries[place].caption = caption
                session.entries[place].approved = approved
            session.view = None
        return step

    def touched(self, change: Change) -> list[Row]:
        """The rows that look different after a change: those of it, and their products' others."""
        rows = self.rows()
        places = {view for place, _, _ in change if place < len(rows) for view in rows[place].views}
        return [rows[place] for place in sorted(places)]

    def _change(self, new: Mapping[int, tuple[str | None, bool | None]]) -> Change:
        session, step = self._session, Change()
        with session.lock:
            for place, (caption, approved) in new.items():
                if not 0 <= place < len(session.entries):
                    continue
                entry = session.entries[place]
                before = (place, entry.caption, entry.approved)
                entry.caption = entry.caption if caption is None else caption
                entry.approved = entry.approved if approved is None else approved
                if before != (place, entry.caption, entry.approved):
                    step.append(before)
            if step:
                session.steps.append(step)
                del session.steps[:-MOST_STEPS]
                session.view = None
        return step

    def _compared(self, entries: Sequence[Entry]) -> _Likeness:
        """How photos belong together; only those that are new are compared with all."""
        alike, known_before = self._likeness, len(self._likeness.views)
        if known_before == len(entries):
            return alike
        said = [next(iter(entry.captions.values()), entry.caption) for entry in entries]
        firsts = products(
            [
                View(entry.name, _product(entry), read(caption))
                for entry, caption in zip(entries, said, strict=True)
            ]
        )
        views: dict[int, list[int]] = {}
        for place, first in enumerate(firsts):
            views.setdefault(first, []).append(place)
        together = {first: tuple(places) for first, places in views.items()}
        alike.views = [together[first] for first in firsts]
        alike.copies = same_pictures([entry.pixels for entry in entries])
        new = [_print(entry) for entry in entries[known_before:]]
        alike.prints = np.concatenate([alike.prints, np.array(new, np.float32)])
        for one, other in near_pictures(alike.prints, self._least, known_before):
            if alike.copies.get(other, other) != alike.copies.get(one, one):
                alike.near.setdefault(one, []).append(other)
                alike.near.setdefault(other, []).append(one)
        return alike


def _judged(entry: Entry, repeated: bool) -> Judged:
    others = entry.record.others if entry.record else {}
    texts = [str(others[key]) for key in _WORDS_OF_SHOP if others.get(key)]
    stem = re.sub(r"[^a-z]+", " ", PurePosixPath(entry.name).stem.casefold())
    shop = shop_words(entry.labels, [*texts, stem])
    return Judged(entry.caption, entry.captions, entry.confidence, shop, repeated)


def _product(entry: Entry) -> str | None:
    """The shop's handle or SKU of a photo, if metadata came with it."""
    if entry.record is None:
        return None
    values = (entry.record.product, *(entry.record.others.get(key) for key in _PRODUCT))
    return next((value for value in values if isinstance(value, str) and value), None)


def _repeated(entries: Sequence[Entry], views: Sequence[tuple[int, ...]]) -> set[int]:
    """Places of captions that another view of the same product has too."""
    found: set[int] = set()
    for places in {places for places in views if len(places) > 1}:
        counted = Counter(entries[place].caption for place in places)
        found.update(place for place in places if counted[entries[place].caption] > 1)
    return found


def _print(entry: Entry) -> np.ndarray:
    return np.zeros(_PRINT, np.float16) if entry.thumbprint is None else entry.thumbprint


def _fits(row: Row, wanted: Wanted, but: str = "") -> bool:
    """Whether a row passes all filters but one."""
    for facet in FACETS:
        value = getattr(wanted, facet)
        if value and facet != but and value not in row.values[facet]:
            return False
    words = wanted.words.casefold() if wanted.words else ""
    return not words or words in f"{row.entry.caption}\n{row.entry.name}".casefold()


def _counts(rows: Sequence[Row], wanted: Wanted, facet: str) -> dict[str, int]:
    counted = Counter(
        value for row in rows if _fits(row, wanted, facet) for value in row.values[facet]
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


def _clean(caption: str) -> str:
    return " ".join(caption.split())[:LONGEST_QUERY]
