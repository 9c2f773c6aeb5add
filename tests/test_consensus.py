"""The caption that is shown: the one closest to all that could be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioning.consensus import agreement, best_first
from captioning.terms import expected_terms

SHARES = {"a gold ring with a ruby": 0.4, "a gold ruby ring": 0.3, "a ring": 0.3}
COUNTS = {"a": 1.4, "ring": 1.0, "gold": 0.7, "ruby": 0.7, "with": 0.4}
EXPECTED = expected_terms(COUNTS, SHARES)


def test_agreement_by_hand():
    # both say "dog", of which half a one is expected: 2 * 0.5 / (1 + 2)
    assert agreement("dog", {"dog": 0.5, "cat": 1.5}) == pytest.approx(1 / 3)
    # a word said twice counts as often as it is expected: 2 * 1 / (2 + 1)
    assert agreement("dog dog", {"dog": 1.0}) == pytest.approx(2 / 3)


def test_agreement_with_itself_is_whole():
    assert agreement("dog runs", {"dog": 1.0, "runs": 1.0}) == 1


@pytest.mark.parametrize(("caption", "expected"), [("", {}), ("", {"dog": 1.0}), ("cat", {})])
def test_nothing_agrees_with_nothing(caption, expected):
    assert agreement(caption, expected) == 0


def test_what_most_would_say_comes_before_what_is_most_probable():
    found = ["a ring", "a gold ring with a pearl", "a gold ring with a ruby"]
    assert best_first(found, EXPECTED) == [2, 0, 1]


def test_of_equals_the_more_probable_comes_first():
    assert best_first(["dog", "cat", "dog"], {"bird": 1.0}) == [0, 1, 2]
    assert best_first(["bird", "dog", "cat dog", "dog"], {"dog": 1.0}) == [1, 0, 2, 3]


@given(st.lists(st.text("abc ", max_size=12), min_size=1, max_size=5))
def test_none_agrees_more_than_the_first_and_the_others_keep_their_order(captions):
    expected = {"a": 1.0, "b": 0.5, "ab": 0.25}
    first, *others = best_first(captions, expected)
    assert others == [number for number in range(len(captions)) if number != first]
    agreed = [agreement(caption, expected) for caption in captions]
    assert agreed[first] == max(agreed)
    assert all(0 <= share <= 1 for share in agreed)
