"""A query reworded: one wish changes, and nothing else that was understood."""

import pytest

from captioning.language import rewording
from captioning.language.facets import Group
from captioning.language.query import Query
from captioning.language.understanding import understand


def group(query: Query, text: str) -> Group:
    return next(one for one in query.groups if one.text == text)


@pytest.mark.parametrize(
    ("typed", "wish", "without", "opposite"),
    [
        ("ruby or garnet ring, not gold", "ruby or garnet", "ring, not gold",
         "ring, not gold, not ruby or garnet"),
        ("earrings, no pearls, silver", "pearl", "earrings, silver", "earrings, pearls, silver"),
        ("ring -halo", "halo", "ring", "ring, halo"),
        ("blue earrings", "blue stones", "earrings", "earrings, not blue"),
        ("gold ring with a ruby; gold band with a ruby", "ruby", "gold ring; gold band",
         "gold ring; gold band, not ruby"),
        ("engagement ring", "engagement", "ring", "ring, not engagement"),
        ("engagement ring", "diamond or sapphire or emerald or ruby", '"engagement" ring',
         "engagement ring, not diamond or sapphire or emerald or ruby"),
        ("Silberarmband ohne Perlen", "silver", "Armband ohne Perlen",
         "Armband ohne Perlen, ohne Silber"),
        ("collana d'oro con cuore", "yellow gold or rose gold", "collana con cuore",
         "collana con cuore, senza oro"),
        ("anillo de oro con rubí", "ruby", "anillo de oro", "anillo de oro, sin rubí"),
        ("taşsız gümüş kolye", "stones", "gümüş kolye", "gümüş kolye taş"),
        ("braclet with pearls", "pearl", "bracelet", "bracelet, not pearls"),
        ("Silberkette mit Anhänger", "silver", "Halskette oder Anhänger",
         "Halskette oder Anhänger, ohne Silber"),
        ("yakutlu altın yüzük, gümüş olmasın", "silver", "yakutlu altın yüzük",
         "yakutlu altın yüzük, gümüş"),
        ("stoneless ring", "stones", "ring", "ring stone"),
        ("gold hoops", "earrings", "gold", "gold hoops -earrings"),
        ("ring, no gold, silver or copper", "copper", "ring, no gold or silver",
         "ring, no gold or silver, copper"),
        ("bague sans perles, diamants ou rubis", "ruby", "bague sans perles ou diamants",
         "bague sans perles ou diamants, rubis"),
    ],
)  # fmt: skip
def test_a_wish_is_taken_out_or_turned(typed, wish, without, opposite):
    query = understand(typed)
    one = group(query, wish)
    assert rewording.without(query, one, understand) == without
    assert rewording.opposite(query, one, understand) == opposite


@pytest.mark.parametrize(
    "typed",
    [
        "a silver ring with a ruby and small pearls, not a halo",
        "rubies or pearls, silver, without a halo",
        "boucles d'oreilles en or ou argent, sans perles",
        "Goldkette oder Silberkette mit Herz, kein Rubin",
        "pendientes de plata con perlas, sin diamantes",
    ],
)
def test_every_wish_can_be_excluded_and_the_others_stay(typed):
    query = understand(typed)
    for one in query.groups:
        text = rewording.opposite(query, one, understand)
        back = understand(text)
        turned = set(one.facets) <= {
            facet for other in back.groups if other.excluded != one.excluded
            for facet in other.facets
        }  # fmt: skip
        assert turned, text
        left = [other.text for other in query.wanted if other is not one and not other.implied]
        assert [text for text in left if text not in {g.text for g in back.wanted}] == [], text


def test_less_of_a_wish_weighs_less_and_is_shown_apart():
    query = understand("silver ring with a ruby")
    text = rewording.lesser(query, group(query, "ruby"), understand)
    assert text == "silver ring, perhaps ruby"
    again = understand(text)
    assert again.line == "metal: silver · ring · perhaps: ruby"
    assert group(again, "ruby").weight < group(query, "ruby").weight
    assert again.wanted_text.split() == ["silver", "ring", ","]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("anillo, quizás rubí", "ring · perhaps: ruby"),
        ("bague argent, peut-être saphir", "ring · metal: silver · perhaps: sapphire"),
        ("Ring, vielleicht Rubin", "ring · perhaps: ruby"),
        ("anello, forse rubino", "ring · perhaps: ruby"),
        ("yüzük, belki yakut", "ring · perhaps: ruby"),
        ("maybe a ruby or garnet ring, not gold",
         "perhaps: ruby or garnet, ring · not: yellow gold or rose gold"),
    ],
)  # fmt: skip
def test_perhaps_is_said_in_every_language(typed, line):
    assert understand(typed).line == line


def test_quotes_keep_words_as_they_are_typed():
    query = understand("silver braclet with pearls")
    assert [one.read for one in query.corrections] == ["bracelet"]
    typed = rewording.literal(query)
    assert typed == 'silver "braclet" with pearls'
    literal = understand(typed, known=frozenset({"silver", "pearl"}))
    assert not literal.corrections and literal.unknown == ("braclet",)
    assert understand('"ear rings"').corrections == ()


def test_nothing_is_left_of_a_single_wish_and_a_long_text_is_reworded():
    only = understand("ring")
    assert rewording.without(only, only.groups[0], understand) == ""
    text = "gold ring with a ruby and a halo on black velvet; " * 6
    query = understand(text)
    assert "ruby" not in rewording.without(query, group(query, "ruby"), understand)
