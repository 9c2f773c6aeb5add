"""The drawing of the architecture: one encoder, its decoders, and words on the way to pieces."""

from collections.abc import Mapping
from html import escape

from captioning.evaluation.drawing import svg

WIDE, GAP = 480, 20


def architecture(titles: Mapping[str, str], parameters: Mapping[str, int]) -> str:
    """Draws the way from a photo to pieces, narrow enough for a phone.

    Args:
        titles: Title of each decoder by name.
        parameters: Number of parameters of "encoder" and of each decoder.

    Returns:
        An SVG document.
    """
    count = len(titles)
    each = (WIDE - 2 - GAP * (count - 1)) // count
    lefts = [1 + column * (each + GAP) for column in range(count)]
    centres = [left + each / 2 for left in lefts]
    middle = WIDE // 2
    boxes = [
        _box(middle - 110, 1, 220, 56, "Photo", "upright, in sRGB, cropped"),
        _box(middle - 110, 91, 220, 74, "EfficientNet", "one pass for all decoders",
             _size(parameters.get("encoder"))),
        _box(1, 413, WIDE - 2, 74, "Search", "TF-IDF cosine of words and attributes,",
             "each shared term's part is a reason"),
    ]  # fmt: skip
    arrows = [f"M{middle} 57V85"]
    for (name, title), left, centre in zip(titles.items(), lefts, centres, strict=True):
        boxes.append(_box(left, 209, each, 74, title, "attends to the photo",
                          _size(parameters.get(name))))  # fmt: skip
        boxes.append(_box(left, 317, each, 56, "Caption", "words, probabilities"))
        arrows += [
            f"M{middle} 165V187H{centre:g}V203",
            f"M{centre:g} 283V311",
            f"M{centre:g} 373V407",
        ]
    marker = (
        '<defs><marker id="facet-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0l8 4-8 4z"/></marker></defs>'
    )
    flows = (f'<path class="flow" d="{arrow}" marker-end="url(#facet-arrow)"/>' for arrow in arrows)
    names = " and ".join(titles.values())
    label = (
        f"A photo goes through one EfficientNet encoder. Its features go to {names}, and each "
        "writes a caption. The words of the captions, which a person may edit, search the gallery."
    )
    return svg(WIDE, 489, label, [marker, *flows, *boxes])


def _size(count: int | None) -> str:
    return "" if count is None else f"{count / 1e6:.1f} M parameters"


def _box(x: int, y: int, wide: int, tall: int, name: str, *lines: str) -> str:
    shown = [line for line in lines if line]
    top = y + tall / 2 - 9.5 * len(shown) + 5
    texts = "".join(
        f'<text x="{x + wide / 2:g}" y="{top + 19 * row:g}" text-anchor="middle">'
        f"{escape(line)}</text>"
        for row, line in enumerate(shown, start=1)
    )
    return (
        f'<rect class="ground" x="{x}" y="{y}" width="{wide}" height="{tall}" rx="3"/>'
        f'<text class="name" x="{x + wide / 2:g}" y="{top:g}" text-anchor="middle">{escape(name)}'
        f"</text>{texts}"
    )
