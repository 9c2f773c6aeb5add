"""Captions in the languages of the shops: one file of data for each language."""

from captioning.language.phrases.rendering import (
    ENGLISH,
    LANGUAGES,
    Rendering,
    UnknownLanguage,
    in_language,
    known_language,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Rendering",
    "UnknownLanguage",
    "in_language",
    "known_language",
]
