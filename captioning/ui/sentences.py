"""What the rooms below say of a file, in the visitor's language.

They know nothing of languages and raise English sentences. Those that people meet stand in the
section "sentences" of the texts: the English text is the pattern by which a sentence is known. One
that is not there stays as it is.
"""

import re
from functools import cache

from captioning.language.facet_names import alternatives, facet_name
from captioning.language.facets import METAL, STONE, TYPE, Facet
from captioning.language.phrases import ENGLISH
from captioning.language.phrases.wording import Wording, phrases
from captioning.ui.texts import language, section, text
from captioning.vision.refusals import SUPPORTED


def spoken(sentence: str) -> str:
    """A sentence of another room in the visitor's language.

    Args:
        sentence: In English, perhaps with the name of a file in it, with or without its dot.
    """
    if language() == ENGLISH:
        return sentence
    for name, pattern in _patterns().items():
        if found := pattern.fullmatch(sentence) or pattern.fullmatch(f"{sentence}."):
            values = {key: _value(key, value) for key, value in found.groupdict().items()}
            said = text(f"sentences.{name}", **values)
            return said if sentence.endswith(".") else said.removesuffix(".")
    return sentence


def formats() -> str:
    """The kinds of photos that are read, in a row."""
    return _value("formats", SUPPORTED)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """What each sentence looks like, the longest first: a shorter one may fit a longer one too."""
    english = section("sentences", ENGLISH)
    return {
        name: re.compile(
            re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english[name])), re.DOTALL
        )
        for name in sorted(english, key=lambda name: -len(english[name]))
    }


def _value(name: str, value: str) -> str:
    """What a sentence names: types, metals, stones, files and formats in words of the language."""
    kind = name.rpartition("_")[2]
    if kind in (TYPE, METAL, STONE):
        parts = re.split(r"( or |, )", value)
        named = [_named(kind, part) for part in parts[::2]]
        return alternatives(named, language()) if " or " in value else ", ".join(named)
    if name == "kind":
        kinds = {english: key for key, english in section("files", ENGLISH).items()}
        return text(f"files.{kinds[value]}") if value in kinds else value
    if name == "formats":
        return value.replace(" or ", f" {text('files.or')} ")
    return value.replace("megapixels", text("files.megapixels"))


def _named(kind: str, value: str) -> str:
    """A type, metal or stone; metals that no photo shows, such as platinum, as in captions."""
    name = facet_name(Facet(kind, value), language())
    if kind == METAL and name == value:
        name = phrases(Wording(language()).row("metals", value) or value)[0]
    return name
