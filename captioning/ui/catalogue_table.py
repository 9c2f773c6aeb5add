"""My catalogue as HTML: progress, the table of photos with both captions, what was refused."""

from collections.abc import Sequence
from html import escape

from captioning.language.attributes import attributes
from captioning.ui.cards import NAMES
from captioning.ui.catalogue import LIMITS, MOST_PHOTOS, MOST_ZIP_BYTES
from captioning.ui.pictures import Pictures
from captioning.ui.session import Entry, Session

TEMPLATE = f"""<section class="catalogue" aria-label="My catalogue" data-most="{MOST_PHOTOS}"
data-limit="{MOST_ZIP_BYTES}">
<div class="catalogue-drop"><p>Drop photos here, or one zip of them</p>
<p class="choices"><button type="button" class="primary choose">Choose photos</button></p>
<p class="small-print">{LIMITS} Only this page sees your catalogue. It is deleted when you close
or reload the page.</p>
<input class="chosen-files unseen" type="file" multiple tabindex="-1" aria-label="Catalogue files"
accept="image/*,.heic,.heif,.avif,.zip">
<p class="sending" role="status"></p></div>
<div class="catalogue-answer">${{value}}</div></section>"""


def progress_html(done: int, total: int, seconds_left: float | None) -> str:
    """How far the describing is, with a button that stops it."""
    left = f", {duration(seconds_left)} left" if seconds_left is not None else ""
    return (
        '<div class="progress"><label for="catalogue-progress" role="status">Described '
        f'{done} of {total}{left}</label><progress id="catalogue-progress" max="{total}" '
        f'value="{done}"></progress><button type="button" class="quiet stop">Stop</button></div>'
    )


def duration(seconds: float) -> str:
    """A time to wait, as people say it."""
    if seconds < 60:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min"


def catalogue_html(session: Session, progress: str = "", note: str = "") -> str:
    """The whole answer: progress or a note, the downloads, the table, the refused files.

    Args:
        session: Whose catalogue.
        progress: From `progress_html`, while photos are still described.
        note: A sentence on how it ended; plain text.
    """
    note = f'<p class="note" role="status">{escape(note)}</p>' if note else ""
    tools = _tools(session.token) if session.entries and not progress else ""
    table = _table(session) if session.entries else ""
    return f"{progress}{note}{_refused(session.refused)}{tools}{table}"


def _tools(token: str) -> str:
    return (
        '<p class="catalogue-tools">'
        '<button type="button" class="primary search-mine">Search in this</button>'
        f'<a class="quiet" href="catalogue/{token}/captions.csv" download>Captions as CSV</a>'
        f'<a class="quiet" href="catalogue/{token}/catalogue.zip" download>Image folder (zip)</a>'
        '<button type="button" class="quiet forget">Delete all</button></p>'
    )


def _table(session: Session) -> str:
    rows = "".join(_row(place, entry, session.token) for place, entry in enumerate(session.entries))
    return (
        '<div class="scrolls" tabindex="0" role="region" aria-label="Described photos">'
        '<table class="pieces"><thead><tr><th scope="col">Photo</th><th scope="col">Caption</th>'
        '<th scope="col">Type</th><th scope="col">Metal</th><th scope="col">Stones</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _row(place: int, entry: Entry, token: str) -> str:
    said = attributes(entry.caption)
    models = "".join(
        f'<li><span class="model">{NAMES[name]}</span> <button type="button" class="link" '
        f'data-entry="{place}" data-use="{escape(caption)}" '
        f'aria-label="Use the {NAMES[name]} caption: {escape(caption)}">{escape(caption)}</button>'
        "</li>"
        for name, caption in entry.captions.items()
    )
    return (
        f'<tr><td><img src="{Pictures.address(token, place)}" alt="" width="96" height="96" '
        f'loading="lazy"><span class="file-name">{escape(entry.name)}</span></td>'
        f'<td><textarea rows="2" data-entry="{place}" maxlength="300" '
        f'aria-label="Caption of {escape(entry.name)}">{escape(entry.caption)}</textarea>'
        f'<ul class="models-said">{models}</ul></td>'
        f"{_cell('Type', said.type)}{_cell('Metal', said.metal)}"
        f"{_cell('Stones', ', '.join(said.stones))}</tr>"
    )


def _cell(label: str, said: str | None) -> str:
    """A cell that carries its column's name, since a phone shows the columns as lines."""
    text = escape(said) if said else '<span class="none">none said</span>'
    return f'<td data-label="{label}">{text}</td>'


def _refused(refused: Sequence[tuple[str, str]]) -> str:
    if not refused:
        return ""
    lines = "".join(f"<li><b>{escape(name)}</b> {escape(reason)}</li>" for name, reason in refused)
    count = "1 file was" if len(refused) == 1 else f"{len(refused)} files were"
    return (
        f'<details class="refusals" open><summary>{count} left out</summary><ul>{lines}</ul>'
        "</details>"
    )
