"""`caption`: photos described by every model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from captioning.commands.arguments import check_checkpoints, open_photo
from captioning.commands.sentences import say, sentences
from captioning.commands.texts import text
from captioning.data.file_names import shown
from captioning.shipped import shipped

if TYPE_CHECKING:
    from captioning.describe.captioner import Caption, Captioner

Checkpoints = Annotated[
    Path,
    typer.Option(
        help=text("options.checkpoints"),
        show_default="the shipped weights",
        metavar="DIR",
    ),
]
Beams = Annotated[int, typer.Option(min=1, max=20, help=text("options.beams"), metavar="N")]


def caption(
    photos: Annotated[list[Path], typer.Argument(help=text("caption.photos"), metavar="PHOTO...")],
    as_json: Annotated[bool, typer.Option("--json", help=text("caption.json"))] = False,
    beams: Beams = 3,
    alternatives: Annotated[
        int,
        typer.Option(
            min=0,
            max=19,
            help=text("caption.alternatives"),
            metavar="N",
        ),
    ] = 0,
    language: Annotated[
        str,
        typer.Option(help=text("caption.language"), metavar="CODE"),
    ] = "en",
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Describe photos with every model, one caption each."""
    with sentences():
        check_checkpoints(checkpoints)
        if alternatives >= beams:
            needed = alternatives + 1
            say(
                text(
                    "caption_says.few_beams",
                    n=beams,
                    others=beams - 1,
                    wanted=alternatives,
                    needed=needed,
                )
            )
        results = _describe(
            photos, beams, alternatives, _known(language), checkpoints, show=not as_json
        )
    if as_json:
        typer.echo(json.dumps(results, indent=2, ensure_ascii=False))
    if any("error" in result for result in results):
        raise typer.Exit(1)


def _known(language: str) -> str:
    from captioning.language.phrases import known_language

    return known_language(language)


def _describe(
    photos: list[Path],
    beams: int,
    alternatives: int,
    language: str,
    checkpoints: Path,
    show: bool,
) -> list[dict[str, Any]]:
    from captioning.vision.photos import UnreadablePhoto

    captioner: Captioner | None = None
    results: list[dict[str, Any]] = []
    for path in photos:
        try:
            photo = open_photo(path)
        except UnreadablePhoto as error:
            say(str(error))
            results.append({"photo": shown(str(path)), "error": str(error)})
            continue
        captioner = captioner or _load(checkpoints)
        captions = captioner.describe(photo, beams=beams, alternatives=alternatives)
        records = {name: caption.to_json(language) for name, caption in captions.items()}
        results.append({"photo": shown(str(path)), **records})
        if show:
            typer.echo(_paragraph(path, captions, language))
    return results


def _load(checkpoints: Path) -> "Captioner":
    from captioning.describe.captioner import Captioner

    return Captioner.load(checkpoints)


def _paragraph(path: Path, captions: "dict[str, Caption]", language: str) -> str:
    from captioning.language.phrases import in_language

    width = max(map(len, captions))
    lines = [shown(str(path))]
    for name, caption in captions.items():
        figures = f"({_sure(caption)}, {caption.milliseconds:.0f} ms)"
        rendering = caption.in_language(language)
        lines.append(f"  {name:{width}}  {rendering.text}  {figures}")
        if caption.unclear:
            lines.append(f"  {'':{width}}  {text('caption_says.sure', caption=caption.sure)}")
        if rendering.left:
            left = text("caption_says.left", words=", ".join(rendering.left))
            lines.append(f"  {'':{width}}  {left}")
        for other in caption.alternatives:
            said, sure = in_language(other.text, language).text, f"{other.confidence:.2f}"
            line = text("caption_says.other", caption=said, confidence=sure)
            lines.append(f"  {'':{width}}  {line}")
    return "\n".join(lines)


def _sure(caption: "Caption") -> str:
    """How sure a caption is: "type 0.97, metal 0.81, stone 0.55"."""
    if caption.certainty is None:
        return text("caption_says.confidence", confidence=f"{caption.confidence:.2f}")
    known = {name: one for name, one in caption.certainty.to_json().items() if one is not None}
    figures = ", ".join(f"{name} {one:.2f}" for name, one in known.items())
    return text("caption_says.sure_of", figures=figures)
