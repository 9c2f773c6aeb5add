"""What a piece lies on, as a language calls it: "black velvet" is "terciopelo negro"."""

from __future__ import annotations

from captioning.language.lexicon import COLOURS, LEXICONS, Phrases, matches, rows
from captioning.language.phrases import ENGLISH
from captioning.language.phrases.declension import NOMINATIVE
from captioning.language.phrases.inflection import adjective_forms
from captioning.language.phrases.wording import COLOURS as SHADES
from captioning.language.phrases.wording import Wording, phrases

_GROUNDS = Phrases(rows(LEXICONS / "en.toml")["scenes"])
_ROMANCE = ("es", "fr", "it")
"""Languages that say a colour after its noun."""


def ground_name(ground: str, language: str) -> str:
    """A ground in words of a language.

    Args:
        ground: The value of a `SCENE`: a ground, a colour or both, in English words in the order
            in which they were typed ("velvet black").
        language: Code of a language.

    Returns:
        The words, or "" where some word is no ground or colour that is known.
    """
    said = ground.split()
    found = matches(said, _GROUNDS)
    if not found:
        return _colour(ground, language)
    start, end, name = found[-1]
    noun = " ".join(said[start:end]) if language == ENGLISH else _first("scenes", name, language)
    others = " ".join([*said[:start], *said[end:]])
    if not others:
        return noun
    colour = _colour(others, language)
    return _coloured(noun, colour, language) if colour else ""


def _colour(english: str, language: str) -> str:
    """A colour in its basic form; "" for any other word."""
    name = "white" if english == "milky" else english
    if language == ENGLISH:
        return name if name in COLOURS else ""
    return Wording(language).row("qualities", name) if name in SHADES else ""


def _coloured(noun: str, colour: str, language: str) -> str:
    """A noun with its colour, which agrees with it in most languages."""
    if language in _ROMANCE:
        return f"{noun} {_agreeing(colour, _gender(noun, language), language)}"
    if language == "de" and colour not in Wording(language).listed("same"):
        colour += NOMINATIVE[_gender(noun, language)]
    return f"{colour} {noun}"


def _agreeing(colour: str, gender: str, language: str) -> str:
    """A colour of a Romance language in the gender of its noun."""
    wording = Wording(language)
    irregular = wording.row("irregular", colour)
    if not irregular and (" " in colour or colour in wording.listed("same")):
        return colour
    forms = phrases(irregular) if irregular else adjective_forms(colour, language)
    return forms[gender == "f"]


def _gender(noun: str, language: str) -> str:
    """The gender of a ground: masculine where its file says nothing."""
    genders = rows(LEXICONS / f"{language}.toml").get("genders", {})
    return next((gender for gender, row in genders.items() if noun in phrases(row)), "m")


def _first(section: str, name: str, language: str) -> str:
    """The first word of a row, which is the one shown."""
    return phrases(rows(LEXICONS / f"{language}.toml")[section][name])[0]
