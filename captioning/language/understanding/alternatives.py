"""Which phrases are alternatives: "ruby or garnet", "bangle or bracelet in bronze or copper"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from captioning.language.facets import TYPE, WORD
from captioning.language.understanding.phrase import Phrase

_LINKS = ("alternatives", "joins", "negations_too")
"""Grammar before the last member of a list: "or", "and", "nor"."""

_BETWEEN = ("fillers", "prepositions", "unknown")


def listed(said: Sequence[Phrase]) -> list[Phrase]:
    """Phrases with the commas of a list as what links its last member: "ruby, opal or jade".

    Without a link three of one kind are a list ("no pearls, diamonds, rubies"), but two are not:
    "no pearls, silver" wants silver.
    """
    said = _linked_once(said)
    found = list(said)
    for place, phrase in enumerate(said):
        if phrase.words == (",",) and place and found[place].grammar == "breaks":
            commas, link = _list_of(said, place)
            for comma in commas:
                found[comma] = replace(said[comma], grammar=link)
    return found


def _linked_once(said: Sequence[Phrase]) -> list[Phrase]:
    """One link where several stand in a row: "and/or", "topaz, or opal", "Rubin bzw. Granat"."""
    kept: list[Phrase] = []
    for phrase in said:
        last = kept[-1].grammar if kept else ""
        if phrase.grammar == "alternatives" and last in ("alternatives", "joins", "breaks"):
            kept.pop()
        elif phrase.words == (".",) and last == "alternatives":
            continue
        kept.append(phrase)
    return kept


def _list_of(said: Sequence[Phrase], comma: int) -> tuple[list[int], str]:
    """The commas of the list that a comma is the first of, and what links its last member."""
    kind, commas, place = said[comma - 1].kind, [comma], comma + 1
    if said[comma - 1].grammar or kind == WORD:
        return [], ""
    while True:
        place = _next(said, place)
        if place == len(said) or said[place].grammar or said[place].kind != kind:
            return [], ""
        place += 1
        if place == len(said) or said[place].grammar not in (*_LINKS, "breaks"):
            return (commas, "joins") if len(commas) > 1 else ([], "")
        if said[place].grammar in _LINKS:
            last = _next(said, place + 1)
            closed = last < len(said) and not said[last].grammar and said[last].kind == kind
            return (commas, said[place].grammar) if closed else ([], "")
        if said[place].words != (",",):
            return (commas, "joins") if len(commas) > 1 else ([], "")
        commas.append(place)
        place += 1


def _next(said: Sequence[Phrase], place: int) -> int:
    """The next place of a phrase that is more than an article."""
    while place < len(said) and said[place].grammar in _BETWEEN:
        place += 1
    return place


def joined(said: Sequence[Phrase]) -> list[Phrase]:
    """Phrases without grammar; one after "or" is an alternative to the nearest of its kind."""
    kept: list[Phrase] = []
    waiting: list[int] | None = None  # phrases before an "or" that a later one may join
    start = 0
    used: set[int] = set()
    for phrase in said:
        grammar = phrase.grammar
        if grammar == "alternatives":
            waiting = [place for place in range(start, len(kept)) if not kept[place].excluded]
            used = set()
        elif grammar in ("prepositions", "breaks", "joins"):
            if grammar == "breaks" or waiting is None or used:
                start, waiting = len(kept), None
        elif not grammar and _says_something(phrase):
            partner = None
            if waiting and not phrase.excluded:
                partner = _partner(phrase, kept, waiting, used)
            if partner is not None:
                used.add(partner)
                phrase = replace(phrase, joins=partner)
            kept.append(phrase)
    return kept


def _says_something(phrase: Phrase) -> bool:
    return bool(phrase.says or phrase.implies or phrase.words_besides or phrase.denies)


def _partner(
    phrase: Phrase, kept: Sequence[Phrase], waiting: Sequence[int], used: set[int]
) -> int | None:
    """The phrase before "or" that this one is an alternative to."""
    alike = [p for p in waiting if kept[p].kind == phrase.kind and p not in used]
    if alike:
        return alike[-1]
    kinds = {kept[waiting[-1]].kind, phrase.kind}
    mixed = TYPE not in kinds and WORD not in kinds  # "pearl or gold", "halo or solitaire"
    return waiting[-1] if mixed and not used else None
