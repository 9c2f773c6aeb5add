"""`index`: a folder of photos becomes a gallery that can be searched."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from captioning.commands.caption import Checkpoints
from captioning.commands.sentences import say, sentences
from captioning.settings import read_settings
from captioning.shipped import shipped

if TYPE_CHECKING:
    from captioning.catalogue.folder import Outcome


def index(
    folder: Annotated[
        Path,
        typer.Argument(help="A folder of photos, with folders in it or not.", metavar="FOLDER"),
    ],
    csv: Annotated[
        Path | None,
        typer.Option(help="Also write a CSV file for alt texts.", metavar="FILE"),
    ] = None,
    milvus: Annotated[
        str | None,
        typer.Option(
            help="Also put the gallery into Milvus: milvus://host:19530/name, or a file.db.",
            metavar="URL",
        ),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Photos in one pass.", metavar="N")] = 16,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Describe every photo of a folder, so that it can be searched by words.

    The captions of all models are written to metadata.jsonl in the folder. Correct them
    there by hand as you like: photos that have captions are never described again. A run that
    was stopped continues where it was. Photos that cannot be read are listed at the end. A
    README.md, unless there is one, tells Hugging Face's datasets how to load the folder.

    Examples:

        python -m captioning index my-shop

        python -m captioning index my-shop --csv alt-texts.csv

        python -m captioning index my-shop --milvus milvus://localhost:19530/my_shop
    """
    with sentences():
        outcome = _describe(folder, batch, checkpoints)
        _tell(outcome)
        from captioning.catalogue.folder import write_csv
        from captioning.gallery.gallery import Gallery

        gallery = Gallery.open(folder, read_settings(checkpoints).search)
        say(f"{len(gallery.pieces)} pieces can be searched in {folder}.")
        if csv is not None:
            say(f"{write_csv(folder, csv)} captions written to {csv}.")
        if milvus is not None:
            from captioning.gallery.milvus import MilvusBackend

            MilvusBackend.fill(milvus, gallery.backend)
            say(f"{len(gallery.pieces)} pieces put into {milvus}.")


def _describe(folder: Path, batch: int, checkpoints: Path) -> "Outcome":
    from tqdm import tqdm

    from captioning.catalogue.folder import describe_folder, photos_in
    from captioning.describe.captioner import Captioner

    photos_in(folder)  # fails before the models are loaded
    captioner = Captioner.load(checkpoints)

    def bar(names: list[str], done: int) -> "tqdm[str]":
        return tqdm(names, initial=done, total=done + len(names), unit="photo")

    return describe_folder(folder, captioner, batch=batch, progress=bar)


def _tell(outcome: "Outcome") -> None:
    from captioning.catalogue.contents import system_sentence

    rate = outcome.described / outcome.seconds if outcome.seconds else 0.0
    said = f"{outcome.described} photos described in {outcome.seconds:.0f} s ({rate:.1f} a second)"
    say(f"{said}, {outcome.kept} had captions already.")
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


def _list(items: Sequence[tuple[str, str]], one: str, many: str) -> None:
    if items:
        say(f"{_counted(len(items), one, many)}:")
    for name, reason in items:
        say(f"  {name}: {reason}")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
