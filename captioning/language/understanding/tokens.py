"""A typed text as words and marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from captioning.language.understanding.folding import pieces
from captioning.language.understanding.meaning import Entry

MOST = 250
"""Words of a query that are understood; nobody waits for a pasted book."""

LONGEST = 20_000
"""Characters of a query that are looked at."""

LONGEST_WORD = 50
"""Letters of a word that are looked at; no compound is longer."""

BREAK, MINUS, SLASH = Entry("breaks", ","), Entry("negations_one", "-"), Entry("alternatives", "/")

_TOKENS = re.compile(
    r"w/o(?:ut)?\b|[^\W_]+(?:['\u2019][^\W_]+)*|[,;:.!?()/|–—\n]|(?<=\s)[-−](?=\s)|(?<![^\s(\"'])[-−](?=[\"\u201c\u201e\u00ab]?[^\W_])|[&+]"
)
_UNSEEN = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
"""Characters without a look, such as soft hyphens, that come along with pasted words."""
_QUOTED = re.compile(r'["\u201c\u201e\u00ab][^"\u201c-\u201e\u00ab\u00bb]*["\u201c\u201d\u00bb]')
_EXCLUDED = re.compile(r"(?<!\S)[-−]\(([^()]{1,200})\)")
"""Several exclusions with one minus: "-(gold, silver)"."""
_MARKS = {
    "/": SLASH,
    "|": SLASH,
    "-": MINUS,
    "−": MINUS,
    "&": Entry("joins", "&"),
    "+": Entry("joins", "+"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark.

    Attributes:
        word: Folded; empty for a mark.
        typed: As the person wrote it.
        mark: What a mark is.
        exact: Whether it stands in quotes, and so is not corrected.
    """

    word: str
    typed: str
    mark: Entry | None = None
    exact: bool = False


def tokens(text: str) -> list[Token]:
    """The words and marks of a text, the first `MOST`."""
    found: list[Token] = []
    text = _EXCLUDED.sub(_each_excluded, text[:LONGEST].translate(_UNSEEN))
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _TOKENS.finditer(text):
        typed = match[0][:LONGEST_WORD]
        spaced = typed in "-−" and text[match.end()].isspace()
        if typed.lower() in ("w/o", "w/out"):
            found.append(Token("without", typed))
        elif spaced:  # a dash of the keyboard
            found.append(Token("", "–", BREAK))
        elif mark := _MARKS.get(typed):
            found.append(Token("", typed, mark))
        elif not typed[0].isalnum():
            found.append(Token("", typed, BREAK))
        else:
            exact = any(start < match.start() < end for start, end in quoted)
            found += [Token(word, typed, exact=exact) for word in pieces(typed)]
        if len(found) >= MOST:
            break
    return found[:MOST]


def _each_excluded(group: re.Match[str]) -> str:
    return " ".join(f"-{one.strip()}" for one in group[1].split(","))


def corrected(said: Sequence[Token], place: int, word: str, width: int = 1) -> list[Token]:
    """The tokens with those at a place read as other words."""
    fresh = [Token(pieces(part)[0], part) for part in word.split()]
    return [*said[:place], *fresh, *said[place + width :]]


def text_of(said: Sequence[Token]) -> str:
    """Tokens as one would type them; a word that was taken apart is written once."""
    parts: list[str] = []
    for token in said:
        if token.mark and token.typed in ",;:.!?)":
            parts[-1:] = [f"{parts[-1]}{token.typed}"] if parts else [token.typed]
        elif not parts or parts[-1] != token.typed or token.mark:
            parts.append(token.typed)
    return " ".join(parts).replace("- ", "-")
