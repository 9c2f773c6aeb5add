"""`search`: pieces of a gallery by words or by a photo."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from captioning.commands.arguments import (
    check_checkpoints,
    open_gallery,
    open_photo,
)
from captioning.commands.caption import Checkpoints
from captioning.commands.sentences import say, sentences
from captioning.commands.texts import text
from captioning.data.file_names import shown
from captioning.settings import LISTED, read_settings
from captioning.shipped import shipped

if TYPE_CHECKING:
    from PIL.Image import Image

    from captioning.gallery.gallery import Hit
    from captioning.language.query import Query


def search(
    words: Annotated[
        list[str] | None, typer.Argument(help=text("search.words"), metavar="WORDS")
    ] = None,
    photo: Annotated[Path | None, typer.Option(help=text("search.photo"), metavar="FILE")] = None,
    model: Annotated[
        str | None,
        typer.Option(help=text("search.model"), show_default="both", metavar="NAME"),
    ] = None,
    gallery: Annotated[
        str,
        typer.Option(
            help=text("search.gallery"),
            show_default="the shipped gallery",
            metavar="GALLERY",
        ),
    ] = str(shipped("assets/gallery")),
    k: Annotated[int, typer.Option("--k", min=1, help=text("search.k"), metavar="N")] = LISTED,
    minimum: Annotated[
        float | None,
        typer.Option(min=0, max=1, help=text("search.minimum"), metavar="X"),
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", help=text("search.type"), metavar="NAME")
    ] = None,
    metal: Annotated[str | None, typer.Option(help=text("search.metal"), metavar="NAME")] = None,
    stone: Annotated[str | None, typer.Option(help=text("search.stone"), metavar="NAME")] = None,
    motif: Annotated[str | None, typer.Option(help=text("search.motif"), metavar="NAME")] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("search.json"))] = False,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Find pieces by words, by a photo that the models describe first, or by both."""
    with sentences():
        from captioning.describe.photo_query import TOGETHER, check_ranker
        from captioning.gallery.filter_values import known_value
        from captioning.gallery.gallery import Filters

        said = " ".join(words or [])
        if not said.strip() and photo is None:
            say(text("search_says.nothing_asked"))
            raise typer.Exit(1)
        model = (model or TOGETHER).casefold()
        check_ranker(model)
        check_checkpoints(checkpoints)
        pieces = open_gallery(gallery, read_settings(checkpoints).search)

        def known(kind: str, text: str | None) -> str | None:
            return known_value(kind, text, pieces.pieces) if text else None

        filters = Filters(
            known("type", type_), known("metal", metal), known("stone", stone),
            known("motif", motif),
        )  # fmt: skip
        understood, picture = pieces.understand(said), None
        query = understood
        if photo is not None:
            query, picture = _query(photo, model, said, checkpoints)
        hits = pieces.search(query, k, filters, minimum, photo=picture)
        remarks = pieces.remarks(understood, filters) if said.strip() else []
    if as_json:
        answer = {
            "understood": understood.to_json() | {"remarks": remarks},
            "pieces": [hit.to_json(shown(str(hit.piece.image))) for hit in hits],
        }
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        for sentence in filter(None, (understood.line, *remarks)):
            say(sentence)
        _print(hits)


def _query(photo: Path, model: str, words: str, checkpoints: Path) -> "tuple[Query, Image]":
    """What a photo asks with, and the photo."""
    picture = open_photo(photo)
    from captioning.describe.captioner import Captioner
    from captioning.describe.photo_query import photo_query

    captions = Captioner.load(checkpoints).describe(picture)
    for name, caption in captions.items():
        say(f"{name}: {caption.text}")
    return photo_query(captions, model, words), picture


def _print(hits: "list[Hit]") -> None:
    if not hits:
        say(text("search_says.nothing"))
    for place, hit in enumerate(hits, start=1):
        image = shown(str(hit.piece.image))
        typer.echo(f"{place}. {hit.score:.2f}  {hit.caption}  [{image}]")
        shares = (f"{reason.name} {reason.share:.2f}" for reason in hit.reasons[:6])
        typer.echo(f"         {' + '.join(shares)}")
