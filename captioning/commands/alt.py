"""`alt`: a shop's product file with alt texts for its photos."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from captioning.commands.alt_steps import (
    AltFileError,
    describe_photos,
    open_products,
    take_back,
    write_check,
    write_file,
)
from captioning.commands.arguments import check_writable
from captioning.commands.caption import Checkpoints
from captioning.commands.into_photos import Copies, InPlace, Sidecar, check_places, write_texts
from captioning.commands.sentences import sentences
from captioning.commands.texts import text
from captioning.shipped import shipped

if TYPE_CHECKING:
    from captioning.catalogue.house_style import HouseStyle
    from captioning.catalogue.shop_alts import AltOptions


class Listing(StrEnum):
    """Texts of marketplaces."""

    ETSY = "etsy"
    GOOGLE = "google"


class Level(StrEnum):
    """How much a text says."""

    BASIC = "basic"
    NORMAL = "normal"
    COMPLETE = "complete"


class Conflicting(StrEnum):
    """Whose words count where photo and shop contradict each other."""

    LEAVE = "leave"
    PHOTO = "photo"
    SHOP = "shop"


def alt(
    file: Annotated[
        Path,
        typer.Argument(
            help=text("alt.file"),
            metavar="IN.csv",
        ),
    ],
    photos: Annotated[
        list[Path] | None,
        typer.Argument(help=text("alt.photos"), metavar="[PHOTOS]..."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=text("alt.output"), metavar="FILE")
    ] = None,
    replace: Annotated[bool, typer.Option("--all", help=text("alt.replace"))] = False,
    check: Annotated[bool, typer.Option("--check", help=text("alt.check"))] = False,
    undo: Annotated[
        Path | None,
        typer.Option(help=text("alt.undo"), metavar="UNDO.json"),
    ] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help=text("alt.fetch"))] = False,
    style: Annotated[Path | None, typer.Option(help=text("alt.style"), metavar="FILE")] = None,
    longest: Annotated[
        str | None,
        typer.Option(help=text("alt.longest"), metavar="N"),
    ] = None,
    level: Annotated[Level | None, typer.Option(help=text("alt.level"))] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            help=text("alt.language"),
            metavar="CODE",
        ),
    ] = None,
    template: Annotated[str | None, typer.Option(help=text("alt.template"), metavar="TEXT")] = None,
    brand: Annotated[str | None, typer.Option(help=text("alt.brand"), metavar="TEXT")] = None,
    add: Annotated[
        list[Listing] | None,
        typer.Option(help=text("alt.add")),
    ] = None,
    conflicts: Annotated[
        Conflicting,
        typer.Option(help=text("alt.conflicts")),
    ] = Conflicting.LEAVE,
    photo_column: Annotated[
        str | None, typer.Option(help=text("alt.photo_column"), metavar="NAME")
    ] = None,
    alt_column: Annotated[
        str | None, typer.Option(help=text("alt.alt_column"), metavar="NAME")
    ] = None,
    copies: Copies = None,
    sidecar: Sidecar = False,
    in_place: InPlace = False,
    batch: Annotated[int, typer.Option(min=1, help=text("alt.batch"), metavar="N")] = 16,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Fill in the alt texts of a shop's product file, and leave every other byte as it is."""
    options = {"longest": _number(longest), "level": level and level.value, "languages": language,
               "template": template, "brand": brand}  # fmt: skip
    with sentences():
        if output is None:
            raise AltFileError(text("alt_says.no_output"))
        check_writable(output)
        if undo is not None:
            take_back(file, undo, output)
            return
        places = photos or []
        check_places(copies, sidecar, in_place)
        into = copies or sidecar or in_place
        if into and (check or len(places) != 1 or not places[0].is_dir()):
            raise AltFileError(text("alt_says.one_folder"))
        wanted = _options(style, options, replace or check, conflicts, add or [])
        alts = open_products(file, places, fetch, wanted, (photo_column, alt_column), check)
        before = [alts.shop.table.row_text(row) for row in range(len(alts.shop.table.rows))]
        part = output.with_name(f"{output.name}.part")
        describe_photos(alts, batch, checkpoints, part)
        if check:
            write_check(alts, output)
        else:
            texts = write_file(alts, before, output)
            write_texts(places[0], texts, copies, sidecar, in_place, replace) if into else None
        part.unlink(missing_ok=True)


def _number(text: str | None) -> int | str | None:
    return int(text) if text and text.isdigit() else text


def _options(
    style: Path | None,
    options: dict[str, Any],
    replace: bool,
    conflicting: Conflicting,
    listings: list[Listing],
) -> "AltOptions":
    from captioning.catalogue.shop_alts import AltOptions, Conflicts

    return AltOptions(
        _style(style, options),
        replace,
        Conflicts(conflicting.value),
        tuple(one.value for one in listings),
    )


def _style(path: Path | None, options: dict[str, Any]) -> "HouseStyle":
    """The style of a file, with what the options say otherwise."""
    from captioning.catalogue.house_style import HouseStyle, read_style

    record = read_style(path).to_json() if path is not None else {}
    given = {key: value for key, value in options.items() if value}
    return HouseStyle.of(record | given, "The house style")
