"""An index built in one pass against the same built term by term."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from captioning.gallery.building import build
from captioning.gallery.index import InvertedIndex
from captioning.gallery.metadata import Piece, read_pieces
from captioning.gallery.traits import Traits
from captioning.language.query import Query, weighed
from captioning.language.terms import Term
from captioning.settings import shipped_settings
from captioning.shipped import shipped

SILVER = Term("metal", "silver")


def pieces() -> list[Piece]:
    """Pieces of the shipped gallery: by what models expect, by one caption and by several."""
    known = read_pieces(shipped("assets/gallery"))[:300]
    own = [replace(piece, expected=Query()) for piece in known[:200]]
    doubled = [
        replace(one, captions=(*one.captions, *other.captions, one.captions[0].upper()))
        for one, other in zip(own[:100], own[100:], strict=True)
    ]
    some = Query({"a ruby ring": 0.7, "an opal halo ring": 0.0}, {SILVER: 0.2})
    strange = [
        Piece(id="none", image=Path("absent"), captions=()),
        Piece(id="stop words", image=Path("absent"), captions=("the", "")),
        Piece(id="expected", image=Path("absent"), captions=("Pavé rings", "x"), expected=some),
    ]
    return [*doubled, *known, *strange, *own]


@pytest.mark.parametrize("many", [0, 1, 1000])
def test_one_pass_builds_what_single_terms_give(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("captioning.gallery.tfidf.ROWS", 64)
    settings, some = shipped_settings().search, pieces()[:many]
    index, traits = build(some, settings)
    terms = (weighed(piece.query, settings.attribute_weight) for piece in some)
    expected = InvertedIndex.build(terms)
    assert index.weights.terms == expected.weights.terms
    for name, array in expected.arrays().items():
        assert index.arrays()[name].dtype == array.dtype, name
        np.testing.assert_array_equal(index.arrays()[name], array, err_msg=name)
    plain = Traits.of(some)
    np.testing.assert_array_equal(traits.first, plain.first)
    for found, wanted in ((traits.labelled, plain.labelled), (traits.said, plain.said)):
        assert found.numbers.keys() == wanted.numbers.keys()
        for thing in wanted.numbers:
            np.testing.assert_array_equal(found.of(thing), wanted.of(thing), err_msg=str(thing))
