"""The drawing of the architecture: one encoder, two decoders, and words on the way to pieces."""

from collections.abc import Mapping
from html import escape

TALL, WIDE = 372, 1010


def drawing(parameters: Mapping[str, int]) -> str:
    """The architecture as inline SVG, in the colours of the page.

    Args:
        parameters: Number of parameters of "encoder", "transformer" and "lstm".
    """
    size = {name: f"{count / 1e6:.1f} M parameters" for name, count in parameters.items()}
    boxes = (
        _box(0, 146, 130, 80, "Photo", "upright, on white"),
        _box(180, 128, 180, 116, "EfficientNet", "one pass for both", size.get("encoder", "")),
        _box(430, 20, 240, 130, "Transformer decoder", "attends to every place of",
             "the photo for each word", size.get("transformer", "")),
        _box(430, 222, 240, 130, "LSTM decoder", "carries a state from word",
             "to word and attends too", size.get("lstm", "")),
        _box(740, 36, 100, 98, "Caption", "words with", "probabilities"),
        _box(740, 238, 100, 98, "Caption", "words with", "probabilities"),
        _box(890, 128, 120, 116, "Search", "TF-IDF cosine", "of the words,", "with reasons"),
    )  # fmt: skip
    arrows = (
        "M130 186h42", "M360 170h28V85h34", "M360 202h28v85h34",
        "M670 85h62", "M670 287h62", "M840 85h40v80h4", "M840 287h40v-80h4",
    )  # fmt: skip
    lines = "".join(f'<path d="{path}" marker-end="url(#arrow)"/>' for path in arrows)
    return (
        f'<svg class="architecture" viewBox="-2 0 {WIDE + 6} {TALL}" role="img" '
        'aria-labelledby="architecture-title"><title id="architecture-title">A photo goes through '
        "one EfficientNet encoder. A Transformer and an LSTM decoder each read its features and "
        "say a caption. The words of the captions, which a person may change, search the gallery."
        '</title><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0l8 4-8 4z"/></marker></defs>'
        f'<g class="arrows">{lines}</g>{"".join(boxes)}</svg>'
    )


def _box(x: int, y: int, wide: int, tall: int, name: str, *lines: str) -> str:
    said = [line for line in lines if line]
    top = y + tall / 2 - 9.5 * len(said) + 2
    text = "".join(
        f'<text class="line" x="{x + wide / 2}" y="{top + 19 * place:.0f}">{escape(line)}</text>'
        for place, line in enumerate(said, start=1)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{tall}" rx="3"/>'
        f'<text class="name" x="{x + wide / 2}" y="{top:.0f}">{escape(name)}</text>{text}'
    )
