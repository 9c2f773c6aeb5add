"""What a piece has of the facets that a query may want or exclude: by its labels and its words."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import filterfalse

from captioning.data.attributes import Attributes
from captioning.gallery.metadata import Piece
from captioning.language import facets
from captioning.language.attributes import coarse_type, look, looks
from captioning.language.facets import ANY, Facet
from captioning.language.lexicon import words
from captioning.language.stems import STOP_WORDS, stem

SPOKEN = (facets.STONE, facets.STYLE, facets.MOTIF, facets.SCENE, facets.WORD)
"""Kinds of facets that a caption gives a piece too; type and metal are of the whole piece."""

MAIN, BY_LOOK = "main", "look:"
"""Kind of a facet that only the first stone of a piece has: its name, or "look:" and its look."""

FINE = "fine type"
"""Kind of a facet of the type as it is labelled: a pendant is no necklace."""


def labels(piece: Attributes) -> frozenset[Facet]:
    """The facets of a piece by its labels."""
    return _labels(piece.type, piece.metal, piece.motif, piece.style, piece.stones)


def has(piece: Piece, facet: Facet) -> bool:
    """Whether a piece has a facet, by its labels or in the words of its captions."""
    return facet in labels(piece) or (spoken(facet) and says(piece, facet.value))


def has_each(piece: Piece, groups: Iterable[Iterable[Facet]]) -> bool:
    """Whether a piece has one facet of each group."""
    return all(any(has(piece, facet) for facet in group) for group in groups)


def spoken(facet: Facet) -> bool:
    """Whether the words of a caption can give a piece this facet."""
    return facet.kind in SPOKEN and facet.value != ANY


def says(piece: Piece, phrase: str) -> bool:
    """Whether one caption of a piece has all words of a phrase."""
    wanted = stems_of(phrase)
    return bool(wanted) and any(wanted <= caption_stems(said) for said in piece.captions)


@lru_cache(maxsize=1 << 12)
def stems_of(phrase: str) -> frozenset[str]:
    """The stems of the words of a phrase, without stop words."""
    return frozenset(map(stem, filterfalse(STOP_WORDS.__contains__, words(phrase))))


caption_stems = lru_cache(maxsize=1 << 13)(stems_of.__wrapped__)
"""`stems_of` captions, remembered apart from those of queries."""


@lru_cache(maxsize=1 << 14)
def _labels(
    kind: str | None,
    metal: str | None,
    motif: str | None,
    style: tuple[str, ...],
    stones: tuple[str, ...],
) -> frozenset[Facet]:
    return frozenset((*_of_piece(kind, metal, motif, style), *_of_stones(stones)))


def _of_piece(
    kind: str | None, metal: str | None, motif: str | None, style: tuple[str, ...]
) -> Iterator[Facet]:
    if kind:
        yield Facet(FINE, kind)
        yield Facet(facets.TYPE, kind)
        yield Facet(facets.TYPE, coarse_type(kind) or kind)
    if metal:
        yield Facet(facets.METAL, metal)
    if motif:
        yield Facet(facets.MOTIF, motif)
    yield from (Facet(facets.STYLE, one) for one in style)


def _of_stones(stones: tuple[str, ...]) -> Iterator[Facet]:
    if stones:
        yield Facet(facets.STONE, ANY)
        yield Facet(MAIN, stones[0])
        if seen := look(stones[0]):
            yield Facet(MAIN, BY_LOOK + seen)
    yield from (Facet(facets.STONE, stone) for stone in stones)
    yield from (Facet(facets.LOOK, seen) for seen in looks(stones))
