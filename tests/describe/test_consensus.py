"""The caption that is shown: the one closest to all that could be said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.consensus import (
    agreement,
    best_first,
    combined,
    rarity,
)
from captioning.language.terms import Term, expected_terms
from captioning.settings import shipped_settings
from captioning.vision.evidence import Evidence

CHOICE, EXPECTATION = shipped_settings().choice, shipped_settings().expectation
SHARES = {"a gold ring with a ruby": 0.4, "a gold ruby ring": 0.3, "a ring": 0.3}
COUNTS = {"a": 1.4, "ring": 1.0, "gold": 0.7, "ruby": 0.7, "with": 0.4}
EXPECTED = expected_terms(COUNTS, SHARES)
ALIKE: dict[str, float] = {}  # every word tells as much as the rarest
RING, WATCH, BROOCH = Term("type", "ring"), Term("type", "watch"), Term("type", "brooch")
BRACELET, SILVER = Term("type", "bracelet"), Term("metal", "silver")


def bag(**counts: float) -> dict[Term, float]:
    """Expected counts of words."""
    return {Term("word", word): count for word, count in counts.items()}


def test_agreement_by_hand():
    # both say "dog", of which half a one is expected: 2 * 0.5 / (1 + 2)
    assert agreement("dog", bag(dog=0.5, cat=1.5), ALIKE, CHOICE) == pytest.approx(1 / 3)
    # a word said twice counts as often as it is expected: 2 * 1 / (2 + 1)
    assert agreement("dog dog", bag(dog=1.0), ALIKE, CHOICE) == pytest.approx(2 / 3)


def test_agreement_with_itself_is_whole():
    assert agreement("dog runs", bag(dog=1.0, runs=1.0), ALIKE, CHOICE) == 1


@pytest.mark.parametrize(("caption", "expected"), [("", {}), ("", bag(dog=1.0)), ("cat", {})])
def test_nothing_agrees_with_nothing(caption, expected):
    assert agreement(caption, expected, ALIKE, CHOICE) == 0


def test_what_most_would_say_comes_before_what_is_most_probable():
    found = ["a ring", "a gold ring with a pearl", "a gold ring with a ruby"]
    assert best_first(found, [-1.0, -1.2, -1.1], EXPECTED, ALIKE, CHOICE) == [2, 0, 1]


def test_of_equals_the_more_probable_comes_first():
    assert best_first(["dog", "cat", "fox"], [-2, -1, -3], bag(bird=1.0), ALIKE, CHOICE) == [
        1,
        0,
        2,
    ]


def test_where_a_guide_leads_probability_has_no_say():
    found, scores, expected = ["dog", "cat"], [-1.0, -9.0], bag(dog=0.9, cat=1.0)
    assert best_first(found, scores, expected, ALIKE, CHOICE) == [0, 1]
    assert best_first(found, scores, expected, ALIKE, CHOICE, guided=True) == [1, 0]


def test_copies_come_last():
    found = ["bird", "dog", "dog", "cat dog", "bird"]
    assert best_first(found, [-1, -2, -2, -3, -1], bag(dog=1.0), ALIKE, CHOICE) == [1, 0, 3, 4, 2]


def test_rare_words_tell_more():
    tokenizer = build_tokenizer(["a dog", "a dog", "a cat", "a dog runs"])
    weights = rarity(tokenizer, 1.5)
    assert weights["a"] == 0 < weights["dog"] < weights["cat"] < weights["runs"] == 1
    assert agreement("dog", bag(dog=1.0, a=1.0), weights, CHOICE) == 1  # "a" tells nothing


def test_two_opinions_meet():
    seen = Evidence(jewelry=1.0, types={"ring": 1.0}, looks={"red": 0.6})
    both = combined(bag(ring=0.7) | {RING: 0.5, WATCH: 0.5, SILVER: 1.0}, seen, EXPECTATION)
    assert both[WATCH] == 0.5  # the classifier does not know watches
    assert both[Term("stones", "red")] == pytest.approx(0.6 * EXPECTATION.stones_share)
    assert (both[Term("word", "ring")], both[SILVER]) == (0.7, 1.0)  # seen by the decoder alone


def test_the_type_that_neither_finds_impossible_wins():
    seen = Evidence(jewelry=1.0, types={"ring": 0.6, "bracelet": 0.4, "watch": 0.0}, looks={})
    both = combined({BRACELET: 0.5, WATCH: 0.5}, seen, EXPECTATION)
    assert max(both, key=both.get) == BRACELET
    assert sum(both.values()) == pytest.approx(
        1, abs=EXPECTATION.faint_attribute
    )  # less is left out


def test_a_type_that_was_thought_of_but_never_drawn_can_win():
    seen = Evidence(jewelry=1.0, types={"ring": 0.06, "brooch": 0.9}, looks={})
    drawn = bag(ring=0.9) | {RING: 1.0}
    assert (
        combined(drawn, seen, EXPECTATION)[BROOCH]
        < combined(drawn | bag(brooch=0.1), seen, EXPECTATION)[BROOCH]
    )
    both = combined(drawn | bag(brooch=0.1), seen, EXPECTATION)
    assert both[BROOCH] > both[RING]


def test_of_a_photo_that_may_be_of_jewelry_the_second_opinion_counts_as_far():
    seen = Evidence(jewelry=0.5, types={"ring": 1.0, "watch": 0.0}, looks={})
    both = combined(bag(dog=1.0) | {WATCH: 0.2}, seen, EXPECTATION)
    sure = combined(bag(dog=1.0) | {WATCH: 0.2}, replace(seen, jewelry=1.0), EXPECTATION)
    assert both[RING] == pytest.approx(sure[RING] / 2)


def test_no_second_opinion_where_there_is_no_jewelry():
    expected = bag(dog=1.0) | {RING: 0.1}
    seen = Evidence(jewelry=0.0, types={"watch": 1.0}, looks={})
    assert combined(expected, seen, EXPECTATION) == expected


def test_what_is_hardly_seen_is_not_searched_for():
    seen = Evidence(jewelry=1.0, types={"ring": 0.99, "watch": 0.01}, looks={"red": 0.02})
    assert set(combined(bag(a=0.01) | {SILVER: 0.02, RING: 1.0}, seen, EXPECTATION)) == {
        Term("word", "a"),
        SILVER,
        RING,
    }


def test_the_right_piece_counts_more_than_the_right_words():
    counts = {"a": 1.0, "ring": 0.6, "watch": 0.4}
    expected = expected_terms(counts, {"a ring": 0.3, "a watch": 0.7})
    assert best_first(["a ring", "a watch"], [-1.0, -1.0], expected, ALIKE, CHOICE) == [1, 0]


@given(st.lists(st.text("abc ", max_size=12), min_size=1, max_size=5))
def test_none_agrees_more_than_the_first_and_each_is_there_once(captions):
    expected = bag(a=1.0, b=0.5, ab=0.25)
    order = best_first(captions, [0.0] * len(captions), expected, ALIKE, CHOICE)
    assert sorted(order) == list(range(len(captions)))
    different = [captions[number] for number in order[: len(set(captions))]]
    assert len(set(different)) == len(different)
    agreed = [agreement(caption, expected, ALIKE, CHOICE) for caption in captions]
    assert agreed[order[0]] == max(agreed)
    assert all(0 <= share <= 1 for share in agreed)
