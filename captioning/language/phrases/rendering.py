"""A caption in another language, at three levels of detail."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Protocol

from captioning.language.attributes import levels
from captioning.language.phrases.arrangement import arranged
from captioning.language.phrases.description import Description, Phrase
from captioning.language.phrases.german import German
from captioning.language.phrases.reader import read
from captioning.language.phrases.romance import Romance
from captioning.language.phrases.turkish import Turkish

ENGLISH = "en"
LANGUAGES = {
    ENGLISH: "English",
    "es": "español",
    "fr": "français",
    "de": "Deutsch",
    "it": "italiano",
    "tr": "Türkçe",
}
"""Codes of the languages for captions, to their own names."""


class UnknownLanguage(ValueError):
    """There are no captions in this language; the message names those that there are."""


class Renderer(Protocol):
    """The grammar of one language."""

    def text(self, said: Description) -> str:
        """A description as a noun phrase."""


@dataclass(frozen=True)
class Rendering:
    """A caption in one language.

    Attributes:
        language: Code of the language that the levels are in; "en" where a caption says nothing
            of a piece of jewelry, which is left as it is.
        levels: "basic", "normal" and "complete" descriptions.
        left: Words of the English caption that the normal description does not carry.
        complete_left: Words of the longer English caption that the complete one does not carry.
    """

    language: str
    levels: dict[str, str]
    left: tuple[str, ...] = ()
    complete_left: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The caption."""
        return self.levels["normal"]

    @property
    def complete(self) -> bool:
        """Whether it says all that the English caption says."""
        return not self.left

    def with_complete(self, longer: "Rendering") -> "Rendering":
        """The same with the level "complete" of a longer caption of the same photo."""
        complete = {"complete": longer.levels["complete"]}
        return replace(self, levels=self.levels | complete, complete_left=longer.left)

    def to_json(self) -> dict[str, Any]:
        """The rendering as JSON.

        Returns:
            `language`, `levels`, `complete`, in `left` the words that `normal` does not carry, and
            in `complete_left` those of the complete caption.
        """
        return {
            "language": self.language,
            "levels": dict(self.levels),
            "complete": self.complete,
            "left": list(self.left),
            "complete_left": list(self.complete_left),
        }


def known_language(code: str) -> str:
    """A language code as the tables have it: " ES" and "es-MX" are "es".

    Raises:
        UnknownLanguage: There are no captions in that language.
    """
    short = code.strip().lower().replace("_", "-").split("-")[0]
    if short not in LANGUAGES:
        names = ", ".join(f"{known} ({name})" for known, name in LANGUAGES.items())
        raise UnknownLanguage(f"There are no captions in {code.strip()!r}; choose one of {names}.")
    return short


@lru_cache(maxsize=4096)
def in_language(caption: str, code: str) -> Rendering:
    """An English caption in a language, worded as its jewelers do, never word for word.

    Args:
        caption: The English caption.
        code: "en", "es", "fr", "de", "it" or "tr".

    Returns:
        The caption at three levels, and the words that it could not carry.

    Raises:
        UnknownLanguage: There are no captions in that language.
    """
    language = known_language(code)
    if language == ENGLISH:
        return Rendering(ENGLISH, levels(caption))
    said = read(caption)
    if not said.piece.noun:
        left = said.left or (caption,)
        return Rendering(ENGLISH, levels(caption), left, left)
    grammar = _renderer(language)
    text = grammar.text(arranged(said))
    return Rendering(
        language,
        {"basic": grammar.text(_basic(said)), "normal": text, "complete": text},
        said.left,
        said.left,
    )


@cache
def _renderer(language: str) -> Renderer:
    if language == "de":
        return German()
    return Turkish() if language == "tr" else Romance(language)


def _kind(said: Description) -> Description:
    """The type alone."""
    noun = said.piece.noun
    return Description(
        Phrase(noun, noun == "earrings"), number="set" if said.number == "set" else "single"
    )


def _basic(said: Description) -> Description:
    """The type with its metal, or with its main stone where no metal is said."""
    kind = _kind(said)
    two_tone = tuple(quality for quality in said.piece.qualities if quality == "two-tone")
    if said.piece.metals or two_tone:
        piece = replace(kind.piece, metals=said.piece.metals, qualities=two_tone)
        return replace(kind, piece=piece)
    return replace(kind, stones=tuple(
        Phrase(stone.noun, stone.many, styles=stone.styles) for stone in said.stones[:1]
    ))  # fmt: skip
