"""Forms of a word that are searched as one."""

import pytest

from captioning.language.stems import stem


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
