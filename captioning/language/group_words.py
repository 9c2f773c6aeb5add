"""Groups of a query in words again, as typed where that still says them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from captioning.language.facet_names import alternatives, facet_name, grammar
from captioning.language.facets import METAL, WORD, Group
from captioning.language.understanding.meaning import Entry, meaning_of
from captioning.language.understanding.reading import read
from captioning.language.understanding.tokens import tokens

_ELISION = re.compile(r"^[dl]['\u2019](?=\w)")


def named(groups: Iterable[Group], language: str) -> str:
    """A text that says groups by their words alone, for a sentence that cannot be cut."""
    wanted = [one for one in groups if not one.excluded]
    text = " ".join(alternatives(said(one, language), language) for one in wanted)
    for one in groups:
        if one.excluded:
            text = denied(text, one, language)[0]
    return text


def denied(rest: str, group: Group, language: str) -> list[str]:
    """Ways to add an exclusion to a text."""
    words, typed = grammar(language), said(group, language)
    joined = alternatives(typed, language)
    ways = [f"{rest} {' '.join(f'-{word}' for word in typed)}"]
    for after in words["negations_after"][:2]:
        ways.append(f"{rest}, {joined} {after}")
    for before in words["negations"][:1]:
        ways = [f"{rest}, {before} {joined}", *ways]
    names = [facet_name(facet, language) for facet in group.facets]
    return [*ways, f"{rest} {' '.join(f'-{one}' for one in names)}"]


def said(group: Group, language: str) -> list[str]:
    """The words of each alternative, as typed where they name nothing else."""
    typed = [_ELISION.sub("", " ".join(one.words)) for one in group.choices]
    if group.kind == WORD:
        return typed
    if group.implied or any(_says_other(words, group.kind, language) for words in typed):
        typed = [facet_name(one.facet, language) for one in group.shown]
    return list(dict.fromkeys(typed))


def _says_other(words: str, kind: str, language: str) -> bool:
    """Whether words alone say more or something else, or end in "without".

    Compounds name several things, and "rose" is no metal without gold before it.
    """
    items = [item for item in read(tokens(words), language, frozenset()) if item.means]
    entries = [entry for item in items for entry in item.entries]
    if len(entries) != 1 or entries[0].denied or _denies(entries[0]):
        return True
    named = entries[0].section in ("metals", "marks") or entries[0].name == "black"
    return kind == METAL and not named


def _denies(entry: Entry) -> bool:
    return entry.section == "trade" and bool(meaning_of(entry).denies)
