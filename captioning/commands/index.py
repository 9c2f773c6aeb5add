"""`index`: a folder of photos becomes a gallery that can be searched."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from captioning.commands.arguments import check_checkpoints, check_folder, check_writable
from captioning.commands.caption import Checkpoints
from captioning.commands.into_photos import Copies, InPlace, Sidecar, check_places, write_texts
from captioning.commands.sentences import say, sentences
from captioning.data.metadata import METADATA
from captioning.settings import read_settings
from captioning.shipped import shipped

if TYPE_CHECKING:
    from captioning.catalogue.folder import Outcome
    from captioning.catalogue.house_style import HouseStyle
    from captioning.catalogue.standing import Refresh, Standing
    from captioning.data.metadata import Line


def index(
    folder: Annotated[
        Path,
        typer.Argument(help="A folder of photos, with folders in it or not.", metavar="FOLDER"),
    ],
    csv: Annotated[
        Path | None,
        typer.Option(help="Also write a CSV file for alt texts.", metavar="FILE"),
    ] = None,
    style: Annotated[
        Path | None,
        typer.Option(
            help="House style of the alt texts, as TOML or JSON; see also alt.", metavar="FILE"
        ),
    ] = None,
    copies: Copies = None,
    sidecar: Sidecar = False,
    in_place: InPlace = False,
    milvus: Annotated[
        str | None,
        typer.Option(
            help="Also put the gallery into Milvus: milvus://host:19530/name, or a file.db.",
            metavar="URL",
        ),
    ] = None,
    refresh: Annotated[
        str | None,
        typer.Option(
            help="Describe photos again that have captions: changed (replaced since), none or all. "
            "What you wrote stays. Without it you are asked, if photos were replaced.",
            metavar="CHANGED|NONE|ALL",
        ),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Photos in one pass.", metavar="N")] = 16,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Describe every photo of a folder, so that it can be searched by words.

    The captions of all models are written to metadata.jsonl in the folder. Correct them
    there by hand as you like: photos that have captions are never described again. A run that
    was stopped continues where it was. Photos that cannot be read are listed at the end, and the
    exit status is 1. A README.md, unless there is one, tells Hugging Face's datasets how to load
    the folder.
    Photos that were replaced, renamed or removed since they were described are listed.

    Examples:

        python -m captioning index my-shop

        python -m captioning index my-shop --csv alt-texts.csv

        python -m captioning index my-shop --sidecar --style style.toml

        python -m captioning index my-shop --refresh changed

        python -m captioning index my-shop --milvus milvus://localhost:19530/my_shop
    """
    with sentences():
        check_places(copies, sidecar, in_place)
        check_folder(folder, "photos")
        check_checkpoints(checkpoints)
        check_writable(csv)
        house = _style(style)
        outcome = _describe(folder, batch, checkpoints, refresh)
        _tell(outcome)
        if copies or sidecar or in_place:
            write_texts(folder, _texts(folder, house), copies, sidecar, in_place, replace=True)
        from captioning.gallery.gallery import Gallery

        gallery = Gallery.open(folder, read_settings(checkpoints).search)
        say(f"{_counted(len(gallery.pieces), 'piece', 'pieces')} can be searched in {folder}.")
        if csv is not None:
            count = _counted(_write_csv(folder, csv, house), "caption", "captions")
            say(f"{count} written to {csv}.")
        if milvus is not None:
            from captioning.gallery.milvus import MilvusBackend

            MilvusBackend.fill(milvus, gallery.backend)
            say(f"{_counted(len(gallery.pieces), 'piece', 'pieces')} put into {milvus}.")
        if outcome.unreadable:
            raise typer.Exit(1)


def _style(path: Path | None) -> "HouseStyle | None":
    from captioning.catalogue.house_style import read_style

    return read_style(path) if path is not None else None


def _write_csv(folder: Path, path: Path, style: "HouseStyle | None") -> int:
    """A table of alt texts: in a house style, or the captions with their attributes."""
    from captioning.catalogue.folder import write_csv
    from captioning.catalogue.gallery_alts import alts_csv, gallery_alts

    if style is None:
        return write_csv(folder, path)
    alts = gallery_alts(folder, style)
    path.write_text(alts_csv(alts, style), encoding="utf-8", newline="")
    return len(alts)


def _texts(folder: Path, style: "HouseStyle | None") -> dict[str, dict[str, str]]:
    from captioning.catalogue.gallery_alts import gallery_alts, texts_by_language
    from captioning.catalogue.house_style import HouseStyle

    house = style or HouseStyle()
    return texts_by_language(gallery_alts(folder, house), house)


def _describe(folder: Path, batch: int, checkpoints: Path, refresh: str | None) -> "Outcome":
    from tqdm import tqdm

    from captioning.catalogue.folder import describe_folder, photos_in
    from captioning.catalogue.standing import sound_lines

    chosen = _refresh(refresh)
    photos_in(folder)  # fails before the models are loaded
    sound_lines(folder)
    from captioning.describe.captioner import Captioner

    captioner = Captioner.load(checkpoints)

    def bar(names: list[str], done: int) -> "tqdm[str]":
        return tqdm(names, initial=done, total=done + len(names), unit="photo")

    return describe_folder(folder, captioner, batch=batch, progress=bar, refresh=chosen)


def _refresh(asked: str | None) -> "Refresh | Callable[[Standing], Refresh]":
    """What the option says, or a question to the person at the terminal."""
    from captioning.catalogue.standing import Refresh
    from captioning.gallery.gallery import GalleryError

    if asked is None:
        return _ask
    try:
        return Refresh(asked.lower())
    except ValueError:
        raise GalleryError(f"--refresh is changed, none or all, not {asked}.") from None


def _ask(standing: "Standing") -> "Refresh":
    from captioning.catalogue.standing import Refresh

    count = len(standing.changed)
    if not count or not sys.stdin.isatty():
        return Refresh.NONE
    replaced = _counted(count, "photo was replaced", "photos were replaced")
    again = typer.confirm(f"{replaced} since being described. Describe again?", default=True)
    return Refresh.CHANGED if again else Refresh.NONE


def _tell(outcome: "Outcome") -> None:
    from captioning.catalogue.contents import system_sentence

    rate = outcome.described / outcome.seconds if outcome.seconds else 0.0
    count = _counted(outcome.described, "photo", "photos")
    said = f"{count} described in {outcome.seconds:.0f} s ({rate:.1f} a second)"
    say(f"{said}, {outcome.kept} had captions already.")
    if outcome.before:
        say(f"{METADATA} was written as lines of UTF-8; as it was it is in {outcome.before.name}.")
    _tell_standing(outcome)
    contents = outcome.contents
    _list(outcome.unreadable, "photo could not be read", "photos could not be read")
    _list(contents.refused, "file or folder was left out", "files or folders were left out")
    if others := contents.others:
        named = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
        say(f"{_counted(len(others), 'file is no photo', 'files are no photos')}: {named}.")
    if contents.system:
        say(system_sentence(contents.system))
    if contents.escaped:
        names = _counted(len(contents.escaped), "file name is not text", "file names are not text")
        say(
            f"{names} and written as {contents.escaped[0]}: rename such files, so that other "
            "programs find them."
        )
    if outcome.described + outcome.kept and not outcome.card:
        say(
            "README.md is not ours and stays as it is: load the folder with "
            'load_dataset("imagefolder", data_files="metadata.jsonl").'
        )


def _tell_standing(outcome: "Outcome") -> None:
    standing = outcome.standing
    if outcome.again:
        say(f"{_counted(outcome.again, 'photo was', 'photos were')} described again.")
    elif standing.changed:
        remedy = "It has its old caption: use --refresh changed."
        _list([(name, remedy) for name in standing.changed], *_REPLACED)
    remedy = "Your caption stays: see whether it still fits."
    _list([(name, remedy) for name in standing.yours], *_REPLACED)
    renamed = [(name, _was(line)) for name, line in standing.renamed.items()]
    _list(renamed, "photo has a new name", "photos have new names")
    removed = [(name, "Its line stays until you delete it.") for name in standing.removed]
    _list(removed, "photo is gone", "photos are gone")


_REPLACED = ("photo was replaced since it was described", "photos were replaced since")


def _was(line: "Line") -> str:
    before = line.record.file_name if line.record else ""
    return f"It was {before}, and keeps its captions."


def _list(items: Sequence[tuple[str, str]], one: str, many: str) -> None:
    if items:
        say(f"{_counted(len(items), one, many)}:")
    for name, reason in items:
        say(f"  {name}: {reason}")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
