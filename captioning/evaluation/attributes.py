"""Type, metal and stones in captions, compared with a jeweller's labels."""

from collections.abc import Iterable, Sequence

from captioning.data import Attributes
from captioning.language.attributes import (
    NOT_ONE_COLOUR,
    attributes,
    coarse_type,
    looks,
    vocabulary_form,
)

SCORES = ("type_accuracy", "type_accuracy_fine", "metal_accuracy", "stones_precision",
          "stones_recall", "stones_f1")  # fmt: skip


def attribute_scores(
    captions: Sequence[str], labels: Sequence[Attributes | None]
) -> dict[str, float | None]:
    """How much of what is labelled the captions name.

    Args:
        captions: One generated caption a photo.
        labels: The photos' labels in the same order.

    Returns:
        In [0, 1], None where the data has no such label:
        `type_accuracy`, in which pendant and necklace are one, and bangle and bracelet;
        `type_accuracy_fine`, which keeps them apart;
        `metal_accuracy` of the visible colour, over photos labelled with one colour;
        `stones_precision`, `stones_recall`, `stones_f1` over the looks of stones, each look
        once a photo, micro-averaged; names without an agreed look are left out.
    """
    said = [attributes(caption) for caption in captions]
    pairs = [(s, vocabulary_form(label)) for s, label in zip(said, labels, strict=True) if label]
    types = [(s.type, label.type) for s, label in pairs if label.type]
    metals = [(s.metal, label.metal) for s, label in pairs if label.metal]
    return {
        "type_accuracy": _accuracy((coarse_type(a), coarse_type(b)) for a, b in types),
        "type_accuracy_fine": _accuracy(types),
        "metal_accuracy": _accuracy((a, b) for a, b in metals if b not in NOT_ONE_COLOUR),
        **_stones((s.stones, label.stones) for s, label in pairs if label.stones_known),
    }


def _accuracy(pairs: Iterable[tuple[str | None, str | None]]) -> float | None:
    hits = [said == label for said, label in pairs]
    return sum(hits) / len(hits) if hits else None


def _stones(
    pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]],
) -> dict[str, float | None]:
    right = said = labelled = 0
    for said_stones, labelled_stones in pairs:
        ours, theirs = set(looks(said_stones)), set(looks(labelled_stones))
        right += len(ours & theirs)
        said += len(ours)
        labelled += len(theirs)
    if not labelled:
        return dict.fromkeys(SCORES[3:])
    precision, recall = right / said if said else 0.0, right / labelled
    f1 = 2 * right / (said + labelled)
    return dict(zip(SCORES[3:], (precision, recall, f1), strict=True))
