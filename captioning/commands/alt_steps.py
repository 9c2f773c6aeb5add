"""The steps of `alt`: opening a product file, describing its photos, writing what came of it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from captioning.commands.sentences import say
from captioning.commands.texts import text

if TYPE_CHECKING:
    from captioning.catalogue.shop_alts import AltOptions, Described, ShopAlts
    from captioning.catalogue.shop_file import ShopFile
    from captioning.catalogue.shop_photos import ShopPhotos


class AltFileError(ValueError):
    """What was asked for cannot be done; the text is one sentence."""


def open_products(
    file: Path,
    places: list[Path],
    fetch: bool,
    options: "AltOptions",
    columns: tuple[str | None, str | None],
    check: bool,
) -> "ShopAlts":
    """Reads a product file and looks for its photos.

    Args:
        file: The product file.
        places: Folders and zips with the photos; none for those next to the file.
        fetch: Whether photos are fetched by their addresses.
        options: What is wanted.
        columns: Names of the columns with the photos and for the alt texts, where they are given.
        check: Whether texts are only checked, for which photos are not needed.

    Raises:
        AltFileError: No photo is found.
    """
    from captioning.catalogue.photo_download import PhotoDownload
    from captioning.catalogue.shop_alts import ShopAlts
    from captioning.catalogue.shop_file import ShopFile
    from captioning.catalogue.shop_photos import opener
    from captioning.catalogue.shop_table import NoPhotoColumn

    try:
        shop = ShopFile.open(file, *columns)
    except NoPhotoColumn as error:
        raise NoPhotoColumn(
            text("alt_says.name_it", sentence=str(error).removesuffix("."))
        ) from None
    download = PhotoDownload().fetch if fetch else None
    alts = ShopAlts(shop, opener(_photos(file, places, shop, check), download), options)
    count, title = len(shop.photos), shop.columns.title
    waiting = len(alts.waiting)
    say(text("alt_says.opened", n=count, file=file.name, shop=title, waiting=waiting))
    if shop.photos and not alts.waiting and not check and all(not one.alt for one in shop.photos):
        raise AltFileError(text("alt_says.none_found", reason=alts.remark(shop.photos[0])))
    return alts


def _photos(file: Path, places: list[Path], shop: "ShopFile", check: bool) -> "ShopPhotos | None":
    """The photos at hand; by default those next to a file that names some by path."""
    from captioning.catalogue.folder import photos_in
    from captioning.catalogue.shop_photos import ShopPhotos, is_address, zipped_photos

    if not places:
        if check or all(is_address(photo.source) for photo in shop.photos):
            return None
        places = [file.absolute().parent]
    contents = [zipped_photos(one) if one.is_file() else photos_in(one) for one in places]
    found = [photo for one in contents for photo in one.photos]
    if not found:
        raise AltFileError(text("alt_says.no_photos", places=", ".join(map(str, places))))
    return ShopPhotos(found)


def describe_photos(alts: "ShopAlts", batch: int, checkpoints: Path, part: Path) -> None:
    """Describes what an earlier run has not; its captions are in `part`, a line each."""
    from tqdm import tqdm

    alts.described |= _earlier(part, set(alts.waiting))
    if not alts.waiting:
        return
    from captioning.describe.captioner import Captioner

    def keep(described: "Described") -> None:
        with part.open("a", encoding="utf-8") as stream:
            for key, captions in described.items():
                stream.write(json.dumps([key, captions]) + "\n")

    def bar(keys: list[str]) -> Iterable[str]:
        return tqdm(keys, unit="photo")

    alts.describe(Captioner.load(checkpoints), batch=batch, progress=bar, keep=keep)


def _earlier(part: Path, waiting: set[str]) -> "Described":
    described: Described = {}
    lines = part.read_text(encoding="utf-8").splitlines() if part.is_file() else ()
    for line in lines:
        try:
            key, captions = json.loads(line)
        except ValueError:  # the line that was written when the run was stopped
            continue
        if key in waiting:
            described[key] = tuple(captions)
    return described


def write_file(alts: "ShopAlts", before: list[str], output: Path) -> dict[str, dict[str, str]]:
    """Writes the file, its report and its undo file; gives the texts by photo and language."""
    from captioning.catalogue.shop_report import report_text, summary, undo_text
    from captioning.data.metadata_file import write_safely

    changes = alts.write()
    report, undo = output.with_suffix(".report.csv"), output.with_suffix(".undo.json")
    write_safely(undo, undo_text(before, alts.shop.table).encode())
    write_safely(output, alts.shop.table.to_bytes())
    write_safely(report, report_text(changes).encode())
    say(summary(changes))
    if alts.shop.added:
        say(text("alt_says.new_columns", names=", ".join(alts.shop.added)))
    typer.echo(text("alt_says.written", output=output, report=report, undo=undo))
    return alts.texts(changes)


def write_check(alts: "ShopAlts", output: Path) -> None:
    """Writes what is wrong with the alt texts that are there."""
    from captioning.catalogue.alt_check import check, check_text
    from captioning.data.metadata_file import write_safely

    checked = check(alts)
    write_safely(output, check_text(checked).encode())
    faulty = sum(bool(one.faults) for one in checked)
    typer.echo(text("alt_says.checked", faulty=faulty, n=len(checked), output=output))


def take_back(file: Path, undo: Path, output: Path) -> None:
    """Writes a file as it was before a run, by the undo file of the run."""
    from captioning.catalogue.shop_report import taken_back
    from captioning.catalogue.shop_table import read_table
    from captioning.data.metadata_file import write_safely

    table = read_table(file)
    back, edited = taken_back(table, undo)
    write_safely(output, table.to_bytes())
    typer.echo(text("alt_says.taken_back", n=back, output=output))
    if edited:
        say(text("alt_says.edited_since", n=edited))
