"""The review desk: the rows of a catalogue, changed and undone."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from threading import Lock

from captioning.catalogue.doubt import ADVISED_LENGTH, Doubt, Judged, doubt, shop_words
from captioning.ui.desk_likeness import MOST_NEAR, Likeness
from captioning.ui.desk_rows import Row, Sheet, Wanted, fits, sheet
from captioning.ui.downloads import known
from captioning.ui.entry_captions import english, meant, shown
from captioning.ui.search import LONGEST_QUERY
from captioning.ui.session import Change, Entry, Session
from captioning.ui.shop_facts import facts

MOST_STEPS = 200  # that can be undone


class Desk:
    """A session's rows."""

    def __init__(self, session: Session, least: float) -> None:
        """Opens the desk.

        Args:
            session: Whose catalogue.
            least: Correlation from which two photos may be one picture.
        """
        self._session = session
        self._likeness = Likeness(least)
        self._made: dict[int, tuple[tuple[object, ...], Row]] = {}
        self._lock = Lock()

    def rows(self) -> list[Row]:
        """All rows, in the order in which the photos were brought."""
        entries = list(self._session.entries)
        with self._lock:
            self._likeness.update(entries, self._session.facts)
            repeated = self._likeness.repeated(entries)
            return [
                self._row(place, entry, place in repeated) for place, entry in enumerate(entries)
            ]

    def _row(self, place: int, entry: Entry, repeated: bool) -> Row:
        """A row, made again only where something has changed."""
        alike = self._likeness
        views, near = alike.views[place], tuple(alike.near.get(place, ())[:MOST_NEAR])
        key = (entry.caption, entry.approved, entry.record, repeated, views, near)
        made = self._made.get(place)
        if made is not None and made[0] == key:
            return made[1]
        judged = _doubt(entry, repeated)
        copy = alike.copies.get(place)
        row = Row(place, entry, entry.approved, known(entry), judged, views, copy, near)
        self._made[place] = key, row
        return row

    def sheet(self, wanted: Wanted) -> Sheet:
        """The rows of a page, and what can be filtered by."""
        return sheet(self.rows(), wanted)

    def edit(self, place: int, caption: str) -> Change:
        """Gives a photo another caption; a translation of a model's is that caption."""
        entries = self._session.entries
        if not 0 <= place < len(entries):
            return []
        return self._change({place: (meant(entries[place], _clean(caption)), None)})

    def approve(self, place: int, approved: bool) -> Change:
        """Marks a caption as approved, or takes the mark away."""
        return self._change({place: (None, approved)})

    def replace(self, wanted: Wanted, find: str, put: str) -> Change:
        """Replaces a text by another in the captions of all rows that pass the filters.

        They are searched as the visitor reads them.
        """
        if not find:
            return []
        fitting = [row for row in self.rows() if fits(row, wanted) and find in shown(row.entry)]
        return self._change(
            {
                row.place: (meant(row.entry, _clean(shown(row.entry).replace(find, put))), None)
                for row in fitting
            }
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


def _doubt(entry: Entry, repeated: bool) -> Doubt:
    shop = shop_words(entry.labels, PurePosixPath(entry.name).stem)
    said = english(entry)
    found = doubt(
        Judged(
            said, entry.captions, entry.confidence, shop, facts(entry), repeated,
            entry.shows_jewelry,
        )
    )  # fmt: skip
    if said != entry.caption and len(entry.caption) > ADVISED_LENGTH:
        found = replace(found, reasons=(*found.reasons, "too_long"))
    return found


def _clean(caption: str) -> str:
    return " ".join(caption.split())[:LONGEST_QUERY]
