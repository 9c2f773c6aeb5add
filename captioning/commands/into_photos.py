"""Options of commands that write alt texts into photos, and what they do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import say
from captioning.commands.texts import text

Copies = Annotated[
    Path | None,
    typer.Option(help=text("options.copies"), metavar="DIR"),
]
Sidecar = Annotated[
    bool,
    typer.Option("--sidecar", help=text("options.sidecar")),
]
InPlace = Annotated[
    bool,
    typer.Option(
        "--in-place",
        help=text("options.in_place"),
    ),
]


class ManyPlacesError(ValueError):
    """Options that contradict each other; the text is one sentence."""


def check_places(copies: Path | None, sidecar: bool, in_place: bool) -> None:
    """Refuses, before any work, what cannot be done.

    Raises:
        ManyPlacesError: More than one place is named.
        NoWriter: The package that writes into photos is missing.
    """
    wanted = (copies is not None) + sidecar + in_place
    if wanted > 1:
        raise ManyPlacesError(text("into_photos.one_place"))
    if wanted:
        from captioning.catalogue.photo_texts import read_texts

        read_texts(b"")


def write_texts(
    folder: Path,
    texts: Mapping[str, Mapping[str, str]],
    copies: Path | None,
    sidecar: bool,
    in_place: bool,
    replace: bool,
) -> None:
    """Writes texts into the photos of a folder where the options say so, and says how it went."""
    if not (copies or sidecar or in_place):
        return
    from captioning.catalogue.photo_writing import ORIGINALS, Place, write_into_photos

    place = Place.SIDECAR if sidecar else Place.COPIES if copies else Place.IN_PLACE
    written = list(write_into_photos(folder, texts, place, copies, replace))
    failed = [one for one in written if one.reason]
    where = "sidecar" if sidecar else "copies" if copies else "in_place"
    there = copies or folder / ORIGINALS
    say(text(f"into_photos.{where}", n=len(written) - len(failed), folder=there))
    for one in failed:
        say(f"  {one.name}: {one.reason}")
