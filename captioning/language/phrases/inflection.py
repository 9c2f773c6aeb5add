"""Plurals, agreement, articles and elision of Spanish, French and Italian."""

from collections.abc import Sequence

_VOWELS = "aeiouáéíóúàèìòùâêîôûœ"
_BARE = str.maketrans("áéíóú", "aeiou")


def plural(noun: str, language: str) -> str:
    """The plural of a regular noun of one word.

    Args:
        noun: The singular; the forms of compounds and exceptions are data.
        language: "es", "fr" or "it".
    """
    return {"es": _spanish, "fr": _french, "it": _italian}[language](noun)


def _spanish(word: str) -> str:
    if word[-1] in "aeiouáéó":
        return word + "s"
    if word.endswith("z"):
        return word[:-1] + "ces"
    if word[-1] in "ns" and word[-2] in "áéíóú":  # the stress needs no accent any more
        word = word[:-2] + word[-2:].translate(_BARE)
    return word + "es"


def _french(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("eau", "eu")):
        return word + "x"
    return word + "s"


def _italian(word: str) -> str:
    if word.endswith(("ca", "ga")):
        return word[:-1] + "he"
    if word.endswith(("co", "go")):
        return word[:-1] + "hi"
    if word.endswith("io"):  # "solitario"; nouns that keep both letters are data
        return word[:-1]
    return word[:-1] + {"o": "i", "a": "e", "e": "i"}.get(word[-1], word[-1])


def adjective_forms(adjective: str, language: str) -> Sequence[str]:
    """The masculine, the feminine and the plurals of both, of a regular adjective.

    Args:
        adjective: The masculine singular, one word.
        language: "es", "fr" or "it".
    """
    if language == "fr":
        feminine = adjective if adjective.endswith("e") else adjective + "e"
    else:
        feminine = adjective[:-1] + "a" if adjective.endswith("o") else adjective
    if language == "it" and adjective.endswith("e"):
        feminine = adjective
    if language == "fr":
        masculines = adjective if adjective.endswith(("s", "x")) else adjective + "s"
        return adjective, feminine, masculines, feminine + "s"
    return adjective, feminine, plural(adjective, language), plural(feminine, language)


def french_of(text: str, aspirated: Sequence[str]) -> str:
    """ "de" before a text, elided before a vowel and a mute h."""
    start = text.lower()
    silent = start.startswith("h") and not start.startswith(tuple(aspirated))
    return f"d'{text}" if start[:1] in _VOWELS or silent else f"de {text}"


def spanish_article(text: str, gender: str, stressed: Sequence[str]) -> str:
    """ "un" or "una"; "un" also before a feminine that begins with a stressed a."""
    masculine = gender == "m" or text.split()[0] in stressed
    return f"{'un' if masculine else 'una'} {text}"


def italian_article(text: str, gender: str) -> str:
    """ "un", "uno", "una" or "un'", by gender and the sound that follows."""
    start = text.lower()
    if gender == "f":
        return f"un'{text}" if start[0] in _VOWELS else f"una {text}"
    impure = start[0] in "zxy" or start[:2] in ("gn", "ps", "pn") or (
        start[0] == "s" and start[1] not in _VOWELS
    )  # fmt: skip
    return f"{'uno' if impure else 'un'} {text}"
