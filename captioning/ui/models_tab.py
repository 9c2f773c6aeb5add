"""The third tab: how good and how bad the models are, what they are, how they were trained."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from captioning.decoders import registry
from captioning.gallery.gallery import Piece
from captioning.language.phrases import Rendering, in_language
from captioning.ui.documents import document_html, drawing_html
from captioning.ui.markup import render
from captioning.ui.rankers import together_title
from captioning.ui.search import GalleryView
from captioning.ui.texts import decimal, known, language, text

PICTURED = {
    "makers": ("beads", "bangle"),
    "minerals": ("ruby", "garnet"),
    "metals": ("white gold", "silver"),
    "scenes": ("on a bust",),
    "counting": ("eternity",),
}
"""What the pieces that picture a weakness have in a caption."""


SENTENCES = {
    "captions": ("photos", "type_accuracy", "metal_accuracy"),
    "stones": ("stones_precision", "stones_recall"),
    "search": ("p5_type", "p5_type_metal"),
}
"""The sentences that the tab opens with, and the figures that each needs."""


@dataclass(frozen=True)
class Pictured:
    """A piece of the gallery that pictures a weakness.

    Attributes:
        address: Of its picture.
        caption: What it is, in the reader's language.
    """

    address: str
    caption: Rendering


def models_html(
    docs: Path,
    names: Sequence[str],
    parameters: Mapping[str, int] | None = None,
    view: GalleryView | None = None,
) -> Markup:
    """The tab as HTML.

    Args:
        docs: What `report` wrote: `figures.json`, `results.md`, `architecture.svg` and the
            training curves. What is missing is left out.
        names: The models that are loaded.
        parameters: Number of parameters by model name.
        view: The gallery, with pieces that picture what the models are bad at.
    """
    return render(
        "models",
        opening=_opening(docs / "figures.json"),
        decoders=[
            (registry.title(name), _size(name, parameters or {}), _about(name)) for name in names
        ],
        together=together_title(len(names)),
        pictures=_pictures(view) if view else {},
        architecture=drawing_html(docs / "architecture.svg"),
        results=document_html(docs / "results.md"),
    )


def _opening(file: Path) -> list[str]:
    """The sentences for which there are figures."""
    figures = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    # "in at least 94 of 100": never rounded up
    shown = {key: int(value if key == "photos" else 100 * value) for key, value in figures.items()}
    return [
        text(f"models.opening_{name}", **{key: shown[key] for key in keys})
        for name, keys in SENTENCES.items()
        if all(key in shown for key in keys)
    ]


def _about(name: str) -> str:
    """What a decoder does; a new one says it in English until there is a text."""
    key = f"models.{name}"
    return text(key) if known(key) else f"{registry.row(name).decoder.about}."


def _size(name: str, parameters: Mapping[str, int]) -> str:
    """How many parameters a model has, or ""."""
    millions = parameters.get(name, 0) / 1e6
    return text("models.size", millions=decimal(millions, 1)) if millions else ""


def _pictures(view: GalleryView) -> dict[str, list[Pictured]]:
    """Pieces by the weakness that they picture; rings, where there are some, to compare."""
    pieces = sorted(view.gallery.pieces, key=lambda piece: piece.type != "ring")
    found: dict[str, list[Pictured]] = {}
    for fault, words in PICTURED.items():
        found[fault] = []
        for word in words:
            piece = next((one for one in pieces if _named(word, one)), None)
            if piece:
                pieces.remove(piece)  # each is shown once
                said = in_language(_named(word, piece), language())
                found[fault].append(Pictured(view.address(piece, "small"), said))
    return found


def _named(word: str, piece: Piece) -> str:
    """The first caption of a piece that has a word, or ""."""
    return next((caption for caption in piece.captions if word in caption), "")
