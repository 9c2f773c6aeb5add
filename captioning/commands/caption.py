"""`caption`: photos described by every model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from captioning.commands.sentences import say, sentences
from captioning.data.file_names import shown
from captioning.shipped import shipped

if TYPE_CHECKING:
    from captioning.describe.captioner import Caption, Captioner

Checkpoints = Annotated[
    Path,
    typer.Option(
        help="Folder with the encoder and its decoders.",
        show_default="the shipped weights",
        metavar="DIR",
    ),
]
Beams = Annotated[
    int, typer.Option(min=1, max=20, help="Width of the beam search; 1 is fastest.", metavar="N")
]


def caption(
    photos: Annotated[list[Path], typer.Argument(help="One or more photos.", metavar="PHOTO...")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    beams: Beams = 3,
    alternatives: Annotated[
        int,
        typer.Option(
            min=0,
            max=19,
            help="Also print the next best captions: N beams have N - 1.",
            metavar="N",
        ),
    ] = 0,
    checkpoints: Checkpoints = shipped("checkpoints"),
) -> None:
    """Describe photos with every model, one caption each.

    The confidence is the geometric mean of the words' probabilities: 1 is certain, below 0.4 is
    doubtful. The time is that of the decoder, for one photo.

    Photos that cannot be read are named, the others are described, and the exit status is 1.

    Examples:

        python -m captioning caption ring.jpg

        python -m captioning caption --alternatives 2 photos/*.jpg

        python -m captioning caption --json ring.heic > ring.json
    """
    with sentences():
        results = _describe(photos, beams, alternatives, checkpoints, show=not as_json)
    if as_json:
        typer.echo(json.dumps(results, indent=2, ensure_ascii=False))
    if any("error" in result for result in results):
        raise typer.Exit(1)


def _describe(
    photos: list[Path], beams: int, alternatives: int, checkpoints: Path, show: bool
) -> list[dict[str, Any]]:
    from captioning.vision.photos import UnreadablePhoto, load_photo

    captioner: Captioner | None = None
    results: list[dict[str, Any]] = []
    for path in photos:
        try:
            photo = load_photo(path)
        except UnreadablePhoto as error:
            say(shown(str(error)))
            results.append({"photo": shown(str(path)), "error": shown(str(error))})
            continue
        captioner = captioner or _load(checkpoints)
        captions = captioner.describe(photo, beams=beams, alternatives=alternatives)
        results.append({"photo": shown(str(path)), **{n: c.to_json() for n, c in captions.items()}})
        if show:
            typer.echo(_paragraph(path, captions))
    return results


def _load(checkpoints: Path) -> "Captioner":
    from captioning.describe.captioner import Captioner

    return Captioner.load(checkpoints)


def _paragraph(path: Path, captions: "dict[str, Caption]") -> str:
    width = max(map(len, captions))
    lines = [shown(str(path))]
    for name, caption in captions.items():
        figures = f"(confidence {caption.confidence:.2f}, {caption.milliseconds:.0f} ms)"
        lines.append(f"  {name:{width}}  {caption.text}  {figures}")
        lines += [
            f"  {'':{width}}  or: {other.text}  (confidence {other.confidence:.2f})"
            for other in caption.alternatives
        ]
    return "\n".join(lines)
