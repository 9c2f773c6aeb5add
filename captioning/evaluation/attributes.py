"""Type, metal, stones, style and motif in captions, compared with what annotators say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from captioning.data import Attributes
from captioning.evaluation.agreement import Agreed, Names, motif_names, style_name
from captioning.language.attributes import attributes, coarse_type, looks
from captioning.language.lexicon import MOTIFS, STYLES, Phrases, matches, words

Labels = Sequence[Attributes]
"""What each annotator says of one photo; empty where nobody labelled it."""

_ACCURACIES = ("type_accuracy", "type_accuracy_fine", "metal_accuracy", "named_precision")
_NAMED = ("stones", "style", "motif")
DRAWS = 1000
"""Samples of the bootstrap."""


class Counts:
    """What each caption of a data set gets right, photo by photo, from which all figures follow.

    Attributes:
        right, of: For each accuracy (N,) counts of what is right, and out of how many.
        named: For stones, style and motif (N, 3) counts: names said that an annotator gives too,
            names said that none gives, and names that all give and the caption does not.
    """

    def __init__(self, captions: Sequence[str], labels: Sequence[Labels]) -> None:
        """Reads captions and compares them with their photos' labels.

        Args:
            captions: One a photo, N.
            labels: What each annotator says of the photo, in the same order.
        """
        styles, motifs = _phrases(labels)
        tallies = [
            _Tally.of(_Said.of(caption, styles, motifs), Agreed.of(each)) if each else _Tally()
            for caption, each in zip(captions, labels, strict=True)
        ]
        pairs = np.array([one.accuracies for one in tallies], float).reshape(-1, 4, 2)
        named = np.array([one.named for one in tallies], float).reshape(-1, 3, 3)
        self.right = dict(zip(_ACCURACIES, pairs[..., 0].T, strict=True))
        self.of = dict(zip(_ACCURACIES, pairs[..., 1].T, strict=True))
        self.named = dict(zip(_NAMED, named.swapaxes(0, 1), strict=True))

    def scores(self, rows: np.ndarray | slice = slice(None)) -> dict[str, float | None]:
        """The figures of some photos, or of all; see `attribute_scores`."""
        found: dict[str, float | None] = {}
        for key in _ACCURACIES:
            of = self.of[key][rows].sum()
            found[key] = float(self.right[key][rows].sum() / of) if of else None
        for key, counts in self.named.items():
            right, wrong, missed = counts[rows].sum(0)
            known = right + missed > 0
            precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
            f1 = 2 * right / max(1, 2 * right + wrong + missed)
            parts = {"precision": precision, "recall": recall, "f1": f1}
            found |= {f"{key}_{part}": float(v) if known else None for part, v in parts.items()}
        return found

    def intervals(self) -> dict[str, tuple[float, float]]:
        """95 % intervals of the figures by the bootstrap over photos (Efron, 1979), seeded."""
        chance, count = np.random.default_rng(0), len(self.of["type_accuracy"])
        drawn = [self.scores(chance.integers(0, count, count)) for _ in range(DRAWS)]
        bounds = {}
        for key, value in self.scores().items():
            values = [one[key] for one in drawn if one[key] is not None]
            if value is not None:
                low, high = np.quantile(np.array(values, float), (0.025, 0.975))
                bounds[key] = (float(low), float(high))
        return bounds


def attribute_scores(captions: Sequence[str], labels: Sequence[Labels]) -> dict[str, float | None]:
    """How much of what is labelled the captions name.

    What two annotators disagree on does not count: see `captioning.evaluation.agreement`.

    Args:
        captions: One generated caption a photo.
        labels: What each annotator says of the photo, in the same order.

    Returns:
        In [0, 1], None where the data has no such label:
        `type_accuracy`, in which pendant and necklace are one, and bangle and bracelet;
        `type_accuracy_fine`, which keeps them apart;
        `metal_accuracy` of the visible colour, over photos labelled with one colour;
        `named_precision`: of all types, metals, looks, styles and motifs that captions name, the
        share that an annotator gives too;
        `stones_precision`, `stones_recall`, `stones_f1` over the looks of stones, each look
        once a photo, micro-averaged, names without an agreed look left out; and the same of
        `style` and `motif`.
    """
    return Counts(captions, labels).scores()


def scores_by_source(
    captions: Sequence[str], labels: Sequence[Labels], sources: Sequence[str | None]
) -> dict[str, dict[str, float | int | None]]:
    """`attribute_scores` of each source, such as a shop, with its number of `photos`."""
    counts = Counts(captions, labels)
    names = np.array([source or "" for source in sources])
    return {
        str(name): {"photos": int((names == name).sum()), **counts.scores(names == name)}
        for name in sorted(set(names) - {""})
    }


def _phrases(labels: Sequence[Labels]) -> tuple[Phrases, Phrases]:
    """Words for styles and for motifs: the lexicon's, and those of these labels that it lacks."""
    every = [label for each in labels for label in each]
    styles = {style_name(style) for one in every for style in one.style}
    motifs = {motif for one in every for motif in motif_names(one.motif)}
    return _with(STYLES, styles), _with(MOTIFS, motifs)


def _with(table: Phrases, names: Iterable[str]) -> Phrases:
    more = Phrases({name: name for name in names if name and name not in table})
    more.update(table)
    more.openers |= table.openers
    return more


@dataclass(frozen=True)
class _Said:
    """What a caption names."""

    type: str | None
    metal: str | None
    looks: frozenset[str]
    styles: frozenset[str]
    motifs: frozenset[str]

    @classmethod
    def of(cls, caption: str, styles: Phrases, motifs: Phrases) -> "_Said":
        known, said = attributes(caption), words(caption)
        return cls(
            known.type,
            known.metal,
            frozenset(looks(known.stones)),
            frozenset(name for _, _, name in matches(said, styles)),
            frozenset(name for _, _, name in matches(said, motifs)),
        )


@dataclass(frozen=True)
class _Tally:
    """Counts of one photo: (right, of) by accuracy, and the three counts of named things."""

    accuracies: tuple[tuple[int, int], ...] = ((0, 0),) * 4
    named: tuple[tuple[int, int, int], ...] = ((0, 0, 0),) * 3

    @classmethod
    def of(cls, said: _Said, truth: Agreed) -> "_Tally":
        pairs = (
            (said.looks, truth.looks),
            (said.styles, truth.styles),
            (said.motifs, truth.motifs),
        )
        named = tuple(_named(*pair) for pair in pairs)
        kind = coarse_type(said.type)
        right, of = sum(one[0] for one in named), sum(one[0] + one[1] for one in named)
        for name, allowed in ((kind, truth.types), (said.metal, truth.metals)):
            if name and allowed:
                right, of = right + (name in allowed), of + 1
        accuracies = (
            _right(kind, truth.type),
            _right(said.type, truth.fine_type),
            _right(said.metal, truth.metal),
            (right, of),
        )
        return cls(accuracies, named)


def _right(said: str | None, truth: str | None) -> tuple[int, int]:
    return (int(said == truth), 1) if truth else (0, 0)


def _named(said: frozenset[str], truth: Names | None) -> tuple[int, int, int]:
    if truth is None:
        return 0, 0, 0
    return len(said & truth.either), len(said - truth.either), len(truth.both - said)
