"""What two captions are compared by: words without endings, and what is named as a whole."""

import pytest

from captioning.language.terms import (
    ATTRIBUTE_WEIGHT,
    expected_terms,
    spoken,
    stem,
    terms,
    together,
)


@pytest.mark.parametrize(
    "words",
    [
        ("ring", "rings"),
        ("earring", "earrings"),
        ("dangles", "dangling", "dangled"),
        ("jewelry", "jewellery"),
        ("leaf", "leaves"),
        ("running", "runs", "run"),
        ("grey", "gray"),
    ],
)
def test_forms_of_a_word_are_one_term(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


@pytest.mark.parametrize(
    "words", [("ear", "earring"), ("string", "str"), ("red", "r"), ("ring", "r")]
)
def test_different_words_stay_apart(words: tuple[str, str]) -> None:
    assert stem(words[0]) != stem(words[1])


def test_pave_is_pave_with_or_without_its_accent() -> None:
    assert terms("pavé ring") == terms("pave ring") == terms("PAVÉ rings")


def test_looks_that_a_photo_cannot_tell_apart_meet() -> None:
    shared = terms("white gold ring with a diamond").keys() & terms("platinum band, zirconia")
    assert shared >= {
        *("type: ring", "metal: silver", "stones: clear"),
        *("together: ring, silver", "together: ring, clear stones"),
        "together: ring, silver, clear stones",
    }


@pytest.mark.parametrize(
    "caption",
    [
        "a black dog runs through a shell of water",
        "a man watches two dogs with a ball on a wooden chain bridge",
        "people watch a climber on a round stone",
    ],
)
def test_what_is_not_about_jewelry_names_no_piece(caption: str) -> None:
    assert not [term for term in terms(caption) if ": " in term]


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("ruby", "stones: red"),
        ("rose gold", "metal: rose gold"),
        ("a watch", "type: watch"),
        ("hoops", "type: earrings"),
    ],
)
def test_one_word_of_jewelry_is_enough(query: str, term: str) -> None:
    assert term in terms(query)


def test_nothing_is_made_of_a_stone_that_is_not_named() -> None:
    assert not [term for term in terms("a silver ring") if "stones" in term]


def test_counts_are_damped_by_a_square_root() -> None:
    once, four = terms("twisted"), terms("twisted twisted twisted twisted")
    assert four["twist"] == 2 * once["twist"] == 2
    assert terms("silver ring")["metal: silver"] == ATTRIBUTE_WEIGHT


def test_an_attribute_counts_as_much_as_it_is_certain() -> None:
    said = terms({"metal: silver": 0.25, "metal: yellow gold": 4.0, "halo": 0.25})
    assert said["metal: silver"] == pytest.approx(ATTRIBUTE_WEIGHT * 0.25)
    assert said["metal: yellow gold"] == pytest.approx(ATTRIBUTE_WEIGHT * 2)
    assert said["halo"] == pytest.approx(0.5)


def test_weighted_texts_add_up_and_what_has_no_weight_is_left_out() -> None:
    assert terms({"halo": 0.25}) == {term: weight / 2 for term, weight in terms("halo").items()}
    assert terms({"ruby": 0.0, "pearl": -1.0}) == {}
    assert terms({}) == terms("") == {}


def test_what_a_model_expects_names_wholes_by_captions_and_not_by_single_words() -> None:
    words = {"white": 0.9, "gold": 0.9, "ring": 1.0}
    expected = expected_terms(words, {"a white gold ring": 0.75, "a silver hoop": 0.25})
    assert expected["metal: silver"] == pytest.approx(1.0)
    assert expected["type: ring"] == pytest.approx(0.75)
    weighed = terms(expected)
    assert "metal: yellow gold" not in weighed
    assert weighed["type: ring"] == pytest.approx(0.75 * ATTRIBUTE_WEIGHT)
    assert terms(together([expected, expected]))["ring"] == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("term", "query", "expected"),
    [
        ("metal: silver", "a white gold ring and a platinum band", ("white gold", "platinum")),
        ("stones: clear", "two zirconias and a diamond", ("zirconia", "diamond")),
        ("type: necklace", "a gold pendant", ("pendant",)),
        ("together: ring, red stones", "a ring with a ruby", ("ring", "ruby")),
        ("together: ring, silver, red stones", "silver ring, ruby", ("ring", "silver", "ruby")),
        ("motif: flower", "daisy studs", ("daisy",)),
        ("type: ring", "a gold solitaire", ("solitaire",)),
        ("metal: black", "a black watch", ("black",)),
        ("metal: silver", {"metal: silver": 0.4}, ("silver",)),
        ("dangl", "dangling and dangles", ("dangling", "dangles")),
        ("metal: silver", "a gold ring", ()),
    ],
)
def test_the_words_behind_a_term(term: str, query: object, expected: tuple[str, ...]) -> None:
    assert spoken(term, query) == expected
