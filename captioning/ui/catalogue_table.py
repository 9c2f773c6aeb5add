"""My catalogue as HTML: progress, the table of photos with their captions, the refused files."""

from dataclasses import dataclass

from markupsafe import Markup

from captioning.data.attributes import Attributes
from captioning.decoders import registry
from captioning.language.attributes import attributes
from captioning.ui.catalogue_files import LIMITS, MOST_PHOTOS, MOST_ZIP_BYTES
from captioning.ui.markup import render
from captioning.ui.pictures import Pictures
from captioning.ui.session import Entry, Session


@dataclass(frozen=True)
class Row:
    """A described photo in the table.

    Attributes:
        place: Its place in the catalogue.
        entry: The photo and its caption.
        picture: Address of its picture.
        captions: Each model's caption, by the model's title.
        attributes: What the caption says of type, metal and stones.
    """

    place: int
    entry: Entry
    picture: str
    captions: dict[str, str]
    attributes: Attributes


def panel_html() -> Markup:
    """The tab as a template for Gradio; `${value}` is where the described photos go."""
    return render("catalogue", most=MOST_PHOTOS, limit=MOST_ZIP_BYTES, limits=LIMITS)


def progress_html(done: int, total: int, seconds_left: float | None) -> Markup:
    """The number of photos described so far, with a button that stops.

    Args:
        done: Photos described.
        total: Photos to describe.
        seconds_left: An estimate, or None before there is one.
    """
    left = "" if seconds_left is None else duration(seconds_left)
    return render("progress", done=done, total=total, left=left)


def duration(seconds: float) -> str:
    """A time to wait, as people say it."""
    if seconds < 60:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min"


def catalogue_html(session: Session, progress: Markup | str = "", note: str = "") -> Markup:
    """The whole answer: progress or a note, the downloads, the table, the refused files.

    Args:
        session: Whose catalogue.
        progress: From `progress_html`, while photos are still described.
        note: A sentence on how it ended; plain text.
    """
    return render(
        "catalogue_answer",
        progress=progress,
        note=note,
        refused=session.refused,
        rows=[_row(place, entry, session.token) for place, entry in enumerate(session.entries)],
        token=session.token,
    )


def _row(place: int, entry: Entry, token: str) -> Row:
    captions = {registry.title(name): caption for name, caption in entry.captions.items()}
    picture = Pictures.address(token, place)
    return Row(place, entry, picture, captions, attributes(entry.caption))
