"""My catalogue as HTML and JSON: the panel, how a run stands, the desk's rows and controls."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from captioning.decoders import registry
from captioning.ui.bringing import Progress
from captioning.ui.catalogue_files import MOST_ENTRIES, MOST_PHOTOS, MOST_ZIP_BYTES
from captioning.ui.desk_rows import FACETS, ORDERS, Row, Sheet, Wanted
from captioning.ui.entry_captions import shown, translated
from captioning.ui.markup import render
from captioning.ui.pictures import Pictures
from captioning.ui.search import LONGEST_QUERY
from captioning.ui.session import Session
from captioning.ui.shop_facts import own_alt
from captioning.ui.texts import language, percent, text
from captioning.ui.word_names import label_name
from captioning.vision.photos import MAX_BYTES


def panel_json(session: Session | None = None) -> str:
    """The tab in the visitor's language, as `catalogue.js` takes it.

    Args:
        session: Whose catalogue the page shows already, if any.
    """
    megabyte = 2**20
    sizes = {"photo": MAX_BYTES // megabyte, "zip": MOST_ZIP_BYTES // megabyte}
    limits = {"most": MOST_PHOTOS, "all": MOST_ENTRIES, "limit": MOST_ZIP_BYTES}
    panel: dict[str, Any] = {"panel": render("catalogue", **limits, **sizes)}
    if session and session.entries:
        note = text("catalogue.has", n=len(session.entries))
        panel["state"] = _answer_html(session, note=note)
    return json.dumps(panel)


def state_json(session: Session, progress: Progress | None = None, note: str = "") -> str:
    """How a session stands, as `catalogue.js` takes it.

    Args:
        session: Whose catalogue.
        progress: While photos are brought.
        note: A sentence on how that ended.
    """
    answer = _answer_html(session, progress, note)
    state: dict[str, Any] = {"token": session.token, "count": len(session.entries)}
    return json.dumps(state | {"running": progress is not None, "state": answer})


def _answer_html(session: Session, progress: Progress | None = None, note: str = "") -> Markup:
    shown = "" if progress is None else progress_html(progress)
    return render("catalogue_answer", progress=shown, note=note, refused=session.refused)


def progress_html(progress: Progress) -> Markup:
    """The number of photos looked at so far, with a button that stops."""
    left = "" if progress.left is None else duration(progress.left)
    return render("progress", done=progress.done, total=progress.total, left=left)


def duration(seconds: float) -> str:
    """A time to wait, as people say it."""
    if seconds < 60:
        return text("catalogue.seconds", n=max(1, round(seconds)))
    return text("catalogue.minutes", n=round(seconds / 60))


def rows_json(session: Session, rows: Iterable[Row]) -> list[tuple[int, str]]:
    """Rows as the place in the catalogue and HTML."""
    names = [entry.name for entry in session.entries]
    captions = [shown(entry) for entry in session.entries]
    return [(row.place, _row_html(session, row, names, captions)) for row in rows]


def sheet_json(session: Session, sheet: Sheet, wanted: Wanted) -> dict[str, Any]:
    """A page of rows with its controls."""
    return {"rows": rows_json(session, sheet.rows), **controls_json(sheet, wanted)}


def controls_json(sheet: Sheet, wanted: Wanted) -> dict[str, Any]:
    """The controls alone."""
    orders = {order: text(f"desk.order_{order}") for order in ORDERS}
    choices = [_Choice("order", text("desk.order"), orders, wanted.order)]
    for facet, counts in sheet.facets.items():
        values = {value: f"{_value(facet, value)} ({n})" for value, n in counts.items()}
        values = {"": text("desk.any"), **values}
        choices.append(_Choice(facet, text(f"desk.{facet}"), values, getattr(wanted, facet)))
    controls = render(
        "desk_controls", choices=choices, sheet=sheet, words=wanted.words, longest=LONGEST_QUERY
    )
    pages = render("desk_pages", sheet=sheet)
    return {"controls": controls, "pages": pages, "count": sheet.count, "total": sheet.total}


@dataclass(frozen=True)
class _Choice:
    name: str
    title: str
    values: Mapping[str, str]
    chosen: str


def _value(facet: str, value: str) -> str:
    if facet == "state":
        return text(f"desk.state_{value}")
    return text("desk.unknown") if value == "?" else _named(facet, value)


def _named(kind: str, value: str | None) -> str:
    """A type, metal or stone in the visitor's language; "" for none."""
    return label_name(kind, value) if value else ""


def _row_html(session: Session, row: Row, names: list[str], captions: list[str]) -> str:
    entry = row.entry
    said = [
        (registry.title(model), translated(caption), _sure(language(), entry.confidence.get(model)))
        for model, caption in entry.captions.items()
    ]
    if own := own_alt(entry):
        said.append((text("desk.own"), own, ""))
    reasons = () if entry.approved else row.doubt.reasons
    caption = captions[row.place]
    return render(
        "desk_row",
        row=row,
        said=said,
        doubts=[_reason(one) for one in reasons],
        caption=caption,
        columns={name: text(f"desk.{name}") for name in FACETS[1:]},
        type=_named("type", row.known.type),
        metal=_named("metal", row.known.metal),
        stones=[_named("stone", stone) for stone in row.known.stones],
        picture=Pictures.address(session.token, row.place),
        length=_length(language(), len(caption)),
        names=names,
        captions=captions,
        longest=LONGEST_QUERY,
    )


def _reason(reason: str) -> str:
    """A doubt in words; of what is no jewelry the desk says what the first tab says."""
    if reason == "not_jewelry":
        return text("cards.not_jewelry")
    return text(f"doubt.{reason}")


@lru_cache(maxsize=4096)
def _sure(code: str, confidence: float | None) -> str:
    """A confidence in words of a language; numbers take long to write as a language does."""
    return "" if confidence is None else text("desk.sure", share=percent(confidence))


@lru_cache(maxsize=4096)
def _length(code: str, characters: int) -> str:
    return text("desk.length", n=characters)
