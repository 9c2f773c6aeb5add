"""Options of commands that write alt texts into photos, and what they do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from captioning.commands.sentences import say

Copies = Annotated[
    Path | None,
    typer.Option(help="Also write the texts into copies of the photos, here.", metavar="DIR"),
]
Sidecar = Annotated[
    bool,
    typer.Option("--sidecar", help="Also write the texts into an .xmp file next to each photo."),
]
InPlace = Annotated[
    bool,
    typer.Option(
        "--in-place",
        help="Also write the texts into the photos; those as they were are kept in "
        ".facet-originals.",
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
        raise ManyPlacesError("Choose one of --copies, --sidecar and --in-place.")
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
    where = {
        Place.SIDECAR: ".xmp files next to the photos",
        Place.COPIES: f"copies in {copies}",
        Place.IN_PLACE: f"the photos; as they were they are in {folder / ORIGINALS}",
    }
    say(f"{len(written) - len(failed):,} alt texts were written into {where[place]}.")
    for one in failed:
        say(f"  {one.name}: {one.reason}")
