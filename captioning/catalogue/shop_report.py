"""What a run changed in a product file: a report for people, and a file that takes it back."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from captioning.catalogue.csv_file import csv_text
from captioning.catalogue.shop_alts import FILLED, KEPT, MISSING, REPLACED, REVIEW, Change
from captioning.catalogue.shop_table import ShopTable, TableError

_COLUMNS = ("line", "product", "photo", "what happened", "alt text before", "alt text", "remarks")
_SAID = {
    FILLED: ("alt text was filled in", "alt texts were filled in"),
    REPLACED: ("was replaced", "were replaced"),
    KEPT: ("was there already and stays", "were there already and stay"),
    REVIEW: ("contradicts the shop's words: check it", "contradict the shop's words: check them"),
    MISSING: ("photo was not found or cannot be read", "photos were not found or cannot be read"),
}  # fmt: skip


def report_text(changes: Sequence[Change]) -> str:
    """The report as CSV, a row for each photo; those that need a person come first."""
    order = (REVIEW, MISSING, REPLACED, FILLED, KEPT)
    rows = sorted(changes, key=lambda change: order.index(change.action))
    return csv_text(_COLUMNS, map(_row, rows))


def summary(changes: Sequence[Change]) -> str:
    """What happened, in one line of counts."""
    counts = Counter(change.action for change in changes)
    parts = [
        f"{counts[action]:,} {one if counts[action] == 1 else many}"
        for action, (one, many) in _SAID.items()
        if counts[action]
    ]
    return f"{', '.join(parts)}." if parts else "The file names no photos."


def undo_text(before: Sequence[str], table: ShopTable) -> str:
    """A record with which `taken_back` undoes a run.

    Args:
        before: The text of every row before the run.
        table: The file after it.
    """
    after = [table.row_text(row) for row in range(len(table.rows))]
    pairs = enumerate(zip(before, after, strict=True))
    rows = [[place, new, old] for place, (old, new) in pairs if old != new]
    return json.dumps({"separator": table.separator, "rows": rows}, ensure_ascii=False, indent=0)


def taken_back(table: ShopTable, record: Path) -> tuple[int, int]:
    """Gives the rows that a run changed their former text, though they were sorted since.

    Args:
        table: The file that the run wrote, perhaps edited since.
        record: What `undo_text` wrote.

    Returns:
        The number of rows taken back, and of those that were edited since and stay.

    Raises:
        TableError: The record cannot be read, or belongs to another file.
    """
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        changed = [(int(place), str(new), str(old)) for place, new, old in content["rows"]]
        same = content["separator"] == table.separator
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TableError(f"{record.name} is no undo file of Facet: name the right one.") from error
    places = _places(table, changed)
    if not same or (changed and not places):
        raise TableError(
            f"{record.name} belongs to another file: name the one it was written with."
        )
    for place, old in places:
        table.set_row_text(place, old)
    return len(places), len(changed) - len(places)


def _places(table: ShopTable, changed: Sequence[tuple[int, str, str]]) -> list[tuple[int, str]]:
    """Where the changed rows stand now, with their former text: in place, or moved in one piece."""
    now = [table.row_text(row) for row in range(len(table.rows))]
    times = Counter(now)
    found = []
    for place, new, old in changed:
        if place < len(now) and now[place] == new:
            found.append((place, old))
        elif times[new] == 1:
            found.append((now.index(new), old))
    return found


def _row(change: Change) -> tuple[str, ...]:
    photo = change.photo
    text = change.text if change.action != KEPT else ""
    remarks = "; ".join(change.remarks)
    return (str(photo.line), photo.product, photo.source, change.action, photo.alt, text, remarks)
