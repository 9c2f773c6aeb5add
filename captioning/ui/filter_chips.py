"""The filters of the page: a row of chips with counts, several of each kind at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from captioning.gallery.gallery import Filters, Piece
from captioning.language import facets
from captioning.ui.markup import render
from captioning.ui.texts import text
from captioning.ui.word_names import label_name

KINDS = ("type", "metal", "stone")

Chosen = Mapping[str, Sequence[str]]
"""The values chosen of each kind; of a kind without values any will do."""


@dataclass(frozen=True)
class Choice:
    """A value that pieces can be filtered by.

    Attributes:
        kind: One of `KINDS`.
        value: Such as "ruby".
        count: Pieces that have it, of those that pass the filters of the other kinds.
        chosen: Whether it is filtered by.
    """

    kind: str
    value: str
    count: int
    chosen: bool

    @property
    def name(self) -> str:
        """The value for people."""
        kind = facets.STONE if self.kind == "stone" else self.kind
        return label_name(kind, self.value)


@dataclass(frozen=True)
class FilterRow:
    """All values of a kind.

    Attributes:
        name: The kind for people.
        choices: Its values.
    """

    name: str
    choices: Sequence[Choice]


def cleaned(chosen: object, pieces: Sequence[Piece]) -> dict[str, tuple[str, ...]]:
    """The filters among what a browser or an address says, those that some piece passes."""
    said = chosen if isinstance(chosen, Mapping) else {}
    offered = {kind: set(_counted(kind, pieces)) for kind in KINDS}
    return {kind: tuple(dict.fromkeys(
        str(value) for value in _listed(said.get(kind)) if str(value) in offered[kind]
    )) for kind in KINDS}  # fmt: skip


def filters_of(chosen: Chosen) -> Filters:
    """The filters of the gallery for what was chosen."""
    type_, metal, stone = (tuple(chosen.get(kind, ())) or None for kind in KINDS)
    return Filters(type=type_, metal=metal, stone=stone)


def choices(pieces: Sequence[Piece], chosen: Chosen) -> dict[str, list[Choice]]:
    """All values of each kind, those chosen first, then the most common.

    Args:
        pieces: Of the gallery that is searched.
        chosen: What is filtered by.
    """
    found = {}
    for kind in KINDS:
        others = filters_of({other: chosen.get(other, ()) for other in KINDS if other != kind})
        counts = _counted(kind, [piece for piece in pieces if others.fit(piece)])
        on = list(chosen.get(kind, ()))
        values = [*on, *(value for value, _ in counts.most_common() if value not in on)]
        found[kind] = [Choice(kind, value, counts[value], value in on) for value in values]
    return found


def filters_html(pieces: Sequence[Piece], chosen: Chosen) -> Markup:
    """The row of chips.

    Args:
        pieces: Of the gallery that is searched.
        chosen: What is filtered by.
    """
    offered = choices(pieces, chosen)
    rows = [FilterRow(_capital(text(f"kinds.{kind}")), offered[kind]) for kind in KINDS]
    return render("filters", rows=rows, any_chosen=any(chosen.get(kind) for kind in KINDS))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _listed(values: object) -> Sequence[object]:
    return values if isinstance(values, (list, tuple)) else []


def _counted(kind: str, pieces: Sequence[Piece]) -> Counter[str]:
    if kind == "stone":
        return Counter(stone for piece in pieces for stone in set(piece.stones))
    return Counter(filter(None, (getattr(piece, kind) for piece in pieces)))
