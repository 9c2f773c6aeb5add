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
from captioning.data.file_names import shown
from captioning.settings import LISTED, read_settings
from captioning.shipped import shipped

if TYPE_CHECKING:
    from PIL.Image import Image

    from captioning.gallery.gallery import Hit
    from captioning.language.query import Query


def search(
    words: Annotated[
        list[str] | None, typer.Argument(help="What to look for.", metavar="WORDS")
    ] = None,
    photo: Annotated[
        Path | None, typer.Option(help="Look for pieces like this photo.", metavar="FILE")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="Whose caption of the photo counts.", show_default="both", metavar="NAME"
        ),
    ] = None,
    gallery: Annotated[
        str,
        typer.Option(
            help="A folder made by `index`, milvus://host:port/name or a file.db.",
            show_default="the shipped gallery",
            metavar="GALLERY",
        ),
    ] = str(shipped("assets/gallery")),
    k: Annotated[int, typer.Option("--k", min=1, help="Pieces to show.", metavar="N")] = LISTED,
    minimum: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Score under which nothing is similar.", metavar="X"),
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", help="Only ring, pendant, ...", metavar="NAME")
    ] = None,
    metal: Annotated[
        str | None, typer.Option(help="Only silver, rose gold, ...", metavar="NAME")
    ] = None,
    stone: Annotated[
        str | None, typer.Option(help="Only with ruby, or a look: red.", metavar="NAME")
    ] = None,
    motif: Annotated[
        str | None, typer.Option(help="Only heart, flower, ...", metavar="NAME")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Find pieces by words, by a photo that the models describe first, or by both.

    Each piece comes with its score from 0 to 1 and the words that it comes from.

    Examples:

        python -m captioning search "rose gold ring with a ruby"

        python -m captioning search --photo ring.jpg --metal silver --k 3

        python -m captioning search --photo ring.jpg "with pearls"

        python -m captioning search "pearl earrings" --gallery my-shop --json
    """
    with sentences():
        from captioning.describe.photo_query import TOGETHER, check_ranker
        from captioning.gallery.filter_values import known_value
        from captioning.gallery.gallery import Filters

        said = " ".join(words or [])
        if not said.strip() and photo is None:
            say('Say what to look for, such as "gold ring", or give a photo with --photo.')
            raise typer.Exit(1)
        model = model or TOGETHER
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
        say("No close match. Use plainer words, fewer filters, or a lower --minimum.")
    for place, hit in enumerate(hits, start=1):
        image = shown(str(hit.piece.image))
        typer.echo(f"{place}. {hit.score:.2f}  {hit.caption}  [{image}]")
        shares = (f"{reason.name} {reason.share:.2f}" for reason in hit.reasons[:6])
        typer.echo(f"         {' + '.join(shares)}")
