"""A caption under construction: a limit of tokens, and no repeated words."""

from __future__ import annotations

from assets.studio.words import lexicon

LIMIT = 23  # tokens; decoders are trained on 25, two of which mark the start and the end
SHORT = 12


class Line:
    """A caption that grows by phrases which fit, repeat no content word and are not empty.

    Only a colour may come again: a white pearl lies on a white background.
    """

    def __init__(self, start: str, limit: int = LIMIT) -> None:
        self.text = start
        self.limit = limit

    def add(self, phrase: str, link: str = " ") -> bool:
        """Appends a phrase after `link`; leaves the line as it is if the phrase does not fit."""
        longer = f"{self.text}{link}{phrase}"
        repeats = set(lexicon.stems(self.text)) & set(lexicon.stems(phrase)) - lexicon.TONES
        if not phrase or repeats or lexicon.tokens(longer) > self.limit:
            return False
        self.text = longer
        return True
