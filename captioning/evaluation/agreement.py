"""What is certain about a photo: the labels on which its annotators agree.

Two people agree on the type of nearly every photo, but hardly on two of three stones. So a type or
metal counts where both name the same one, a stone is missed where both name it, and wrong where
neither does. With one annotator this is plain accuracy, precision and recall.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from captioning.data import Attributes
from captioning.language.attributes import NOT_ONE_COLOUR, coarse_type, looks, vocabulary_form
from captioning.language.lexicon import MOTIFS, STYLES, words

_NO_MOTIFS = frozenset({"chain", "chains", "cord"})


@dataclass(frozen=True)
class Names:
    """Names that a caption should and may say of a photo: looks of stones, styles or motifs.

    Attributes:
        both: Named by every annotator; a caption without one misses it.
        either: Named by one annotator or more; a caption with another one is wrong.
    """

    both: frozenset[str]
    either: frozenset[str]

    @classmethod
    def of(cls, named: Iterable[Iterable[str]]) -> "Names":
        """From the names of each annotator, at least one of them."""
        sets = [frozenset(names) for names in named]
        return cls(frozenset.intersection(*sets), frozenset.union(*sets))


@dataclass(frozen=True)
class Agreed:
    """What a photo's annotators say of it together.

    Attributes:
        type: The coarse type that all give, in which pendant and necklace are one, or None.
        fine_type: The fine type that all give, or None.
        metal: The single colour of the metal that all see, or None.
        looks: The looks of its stones, or None where nobody labelled its stones.
        styles: Names of its style, or None without labels of it.
        motifs: What it is shaped like, or None without labels of it.
        types, metals: Every coarse type and metal that one of them gives.
    """

    type: str | None
    fine_type: str | None
    metal: str | None
    looks: Names | None
    styles: Names | None
    motifs: Names | None
    types: frozenset[str]
    metals: frozenset[str]

    @classmethod
    def of(cls, labels: Iterable[Attributes]) -> "Agreed":
        """The agreement of one annotator or more about a photo."""
        each = [vocabulary_form(one) for one in labels]
        fine = frozenset(one.type for one in each if one.type)
        types = frozenset(coarse_type(kind) or kind for kind in fine)
        metals = frozenset(one.metal for one in each if one.metal)
        metal = _only(metals)
        return cls(
            type=_only(types),
            fine_type=_only(fine),
            metal=None if metal in NOT_ONE_COLOUR else metal,
            looks=_names([looks(one.stones) for one in each if one.stones_known]),
            styles=_names([map(style_name, one.style) for one in each]),
            motifs=_names([motif_names(one.motif) for one in each]),
            types=types,
            metals=metals,
        )


def _names(named: list[Iterable[str]]) -> Names | None:
    return Names.of(named) if named else None


def _only(names: frozenset[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def style_name(label: str) -> str:
    """A style by the lexicon's name ("stacked" is "stacking"), others in plain words."""
    plain = " ".join(words(label))
    return STYLES.get(plain) or plain


def motif_names(label: str | None) -> list[str]:
    """The motifs of a label ("flower, heart") by the lexicon's names.

    A chain is none, although labels have it: "on a chain" says nothing of a shape.
    """
    plain = (" ".join(words(part)) for part in (label or "").split(","))
    return [MOTIFS.get(name) or name for name in plain if name and name not in _NO_MOTIFS]
