"""What a photo asks with, put together by hand."""

import pytest

from captioning.describe.caption import Caption
from captioning.describe.photo_query import photo_query
from captioning.language.terms import Term

RING, PEARL = Term("type", "ring"), Term("word", "pearl")


def caption(text: str, **expected: float) -> Caption:
    terms = {Term("word", word): count for word, count in expected.items()}
    return Caption(text, (), -1.0, (), {}, expected=terms | {RING: 0.5})


CAPTIONS = {
    "transformer": caption("a gold ring", pearl=0.2),
    "lstm": caption("a gold ring with a pearl", pearl=0.4),
}


def test_both_models_count_together():
    query = photo_query(CAPTIONS)
    assert query.texts == {"a gold ring": 1.0, "a gold ring with a pearl": 1.0}
    assert query.terms == {RING: 1.0, PEARL: pytest.approx(0.6)}


def test_one_model_is_searched_with_alone_even_if_the_other_says_the_same():
    query = photo_query(CAPTIONS | {"lstm": CAPTIONS["transformer"]}, "lstm")
    assert query.texts == {"a gold ring": 1.0}
    assert query.terms == {RING: 0.5, PEARL: 0.2}
    part = photo_query(CAPTIONS, "lstm")  # the other caption is a part of this one
    assert part.terms == {RING: 0.5, PEARL: 0.4}


def test_a_caption_of_both_models_counts_once():
    same = dict.fromkeys(CAPTIONS, CAPTIONS["lstm"])
    assert photo_query(same).texts == {"a gold ring with a pearl": 1.0}
    assert str(photo_query(same)) == "a gold ring with a pearl"


def test_words_of_a_person_count_like_a_caption():
    query = photo_query(CAPTIONS, "transformer", "with rubies; for a wedding")
    assert query.texts == {"a gold ring": 1.0, "with rubies": 1.0, "for a wedding": 1.0}


def test_only_what_was_said_if_nothing_else_is_to_be_considered():
    query = photo_query(CAPTIONS, considered=False)
    assert query.terms == {} and len(query.texts) == 2


def test_a_model_without_words_adds_no_text():
    silent = CAPTIONS | {"lstm": caption("")}
    assert photo_query(silent).texts == {"a gold ring": 1.0}
    assert not photo_query({})


def test_an_unknown_ranker_is_named_with_the_choices():
    with pytest.raises(ValueError, match=r"'gru'.*transformer, lstm, both"):
        photo_query(CAPTIONS, "gru")
