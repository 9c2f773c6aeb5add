"""Terms as values: how they are shown, written and read, and what a sentence names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioning.language.lexicon import words
from captioning.language.terms import (
    KINDS,
    Term,
    attribute_terms,
    expected_terms,
    flat_records,
    summed,
    term_records,
    weighted_terms,
)

RING, SILVER, RED = Term("type", "ring"), Term("metal", "silver"), Term("stones", "red")
simple = st.builds(Term, st.sampled_from(KINDS[:-1]), st.text(min_size=1))
any_term = simple | st.builds(
    lambda parts: Term("together", tuple(parts)), st.lists(simple, min_size=1, max_size=3)
)


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (Term("word", "rings"), "rings"),
        (SILVER, "metal: silver"),
        (Term("together", (RING, SILVER)), "together: ring, silver"),
        (Term("together", (RING, SILVER, RED)), "together: ring, silver, red stones"),
    ],
)
def test_how_a_term_is_shown(term: Term, shown: str) -> None:
    assert str(term) == shown


def test_a_word_is_not_what_it_may_name() -> None:
    assert len({Term("word", "ring"), RING, Term("word", "type: ring")}) == 3


@given(st.dictionaries(any_term, st.floats(0, 1e6, exclude_min=True, exclude_max=True)))
def test_written_equals_read(weights: dict[Term, float]) -> None:
    assert weighted_terms(json.loads(json.dumps(term_records(weights)))) == weights


kinds = st.sampled_from(["word", "type", "metal", "motif", "stones"])
plain = st.builds(Term, kinds, st.text("abc é:'-", min_size=1))
flat = st.builds(Term, kinds, st.text(min_size=1)) | st.builds(
    lambda parts: Term("together", tuple(parts)), st.lists(plain, min_size=2, max_size=3)
)


@given(st.dictionaries(flat, st.floats(0, 1e6, exclude_min=True, exclude_max=True)))
def test_written_flat_equals_read_and_all_records_have_the_same_keys(
    weights: dict[Term, float],
) -> None:
    records = json.loads(json.dumps(flat_records(weights)))
    assert weighted_terms(records) == weights
    assert all(record.keys() == {"kind", "text", "weight"} for record in records)


def test_records_have_kind_text_and_weight() -> None:
    assert term_records({SILVER: 0.5}) == [{"kind": "metal", "text": "silver", "weight": 0.5}]


@pytest.mark.parametrize(
    "record",
    [
        None,
        "metal: silver",
        {"text": "silver", "weight": 1},
        {"kind": "colour", "text": "silver", "weight": 1},
        {"kind": "metal", "text": "", "weight": 1},
        {"kind": "together", "text": "ring, silver", "weight": 1},
        {"kind": "together", "parts": [{"kind": "x"}], "weight": 1},
        {"kind": "type, metal", "text": "ring", "weight": 1},
        {"kind": "type, together", "text": "ring, x", "weight": 1},
        {"kind": "type, metal", "text": "ring, ", "weight": 1},
        {"kind": "metal", "text": "silver"},
        {"kind": "metal", "text": "silver", "weight": -1},
        {"kind": "metal", "text": "silver", "weight": "1"},
    ],
)
def test_a_record_that_cannot_be_used_is_left_out(record: object) -> None:
    good = {"kind": "type", "text": "ring", "weight": 1}
    assert weighted_terms([record, good]) == {RING: 1.0}


def test_what_a_sentence_names() -> None:
    assert list(attribute_terms(words("white gold ring with a ruby and a heart"))) == [
        *(RING, SILVER, Term("motif", "heart"), RED),
        *(Term("together", (RING, SILVER)), Term("together", (RING, RED))),
        Term("together", (RING, SILVER, RED)),
    ]


def test_what_a_model_expects_names_wholes_by_captions_and_not_by_single_words() -> None:
    counts = {"white": 0.9, "gold": 0.9, "ring": 1.0}
    expected = expected_terms(counts, {"a white gold ring": 0.75, "a silver hoop": 0.25})
    assert expected[SILVER] == pytest.approx(1.0)
    assert expected[RING] == pytest.approx(0.75)
    assert expected[Term("word", "gold")] == 0.9
    assert Term("metal", "yellow gold") not in expected


def test_what_several_models_expect_adds_up() -> None:
    assert summed([{RING: 1.0, RED: 0.5}, {RED: 0.25}]) == {RING: 1.0, RED: 0.75}
