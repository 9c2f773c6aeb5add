"""Turkish endings: "yuzugu", "kupeler", "tassiz", "yesilimsi"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_GRAMMATICAL = (
    r"(?:l[ae]r)?(?:i?m|i?n|s?[iu]|imiz|iniz|umuz|unuz|u?m|u?n)?"
    r"(?:n?[iuae]|n?d[ae]n?|t[ae]n?|n?[iu]n|y?l[ae]|n?c[ae])?(?:ki)?"
)
_ISH = r"[iu]?(?:ms[iu]|mtirak)|"  # "yesilimsi", "sarimtirak"
_WITH = re.compile(rf"(?:l[iu]|{_ISH}){_GRAMMATICAL}")
_WITHOUT = re.compile(rf"(?:l[ae]r)?s[iu]z{_GRAMMATICAL}")
_HARD = {"g": "k", "b": "p", "d": "t"}


@lru_cache(maxsize=1 << 13)
def roots(word: str) -> tuple[tuple[str, bool], ...]:
    """What a word may be an ending of, the longest root first.

    Args:
        word: Folded, so that vowel harmony leaves few forms.

    Returns:
        Roots, each with whether the ending says "without". A soft last consonant is given hard
        too: "yuzug" and "yuzuk".
    """
    return tuple(_roots(word))


def _roots(word: str) -> Iterator[tuple[str, bool]]:
    for end in range(len(word) - 1, 1, -1):
        root, ending = word[:end], word[end:]
        for endings, denied in ((_WITH, False), (_WITHOUT, True)):
            if endings.fullmatch(ending):
                yield root, denied
                if hard := _HARD.get(root[-1]):
                    yield root[:-1] + hard, denied


def possessed(root: str) -> tuple[str, ...]:
    """A noun with and without the ending of the second noun of a name: "ay taşı", "ay taşlı"."""
    return (root, f"{root}i", f"{root}u", f"{root}si", f"{root}su")
