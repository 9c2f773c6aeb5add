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
from captioning.commands.texts import text
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
        typer.Argument(help=text("index.folder"), metavar="FOLDER"),
    ],
    csv: Annotated[
        Path | None,
        typer.Option(help=text("index.csv"), metavar="FILE"),
    ] = None,
    style: Annotated[
        Path | None,
        typer.Option(help=text("index.style"), metavar="FILE"),
    ] = None,
    copies: Copies = None,
    sidecar: Sidecar = False,
    in_place: InPlace = False,
    milvus: Annotated[
        str | None,
        typer.Option(
            help=text("index.milvus"),
            metavar="URL",
        ),
    ] = None,
    refresh: Annotated[
        str | None,
        typer.Option(
            help=text("index.refresh"),
            metavar="CHANGED|NONE|ALL",
        ),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help=text("index.batch"), metavar="N")] = 16,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Describe every photo of a folder, so that it can be searched by words."""
    with sentences():
        check_places(copies, sidecar, in_place)
        check_folder(folder, text("arguments.of_photos"))
        check_checkpoints(checkpoints)
        check_writable(csv)
        house = _style(style)
        outcome = _describe(folder, batch, checkpoints, refresh)
        _tell(outcome)
        if copies or sidecar or in_place:
            write_texts(folder, _texts(folder, house), copies, sidecar, in_place, replace=True)
        from captioning.gallery.gallery import Gallery

        gallery = Gallery.open(folder, read_settings(checkpoints).search)
        say(text("index_says.searchable", n=len(gallery.pieces), folder=folder))
        if csv is not None:
            say(text("index_says.csv", n=_write_csv(folder, csv, house), file=csv))
        if milvus is not None:
            from captioning.gallery.milvus import MilvusBackend

            MilvusBackend.fill(milvus, gallery.backend)
            say(text("index_says.milvus", n=len(gallery.pieces), place=milvus))
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
        raise GalleryError(text("index_says.unknown_refresh", asked=asked)) from None


def _ask(standing: "Standing") -> "Refresh":
    from captioning.catalogue.standing import Refresh

    count = len(standing.changed)
    if not count or not sys.stdin.isatty():
        return Refresh.NONE
    again = typer.confirm(text("index_says.ask", n=count), default=True)
    return Refresh.CHANGED if again else Refresh.NONE


def _tell(outcome: "Outcome") -> None:
    from captioning.catalogue.contents import system_sentence

    rate = outcome.described / outcome.seconds if outcome.seconds else 0.0
    time = {"seconds": f"{outcome.seconds:.0f}", "rate": f"{rate:.1f}"}
    say(text("index_says.described", n=outcome.described, kept=str(outcome.kept), **time))
    if outcome.before:
        say(text("index_says.rewritten", file=METADATA, before=outcome.before.name))
    _tell_standing(outcome)
    contents = outcome.contents
    _list("unreadable", outcome.unreadable)
    _list("refused", contents.refused)
    if others := contents.others:
        named = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
        say(text("index_says.no_photos", n=len(others), names=named))
    if contents.system:
        say(system_sentence(contents.system))
    if contents.escaped:
        say(text("index_says.escaped", n=len(contents.escaped), name=contents.escaped[0]))
    if outcome.described + outcome.kept and not outcome.card:
        say(text("index_says.card"))


def _tell_standing(outcome: "Outcome") -> None:
    standing = outcome.standing
    if outcome.again:
        say(text("index_says.again", n=outcome.again))
    elif standing.changed:
        remedy = text("index_says.old_caption")
        _list("replaced", [(name, remedy) for name in standing.changed])
    remedy = text("index_says.your_caption")
    _list("replaced", [(name, remedy) for name in standing.yours])
    renamed = [(name, _was(line)) for name, line in standing.renamed.items()]
    _list("renamed", renamed)
    remedy = text("index_says.removed_line")
    _list("removed", [(name, remedy) for name in standing.removed])


def _was(line: "Line") -> str:
    before = line.record.file_name if line.record else ""
    return text("index_says.was", name=before)


def _list(heading: str, items: Sequence[tuple[str, str]]) -> None:
    if items:
        say(text(f"index_says.{heading}", n=len(items)))
    for name, reason in items:
        say(f"  {name}: {reason}")
