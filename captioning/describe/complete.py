"""The complete caption of a piece: what is likely of a long one that agrees with the short one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from captioning.language.attributes import attributes, coarse_type, looks
from captioning.language.likely_part import likely_part
from captioning.language.terms import Term

_REPEATED = re.compile(r"\b(\w+(?: \w+){0,3})(?: \1)+\b")
_JOINS = "with|and|of|in|on|over|at|by|for|to|from|against|around|behind|under"
_PHRASES = re.compile(rf" (?=(?:{_JOINS}) )")
_OF_A_THING = re.compile(rf"(?:{_JOINS}) (?:an?|the) ")
_UNFINISHED = re.compile(rf"(?: (?:an?|the|or|front|{_JOINS}))+$")


def complete_caption(
    short: str, found: Sequence[str], expected: Mapping[Term, float], least: float
) -> str:
    """What is likely of the first long caption that does not contradict the short one.

    Args:
        short: the caption that is shown.
        found: complete captions of the same photo, best first.
        expected: terms to how likely the photo shows them, in [0, 1].
        least: how likely a metal, a stone's look and a motif must be to be named, in [0, 1].

    Returns:
        The first that says more than the short one without what is unlikely; else the longest,
        which may be what is likely of the short one itself. The short one where no long one was
        looked for.
    """
    if not any(found):
        return short
    longer = [one for one in map(tidied, found) if len(one.split()) > len(short.split())]
    agreeing = [one for one in longer if not contradicts(one, short)]
    likely = [
        tidied(part) for one in (*agreeing, short) if (part := likely_part(one, expected, least))
    ]
    agreeing = [one for one in likely if not contradicts(one, short)] or [short]
    return next(
        (one for one in agreeing if len(one.split()) > len(short.split())),
        max(agreeing, key=lambda one: len(one.split())),
    )


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
