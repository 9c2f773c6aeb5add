"""The complete caption of a piece: the long one that agrees with the short one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from captioning.language.attributes import attributes, coarse_type, looks

_REPEATED = re.compile(r"\b(\w+(?: \w+){0,3})(?: \1)+\b")
_JOINS = "with|and|of|in|on|over|at|by|for|to|from|against|around|behind|under"
_PHRASES = re.compile(rf" (?=(?:{_JOINS}) )")
_OF_A_THING = re.compile(rf"(?:{_JOINS}) (?:an?|the) ")
_UNFINISHED = re.compile(rf"(?: (?:an?|the|or|front|{_JOINS}))+$")


def complete_caption(short: str, found: Sequence[str]) -> str:
    """The first long caption that does not contradict the short one.

    Args:
        short: the caption that is shown.
        found: complete captions of the same photo, best first.

    Returns:
        One of them; the short one where each contradicts it or says no more.
    """
    longer = (one for one in map(tidied, found) if len(one.split()) > len(short.split()))
    return next((one for one in longer if not contradicts(one, short)), short)


def tidied(caption: str) -> str:
    """A caption without phrases said before, and without the beginning of one at its end.

    Args:
        caption: a long caption, which may have ended because it was as long as can be.

    >>> tidied("a pendant with green stones green stones and jade in front of")
    'a pendant with green stones and jade'
    >>> tidied("two slim gold bangles worn on a wrist over a wrist")
    'two slim gold bangles worn on a wrist'
    """
    whole = _UNFINISHED.sub("", _REPEATED.sub(r"\1", caption))
    phrases = _PHRASES.split(whole)
    kept: list[str] = []
    said: list[set[str]] = []
    for phrase, after in zip_longest(phrases, phrases[1:], fillvalue=""):
        thing = {*_OF_A_THING.sub("", phrase).split()}
        again = _OF_A_THING.match(phrase) and any(thing <= before for before in said)
        if not again or after.startswith("of "):  # "a ring with a ring of diamonds"
            kept.append(phrase)
            said.append(thing)
    return " ".join(kept)


def contradicts(long: str, short: str) -> bool:
    """Whether two captions of a piece cannot both be right about type, metal and main stone.

    A caption may be silent about a metal or stones that the other one names, but both name the
    same type.
    """
    one, other = attributes(long), attributes(short)
    types = coarse_type(one.type), coarse_type(other.type)
    metals = {one.metal, other.metal} - {None}
    main, said = looks(one.stones)[:1], looks(other.stones)
    return types[0] != types[1] or len(metals) > 1 or bool(main and said and main[0] not in said)
