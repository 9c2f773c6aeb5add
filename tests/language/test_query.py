"""What two captions are compared by: words without endings, and what is named as a whole."""

import pytest

from captioning.language.query import Query, spoken, weighed, words_behind
from captioning.language.terms import Term, expected_terms, summed
from captioning.language.understanding import understand

RING, SILVER, RED = Term("type", "ring"), Term("metal", "silver"), Term("stones", "red")
GOLD = Term("metal", "yellow gold")
CLEAR = Term("stones", "clear")
WEIGHT = 2.0


def word(text: str) -> Term:
    return Term("word", text)


def terms(text: str) -> dict[Term, float]:
    return weighed(Query.typed(text), WEIGHT)


def test_pave_is_pave_with_or_without_its_accent() -> None:
    assert terms("pavé ring") == terms("pave ring") == terms("PAVÉ rings")


def test_looks_that_a_photo_cannot_tell_apart_meet() -> None:
    shared = terms("white gold ring with a diamond").keys() & terms("platinum band, zirconia")
    assert shared >= {
        *(RING, SILVER, CLEAR),
        *(Term("together", (RING, SILVER)), Term("together", (RING, CLEAR))),
        Term("together", (RING, SILVER, CLEAR)),
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
    assert {term.kind for term in terms(caption)} == {"word"}


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("ruby", RED),
        ("rose gold", Term("metal", "rose gold")),
        ("a watch", Term("type", "watch")),
        ("hoops", Term("type", "earrings")),
    ],
)
def test_one_word_of_jewelry_is_enough(query: str, term: Term) -> None:
    assert term in terms(query)


def test_nothing_is_made_of_a_stone_that_is_not_named() -> None:
    assert not [term for term in terms("a silver ring") if "stones" in str(term)]


def test_counts_are_damped_by_a_square_root() -> None:
    once, four = terms("twisted"), terms("twisted twisted twisted twisted")
    assert four[word("twist")] == 2 * once[word("twist")] == 2
    assert terms("silver ring")[SILVER] == WEIGHT


def test_an_attribute_counts_as_much_as_it_is_certain() -> None:
    said = weighed(Query(terms={SILVER: 0.25, GOLD: 4.0, word("halo"): 0.25}), WEIGHT)
    assert said[SILVER] == pytest.approx(WEIGHT * 0.25)
    assert said[GOLD] == pytest.approx(WEIGHT * 2)
    assert said[word("halo")] == pytest.approx(0.5)


def test_weights_add_up_and_what_has_no_weight_is_left_out() -> None:
    assert weighed(Query({"halo": 0.25}), WEIGHT) == {word("halo"): 0.5}
    assert weighed(Query({"ruby": 0.0, "pearl": -1.0}, {RING: 0.0}), WEIGHT) == {}
    assert weighed(Query(), WEIGHT) == terms("") == {}


def test_what_is_expected_is_not_read_word_by_word() -> None:
    counts = {"white": 0.9, "gold": 0.9, "ring": 1.0}
    expected = expected_terms(counts, {"a white gold ring": 0.75, "a silver hoop": 0.25})
    said = weighed(Query(terms=expected), WEIGHT)
    assert GOLD not in said
    assert said[RING] == pytest.approx(0.75 * WEIGHT)
    twice = weighed(Query(terms=summed([expected, expected])), WEIGHT)
    assert twice[word("ring")] == pytest.approx(2**0.5)


def test_a_semicolon_separates_descriptions_of_equal_weight() -> None:
    query = Query.typed(" gold ring ; a pearl;; ")
    assert query.texts == {"gold ring": 1.0, "a pearl": 1.0}
    assert str(query) == "gold ring; a pearl"
    assert not Query.typed(" ; ")


@pytest.mark.parametrize(
    ("term", "query", "expected"),
    [
        (SILVER, "a white gold ring and a platinum band", ("white gold", "platinum")),
        (CLEAR, "two zirconias and a diamond", ("zirconia", "diamond")),
        (Term("type", "necklace"), "a gold pendant", ("pendant",)),
        (Term("together", (RING, RED)), "a ring with a ruby", ("ring", "ruby")),
        (Term("together", (RING, SILVER, RED)), "silver ring, ruby", ("ring", "silver", "ruby")),
        (Term("motif", "flower"), "daisy studs", ("daisy",)),
        (RING, "a gold solitaire", ("solitaire",)),
        (Term("metal", "black"), "a black watch", ("black",)),
        (SILVER, Query(terms={SILVER: 0.4}), ("silver",)),
        (Term("together", (RING, RED)), Query(terms={Term("together", (RING, RED)): 0.4}),
         ("ring", "red")),
        (word("dangl"), "dangling and dangles", ("dangling", "dangles")),
        (word("dangl"), Query(terms={word("dangling"): 0.1}), ("dangling",)),
        (SILVER, "a gold ring", ()),
    ],
)  # fmt: skip
def test_the_words_behind_a_term(term: Term, query: str | Query, expected: tuple[str, ...]) -> None:
    query = Query.typed(query) if isinstance(query, str) else query
    assert spoken(term, words_behind(query)) == expected


def test_a_word_without_a_facet_keeps_its_accents():
    assert understand("broche scarabée").line == "brooch · scarabée"
